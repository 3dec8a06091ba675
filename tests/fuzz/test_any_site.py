"""Any folder of files is a site or problems, never an exception; and whatever is written can be read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_site.problem import Problem, errors
from feedgen_site.text import clean, lines, nfc
from tests.fuzz.promises import Judge, known_codes
from tests.reading.test_any_input import BODIES, KEYS, SETTINGS, headers
from tests.support import SITE, built, tree

PATHS = """
    2026-01-04-lee.md asia/lee.md asia/LEE.md asia/lee/index.md asia/lee.fr.md fr/asia/lee.md a.html x.htm
    asia/2026/01/04/a.markdown pages/about.md pages/lee.md pages/fr/about.md drafts/_drafts/a.md README.md
    static/robots.txt static/feed.xml static/asia/x.png asia/x.png asia/lee/x.svg picture.jpg .hidden.md
    é.md e\u0301.md ٢٠٢٦.md 語/語.ja.md a:b.md a%20b.md index.md section/asia.md feeds.md 404.md ..md
    x.md/y.md
""".split()
DATED = st.builds(
    lambda header, body: f"---\ntitle: A\ndate: 2026-01-04\n{header}---\n{body}", headers(KEYS), BODIES
)
FILES = st.one_of(DATED, DATED, headers(KEYS).map("---\n{}".format), st.text(max_size=50)).map(
    lambda text: text.encode("utf-8", "surrogatepass")
) | st.binary(max_size=50)
TREES = st.dictionaries(st.sampled_from(PATHS), FILES, max_size=8)
SITES = st.one_of(st.just(""), headers(SETTINGS)).map(lambda rows: SITE + rows)


def put(content: Path, files: Mapping[str, bytes]) -> None:
    """Write files, but for those whose folder is a file already."""
    for name, data in sorted(files.items()):
        file = content / name
        if not any(parent.is_file() for parent in file.parents) and not file.is_dir():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


def assert_placed(problem: Problem, folder: Path) -> None:
    """A problem is at a place that is there, has a code that is documented, and says what to type."""
    assert problem.code in known_codes(), problem
    assert problem.message, problem
    assert problem.hint, problem
    assert "\n" not in problem.message + problem.hint, problem
    assert os.path.commonpath([problem.path, folder]) == str(folder), problem
    if problem.line:
        assert problem.column >= 1, problem
        # Paths are told composed; on disk they may be written otherwise, and even in both ways.
        named = [file for file in folder.rglob("*.*") if nfc(str(file)) == problem.path and file.is_file()]
        texts = [lines(clean(file.read_bytes().decode("utf-8", "replace"))) for file in named]
        assert problem.line <= max(text.removesuffix("\n").count("\n") + 2 for text in texts), problem


def assert_readable(path: str, data: bytes) -> None:
    """Each file that we write parses as what it is, and nothing in it runs."""
    if path.endswith(".html"):
        judged = Judge(data.decode())
        assert not judged.torn, (path, judged.torn)
        # What search engines are told about a story is data, and the only script there is.
        assert judged.found.count("<script>") == data.count(b'<script type="application/ld+json">')
        # A letter has its styles in itself, for mail programs load none.
        styles = {"<style>", "style"} if path.endswith("/email.html") else set()
        assert set(judged.found) <= {"<meta>", "<link>", "<script>"} | styles, (path, judged.found)
    elif path.endswith(".xml"):
        ElementTree.fromstring(data)
    elif path.endswith(".json"):
        json.loads(data)


@settings(max_examples=60)
@given(TREES, SITES, st.booleans())
def test_any_folder_is_a_site_or_problems(files: dict[str, bytes], site: str, skip_bad: bool) -> None:
    """A build of any files ends with pages and feeds that parse, or with problems that say where and what."""
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        content = folder / "content"
        put(content, {**files, "site.yaml": site.encode("utf-8", "surrogatepass")})
        outcome = built(folder, cache="", skip_bad=skip_bad)
        for problem in outcome.problems:
            assert_placed(problem, folder)
        assert bool(errors(outcome.problems)) == bool(outcome.exit_code)
        copied = {file.read_bytes() for file in content.rglob("*") if file.is_file()}
        written = tree(folder / "public") if (folder / "public").exists() else {}
        assert "index.html" in written or outcome.exit_code
        for path, data in written.items():
            if data not in copied:
                assert_readable(path, data)
