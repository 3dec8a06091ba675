"""(State, State) → Difference: what is lost, doubled, changed or new for who has the older one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from feedgen_site.addresses import output_file
from feedgen_site.feeds import Format
from feedgen_site.model import Hold
from feedgen_site.patterns import regex
from feedgen_site.state.difference import Change, Difference, Finding, Newsroom
from feedgen_site.state.model import Address, Place, State, ToldFeed, ToldStory

_PLAIN = regex(r"[\w./~-]+")
_PLAIN_ID = regex(r"[A-Za-z][!-~]*[!-9;-~]")
_TAG = regex(r"tag:([^:]+):(.*)")
_CHANGES = tuple(Change)


def compare(old: State, new: State, as_of: datetime, newsroom: Newsroom) -> Difference:
    """Say what readers of `old` will see once `new` stands in its place; `as_of` says what has expired."""
    found = _Comparison(old, new, as_of, newsroom).findings()
    return Difference(
        tuple(sorted(found, key=lambda one: (_CHANGES.index(one.change), one.path, one.permalink, one.id)))
    )


def changed_topics(old: State | None, new: State) -> Iterator[tuple[ToldFeed, Format]]:
    """Give every feed document whose entries are others than in `old`: what a hub has to be told of."""
    before = {feed.key: feed for feed in old.feeds} if old else {}
    for feed in new.feeds:
        known = before.get(feed.key)
        for kind in Format:
            same = known and (known.permalink, known.entries) == (feed.permalink, feed.entries)
            # Other stories of the same moment shift what Atom alone shows.
            if not (same and known and (kind is not Format.ATOM or known.stamps == feed.stamps)):
                yield feed, kind


class _Comparison:
    """One comparison; `kept` is what its other parts look up."""

    def __init__(self, old: State, new: State, as_of: datetime, newsroom: Newsroom) -> None:
        self.old, self.new, self.as_of, self.newsroom = old, new, as_of, newsroom
        self.before = {story.id: story for story in old.stories}
        self.after = {story.id: story for story in new.stories}
        self.served = _served(new, newsroom)
        gone = [story for story in old.stories if story.id not in self.after and not self._expired(story)]
        self.renamed = _renamed(gone, [story for story in new.stories if story.id not in self.before])
        # An expiry that was written down after publication is known here alone.
        lasting = newsroom.lasting
        self.expired = {address.path for address in lasting.addresses} if lasting else set()
        self.expired |= {edition.id for edition in lasting.editions} if lasting else set()

    def findings(self) -> Iterator[Finding]:
        renamed = {story.id for story in self.renamed.values()}
        for story in self.new.stories:
            if story.id not in self.before and story.id not in renamed:
                yield self._of(Change.NEW, story)
        for story in self.old.stories:
            now = self.after.get(story.id)
            yield from self._kept(story, now) if now else self._gone(story)
        yield from self._notices()
        yield from self._editions()
        yield from self._feeds()
        yield from self._other_addresses()

    def _of(self, change: Change, story: ToldStory, detail: str = "", hint: str = "") -> Finding:
        path = self.newsroom.files.get(story.id, "")
        return Finding(change, story.id, story.permalink, path, detail, hint)

    def _kept(self, was: ToldStory, now: ToldStory) -> Iterator[Finding]:
        if now.withdrawn and not was.withdrawn:
            yield self._of(Change.WITHDRAWN, now)
        elif now.updated != was.updated or was.withdrawn != now.withdrawn:
            yield self._of(Change.UPDATED, now, "no longer withdrawn" if was.withdrawn else "")
        else:
            yield from self._silently(was, now)
        yield from self._moved(was, now)

    def _silently(self, was: ToldStory, now: ToldStory) -> Iterator[Finding]:
        """Say what changes while the story claims to be as it was."""
        same_source = was.source == now.source
        parts = ["headline or standfirst"] if was.listed != now.listed else []
        # The marks of other points change the body, too.
        if was.body != now.body and (not same_source or was.points == now.points):
            parts.append("markup, links or pictures" if same_source else "text")
        if was.published != now.published:
            parts.append("date")
        if parts:
            file = self.newsroom.files.get(now.id, "FILE")
            hint = f"feedgen-site touch {file}, if readers shall see that it changed"
            yield self._of(Change.CHANGED, now, ", ".join(parts), hint)
        if was.points != now.points and same_source:
            yield self._of(Change.POINTS, now)

    def _moved(self, was: ToldStory, now: ToldStory) -> Iterator[Finding]:
        lost = self._lost(was)
        for address in lost:
            hint = _aliases((*now.aliases, *lost))
            if now.permalink == f"{address.rstrip('/')}.html":
                hint = f"url_style: folder in site.yaml, or {hint}"
            elif address == f"{now.permalink.rstrip('/')}.html":
                hint = f"url_style: file in site.yaml, or {hint}"
            yield self._address(now, address, f"the story is now at {now.permalink}", hint)
        moved = output_file(was.permalink) != output_file(now.permalink)
        if moved and was.permalink not in lost:
            yield self._of(Change.MOVED, now, f"was at {was.permalink}")

    def _lost(self, story: ToldStory) -> tuple[str, ...]:
        """Give the addresses of a story that will lead nowhere."""
        return tuple(
            path
            for path in dict.fromkeys((story.permalink, *story.aliases))
            if output_file(path) not in self.served
        )

    def _address(self, story: ToldStory, address: str, detail: str, hint: str) -> Finding:
        path = self.newsroom.files.get(story.id, "")
        return Finding(Change.LOST_ADDRESS, story.id, address, path, detail, hint)

    def _gone(self, story: ToldStory) -> Iterator[Finding]:
        hold = self.newsroom.held.get(story.id)
        if self._expired(story):
            yield self._of(Change.EXPIRED, story)
        elif now := self.renamed.get(story.id):
            path = self.newsroom.files.get(now.id, "")
            detail = f"the story has the id {now.id} now"
            hint = f"id: {story.id if _PLAIN_ID.fullmatch(story.id) else json.dumps(story.id)}"
            if authority := _other_authority(story.id, now.id):
                hint = f"authority: {authority} in site.yaml, or {hint}"
            yield Finding(Change.LOST_ID, story.id, story.permalink, path, detail, hint, doubles=True)
            lost = self._lost(story)
            for address in lost:
                shown = f"the story is now at {now.permalink}"
                yield self._address(now, address, shown, _aliases((*now.aliases, *lost)))
        elif hold:
            detail = f"it is held back ({hold.value}) and was published"
            hint = "withdrawn: {date: …, reason: …} tells readers, and keeps id and address"
            if hold is Hold.WITHHELD:
                hint = "the policy of its agency in site.yaml is withhold"
            yield self._of(Change.TAKEN_BACK, story, detail, hint)
            yield from (self._address(story, one, "of a story taken back", hint) for one in self._lost(story))
        else:
            detail = "no published story has this id any more"
            hint = "bring its file back; withdrawn: {date: …, reason: …} in it tells readers"
            yield self._of(Change.LOST_ID, story, detail, hint)
            yield from (
                self._address(story, one, "of a story that is gone", hint) for one in self._lost(story)
            )

    def _expired(self, story: ToldStory) -> bool:
        due = story.expires is not None and story.expires <= self.as_of
        return due or self.newsroom.held.get(story.id) is Hold.EXPIRED

    def _notices(self) -> Iterator[Finding]:
        """Find corrections that vanish although their story stays; a withdrawal replaces them."""
        known = {notice.id for notice in self.new.notices}
        replaced = {story.id for state in (self.old, self.new) for story in state.stories if story.withdrawn}
        for notice in self.old.notices:
            story = self.after.get(notice.story)
            if notice.id not in known and story and story.id not in replaced:
                path = self.newsroom.files.get(story.id, "")
                detail = "a correction that readers were told of is no longer there"
                hint = "corrections are added, never removed"
                yield Finding(Change.LOST_ID, notice.id, story.permalink, path, detail, hint)

    def _editions(self) -> Iterator[Finding]:
        """Find editions that were sent and are none any more, or are the same under another id."""
        known = {edition.id for edition in self.new.editions}
        names = {_specific(identity): identity for identity in known}
        for edition in self.old.editions:
            if edition.id in known or self._is_over(edition.id, edition.due):
                continue
            if now := names.get(_specific(edition.id)):
                detail, hint = f"the edition has the id {now} now", _other_authority(edition.id, now)
                hint = f"authority: {hint} in site.yaml"
            else:
                detail = "an edition that was sent has no story any more, or closes later"
                hint = "bring back or withdraw its stories; see timezone and edition in site.yaml"
            yield Finding(Change.LOST_ID, edition.id, "", "", detail, hint, doubles=bool(now))

    def _feeds(self) -> Iterator[Finding]:
        before, after = ({feed.key: feed for feed in state.feeds} for state in (self.old, self.new))
        due = {address.path: address.due for address in self.old.addresses}
        for key in after.keys() - before.keys():
            yield Finding(Change.NEW_FEED, key, after[key].permalink)
        for key in before.keys() - after.keys():
            hint = f"name it in site.yaml: {_setting(key)}"
            if key.startswith("section/") and output_file(before[key].permalink) in self.served:
                hint = "feeds: {sections: true} in site.yaml"
            files = [before[key].permalink + kind.file_name for kind in Format]
            if not self.served >= set(map(output_file, files)):
                ended = all(self._is_over(file, due.get(file)) for file in files)
                change = Change.ENDED_FEED if ended else Change.LOST_FEED
                yield Finding(change, key, before[key].permalink, "", "", hint)

    def _other_addresses(self) -> Iterator[Finding]:
        kept = {feed.key for feed in self.new.feeds}
        # A lost feed is told once, not by each of its files.
        lost = [feed for feed in self.old.feeds if feed.key not in kept]
        homes = {feed.permalink for feed in lost} | {f"/feeds/{feed.key}/" for feed in lost}
        for address in self.old.addresses:
            if output_file(address.path) in self.served or self._is_over(address.path, address.due):
                continue
            if not _is_below(address, homes):
                yield Finding(
                    Change.LOST_ADDRESS, "", address.path, "", _WHAT[address.place], _CURES[address.place]
                )

    def _is_over(self, name: str, due: datetime | None) -> bool:
        """Say whether an address or edition is gone because its stories have expired."""
        return (due is not None and due <= self.as_of) or name in self.expired


def _served(new: State, newsroom: Newsroom) -> set[str]:
    """Give every file that will be published, by the state and by the newsroom."""
    served = {*newsroom.served, *(output_file(address.path) for address in new.addresses)}
    for story in new.stories:
        served.update(map(output_file, (story.permalink, *story.aliases)))
    return served


def _renamed(gone: Iterable[ToldStory], fresh: Iterable[ToldStory]) -> Mapping[str, ToldStory]:
    """Guess which new story is an old one under another id: it serves its address, or has its text."""
    by_address: dict[str, ToldStory] = {}
    by_source: dict[str, ToldStory] = {}
    for story in fresh:
        for path in (story.permalink, *story.aliases):
            by_address.setdefault(output_file(path), story)
        if story.source:
            by_source.setdefault(story.source, story)
    found: dict[str, ToldStory] = {}
    taken: set[str] = set()
    for story in gone:
        now = by_address.get(output_file(story.permalink)) or by_source.get(story.source)
        # Each stands for one; a second old story of the same text is gone.
        if now and now.id not in taken:
            taken.add(now.id)
            found[story.id] = now
    return found


def _is_below(address: Address, homes: Collection[str]) -> bool:
    """Say whether an address is a file or page of one of these feeds."""
    home = address.path.rpartition("/")[0].removesuffix("/archive") + "/"
    return address.place in (Place.FEED, Place.FEED_PAGE, Place.ARCHIVE) and home in homes


def _specific(identity: str) -> str:
    """Give what a tag URI names below its authority; of another id, itself."""
    match = _TAG.fullmatch(identity)
    return match[2] if match else identity


def _other_authority(was: str, now: str) -> str:
    """Give the authority of an older id if the newer one differs in nothing else, or ""."""
    match = _TAG.fullmatch(was)
    return match[1] if match and was != now and _specific(was) == _specific(now) else ""


def _aliases(paths: Iterable[str]) -> str:
    """Write what a story's header needs, with what stands there already."""
    shown = (path if _PLAIN.fullmatch(path) else json.dumps(path, ensure_ascii=False) for path in paths)
    return f"aliases: [{', '.join(dict.fromkeys(shown))}]"


def _setting(key: str) -> str:
    """Write the setting that keeps a feed."""
    topic, _, name = key.partition("/")
    match topic:
        case "section":
            return f"sections: [{{slug: {name}, title: …}}]"
        case "digest":
            return f"feeds: {{digest: [{name}]}}"
        case "tag" | "author" | "agency" | "language":
            topics = {"agency": "agencies"}.get(topic, f"{topic}s")
            return f"feeds: {{{topics}: [{name}]}}"
    return "feeds"


_WHAT = {
    Place.PAGE: "a page of content/pages",
    Place.EDITION: "an edition without stories, or of another time of closing",
    Place.LISTING: "a page of a list",
    Place.FEED: "a file of a feed",
    Place.FEED_PAGE: "the page of a feed",
    Place.ARCHIVE: "an archive of a feed",
    Place.OTHER: "",
}
_CURES = {
    Place.PAGE: "bring the page back, or put a page that leads on into content/static",
    Place.EDITION: "bring back or withdraw its stories; see timezone and edition in site.yaml",
    Place.LISTING: "name its subject in site.yaml, or bring back or withdraw its stories",
    Place.FEED: "see feeds in site.yaml",
    Place.FEED_PAGE: "see feeds in site.yaml",
    Place.ARCHIVE: "leave feeds: {archive: …} in site.yaml as it was; bring back or withdraw its stories",
    Place.OTHER: "put a file into content/static at this path",
}
