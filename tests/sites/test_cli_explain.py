"""`feedgen-site explain`: text, JSON, a heat map, and what it says to mistakes."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from feedgen_site import cli
from tests.support import SITE, article, built, put, run

BODY = """\
The city opened a new bridge across the river on Monday. Engineers spent four years on it.

However, two ferries that carried *commuters* & &lt;script&gt; will now be sold abroad.

On Monday the city opened a new bridge across the river. Read more about it.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a site with one article, as the current folder."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("Bridge & <ferries", body=BODY))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def test_text(folder: Path) -> None:
    """Run as people do: each sentence with its number, mark, score, reason and what moved it."""
    done = run("explain", "content/a.md", cwd=folder, env={"COLUMNS": "100"})
    assert (done.code, done.err) == (0, "")
    head, summary, *rest = done.out.splitlines()
    assert head == "Bridge & <ferries"
    assert summary.startswith("en, ranker learned")
    assert summary.endswith(": 3 of 5 sentences taken (●)")
    text = "\n".join(rest)
    assert "  1 ● " in text
    assert "  4   " in text
    assert "taken: it reads well alone" in text
    assert "passed over: it repeats point 1" in text
    assert "stands early +" in text
    assert max(map(len, done.out.splitlines())) <= 100


def test_a_path_as_other_commands_print_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`held: a.md until …` names an article below the content folder; so may who copies that."""
    assert cli.main(["explain", "content/a.md"]) == 0
    expected = capsys.readouterr().out
    assert cli.main(["explain", "a.md"]) == 0
    assert capsys.readouterr().out == expected


def test_it_explains_what_a_build_publishes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Settings of site.yaml hold, and the points are those of the page."""
    put(folder / "content/site.yaml", f"{SITE}points: {{count: 2, ranker: lead}}\n")
    assert cli.main(["explain", "content/a.md", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["ranker"] == "lead"
    taken = [one["id"] for one in data["sentences"] if one["point"]]
    built(folder)
    page = (folder / "public/2026/01/a/index.html").read_text("utf-8")
    assert len(taken) == 2
    for one in data["sentences"]:
        assert (f'id="{one["id"]}"' in page) == (one["id"] in taken)


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object on one line, with the documented keys."""
    assert cli.main(["explain", "content/a.md", "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    data = json.loads(out)
    assert list(data) == ["headline", "language", "ranker", "own_points", "standfirst_points", "sentences"]
    for one in data["sentences"]:
        assert list(one) == ["id", "text", "point", "score", "why", "moved"]
        assert all(list(move) == ["what", "by"] for move in one["moved"])


class Page(HTMLParser):
    """Collects tags with their attributes, and the text of the sentences."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_heat_map(folder: Path) -> None:
    """The page holds every sentence with its heat and reason, marks the points, escapes, and runs nothing."""
    assert cli.main(["explain", "content/a.md", "--html", "heat.html"]) == 0
    html = (folder / "heat.html").read_text("utf-8")
    page = Page(html)
    sentences = [attrs for _, attrs in page.tags if (attrs.get("class") or "").startswith("sentence")]
    assert [attrs["class"] for attrs in sentences].count("sentence point") == 3
    assert len(sentences) == 5
    assert all("taken" in (a["title"] or "") or "passed over" in (a["title"] or "") for a in sentences)
    assert {"--heat:66", "--heat:0"} <= {attrs["style"] for attrs in sentences}
    assert "commuters & <script> will" in page.text
    assert "Bridge & <ferries" in page.text
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "ferries", "link", "img", "iframe"}
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert (folder / "heat.html").stat().st_mode & 0o777 == 0o644


def test_a_page_of_ours_is_replaced_and_no_other_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip of the hand cannot overwrite the article itself."""
    assert cli.main(["explain", "content/a.md", "--html", "heat.html"]) == 0
    first = (folder / "heat.html").read_bytes()
    put(folder / "content/a.md", article("Another headline", body=BODY))
    assert cli.main(["explain", "content/a.md", "--html", "heat.html"]) == 0
    assert (folder / "heat.html").read_bytes() != first
    before = (folder / "content/a.md").read_bytes()
    capsys.readouterr()
    assert cli.main(["explain", "content/a.md", "--html", "content/a.md"]) == 2
    assert "content/a.md: is there already, and is left as it is [exists]" in capsys.readouterr().err
    assert (folder / "content/a.md").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["content", "heat.html"]


def test_no_folder_for_the_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that cannot be written is a problem, not a traceback."""
    assert cli.main(["explain", "content/a.md", "--html", "nowhere/heat.html"]) == 2
    assert "nowhere/heat.html: cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("text", [BODY, f"---\ntitle: T\n---\n{BODY}", f"---\ndate: 2026-01-04\n---\n{BODY}"])
def test_any_markdown_file_outside_the_site(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no part of the site needs neither header nor date, nor a site."""
    put(folder / "elsewhere/some-notes.md", text)
    assert cli.main(["explain", "elsewhere/some-notes.md", "--content", "nowhere"]) == 0
    assert ": 3 of 5 sentences taken" in capsys.readouterr().out


def test_an_articles_own_points_are_mentioned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who wonders why other points are published is told."""
    put(folder / "content/a.md", article("A", body=BODY, key_points="[A bridge is open.]"))
    assert cli.main(["explain", "content/a.md"]) == 0
    assert "published instead" in capsys.readouterr().out


def test_nothing_to_explain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An article without prose shows what its standfirst lends it."""
    put(
        folder / "content/a.md",
        article("A", body="***", standfirst="Two ferries of the harbour will be sold."),
    )
    assert cli.main(["explain", "content/a.md", "--html", "heat.html"]) == 0
    assert "points of the standfirst:\n  Two ferries" in capsys.readouterr().out
    assert "<li>Two ferries of the harbour will be sold.</li>" in (folder / "heat.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "text", "code", "says"),
    [
        ("content/b.md", None, 2, "content/b.md: there is no such file [unreadable]"),
        ("content", None, 2, "content: this is not a file [unreadable]"),
        ("content/b.md", "---\ntitle: [\n---\nText.", 1, "content/b.md:3:1: YAML"),
        ("content/b.md", "---\ntitle: B\n---\nText.", 1, "no date"),
        ("content/b.html", "<p>Text.</p>", 1, "this file is no article"),
    ],
)
def test_mistakes(
    file: str, text: str | None, code: int, says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file is a usage mistake; a broken article is said as a build says it, at its line."""
    if text is not None:
        put(folder / file, text)
    assert cli.main(["explain", file]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert cli.main(["explain", file, "--json"]) == code
    assert json.loads(capsys.readouterr().out)["problems"]


def test_bytes_that_are_not_utf8(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line with the first wrong byte is named."""
    (folder / "content/a.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    assert cli.main(["explain", "content/a.md"]) == 1
    assert "content/a.md:2:11:" in capsys.readouterr().err


def test_broken_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error in site.yaml ends it: the article would be explained by other rules."""
    put(folder / "content/site.yaml", f"{SITE}points: {{ranker: crystal-ball}}\n")
    assert cli.main(["explain", "content/a.md"]) == 2
    assert "[unknown-ranker]" in capsys.readouterr().err


def test_what_an_article_writes_moves_no_cursor(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Signs that turn the direction of a line are not passed on to the terminal."""
    put(folder / "content/a.md", article("A", body="The bridge \u202eopened\u202c on Monday to everybody."))
    assert cli.main(["explain", "content/a.md"]) == 0
    assert not set(capsys.readouterr().out) & set("\u202e\u202c\x1b")
