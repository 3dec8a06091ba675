"""WebSub with a real hub: a subscriber discovers it, subscribes, and is sent what `ping` announces."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import pytest

from feedgen_site.state import STATE_FILE
from tests.support import Quiet, Run, answer, article, edit, put, run, running, served, server_of

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ("feed.xml", "rss.xml", "feed.json")


def fetched(url: str, form: dict[str, str] | None = None) -> tuple[int, bytes, str]:
    """Get, or post a form; give status, body and media type."""
    data = urlencode(form).encode() if form else None
    with urlopen(Request(url, data), timeout=20) as answer:
        return answer.status, answer.read(), answer.headers.get("Content-Type", "")


def posted(request: BaseHTTPRequestHandler) -> bytes:
    """Give what was posted."""
    return request.rfile.read(int(request.headers.get("Content-Length", "0")))


@dataclass
class Hub:
    """A WebSub hub (W3C Recommendation, §5 to §7): verifies intent, fetches what changed, distributes it."""

    url: str = ""
    callbacks: dict[str, set[str]] = field(default_factory=dict)
    pings: list[str] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)

    def subscribe(self, topic: str, callback: str) -> int:
        """Verify the subscriber's intent by a challenge that must come back; only then keep it (§5.3)."""
        challenge = f"challenge-{len(self.callbacks)}-{topic}"
        query = urlencode(
            {
                "hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": challenge,
                "hub.lease_seconds": "864000",
            }
        )  # fmt: skip
        _, echoed, _ = fetched(f"{callback}?{query}")
        if echoed.decode() == challenge:
            self.callbacks.setdefault(topic, set()).add(callback)
        return 202

    def publish(self, topic: str) -> int:
        """Fetch the topic and send it, with links to itself and the topic, to each subscriber (§7)."""
        self.pings.append(topic)
        for ending, status in self.refuses.items():
            if topic.endswith(ending):
                return status
        for callback in sorted(self.callbacks.get(topic, ())):
            _, body, kind = fetched(topic)
            links = f'<{self.url}>; rel="hub", <{topic}>; rel="self"'
            with urlopen(Request(callback, body, {"Content-Type": kind, "Link": links}), timeout=20):
                pass
        return 204


@contextmanager
def hub() -> Iterator[Hub]:
    """Run a hub."""
    state = Hub()

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            form = {name: values[0] for name, values in parse_qs(posted(self).decode()).items()}
            match form:
                case {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": callback}:
                    answer(self, state.subscribe(topic, callback))
                case {"hub.mode": "publish", "hub.url": topic} if len(form) == 2:
                    answer(self, state.publish(topic))
                case _:
                    answer(self, 400)

    with running(server_of(Handler)) as url:
        state.url = url
        yield state


@dataclass
class Subscriber:
    """A feed reader with a callback: it discovers, subscribes, confirms, and keeps what it is sent."""

    url: str = ""
    wanted: set[str] = field(default_factory=set)
    received: list[tuple[str, bytes]] = field(default_factory=list)

    def follow(self, feed_url: str) -> None:
        """Read hub and topic from the feed itself, and subscribe there (§4, §5.1)."""
        topic, hub_url = discovered(fetched(feed_url)[1])
        self.wanted.add(topic)
        form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": self.url}
        assert fetched(hub_url, form)[0] == 202


@contextmanager
def subscriber() -> Iterator[Subscriber]:
    """Run a subscriber."""
    state = Subscriber()

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            is_meant = query["hub.mode"] == "subscribe" and query["hub.topic"] in state.wanted
            answer(self, 200 if is_meant else 404, query["hub.challenge"].encode())

        def do_POST(self) -> None:
            links = dict(re.findall(r'<([^>]*)>; rel="(\w+)"', self.headers["Link"]))
            topic = next(url for url, relation in links.items() if relation == "self")
            assert "hub" in links.values()
            state.received.append((topic, posted(self)))
            answer(self, 200)

    with running(server_of(Handler)) as url:
        state.url = f"{url}callback"
        yield state


def discovered(feed: bytes) -> tuple[str, str]:
    """Give topic and hub as a feed of any format names them."""
    if feed.startswith(b"{"):
        data = json.loads(feed)
        (one,) = data["hubs"]
        assert one["type"] == "WebSub"
        return data["feed_url"], one["url"]
    links = {link.get("rel"): link.get("href") or "" for link in root_of(feed).iterfind(f"{ATOM}link")}
    return links["self"], links["hub"]


def root_of(feed: bytes) -> ElementTree.Element:
    """Give the element that holds the links and entries of Atom or RSS."""
    root = ElementTree.fromstring(feed)
    channel = root.find("channel")
    return root if channel is None else channel


def titles(feed: bytes) -> list[str]:
    """Give the titles of a feed's entries."""
    if feed.startswith(b"{"):
        return [item["title"] for item in json.loads(feed)["items"]]
    root = root_of(feed)
    found = [*root.iterfind(f"{ATOM}entry/{ATOM}title"), *root.iterfind("item/title")]
    return [title.text or "" for title in found]


@dataclass(frozen=True, slots=True)
class Scene:
    """A served site, its hub, and a subscriber; `url` is where the site is served."""

    folder: Path
    url: str
    hub: Hub
    subscriber: Subscriber

    def build(self) -> None:
        """Publish the site as of the tenth of January, and keep what readers were told before."""
        old = self.folder / "public" / STATE_FILE
        if old.exists():
            (self.folder / "before.json").write_bytes(old.read_bytes())
        done = run("build", "--as-of", "2026-01-10", "--cache", "", cwd=self.folder)
        assert done.code == 0, done.err

    def ping(self, *options: str) -> Run:
        """Tell the hub what changed since the build before."""
        done = run("ping", "--against", "before.json", *options, cwd=self.folder)
        assert "Traceback" not in done.err, done.err
        return done

    def settings(self, *hubs: str) -> None:
        """Write the settings."""
        rows = f"title: The Test\nbase_url: {self.url}\nauthority: test.example,2026\n"
        put(self.folder / "content/site.yaml", rows + (f"hub: [{', '.join(hubs)}]\n" if hubs else ""))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A site of two sections with a story each, built and served, with a hub."""
    (tmp_path / "public").mkdir()
    with ExitStack() as stack:
        url = stack.enter_context(served(tmp_path / "public"))
        made = Scene(tmp_path, url, stack.enter_context(hub()), stack.enter_context(subscriber()))
        made.settings(made.hub.url)
        put(tmp_path / "content/asia/lee.md", article("Lee", "2026-01-02"))
        put(tmp_path / "content/world/sea.md", article("Sea", "2026-01-04"))
        made.build()
        yield made


def test_a_subscriber_is_sent_a_new_story_once(scene: Scene) -> None:
    """From discovery in each format to the new entry; feeds that did not change are not announced."""
    for place in ("", "section/asia/", "section/world/"):
        for name in FORMATS:
            scene.subscriber.follow(f"{scene.url}{place}{name}")
    assert len(scene.hub.callbacks) == 9
    put(scene.folder / "content/asia/kim.md", article("Kim", "2026-01-09T12:00:00Z"))
    scene.build()
    done = scene.ping()
    assert (done.code, done.err) == (0, "")
    changed = [f"{scene.url}{place}{name}" for place in ("", "section/asia/") for name in FORMATS]
    digests = [url for url in scene.hub.pings if "/digest/" in url]
    assert sorted(set(scene.hub.pings) - set(digests)) == sorted(changed)
    assert len(scene.hub.pings) == len(set(scene.hub.pings))
    assert sorted(topic for topic, _ in scene.subscriber.received) == sorted(changed)
    for _, content in scene.subscriber.received:
        assert titles(content).count("Kim") == 1
    assert sorted(done.out.splitlines()) == sorted(
        f"told {scene.hub.url}: {topic}" for topic in scene.hub.pings
    )


def test_a_ping_without_change_tells_nobody(scene: Scene) -> None:
    """The same content, built again: no request reaches the hub."""
    scene.build()
    done = scene.ping()
    assert (done.code, done.out) == (0, "no hub is told: no feed has changed\n")
    assert scene.hub.pings == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("title: ", "# a comment\ntitle: "), ("title: ", "aliases: [/old/]\ntitle: ")],
    ids=["comment", "alias"],
)
def test_what_no_feed_shows_is_not_announced(scene: Scene, old: str, new: str) -> None:
    """Lines move in the file, an old address leads on: no feed has another byte, and none is announced."""
    before = {file: file.read_bytes() for file in scene.folder.glob("public/**/feed.*")}
    file = scene.folder / "content/asia/lee.md"
    edit(file, old, new)
    scene.build()
    assert {file: file.read_bytes() for file in before} == before
    assert scene.ping().out == "no hub is told: no feed has changed\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It has a second one", "It has another one"),
        ('title: "Lee"', 'title: "Lee Jae-myung"'),
        ("title: ", "withdrawn: {date: 2026-01-09, reason: Wrong.}\ntitle: "),
        ("title: ", "author: Ana Silva\ntitle: "),
        ("title: ", "tags: [china]\ntitle: "),
        ("---\nThe", "---\n[A link](/2026/01/sea/)\n\nThe"),
    ],
    ids=["body", "headline", "withdrawal", "byline", "tags", "link"],
)
def test_what_a_feed_shows_is_announced(scene: Scene, old: str, new: str) -> None:
    """Wherever the bytes of an entry change, the feeds that hold it are announced."""
    file = scene.folder / "content/asia/lee.md"
    edit(file, old, new)
    scene.build()
    assert scene.ping().code == 0
    assert {f"{scene.url}{place}{name}" for place in ("", "section/asia/") for name in FORMATS} <= set(
        scene.hub.pings
    )
    assert not any("/section/world/" in url for url in scene.hub.pings)


def test_a_dry_run_says_it_and_tells_nobody(scene: Scene) -> None:
    """Each line it prints would be a request."""
    put(scene.folder / "content/asia/kim.md", article("Kim", "2026-01-09T12:00:00Z"))
    scene.build()
    done = scene.ping("--dry-run")
    assert (done.code, scene.hub.pings) == (0, [])
    assert f"would tell {scene.hub.url}: {scene.url}feed.xml" in done.out.splitlines()


def test_a_first_publication_announces_every_feed(scene: Scene) -> None:
    """Nothing is known of what the hub knows."""
    done = scene.ping()
    assert done.code == 0
    assert len(scene.hub.pings) == 3 * len(list(scene.folder.glob("public/**/feed.json")))


def test_a_hub_that_refuses_is_named_and_the_others_are_told(scene: Scene) -> None:
    """One feed refused, one hub away: exit code 1, and everybody else hears of everything."""
    with hub() as other, hub() as gone:
        pass
    with hub() as other:
        scene.settings(gone.url, scene.hub.url, other.url)
        scene.hub.refuses["rss.xml"] = 500
        put(scene.folder / "content/asia/kim.md", article("Kim", "2026-01-09T12:00:00Z"))
        scene.build()
        done = scene.ping()
        assert done.code == 1
        assert other.pings == scene.hub.pings
        assert len(set(other.pings)) == len(other.pings) >= 6
    lines = done.err.splitlines()
    assert f"{scene.hub.url}: answered 500 when told of {scene.url}rss.xml [hub-failed]" in lines
    # A hub that is silent is asked once, not once a feed.
    assert len([line for line in lines if line.startswith(f"{gone.url}: cannot be reached")]) == 1
    assert f"told {other.url}: {scene.url}rss.xml" in done.out.splitlines()


def test_a_hub_that_has_moved_is_not_followed(scene: Scene) -> None:
    """A redirected POST would arrive as a GET, and be lost without a word."""
    scene.hub.refuses["feed.xml"] = 301
    put(scene.folder / "content/asia/kim.md", article("Kim", "2026-01-09T12:00:00Z"))
    scene.build()
    done = scene.ping()
    assert (done.code, "answered 301" in done.err) == (1, True)
    assert "hint: write the hub's present address into site.yaml" in done.err


def test_without_a_hub_nobody_is_told(scene: Scene) -> None:
    """It says so, and is no mistake."""
    scene.settings()
    done = scene.ping()
    assert (done.code, done.out, done.err) == (0, "no hub is told: site.yaml has no hub\n", "")


def test_a_ping_before_the_first_build_is_a_mistake(scene: Scene) -> None:
    """There is no state to compare."""
    done = scene.ping("--output", "elsewhere")
    assert (done.code, "[no-state]" in done.err, scene.hub.pings) == (2, True, [])


def test_a_ping_against_what_is_no_state_is_a_mistake(scene: Scene) -> None:
    """Announcing everything because of a wrong file would look like success."""
    put(scene.folder / "before.json", "{}")
    done = scene.ping()
    assert (done.code, "[bad-state]" in done.err, scene.hub.pings) == (2, True, [])
