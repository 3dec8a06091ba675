"""The paper of a small harbour town, and what happens to it between the visits of its subscribers.

Ids, titles and addresses are written down here, not computed: they are what readers must see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

from feedgen_site.problem import errors
from tests.readers.host import upload
from tests.support import article, built, put, times

FEEDS = ("", "section/harbour/", "section/town/")
"""The pages whose feeds are subscribed to: the whole paper, and both of its sections."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article at `path`, and how readers must see it: its `id`, its `address` below the site's.

    `front` holds further fields of front matter, as YAML.
    """

    path: str
    id: str
    address: str
    date: str
    headline: str
    body: str
    front: Mapping[str, str] = field(default_factory=dict)

    @property
    def published(self) -> datetime:
        """Give the moment its date means, in UTC as the paper's settings have it."""
        return datetime.fromisoformat(self.date).replace(tzinfo=UTC)

    @property
    def section(self) -> str:
        """Give the section, which is the folder."""
        return self.path.partition("/")[0]

    @property
    def feeds(self) -> tuple[str, ...]:
        """Give the pages in whose feeds it stands."""
        return ("", f"section/{self.section}/")


@dataclass(frozen=True, slots=True)
class Paper:
    """All that is served at one time."""

    base_url: str
    stories: tuple[Story, ...]

    def changed(self, path: str, change: Callable[[Story], Story]) -> Paper:
        """Give it with the story at `path` changed."""
        assert path in {story.path for story in self.stories}
        stories = (change(story) if story.path == path else story for story in self.stories)
        return replace(self, stories=tuple(stories))

    def write(self, content: Path) -> None:
        """Write site.yaml and the articles, and remove what was there besides."""
        settings = (
            "title: The Harbour Gazette\n"
            f"base_url: {self.base_url}\n"
            "authority: harbour.example,2026\n"
            "sections: [{slug: harbour, title: Harbour}, {slug: town, title: Town}]\n"
        )
        put(content / "site.yaml", settings)
        wanted = {content / story.path for story in self.stories}
        for file in content.rglob("*.md"):
            if file not in wanted:
                file.unlink()
        for story in self.stories:
            put(content / story.path, article(story.headline, story.date, story.body, **story.front))


FIRST = Paper(
    "https://harbour.example/",
    (
        Story(
            "harbour/ferry.md",
            "urn:uuid:5f0c9a52-8d1e-4b7f-9c55-0c1f3a6b7d21",
            "2026/01/ferry/",
            "2026-01-02 06:30",
            "The first ferry leaves at six",
            "From Monday the first ferry leaves at six instead of seven. The mayor asked for it in autumn.",
            {"id": "5f0c9a52-8d1e-4b7f-9c55-0c1f3a6b7d21"},
        ),
        Story(
            "harbour/crane.md",
            "tag:harbour.example,2026:crane-2026",
            "2026/01/crane/",
            "2026-01-02 09:00",
            "The old crane is painted red",
            "The crane on the north quay is red again. Four painters needed nine days for it.",
            {"id": "crane-2026"},
        ),
        Story(
            "harbour/herring.md",
            "tag:harbour.example,2026:harbour/herring",
            "2026/01/herring/",
            "2026-01-03",
            "Herring comes early",
            "The boats brought in forty tonnes on Saturday. It is the earliest catch for ten years.",
        ),
        Story(
            "harbour/kran.de.md",
            "tag:harbour.example,2026:kran",
            "de/2026/01/kran/",
            "2026-01-03 09:00",
            "Der alte Kran ist wieder rot",
            "Der Kran am Nordkai ist wieder rot. Vier Maler haben neun Tage daran gearbeitet.",
            {"id": "kran", "lang": "de"},
        ),
        Story(
            "harbour/lighthouse.md",
            "https://harbour.example/id/lighthouse",
            "2026/01/lighthouse/",
            "2026-01-04 17:45",
            "Nobody wants the lighthouse & its keeper's house",
            "The lighthouse was offered for a krone. No bid had arrived by noon on Sunday.",
            {"id": "https://harbour.example/id/lighthouse"},
        ),
        Story(
            "harbour/pilots.md",
            "tag:harbour.example,2026:harbour/pilots",
            "2026/01/pilots/",
            "2026-01-05 08:15",
            "Two pilots retire",
            "Two of the five pilots retire in March. The port has found one successor so far.",
        ),
        Story(
            "town/baker.md",
            "tag:harbour.example,2026:baker",
            "2026/01/baker/",
            "2026-01-02 07:00",
            "The baker closes on Mondays",
            "The baker in Mill Street closes on Monday from now on. Her oven is to rest for a day.",
            {"id": "baker"},
        ),
        Story(
            "town/bridge.md",
            "tag:harbour.example,2026:town/bridge",
            "2026/01/bridge/",
            "2026-01-03",
            "The wooden bridge is shut",
            "The wooden bridge is shut untill Easter. Walkers take the way past the school.",
        ),
        Story(
            "town/choir.md",
            "urn:uuid:0b9d7c1a-3f5e-4a86-9d20-6d4f8e2a1c37",
            "2026/01/choir/",
            "2026-01-03 20:00",
            "The choir looks for a bass",
            "The choir has eleven sopranos and one bass. It sings for anyone who joins on Thursday.",
            {"id": "0b9d7c1a-3f5e-4a86-9d20-6d4f8e2a1c37"},
        ),
        Story(
            "town/schule.de.md",
            "tag:harbour.example,2026:town/schule.de",
            "de/2026/01/schule/",
            "2026-01-04",
            "Die Schule bekommt ein neues Dach",
            "Das Dach der Schule wird im Sommer erneuert. Der Rat hat das Geld am Freitag bewilligt.",
            {"lang": "de"},
        ),
        Story(
            "town/library.md",
            "tag:harbour.example,2026:town/library",
            "2026/01/library/",
            "2026-01-04 10:00",
            "The library lends tools",
            "The library lends drills and saws since Sunday. A reader brought the first spade back at once.",
        ),
        Story(
            "town/snow.md",
            "tag:harbour.example,2026:snow",
            "2026/01/snow/",
            "2026-01-05",
            "Snow until Wednesday",
            "Snow falls until Wednesday. The plough starts at the hospital and ends at the cemetery.",
            {"id": "snow"},
        ),
    ),
)

TYPO, MENDED = "untill Easter", "until Easter"
NEW_HEADLINE = "The baker closes on Mondays and Tuesdays"
CORRECTION = "Three of the five pilots retire, not two."


class Step(Enum):
    """What has happened since the visit before, in this order."""

    FIRST = "the first visit"
    AGAIN = "nothing, the reader only asks again"
    NOTHING = "built again, nothing changed"
    ADDED = "two stories added to one section"
    EDITED = "a typo mended, and a story updated with a new headline"
    CORRECTED = "a correction added"
    RENAMED = "file, slug, section and date of a story changed"
    MOVED = "the site moved to another domain"


def _added(paper: Paper) -> Paper:
    seal = Story(
        "harbour/seal.md",
        "tag:harbour.example,2026:seal",
        "2026/01/seal/",
        "2026-01-06 11:00",
        "A seal sleeps on the slipway",
        "A seal has slept on the slipway since Monday. The sailing school has moved its lesson.",
        {"id": "seal"},
    )
    fog = Story(
        "harbour/fog.md",
        "tag:harbour.example,2026:harbour/fog",
        "2026/01/fog/",
        "2026-01-06 12:00",
        "Fog holds up nine ships",
        "Nine ships wait outside the harbour. The fog is to lift in the night.",
    )
    return replace(paper, stories=(*paper.stories, seal, fog))


def _edited(paper: Paper) -> Paper:
    def mended(bridge: Story) -> Story:
        assert TYPO in bridge.body
        return replace(bridge, body=bridge.body.replace(TYPO, MENDED))

    def updated(baker: Story) -> Story:
        return replace(baker, headline=NEW_HEADLINE, front={**baker.front, "updated": "2026-01-07 08:00"})

    return paper.changed("town/bridge.md", mended).changed("town/baker.md", updated)


def corrected(paper: Paper) -> Paper:
    """Correct the story of the pilots."""
    front = {"corrections": f'[{{date: 2026-01-07 18:00, text: "{CORRECTION}"}}]'}
    return paper.changed("harbour/pilots.md", lambda pilots: replace(pilots, front=front))


def _renamed(paper: Paper) -> Paper:
    def renamed(crane: Story) -> Story:
        return replace(
            crane,
            path="town/2026-01-01-paint.md",
            address="2025/12/a-red-crane/",
            date="2025-12-31 18:00",
            front={**crane.front, "slug": "a-red-crane"},
        )

    return paper.changed("harbour/crane.md", renamed)


@dataclass(frozen=True, slots=True)
class Upload:
    """What a host serves: the paper, and the folder it was built and uploaded to."""

    paper: Paper
    folder: Path


def chronicle(folder: Path) -> tuple[Upload, ...]:
    """Build the paper after each step, an hour apart, in one output folder; give an upload for each step."""
    added = _added(FIRST)
    edited = _edited(added)
    right = corrected(edited)
    renamed = _renamed(right)
    moved = replace(renamed, base_url="https://gazette.example/")
    first, *later = published((FIRST, FIRST, added, edited, right, renamed, moved), folder)
    return (first, first, *later)


def published(papers: Sequence[Paper], folder: Path) -> tuple[Upload, ...]:
    """Build papers one after the other in one output folder, an hour apart, and upload each."""
    uploads: list[Upload] = []
    public = folder / "public"
    for hour, paper in enumerate(papers):
        moment = datetime(2026, 1, 8, tzinfo=UTC) + timedelta(hours=hour)
        paper.write(folder / "content")
        before = times(public)
        outcome = built(folder, as_of=moment)
        assert not errors(outcome.problems), [str(problem) for problem in outcome.problems]
        changed = {path for path, stamp in times(public).items() if before.get(path) != stamp}
        last = uploads[-1].folder if uploads else None
        uploads.append(Upload(paper, upload(public, changed, last, folder / f"upload-{hour}", moment)))
    return tuple(uploads)
