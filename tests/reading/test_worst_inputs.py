"""No input makes time grow faster than its size: the worst ones found, at one and at four times a size."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from feedgen_site import litter, markdown, nodes, render, sanitize, site, story, theme
from feedgen_site.config import SiteConfig
from feedgen_site.pages import Shared
from feedgen_site.plan import planner
from feedgen_site.problem import errors
from feedgen_site.render import Job
from tests.support import AS_OF

pytestmark = pytest.mark.slow

CONFIG = SiteConfig()
MOST_RUNS = 8
# Four times the size may take ten times as long: linear is four, quadratic sixteen.
MOST = 10.0
# Below this the clock measures noise.
LEAST_SECONDS = 0.002

LITTER: dict[str, Callable[[int], str]] = {
    "a template never closed, then blanks": lambda n: "{%" + " " * n,
    "a template never closed, then a word": lambda n: "{{" + "a" * n,
    "templates never closed": lambda n: "{% " * n,
    "braces": lambda n: "{{" * n,
    "blocks never closed": lambda n: "{% highlight %}`" * (n // 8),
    "comments in code with one end": lambda n: "`" + "<!-- " * n + "`-->",
    "comments never closed": lambda n: "<!--" * n,
    "runs of backticks": lambda n: "".join("`" * (1 + i % 300) + "x" for i in range(n // 100)),
    "shortcodes never closed": lambda n: "[caption " * n,
    "colons": lambda n: ":a" * n,
    "a line of blanks": lambda n: "a\n" + " " * n + "x",
    "attribute lists never closed": lambda n: "{: " * n,
    "admonitions": lambda n: "!!! note\n    " * (n // 8),
}
BODIES: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "lost links, written otherwise": lambda n: "[a](ftp://x?a&amp;b) " * (n // 20),
    "marks that are made of marks": lambda n: "\u0f73" * n,
    "links in links": lambda n: "[a](" * (n // 4),
    "emphasis never closed": lambda n: "*a **b " * (n // 7),
    "underscores": lambda n: "_a __b " * (n // 7),
    "quotations in quotations": lambda n: "> " * (n // 2) + "a",
    "lists in lists": lambda n: "- " * (n // 2) + "a",
    "footnotes": lambda n: "[^a]" * (n // 4),
    "footnotes in footnotes": lambda n: "^[" * (n // 2),
    "tags never closed": lambda n: "<a " * (n // 3),
    "entities": lambda n: "&amp;" * (n // 5),
    "references without definition": lambda n: "[a][b] " * (n // 7),
    "one long line": lambda n: "a" * n,
    "one long sentence": lambda n: "a b " * (n // 4),
    "addresses": lambda n: "http://a " * (n // 9),
}
HTML: dict[str, Callable[[int], str]] = {
    "formatting never closed, told apart": lambda n: "".join(f"<p><b id={i}>" for i in range(n // 15)),
    "formatting never closed, with hidden ends": lambda n: "".join(
        f"<p><i title='>' id={i}>" for i in range(n // 25)
    ),
    "formatting never closed": lambda n: "<p><b>" * (n // 6),
    "blank lines between what is dropped": lambda n: "[x][y]\n\n" * (n // 9),
    "blank lines between entities": lambda n: "&amp;\n\n" * (n // 7),
}
# Rows of a header that are no YAML, or hardly any, with blanks that may belong to several parts of it.
HEADERS: dict[str, Callable[[int], str]] = {
    "a row without a colon": lambda n: f"title x{' ' * n}y\na: b\n",
    "a row with an equals sign": lambda n: f"a: b\ntitle = x{' ' * n}y\nb: c\n",
    "an entry without its blank": lambda n: f"a: b\n-x{' ' * n}y\nb: c\n",
    "a value that wants quotes": lambda n: f"title: @x{' ' * n}y\n",
    "an entry that wants quotes": lambda n: f"a:\n- @x{' ' * n}y\n",
    "a value with a tag": lambda n: f"title: !a x{' ' * n}y\n",
    "a value with a name": lambda n: f"title: &a x{' ' * n}y\n",
    "blanks that do not break": lambda n: "title:\u00a0x" + "\u00a0" * n + "y\na: b\n",
    "blanks before a key": lambda n: f"a: b\n{' ' * n}x y\nc: d\n",
    "hashes in a list": lambda n: "tags: [a" + ", #b" * (n // 4) + "\n",
    "values that want quotes": lambda n: "title: @x\n" * (n // 10),
    "comments": lambda n: "a: b # c\n" * (n // 9),
}
# Whole files: what is slow here is what becomes of a header, or of text past the parser.
FILES: dict[str, Callable[[int], str]] = {
    "tags": lambda n: _headed("tags: [" + "".join(f"t{i}, " for i in range(n // 7)) + "]"),
    "a tag with many marks": lambda n: _headed("tags: [a" + "\u0327\u0301" * (n // 2) + "]"),
    "a title of links never closed": lambda n: f"---\ndate: 2026-01-04\ntitle: x{'[a](b' * (n // 5)}\n---\n",
    "key points of their own": lambda n: _headed(
        "key_points:" + "".join(f"\n- the bridge {i} opened" for i in range(n // 50)),
        "The bridge opened. " * (n // 40),
    ),
    "a key point that begins like everything and ends nowhere": lambda n: _headed(
        "key_points: [The minister said on Monday what nobody else ever said]",
        "The minister said on Monday. " * (n // 29),
    ),
    "a TOML key of many parts": lambda n: f"+++\ntitle = 'T'\n{'a.' * (n // 2)}a = 1\n+++\n",
    "TOML keys": lambda n: "+++\ntitle = 'T'\n" + "".join(f"k{i} = 1\n" for i in range(n // 9)) + "+++\n",
    "a letter with many marks": lambda n: _headed("", "a" + "\u0301\u0327" * (n // 2)),
    "a letter with many marks, written as entities": lambda n: _headed("", "a" + "&#769;&#807;" * (n // 12)),
    "a link with many marks": lambda n: _headed("", f"[a](x{'%CC%81%CC%A7' * (n // 12)}.md)"),
    "a word as long as the body": lambda n: _headed("", "__" * (n // 2) + "a"),
    "sentences that differ": lambda n: _headed(
        "", "".join(f"The minister said that bridge {i} would open. " for i in range(n // 48))
    ),
    "one sentence again and again": lambda n: _headed(
        "", "The minister said that it would open. " * (n // 38)
    ),
    "references with one label": lambda n: _headed("", "[a] " * (n // 5) + "\n\n" + "[a]: b\n" * (n // 30)),
    "links to files of one name": lambda n: _headed("", "".join(f"[a](x{i}/y.md)\n" for i in range(n // 15))),
    "corrections": lambda n: _headed(
        "corrections:" + "".join(f"\n- {{date: 2026-01-05, text: t {i}}}" for i in range(n // 35))
    ),
    "aliases": lambda n: _headed("aliases:" + "".join(f"\n- /x/{i}/" for i in range(n // 12))),
    "authors": lambda n: _headed("authors:" + "".join(f"\n- Ana {i}" for i in range(n // 11))),
    "related": lambda n: _headed(
        "related:" + "".join(f"\n- {{title: t, url: b{i}.md}}" for i in range(n // 27))
    ),
}


def _headed(rows: str, body: str = "Text.") -> str:
    return f"---\ntitle: T\ndate: 2026-01-04\n{rows}\n---\n{body}"


def published(*files: tuple[str, str]) -> int:
    """Take files the whole way, reading to the bytes of every output, in memory; give how many bytes."""
    made = [story.make(path, text, CONFIG) for path, text in files]
    bodies = {one.path: one.body for one in made if one.body}
    assembled, _ = site.assemble((one.head for one in made if one.head), (), CONFIG, AS_OF)
    planned = planner.make(assembled, CONFIG, planner.Material())
    shared = Shared(CONFIG, theme.load(None), assembled.sections, ())
    jobs = (Job(output, tuple(bodies[path] for path in output.bodies)) for output in planned.outputs)
    return sum(len(render.render(shared, job)) for job in jobs)


def growth(run: Callable[[str], object], worst: Callable[[int], str], size: int) -> float:
    """Give the processor time at four times the size over that at the size, the best of some runs each.

    A busy machine slows a run down and never speeds it up: while the ratio is too high, more runs are made.
    """

    def seconds(text: str) -> float:
        begin = time.process_time()
        run(text)
        return time.process_time() - begin

    small, large = worst(size), worst(4 * size)
    times: tuple[list[float], list[float]] = ([], [])
    while len(times[0]) < MOST_RUNS:
        times[0].append(seconds(small))
        times[1].append(seconds(large))
        ratio = min(times[1]) / max(min(times[0]), LEAST_SECONDS)
        if ratio < MOST:
            break
    return ratio


@pytest.mark.parametrize("worst", LITTER.values(), ids=LITTER)
def test_cleaning_is_linear(worst: Callable[[int], str]) -> None:
    """Taking litter out of a source costs time in proportion to its length."""
    assert growth(litter.cleaned, worst, 6_000) < MOST


@pytest.mark.parametrize("worst", HEADERS.values(), ids=HEADERS)
def test_reading_a_header_is_linear(worst: Callable[[int], str]) -> None:
    """So does saying what is wrong with a header, and what to type."""
    assert growth(lambda text: nodes.read_yaml(text, "a.md"), worst, 5_000) < MOST


@pytest.mark.parametrize("worst", BODIES.values(), ids=BODIES)
def test_rendering_is_linear(worst: Callable[[int], str]) -> None:
    """So does making a body of it."""
    assert growth(lambda text: markdown.render(text, "a.md"), worst, 3_000) < MOST


@pytest.mark.parametrize("worst", FILES.values(), ids=FILES)
def test_the_whole_way_is_linear(worst: Callable[[int], str]) -> None:
    """So does the whole way of one file to its pages and feeds."""
    assert growth(lambda text: published(("a.md", text)), worst, 8_000) < MOST


@pytest.mark.parametrize("worst", HTML.values(), ids=HTML)
def test_rendering_html_is_linear(worst: Callable[[int], str]) -> None:
    """So does a body written in HTML."""

    def run(text: str) -> object:
        with suppress(sanitize.TooDeepError):
            return markdown.render(text, "a.html", is_html=True)
        return None

    assert growth(run, worst, 6_000) < MOST


def test_formatting_does_not_multiply() -> None:
    """Formatting that is never closed is not copied into every later paragraph."""
    source = "".join(f"<p><b id={i}>" for i in range(sanitize.MAX_DEPTH))
    assert len(sanitize.sanitized(source, "a.md").html) < 50 * len(source)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 1_001,
        "<x>" * 20_000 + "</y>" * 20_000,
        "<x><div></x></div>" * 1_001,
        "<ul><li>" * 1_001,
        "<svg>" + "<g>" * 1_001,
    ],
    ids=lambda html: str(html)[:12],
)
def test_elements_nested_too_deep_are_refused(html: str) -> None:
    """The HTML parser's time grows with the square of the depth, so depth has an end, and a clear error."""
    made = story.make("a.md", f"---\ntitle: T\ndate: 2026-01-04\n---\n{html}", CONFIG)
    assert made.head is None
    [problem] = errors(made.problems)
    assert (problem.code, problem.line) == ("too-deep", 5)
    assert problem.hint


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote>" * 500 + "a" + "</blockquote>" * 500,
        "<p>a" * 5_000,
        "<b>a</b>" * 5_000,
        "<ul>" + "<li>a" * 5_000 + "</ul>",
        "<svg>" + "<path d='M0'/>" * 5_000 + "</svg>a",
        "a<br>" * 5_000,
        "<table>" + "<tr><td>a" * 5_000 + "</table>",
    ],
    ids=lambda html: str(html)[:12],
)
def test_long_flat_pages_are_not_deep(html: str) -> None:
    """Many elements beside each other, and the ends that HTML lets people leave out, are no depth."""
    made = story.make("a.md", f"---\ntitle: T\ndate: 2026-01-04\n---\n{html}", CONFIG)
    assert made.head is not None
    assert made.body is not None
    assert "a" in made.body.html


def test_formatting_as_people_use_it_stays() -> None:
    """Hundreds of code blocks with a language, and of closed emphasis, keep their elements."""
    source = '<pre><code class="language-python">x</code></pre><p><i lang="la">a</i></p>' * 300
    html = sanitize.sanitized(source, "a.md").html
    assert (html.count("<code"), html.count("<i ")) == (300, 300)


@pytest.mark.parametrize("piece", ["[", "'", "a: 'b\n", "a: b\n", "- ", "&a ", "? "])
def test_headers_are_linear(piece: str) -> None:
    """Brackets, quotes and repeated keys in a header cost time in proportion to its length."""
    assert growth(lambda text: nodes.read_yaml(text, "a.md"), lambda n: piece * n, 5_000) < MOST


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "語" * 100_000,
        "> " * 500 + "a",
        "- " * 500 + "a",
        "*a " * 5_000,
        "<div>" * 500,
        "A sentence of six words here. " * 2_000,
    ],
    ids=[
        "a 300 kB line",
        "100,000 ideographs",
        "500 quotations",
        "500 lists",
        "emphasis",
        "500 divs",
        "60 kB of prose",
    ],
)
def test_a_large_story_is_made_in_seconds(text: str) -> None:
    """The sizes that strangers try give a story, soon."""
    begin = time.perf_counter()
    assert story.make("2026-01-04-a.md", f"---\ntitle: A\n---\n{text}", CONFIG).head is not None
    assert time.perf_counter() - begin < 10
