"""Every kind of bad input, through the real command: a right page or a clear line, and never a lost file.

Each case is done to a site that was built before. What must hold for all of them: no traceback and no hang,
an exit code of 0, 1 or 2, and an output folder that is either the whole new site or the old one, byte for
byte. Mistakes in how the command is called are in test_cli_mistakes.py, poison in every field in
test_bad_fields.py, disks and files that do not hold still in test_bad_disks.py.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sites.judges import Runs, mistakes_in, whole
from tests.support import SITE, Run, alias_bomb, article, built, put, run, tree

Arrange = Callable[[Path], object]
PAGE = "2026/01/b/index.html"
SECONDS = 60
"""What the worst of these files may take on a busy machine; alone they take two."""


def test_the_judges_see_what_they_look_for() -> None:
    """A script, a handler, a disguised link, a frame, a redirect and a control character are noticed."""
    for text in (
        "<script>x</script>",
        "<p onclick=x>",
        "<a href='\tJavaScript:x'>",
        "<a href=data:x>",
        "<iframe>",
        "<svg/onload=x>",
        "<meta http-equiv=Refresh content='0;url=//evil.example/'>",
        "<p style=x>",
        "\x85",
        "\u2028",
    ):
        assert mistakes_in({"a.html": text.encode()}), text
    assert mistakes_in({"a.html": b'<a href="../b/">b</a> javascript: is a word <h1>a]]></h1>'}) == []


@dataclass(frozen=True, slots=True)
class Bad:
    """What is put into the folder, how that ends, a code and words that are said, and b's headline."""

    arrange: Arrange
    exit_code: int = 0
    says: str = ""
    words: str = ""
    headline: str = ""


def b(text: str | bytes, exit_code: int = 0, says: str = "", words: str = "", headline: str = "") -> Bad:
    """Put the file content/b.md."""
    return files({"b.md": text}, exit_code, says, words, headline)


def files(
    texts: dict[str, str | bytes], exit_code: int = 0, says: str = "", words: str = "", headline: str = ""
) -> Bad:
    """Put files below content."""

    def arrange(folder: Path) -> None:
        for name, text in texts.items():
            put(folder / "content" / name, text)

    return Bad(arrange, exit_code, says, words, headline)


def header(rows: str) -> str:
    """Give an article with these rows of front matter and a date."""
    return f"---\ndate: 2026-01-04\n{rows}\n---\nText stands here. It is short.\n"


def titled(value: str, headline: str) -> Bad:
    """Put an article whose title is written without quotes, and the headline its page is to have."""
    return b(header(f"title: {value}"), headline=headline)


def body(text: str, *rest: str | int) -> Bad:
    """Put an article with this body, whose page must be right."""
    return b(article("B", body=text), headline="B")


def symlinks(folder: Path) -> None:
    """Put links to themselves, to each other, out of the folder, to a folder above, and to nothing."""
    put(folder / "secret.md", article("Secret"))
    for name, target in (
        ("loop.md", "loop.md"),
        ("one.md", "two.md"),
        ("two.md", "one.md"),
        ("out.md", "../secret.md"),
        ("etc.md", "/etc/passwd"),
        ("up", ".."),
        ("self", "."),
        ("nothing.md", "nowhere.md"),
    ):
        (folder / "content" / name).symlink_to(target)


def fifo(folder: Path) -> None:
    """Put a pipe that nobody writes to."""
    os.mkfifo(folder / "content/b.md")


def emptied(folder: Path) -> None:
    """Take every file out of content."""
    for file in (folder / "content").iterdir():
        file.unlink()


def missing(folder: Path) -> None:
    """Take the folder away."""
    (folder / "content").rename(folder / "moved")


def latin_1(text: str) -> bytes:
    """Save a text as an old editor does."""
    return text.encode("latin-1")


LINKS = "\n".join(
    [
        *(f"[x]({link})" for link in (
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "<java&#x09;script:alert(1)>",
            "&#106;avascript&colon;alert(1)", "vbscript:x", "VBSCRIPT:x", "data:text/html,x", "DATA:x",
        )),
        "[r]\n\n[r]: javascript:alert(1)\n",
        *(f'<a href="{link}">x</a>' for link in (
            " javascript:alert(1)", "java\tscript:alert(1)", "java&NewLine;script:alert(1)",
            "&#1;javascript:alert(1)", "vbscript:x", "data:text/html;base64,PHNjcmlwdD4=",
        )),
        "<javascript:alert(1)> ![x](javascript:alert(1)) <img src='data:image/svg+xml,x'>",
    ]
)  # fmt: skip
ELEMENTS = """
<script>alert(1)</script><p onclick="alert(1)" style="position:fixed">A paragraph.</p>
<img src=x onerror=alert(1)> <style>body{display:none}</style><iframe src=//evil.example></iframe>
<svg onload=alert(1)><script>alert(1)</script></svg><svg><a xlink:href="javascript:alert(1)">x</a></svg>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>
<meta http-equiv="refresh" content="0;url=//evil.example"><base href="//evil.example/"><object data=x></object>
<form action=//evil.example><button formaction=javascript:alert(1)>x</button></form><a href=x onfocus=alert(1)>x</a>
"""  # noqa: E501 - one line a family
WORDS = "Another sentence of an article that has no end is written here, and it says little. "
NFC, NFD = (unicodedata.normalize(form, "café.md") for form in ("NFC", "NFD"))
ODD_NAMES = (
    "-rf.md", "--help.md", 'say "so".md', "it's.md", "a\u00a0c.md", "a:c2.md", ":.md", "*.md", "~.md",
    "$HOME.md", "`ls`.md", "a%2fc3.md", "a?c4#d.md", "CON.md", "\u202eafter.md",
)  # fmt: skip
CONTROLS = "\x00Te\x07xt \x1b[31m.\u2028\x85More."
ODD_KEY = '"\\x1b[31m\\n\\u202ekey"'
TWICE = "---\ntitle: First\ndate: 2026-01-04\ntitle: Second\n---\nText.\n"

CASES: dict[str, Bad] = {
    # the header
    "an alias bomb": b(header(alias_bomb()), 1, "yaml-alias", "more than 20,000 values"),
    "an alias of itself": b(header("title: &a [*a]"), 1, "yaml-alias"),
    "a tag that runs code": b(header("title: !!python/object/apply:os.system ['touch ran']"), 1, "yaml-tag"),
    "a tag of a shell": b(header("title: !ruby/object:Gem::Installer\n  i: x"), 1, "yaml-tag"),
    "a tab": b(header("title: B\nimage:\n\tsrc: x"), 1, "yaml-syntax", "a tab where YAML wants spaces"),
    "a key twice": b(TWICE, 0, "duplicate-key", "stands twice, in lines 2 and 4", "Second"),
    "a title that is a boolean": titled("No", "No"),
    "a title that is a number": titled("1.10", "1.10"),
    "a title that is a time": titled("10:30", "10:30"),
    "a title that is a date": titled("2026-01-04", "2026-01-04"),
    "a title that is octal": titled("0o17", "0o17"),
    "a title with a colon": b(
        header("title: Iran: talks"), 0, "yaml-unquoted", "hint: title: 'Iran: talks'", "Iran: talks"
    ),
    "a list as header": b("---\n- title\n- date\n---\nText.\n", 1, "not-a-mapping"),
    "text as header": b("---\njust words\n---\nText.\n", 1, "not-a-mapping"),
    "a fence left open": b("---\ntitle: B\ndate: 2026-01-04\n\nText.\n", 1, "unclosed-front-matter"),
    "TOML left open": b('+++\ntitle = "B"\n\nText.\n', 1, "unclosed-front-matter"),
    "a byte order mark": b("\ufeff" + article("B"), headline="B"),
    "line ends of Windows": b(article("B").replace("\n", "\r\n"), headline="B"),
    "line ends of an old Mac": b(article("B").replace("\n", "\r"), headline="B"),
    "Latin-1": b(latin_1(article("Café")), 1, "not-utf8", "byte 0xe9 is not UTF-8"),
    "UTF-16": b(article("B").encode("utf-16"), 1, "not-utf8"),
    "a lone surrogate, escaped": b(header('title: "a\\ud800b"'), 1, "yaml-syntax"),
    "a lone surrogate, in bytes": b(article("B").encode() + b"\xed\xa0\x80", 1, "not-utf8"),
    "control characters, as they are": b(
        "---\ntitle: a\x00\x0b\x1b\u2028b\ndate: 2026-01-04\n---\n\x00Te\x07xt.\x85More.\n", 1, "yaml-syntax"
    ),
    "control characters in the text": b(article("B", body=CONTROLS), headline="B"),
    "control characters in every kind of key": b(
        header(f"title: B\n{ODD_KEY}: 1\n{ODD_KEY}: 2"), 0, "duplicate-key", "", "B"
    ),
    # the text
    "links that run": body(LINKS),
    "elements that run": body(ELEMENTS),
    "elements that run, in HTML": files({"b.html": article("B", body=ELEMENTS + LINKS)}, headline="B"),
    "an article of 2 MB": body("\n\n".join([WORDS * 5] * 4800)),
    "a line of 300 KB": body(WORDS * 3600),
    "a word of 300 KB": body("x" * 300_000),
    "500 nested quotes": body("> " * 500 + "deep"),
    "500 nested lists": body("\n".join("  " * n + "- x" for n in range(500))),
    "500 lists in one line": body("- " * 500 + "deep"),
    "emphasis left open": body("*a **b _c __d ~~e `f [g ![h <i " * 5000),
    "emphasis by the thousand": body("*" * 20_000 + "a" + "_" * 20_000),
    "brackets by the thousand": body("[" * 20_000 + "](" * 5_000),
    "quotes and brackets by the thousand": body("<!-- " * 5_000 + "<![CDATA[" * 5_000 + "]]>" * 5_000),
    "2,000 open elements": b(article("B", body="<div>" * 2_000), 1, "too-deep"),
    # names
    "a name of 255 bytes": files({"b" * 252 + ".md": article("Long")}),
    "a name of 255 bytes in two-byte letters": files({"é" * 126 + ".md": article("Long")}),
    "a folder and picture of 255 bytes": files(
        {
            f"{'d' * 255}/{'p' * 251}.png": b"pixels",
            "b.md": article("B", image=f"/{'d' * 255}/{'p' * 251}.png"),
        },
        headline="B",
    ),
    "a slug of 300 bytes": files({"c.md": article("C", slug="c" * 300)}),
    "a slug of 300 bytes in two-byte letters": files({"c.md": article("C", slug="é" * 150)}),
    "odd names": files({name: article(f"N{n}") for n, name in enumerate(ODD_NAMES)}),
    "a name with a line end": files({"b\nc.md": article("B")}, 1, "bad-name"),
    "a name with an escape": files({"b\x1b[31m.md": article("B")}, 1, "bad-name"),
    "a decomposed name": files({NFD: article("Café")}),
    "composed and decomposed": files({NFC: article("C1"), NFD: article("C2")}, 1, "duplicate-path"),
    # two at one place
    "one slug twice": files(
        {"x/b.md": article("B"), "y/b.md": article("B2")}, 1, "duplicate-address", "y/b.md"
    ),
    "one slug in two compositions": files(
        {"x.md": article("X", slug='"cafe\\u0301"'), "y.md": article("Y", slug="café")},
        1,
        "duplicate-address",
    ),
    "one id twice": files(
        {"x.md": article("X", id="n"), "y.md": article("Y", id="n")}, 1, "duplicate-id", "x.md"
    ),
    "addresses in two cases": files(
        {"x.md": article("X", permalink="/Tea/"), "y.md": article("Y", permalink="/tea/")},
        1,
        "duplicate-address",
    ),
    "slugs in two cases": files(
        {"x.md": article("X", slug="Straße"), "y.md": article("Y", slug="STRASSE")}, 1, "duplicate-address"
    ),
    "a slug that climbs": files({"c.md": article("C", slug="../../evil")}, 0, "bad-slug"),
    "an absolute slug": files({"c.md": article("C", slug="/etc/evil")}, 0, "bad-slug"),
    "a backslash slug": files({"c.md": article("C", slug='"..\\\\evil"')}, 0),
    "an address that climbs": files({"c.md": article("C", permalink="/../evil/")}, 1, "bad-permalink"),
    "an address with backslashes": files({"c.md": article("C", permalink='"\\\\evil"')}, 1, "bad-permalink"),
    "an alias that climbs": files({"c.md": article("C", aliases="[../evil]")}, 1, "bad-alias"),
    "an alias with backslashes": files({"c.md": article("C", aliases='["..\\\\evil"]')}, 1, "bad-alias"),
    # what is no file
    "links": Bad(symlinks, 0, "symlink"),
    "a pipe": Bad(fifo, 0, "not-a-file"),
    # dates
    "year 1": b(article("B", date="0001-01-01"), 1, "bad-date"),
    "year 9999": b(article("B", date="9999-12-31"), 1, "bad-date"),
    "expires in year 9999": b(article("B", expires="9999-12-31"), 1, "bad-date"),
    "a time that is skipped": b(article("B", date="2026-01-04 02:30"), headline="B"),
    # folders
    "an empty folder": Bad(emptied, 0, "no-base-url"),
    "no folder": Bad(missing, 2, "no-content"),
}


@dataclass(frozen=True, slots=True)
class End:
    """How a case ended: what was said, what the output was and is, whether it is whole, and the time."""

    said: Run
    before: dict[str, bytes]
    after: dict[str, bytes]
    whole: bool
    beside: set[str]
    seconds: float


def ended(case: Bad, folder: Path) -> End:
    """Build a sound site, do the case to it, and build it again as a user does."""
    put(folder / "content/site.yaml", SITE)
    put(folder / "content/a.md", article("A"))
    assert built(folder, cache="").exit_code == 0
    before = tree(folder / "public")
    case.arrange(folder)
    beside = {file.name for file in folder.iterdir()}
    started = time.monotonic()
    said = run("build", "--as-of", "2026-01-10", "--cache", "", "--jobs", "1", cwd=folder)
    seconds = time.monotonic() - started
    new = {file.name for file in folder.iterdir()} - beside
    return End(said, before, tree(folder / "public"), whole(folder / "public"), new, seconds)


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[End]]]:
    """Do all cases, a few at a time: each is a process that mostly starts."""
    folders = {name: tmp_path_factory.mktemp("bad") for name in CASES}
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield {name: pool.submit(ended, case, folders[name]) for name, case in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_explained_or_gives_a_right_page(ends: dict[str, Future[End]], name: str) -> None:
    """The exit code and the code are as expected; the output is the whole new site, or the old one."""
    case, end = CASES[name], ends[name].result()
    everything = end.said.out + end.said.err
    assert "Traceback" not in everything, end.said.err
    assert end.said.code == case.exit_code, everything[:2000]
    if case.says:
        assert f"[{case.says}]" in end.said.err
    assert case.words in end.said.err
    if case.exit_code:
        assert end.after == end.before
        assert "nothing written" in end.said.out
    assert mistakes_in(end.after) == []
    assert end.whole
    assert end.beside == set()
    if case.headline:
        assert Runs(end.after[PAGE]).headlines == [case.headline]
    assert end.seconds < SECONDS


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_bad_input_is_lines_of_text(ends: dict[str, Future[End]], name: str) -> None:
    """Nothing that content holds reaches the terminal as a control, or as a line of its own."""
    said = ends[name].result().said
    for line in (said.out + said.err).removesuffix("\n").split("\n"):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", line), ascii(line)
        assert len(line) < 1_000
    for line in said.err.splitlines():
        if line.startswith("feedgen-site: "):
            # How far it is, which a build says that takes seconds, as on a busy machine.
            assert re.fullmatch(r"feedgen-site: [a-z]+(, [\d,]+ of [\d,]+)?", line), line
        else:
            assert re.match(r"  hint: |… and \d+ more |.*: .* \[[a-z0-9-]+\]$", line), line


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8:strict", "cp1252"])
@pytest.mark.parametrize("command", ["check", "build"])
def test_no_locale_ends_a_build(tmp_path: Path, encoding: str, command: str) -> None:
    """Where the terminal cannot spell a name it is written with escapes; JSON is ASCII and reads the same."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/語é.md", article("語", date="2026-02-30"))
    put(tmp_path / "content/後.md", article("後", draft="true"))
    env = {"PYTHONIOENCODING": encoding}
    done = subprocess_bytes(command, cwd=tmp_path, env=env)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"[bad-date]" in done.stderr
    as_json = subprocess_bytes(command, "--json", "--base-url", "caf\udce9", cwd=tmp_path, env=env)
    found = json.loads(as_json.stdout.decode("ascii"))
    assert {problem["code"] for problem in found["problems"]} == {"bad-base-url", "bad-date"}
    assert os.path.join("content", "語é.md") in {problem["path"] for problem in found["problems"]}


def subprocess_bytes(*words: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run the command and give what it said as bytes: which they are is what is tested."""
    return subprocess.run(
        [sys.executable, "-m", "feedgen_site", *words],
        cwd=cwd, env={**os.environ, **env}, capture_output=True, timeout=SECONDS, check=False,
    )  # fmt: skip
