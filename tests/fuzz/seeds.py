"""What the fuzzers start from: the cases of tests/cases, the sample site, and what strangers try."""

from __future__ import annotations

from pathlib import Path

from tests.reading.test_cases import cases
from tests.reading.test_hostile_html import VECTORS

CONTENT = Path(__file__).parents[2] / "content"
# What rarely comes about by chance: libFuzzer puts these words in.
WORDS = """
    --- +++ title: date: updated: embargo: expires: draft: tags: authors: section: corrections: key_points:
    related: image: aliases: permalink: slug: lang: id: status: 2026-01-04 2026-01-04T09:59+09:00 true false
    <!-- --> {% %} {{ }} [^1] [^1]: ``` ~~~ ]( ][ ![ &#x &#106; &amp; &nbsp; javascript: data: https://a.b/
    <p> </p> <b> <table> <tr> <td> <svg> <math> <style> <script> <title> <textarea> <select> <template>
    <a\x20href=" <img\x20src=" onerror= id=" class=" <br> <li> <ul> <blockquote> <pre> <code> <details>
    <summary> <ruby> <rt> <mtext> <annotation-xml> <noscript> <plaintext> <form> <caption> <colgroup> <h1>
    base_url: authority: timezone: nav: permalinks: sections: feeds: edition: agencies: theme: strings: check:
""".split()


def files() -> list[bytes]:
    """Give the loader's: a path, a line end, and the file."""
    found = [
        f"{case.title.partition(': ')[0].rpartition(' ')[2]}\n{case.input}".encode()
        for name in ("front-matter", "problems")
        for case in cases(name)
    ]
    found += [
        f"asia/lee.md\n---\ntitle: T\ndate: 2026-01-04\n---\n{case.input}".encode()
        for case in cases("litter")
    ]
    found += [f"2026-01-04-a.html\n---\ntitle: T\n---\n{case.input}".encode() for case in cases("sanitize")]
    for file in sorted(CONTENT.rglob("*")):
        if file.suffix in (".md", ".html", ".yaml"):
            path = file.relative_to(CONTENT).as_posix()
            found.append(path.encode() + b"\n" + file.read_bytes())
    return found


def markup() -> list[bytes]:
    """Give the sanitizer's: HTML and Markdown, and bodies of articles."""
    found = [case.input.encode() for name in ("sanitize", "litter") for case in cases(name)]
    found += [vector.encode() for vector in VECTORS]
    found += [file.read_bytes().split(b"\n---\n")[-1] for file in sorted(CONTENT.rglob("*.md"))]
    return found
