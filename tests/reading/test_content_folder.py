"""The content folder: which files count, which are refused, and what is said about them."""

from __future__ import annotations

import ast
import os
import re
import threading
import unicodedata
from pathlib import Path

import pytest

import feedgen_site
from feedgen_site import mapper, sources
from feedgen_site.model import Source, Stamp
from feedgen_site.problem import Problem, Severity
from feedgen_site.sources import Tree, scan

HERE = Path(__file__).parent
ARTICLE = "---\ntitle: A\ndate: 2026-01-04\n---\nText."


def folder(root: Path, *names: str) -> Path:
    """Write files (an article each) into a content folder."""
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ARTICLE, encoding="utf-8")
    return root


def paths(tree: Tree) -> list[str]:
    return [source.path for source in tree.articles]


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    """A folder that is not there is an error that says how to make one."""
    problem = scan(str(tmp_path / "none")).problems[0]
    assert (problem.code, problem.severity, problem.message) == (
        "no-content",
        Severity.ERROR,
        "there is no such folder",
    )


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A file where a folder is meant is an error, too."""
    folder(tmp_path, "a.md")
    assert scan(str(tmp_path / "a.md")).problems[0].message == "this is not a folder"


def test_an_empty_folder_is_an_empty_site(tmp_path: Path) -> None:
    """Nothing in, nothing out, no problem."""
    assert scan(str(tmp_path)) == Tree((), (), (), {}, {}, ())


def test_each_file_finds_its_place(tmp_path: Path) -> None:
    """Articles, pages, static files and the files beside articles are told apart, each sorted by path."""
    names = [
        "b/x.md",
        "a.markdown",
        "c.HTML",
        "b/x.png",
        "pages/about.md",
        "static/robots.txt",
        "static/a.md",
        "site.yaml",
    ]
    tree = scan(str(folder(tmp_path, *names)))
    assert paths(tree) == ["a.markdown", "b/x.md", "c.HTML"]
    assert [page.path for page in tree.pages] == ["pages/about.md"]
    assert sorted(tree.files) == ["/b/x.png"]
    assert sorted(tree.static) == ["a.md", "robots.txt"]
    assert tree.problems == ()


@pytest.mark.parametrize(
    "name", ["_index.md", "_draft.md", "README.md", "readme.fr.md", "CONTRIBUTING.md", "License.md"]
)
def test_what_never_is_an_article(tmp_path: Path, name: str) -> None:
    """Notes to the writers of a folder are no news."""
    tree = scan(str(folder(tmp_path, f"a/{name}")))
    assert (paths(tree), tree.not_articles) == ([], (f"a/{name}",))


@pytest.mark.parametrize(
    "name", ["license-survey.md", "readmes-compared.md", "a_b.md", "index.md", "contributing-to-r.md"]
)
def test_what_only_sounds_like_it(tmp_path: Path, name: str) -> None:
    """A story about licences is one."""
    assert paths(scan(str(folder(tmp_path, name)))) == [name]


def test_empty_files_and_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    """A file of zero bytes is no article, one whose name begins with a dot is not there."""
    folder(tmp_path, "a.md", ".b.md", ".git/c.md")
    (tmp_path / "d.md").touch()
    tree = scan(str(tmp_path))
    assert (paths(tree), tree.not_articles, tree.files) == (["a.md"], ("d.md",), {})


@pytest.mark.parametrize(
    "name",
    ['it’s? "so" & <so>: 100%.md', "-rf.md", "a\u00a0b.md", "語" * 80 + ".md", "x" * 250 + ".md", "'.md"],
)
def test_odd_names_are_names(tmp_path: Path, name: str) -> None:
    """Quotes, colons, a dash first, NBSP, 250 bytes: what a file system takes is read."""
    tree = scan(str(folder(tmp_path, name)))
    assert (paths(tree), tree.problems) == ([name], ())


def test_a_name_with_a_line_break_is_an_error(tmp_path: Path) -> None:
    """A control character in a name is shown escaped."""
    (tmp_path / "a\nb.md").write_text(ARTICLE)
    problem = scan(str(tmp_path)).problems[0]
    assert (problem.code, problem.severity) == ("bad-name", Severity.ERROR)
    assert "\n" not in problem.message


def test_a_name_that_is_no_utf8_is_an_error(tmp_path: Path) -> None:
    """Bytes that are no text cannot be an address."""
    with open(os.path.join(os.fsencode(tmp_path), b"caf\xe9.md"), "wb") as stream:
        stream.write(ARTICLE.encode())
    tree = scan(str(tmp_path))
    assert [problem.code for problem in tree.problems] == ["bad-name"]
    assert str(tree.problems[0]).isprintable() or "\n  hint" in str(tree.problems[0])


def test_paths_are_composed(tmp_path: Path) -> None:
    """A file with a decomposed name has the composed path, and can still be opened."""
    folder(tmp_path, unicodedata.normalize("NFD", "é.md"))
    source = scan(str(tmp_path)).articles[0]
    assert source.path == unicodedata.normalize("NFC", "é.md")
    assert sources.read(source) == ARTICLE.encode()


def test_two_spellings_of_one_name_are_an_error(tmp_path: Path) -> None:
    """Composed and decomposed beside each other would be one address."""
    tree = scan(str(folder(tmp_path, *(unicodedata.normalize(form, "é.md") for form in ("NFC", "NFD")))))
    assert len(tree.articles) == 1
    assert [problem.code for problem in tree.problems] == ["duplicate-path"]


def test_a_link_to_a_file_inside_is_followed(tmp_path: Path) -> None:
    """A symbolic link within the content is a file like any other."""
    folder(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to("a.md")
    assert paths(scan(str(tmp_path))) == ["a.md", "b.md"]


def test_an_article_is_found_again_by_its_path(tmp_path: Path) -> None:
    """Also one whose name is spelled with other characters than its path, and one that is a link."""
    folder(tmp_path, "in/a.md", unicodedata.normalize("NFD", "é.md"))
    (tmp_path / "b.md").symlink_to("in/a.md")
    for source in scan(str(tmp_path)).articles:
        assert sources.listed(str(tmp_path), [source.path]) == {source.path: source}
    assert sources.listed(str(tmp_path), ["none.md"]) == {}


def test_bundles_are_known_once_all_is_made(tmp_path: Path) -> None:
    """Which of their files are closed is still asked for; no other article is."""
    folder(tmp_path, "a.md", "index.md", "open/index.md", "open/x.csv", "shut/index.en.md", "shut/y.csv")
    tree = scan(str(tmp_path)).once_made()
    assert paths(tree) == ["open/index.md", "shut/index.en.md"]
    assert tree.closed_files({"open/index.md"}) == {"/shut/y.csv"}


@pytest.mark.parametrize("target", ["../secret.md", "/etc/passwd", ".", "..", "loop.md", "nowhere.md"])
def test_a_link_out_or_to_a_folder_is_not(tmp_path: Path, target: str) -> None:
    """Out of the content, to a folder, to itself, to nothing: passed over, with a warning."""
    folder(tmp_path, "secret.md", "content/a.md")
    (tmp_path / "content" / "loop.md").symlink_to(target)
    tree = scan(str(tmp_path / "content"))
    assert paths(tree) == ["a.md"]
    assert [(problem.path, problem.severity) for problem in tree.problems] == [("loop.md", Severity.WARNING)]


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    """A FIFO would hang whoever opens it."""
    os.mkfifo(tmp_path / "a.md")
    tree = scan(str(tmp_path))
    assert (tree.articles, [problem.code for problem in tree.problems]) == ((), ["not-a-file"])


def test_a_file_that_vanished_is_a_problem(tmp_path: Path) -> None:
    """Gone between listing and reading: said so."""
    source = scan(str(folder(tmp_path, "a.md"))).articles[0]
    (tmp_path / "a.md").unlink()
    found = sources.read(source)
    assert isinstance(found, Problem)
    assert (found.path, found.code) == ("a.md", "unreadable")


def test_a_folder_in_its_place_is_a_problem(tmp_path: Path) -> None:
    """What cannot be opened is a problem with the system's words."""
    found = sources.read(Source("a.md", str(tmp_path), Stamp(1, 1, 1)))
    assert isinstance(found, Problem)
    assert str(found).startswith("a.md: cannot be read: ")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """More than 20 MB is no article; the file is not opened at all."""
    found = sources.read(Source("a.md", str(tmp_path / "none"), Stamp(sources.MAX_BYTES + 1, 1, 1)))
    assert isinstance(found, Problem)
    assert found.code == "too-large"


def test_a_file_that_grew_is_not_read_in_part(tmp_path: Path) -> None:
    """Too large by the time it is read, though it was not when it was listed: refused, never cut."""
    with open(tmp_path / "a.md", "wb") as stream:
        stream.truncate(sources.MAX_BYTES + 1)
    found = sources.read(Source("a.md", str(tmp_path / "a.md"), Stamp(1, 1, 1)))
    assert isinstance(found, Problem)
    assert found.code == "too-large"


def test_latin_1_names_its_byte() -> None:
    """A byte that is no UTF-8 is named with its line and column."""
    found = sources.decoded("a.md", "title: x\ncafé".encode("latin-1"))
    assert str(found) == (
        "a.md:2:4: byte 0xe9 is not UTF-8 (Latin-1 or Windows-1252?) [not-utf8]\n"
        "  hint: save the file as UTF-8"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_as_such(encoding: str) -> None:
    """What Windows calls Unicode is neither taken for Latin-1 nor read with letters missing."""
    found = sources.decoded("a.md", "---\ntitle: Dvořák\n".encode(encoding))
    assert str(found) == (
        "a.md:1:1: the file is saved as UTF-16 (Unicode), not as UTF-8 [not-utf8]\n"
        "  hint: save the file as UTF-8: editors ask for the encoding under Save as"
    )


def test_utf8_is_text() -> None:
    """Everything else is decoded as it is, a mark first and odd line ends included."""
    assert sources.decoded("a.md", "\ufeffé\r\n".encode()) == "\ufeffé\r\n"


def test_stamps_change_with_a_file(tmp_path: Path) -> None:
    """What `serve` watches differs when a file changes, and does not when none does."""
    before = sources.stamps(str(folder(tmp_path, "a/b.md")))
    assert sources.stamps(str(tmp_path)) == before
    (tmp_path / "a" / "b.md").write_text("longer than it was before, by far, so that its size differs")
    assert sources.stamps(str(tmp_path)) != before


def test_what_is_watched_may_vanish_meanwhile(tmp_path: Path) -> None:
    """An editor's passing files come and go while the folder is looked through; nothing fails."""
    folder(tmp_path, "a.md")
    stop = threading.Event()

    def edit() -> None:
        while not stop.is_set():
            for number in range(20):
                (tmp_path / f"{number}~").touch()
            for number in range(20):
                (tmp_path / f"{number}~").unlink()

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        seen = [sources.stamps(str(tmp_path)) for _ in range(500)]
        # On a busy machine the editor may not have come to its turn yet.
        while len(set(seen)) == 1 and len(seen) < 100_000:
            seen.append(sources.stamps(str(tmp_path)))
    finally:
        stop.set()
        editor.join()
    assert len(set(seen)) > 1
    assert all(any(name.endswith("a.md") for name, _, _ in stamps) for stamps in seen)


def double(number: int) -> int:
    return 2 * number


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 1, mapper.WORTH_PROCESSES - 1, mapper.WORTH_PROCESSES, 1_000])
def test_results_come_in_order(jobs: int, count: int) -> None:
    """One process or several, few items or many: the same results in the same order."""
    with mapper.processes(jobs) as run:
        assert list(run(double, range(count))) == [2 * number for number in range(count)]


# Written in hyphens as codes are, but something else.
NOT_CODES = {"utf-8", "accent-dark", "ink-dark", "paper-dark"}
# Tested here or in test_one_moment.py, for they need files.
BY_FILES = {
    "remote-media",
    "bad-name",
    "duplicate-path",
    "no-content",
    "not-a-file",
    "not-utf8",
    "odd-name",
    "symlink",
    "too-deep",
    "dated-ahead",
    "too-large",
    "unreadable",
    "duplicate-id",
    "header-too-large",
}
MODULES = (
    "nodes/* fields config/reader config/feeds config/podcast config/agencies config/look config/mail "
    "frontmatter media article/* story rights sources site"
).split()


def test_every_problem_code_has_a_case() -> None:
    """Each code that the reading modules know stands in problems.md, or is tested with files."""
    used = set()
    package = Path(feedgen_site.__file__).parent
    for file in (file for module in MODULES for file in sorted(package.glob(f"{module}.py"))):
        source = file.read_text(encoding="utf-8")
        texts = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
        used |= {
            text
            for text in texts
            if isinstance(text, str) and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)+", text)
        }
    cases = set(
        re.findall(
            r"^\[([a-z0-9-]+)\]", (HERE.parent / "cases" / "problems.md").read_text("utf-8"), re.MULTILINE
        )
    )
    assert len(used) > 40
    assert used - NOT_CODES - BY_FILES - cases == set()
    assert cases - used == {"lost"}


def test_an_ending_that_windows_hides_is_told(tmp_path: Path) -> None:
    """`a.md.txt` is no article, and whoever saved it sees `a.md`; other texts are files like any other."""
    found = sources.scan(str(folder(tmp_path, "a.md.txt", "b.txt", "c.md"))).problems
    assert [(problem.path, problem.code) for problem in found] == [("a.md.txt", "odd-name")]
