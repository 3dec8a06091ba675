"""Cached == fresh: after any sequence of edits the output is, byte for byte, that of a first build."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from feedgen_site.problem import errors
from tests.support import AS_OF, SITE, article, built, put, tree

NAMES = st.sampled_from(["asia/a", "asia/b", "asia/c", "europe/d", "europe/e/index", "f.fr", "africa/g"])
TITLES = st.sampled_from(["Rain", "Snow", "Wind: a story", "Heat & drought", "大雪"])
DATES = st.sampled_from(
    ["2025-12-31", "2026-01-01 08:00", "2026-01-01 09:00", "2026-01-09", "2026-01-10 06:00", "2026-01-11"]
)
FIELDS = st.dictionaries(
    st.sampled_from(["draft", "embargo", "expires", "updated", "slug", "image", "aliases", "related", "top",
                     "section", "tags"]),
    st.just(""),
    max_size=3,
)  # fmt: skip
VALUES = {
    "draft": "true", "embargo": "2026-01-10 12:00", "expires": "2026-01-11", "updated": "2026-01-09",
    "image": "p.png", "top": "true", "section": "Weather", "tags": "[x, y]",
    "related": "['[Other](/asia/a.md)', Plain]",
}  # fmt: skip
BODIES = st.sampled_from(
    [
        "It began on Monday. It ended on Friday.",
        "It links to [one](/asia/a.md) and [two](/europe/d.md). Both may be gone.",
        "It shows ![a picture](p.png) and says so. More follows.",
        "",
    ]
)
CONFIGS = st.sampled_from(
    [
        "",
        "title: Renamed\n",
        "nav: [{title: Home, url: /}]\n",
        "points: {count: 1}\n",
        "feeds: {entries: 2}\n",
        "feeds: {sections: false}\n",
        "sections: [{slug: europe, title: Europe}, {slug: asia, title: The East}]\n",
        "timezone: Asia/Tokyo\n",
        "language: fr\n",
        "url_style: file\n",
        'edition: {closes: "18:00"}\n',
    ]
)


class Edits(RuleBasedStateMachine):
    """A newsroom that edits at random, builds with what is kept, and compares with a build from nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="edits-"))
        self.as_of = AS_OF
        self.past = 1_600_000_000

    def teardown(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder)

    @initialize(settings_=CONFIGS)
    def begin(self, settings_: str) -> None:
        """Begin with two stories."""
        self.config(settings_)
        put(self.folder / "content/asia/a.md", article("First"))
        put(self.folder / "content/europe/d.md", article("Second"))
        put(self.folder / "content/asia/p.png", "pixels")

    @rule(name=NAMES, title=TITLES, date=DATES, chosen=FIELDS, body=BODIES)
    def write(self, name: str, title: str, date: str, chosen: dict[str, str], body: str) -> None:
        """Add an article or change one. Slugs and aliases are the file's own, so that none collide."""
        own = {"slug": f"slug-{name.replace('/', '-')}", "aliases": f"[/old/{name}/]"}
        fields = {key: own.get(key, VALUES.get(key, "")) for key in sorted(chosen)}
        self._aged(put(self.folder / f"content/{name}.md", article(title, date=date, body=body, **fields)))

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        """Delete an article."""
        (self.folder / f"content/{name}.md").unlink(missing_ok=True)

    @rule(name=NAMES, to=NAMES)
    def move(self, name: str, to: str) -> None:
        """Rename a file, perhaps over another."""
        file, target = (self.folder / f"content/{which}.md" for which in (name, to))
        if file.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            file.rename(target)

    @rule(name=NAMES)
    def touch(self, name: str) -> None:
        """Change a file's time and nothing else."""
        file = self.folder / f"content/{name}.md"
        if file.exists():
            os.utime(file)

    @rule(pixels=st.sampled_from(["pixels", "other pixels", ""]))
    def picture(self, pixels: str) -> None:
        """Change or remove a picture."""
        file = self.folder / "content/asia/p.png"
        if pixels:
            put(file, pixels)
        else:
            file.unlink(missing_ok=True)

    @rule(title=st.sampled_from(["About", "About us", ""]))
    def page(self, title: str) -> None:
        """Change or remove the About page."""
        file = self.folder / "content/pages/about.md"
        if title:
            put(file, f"---\ntitle: {title}\n---\nSee [the first](/asia/a.md).\n")
        else:
            file.unlink(missing_ok=True)

    @rule(text=CONFIGS)
    def config(self, text: str) -> None:
        """Change site.yaml."""
        put(self.folder / "content/site.yaml", text if text.startswith("title") else SITE + text)
        if text.startswith("title"):
            put(self.folder / "content/site.yaml", SITE.replace("title: The Test\n", text))

    @rule(footer=st.sampled_from(["<footer>mine</footer>\n", ""]))
    def template(self, footer: str) -> None:
        """Override a template, or give it up."""
        file = self.folder / "templates/_footer.html"
        if footer:
            put(file, footer)
        else:
            file.unlink(missing_ok=True)

    @rule(hours=st.sampled_from([1, 12, 24]))
    def time_passes(self, hours: int) -> None:
        """Let embargoes, future dates and expiries fall due."""
        self.as_of += timedelta(hours=hours)

    @rule(which=st.integers(0, 30))
    def lose(self, which: int) -> None:
        """Somebody deletes a file of the output."""
        files = sorted(path for path in (self.folder / "public").rglob("*") if path.is_file())
        if files:
            files[which % len(files)].unlink()

    @invariant()
    def cached_is_fresh(self) -> None:
        """Build with what is kept and from nothing; compare; and build again, which writes nothing."""
        if not (self.folder / "content").is_dir():
            return
        kept = built(self.folder, as_of=self.as_of)
        assert not errors(kept.problems), [str(problem) for problem in kept.problems]
        fresh = built(self.folder, as_of=self.as_of, cache="", output="fresh")
        assert kept.problems == fresh.problems
        assert kept.held_back == fresh.held_back
        assert tree(self.folder / "public") == tree(self.folder / "fresh")
        shutil.rmtree(self.folder / "fresh")
        again = built(self.folder, as_of=self.as_of)
        assert again.files.written == again.files.removed == ()

    def _aged(self, file: Path) -> None:
        """Give a file an old time, a new one at each edit: else the cache would read it to be sure."""
        self.past += 10
        os.utime(file, (self.past, self.past))


Edits.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestEdits = Edits.TestCase
