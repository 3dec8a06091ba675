"""Forty mistakes that people make: each ends with its exit code and a sentence, never a traceback."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from feedgen_site import sources
from feedgen_site.problem import Problem, Severity
from tests.support import SITE, Report, alias_bomb, article, called, put, run_json, times, without_privileges

Arrange = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is done to a sound site, how it is built, how that ends, and a code that is said ("": none)."""

    arrange: Arrange
    exit_code: int
    says: str
    words: tuple[str, ...] = ("build",)


def nothing(folder: Path) -> None:
    """Leave the site as it is."""


def written(name: str, text: str | bytes) -> Arrange:
    """Write a file."""

    def arrange(folder: Path) -> None:
        put(folder / name, text)

    return arrange


def pipe(name: str) -> Arrange:
    """Put a named pipe, which a careless reader would wait at for ever."""

    def arrange(folder: Path) -> None:
        file = put(folder / name, "")
        file.unlink()
        os.mkfifo(file)

    return arrange


def linked(name: str, target: str) -> Arrange:
    """Put a symbolic link."""

    def arrange(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(target)

    return arrange


def removed(folder: Path) -> None:
    """Take the content folder away."""
    (folder / "content").rename(folder / "elsewhere")


def content_is_a_file(folder: Path) -> None:
    """Put a file where the content folder should be."""
    removed(folder)
    put(folder / "content", "text")


def folder_as_config(folder: Path) -> None:
    """Put a folder where the settings should be."""
    (folder / "content/site.yaml").unlink()
    (folder / "content/site.yaml").mkdir()


def dangling_config(folder: Path) -> None:
    """Put a symbolic link that leads nowhere: built without settings, every story would get another id."""
    (folder / "content/site.yaml").unlink()
    (folder / "content/site.yaml").symlink_to("../settings/site.yaml")


MISTAKES = {
    "no content folder": Mistake(removed, 2, "no-content"),
    "content is a file": Mistake(content_is_a_file, 2, "no-content"),
    "content is an article": Mistake(nothing, 2, "no-content", ("build", "--content", "content/a.md")),
    "content is an empty name": Mistake(nothing, 2, "output-overlaps", ("build", "--content", "")),
    "content is not there": Mistake(nothing, 2, "no-content", ("build", "--content", "no such")),
    "output is the content": Mistake(nothing, 2, "output-overlaps", ("build", "--output", "content")),
    "output in content": Mistake(nothing, 2, "output-overlaps", ("build", "--output", "content/public")),
    "content in output": Mistake(nothing, 2, "output-overlaps", ("build", "--output", ".")),
    "output in content by a link": Mistake(
        linked("way", "content"), 2, "output-overlaps", ("build", "--output", "way/public")
    ),
    "output is the disk": Mistake(nothing, 2, "output-overlaps", ("build", "--output", "/")),
    "output is a file": Mistake(written("public", "text"), 1, "output-blocked"),
    "output below a file": Mistake(
        written("file", "text"), 1, "output-blocked", ("build", "--output", "file/public")
    ),
    "output is a pipe": Mistake(pipe("public"), 1, "output-blocked"),
    "output is a dangling link": Mistake(linked("public", "nowhere"), 0, ""),
    "output holds a stranger's page": Mistake(written("public/index.html", "mine"), 1, "foreign-file"),
    "output holds a linked folder": Mistake(linked("public/2026", "../content"), 1, "output-symlink"),
    "output holds a folder at a page": Mistake(written("public/feed.xml/x", "mine"), 1, "output-blocked"),
    "a pipe among articles": Mistake(pipe("content/pipe.md"), 0, "not-a-file"),
    "a pipe as site.yaml": Mistake(pipe("content/site.yaml"), 2, "unreadable"),
    "site.yaml is a folder": Mistake(folder_as_config, 2, "unreadable"),
    "site.yaml leads nowhere": Mistake(dangling_config, 2, "unreadable"),
    "a pipe as picture": Mistake(pipe("content/a.png"), 0, "not-a-file"),
    "a link out of content": Mistake(linked("content/out.md", "/etc/hostname"), 0, "symlink"),
    "a link to itself": Mistake(linked("content/loop.md", "loop.md"), 0, "symlink"),
    "a link to a folder": Mistake(linked("content/up", ".."), 0, "symlink"),
    "site.yaml is no YAML": Mistake(written("content/site.yaml", "title: ["), 2, "yaml-syntax"),
    "site.yaml is a list": Mistake(written("content/site.yaml", "- a\n- b\n"), 2, "not-a-mapping"),
    "site.yaml is Latin-1": Mistake(
        written("content/site.yaml", "title: caf\xe9".encode("latin-1")), 2, "not-utf8"
    ),
    "site.yaml has a tab": Mistake(written("content/site.yaml", "feeds:\n\tentries: 5\n"), 2, "yaml-syntax"),
    "site.yaml has a Python object": Mistake(
        written("content/site.yaml", "title: !!python/object/apply:os.system [ls]\n"), 2, "yaml-tag"
    ),
    "site.yaml explodes": Mistake(
        written("content/site.yaml", alias_bomb()),
        2,
        "yaml-alias",
    ),
    "site.yaml is empty": Mistake(written("content/site.yaml", ""), 0, "no-base-url"),
    "config is not there": Mistake(nothing, 2, "no-config", ("build", "--config", "nowhere.yaml")),
    "config is a folder": Mistake(nothing, 2, "no-config", ("build", "--config", "content")),
    "base-url is no address": Mistake(nothing, 2, "bad-base-url", ("build", "--base-url", "example.org")),
    "base-url is a script": Mistake(nothing, 2, "bad-base-url", ("build", "--base-url", "javascript:x//y")),
    "an article is Latin-1": Mistake(
        written("content/b.md", "---\ntitle: Caf\xe9\ndate: 2026-01-04\n---\n".encode("latin-1")),
        1,
        "not-utf8",
    ),
    "an article is binary": Mistake(written("content/b.md", bytes(range(256))), 1, "not-utf8"),
    "an article has no date": Mistake(written("content/b.md", "# B\n\nText.\n"), 1, "no-date"),
    "front matter is not closed": Mistake(
        written("content/b.md", "---\ntitle: B\n"), 1, "unclosed-front-matter"
    ),
    "front matter is a list": Mistake(written("content/b.md", "---\n- a\n---\n"), 1, "not-a-mapping"),
    "front matter is no YAML": Mistake(written("content/b.md", "---\ntitle: [\n---\n"), 1, "yaml-syntax"),
    "front matter is deep": Mistake(
        written("content/b.md", f"---\ndate: 2026-01-04\ntags: {'[' * 500}{']' * 500}\n---\n"),
        1,
        "yaml-too-deep",
    ),
    "a permalink leaves the site": Mistake(
        written("content/b.md", article("B", permalink="../../etc/passwd")), 1, "bad-permalink"
    ),
    "a file name has a line end": Mistake(written("content/b\nc.md", article("B")), 1, "bad-name"),
    "a template is broken": Mistake(written("templates/base.html", "{% if %}"), 2, "template-error"),
    "a template asks for nothing": Mistake(
        written("templates/front.html", "{{ nobody }}"), 2, "template-error"
    ),
    "a template includes nothing": Mistake(
        written("templates/front.html", '{% include "nothing.html" %}'), 2, "template-error"
    ),
    "a template divides by zero": Mistake(written("templates/404.html", "{{ 1 / 0 }}"), 2, "template-error"),
    "a template includes itself": Mistake(
        written("templates/front.html", '{% include "front.html" %}'), 2, "template-error"
    ),
    "a template is Latin-1": Mistake(written("templates/base.html", b"caf\xe9"), 2, "unreadable-template"),
    "a template is a folder": Mistake(written("templates/base.html/x", "x"), 2, "unreadable-template"),
    "the templates are a file": Mistake(written("templates", "x"), 0, ""),
    "the named templates are not there": Mistake(
        nothing, 2, "no-templates", ("build", "--templates", "nowhere")
    ),
    "the cache is a file": Mistake(written("cache", "x"), 0, "", ("build", "--cache", "cache")),
    "the cache lies below a file": Mistake(written("cache", "x"), 0, "", ("build", "--cache", "cache/in")),
    "as-of is garbage": Mistake(nothing, 2, "usage", ("build", "--as-of", "soon")),
    "as-of is before all": Mistake(nothing, 0, "", ("build", "--as-of", "1001-01-01")),
    "as-of is after all": Mistake(nothing, 0, "", ("build", "--as-of", "9998-12-31")),
    "jobs are negative": Mistake(nothing, 2, "usage", ("build", "--jobs", "-1")),
    "jobs are none": Mistake(nothing, 2, "usage", ("build", "--jobs", "0")),
    "jobs are a crowd": Mistake(nothing, 2, "usage", ("build", "--jobs", "9" * 30)),
    "as-of is year one": Mistake(nothing, 2, "usage", ("build", "--as-of", "0001-01-01")),
    "as-of is year 9999": Mistake(nothing, 2, "usage", ("check", "--as-of", "9999-12-31")),
    "a path that is not UTF-8": Mistake(nothing, 2, "usage", ("build", "--output", "caf\udce9")),
    "a path with a line end": Mistake(nothing, 2, "usage", ("build", "--content", "a\nb")),
    "an unknown option": Mistake(nothing, 2, "usage", ("build", "--loud")),
    "an option of another command": Mistake(nothing, 2, "usage", ("check", "--output", "x")),
    "a name of many bytes": Mistake(written(f"content/{'b' * 240}.md", article("B")), 0, ""),
}


def sound_site(folder: Path) -> None:
    """Write a site with nothing wrong in it."""
    put(folder / "content/site.yaml", SITE)
    put(folder / "content/a.md", article("A"))


def outside(folder: Path) -> dict[str, tuple[int, int]]:
    """Give time and inode of every file that a build may not write."""
    return {
        path: stamp
        for path, stamp in times(folder).items()
        if not path.startswith((".cache", "public", "nowhere")) and (folder / path).is_file()
    }


def test_the_sound_site_is_sound(tmp_path: Path) -> None:
    """Without a mistake there is no problem."""
    sound_site(tmp_path)
    report = run_json("build", cwd=tmp_path)
    assert (report.code, report.problems) == (0, ())


@dataclass(frozen=True, slots=True)
class End:
    """How a mistake ended, and whether any file outside the output changed."""

    report: Report
    untouched: bool


def make(mistake: Mistake, folder: Path) -> End:
    """Make a mistake for real, in a folder of its own."""
    sound_site(folder)
    mistake.arrange(folder)
    before = outside(folder)
    report = run_json(*mistake.words, cwd=folder)
    return End(report, outside(folder) == before)


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[End]]]:
    """Make all mistakes, a few at a time: each is a process that mostly starts."""
    folders = {name: tmp_path_factory.mktemp("mistake") for name in MISTAKES}
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield {name: pool.submit(make, mistake, folders[name]) for name, mistake in MISTAKES.items()}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_explained_and_never_a_traceback(ends: dict[str, Future[End]], name: str) -> None:
    """The exit code says whose turn it is, the code what is wrong; nothing outside the output changes."""
    mistake, end = MISTAKES[name], ends[name].result()
    report = end.report
    assert (report.code, not mistake.says or mistake.says in report.codes) == (mistake.exit_code, True), (
        report.code, report.problems
    )  # fmt: skip
    for problem in report.problems:
        assert problem["message"]
        assert problem["hint"], problem
    assert end.untouched


def test_a_file_that_may_not_be_read_is_named() -> None:
    """Permissions are the user's to mend: an error, for the story may be live."""
    with without_privileges() as folder:
        for name, mode in (("a.md", stat.S_IRUSR), ("b.md", 0)):
            put(folder / name, article(name)).chmod(mode)
        read = [sources.read(source) for source in sources.scan(str(folder)).articles]
    assert isinstance(read[0], bytes)
    assert isinstance(read[1], Problem)
    assert (read[1].path, read[1].code, read[1].severity) == ("b.md", "unreadable", Severity.ERROR)


def test_templates_and_articles_are_judged_in_one_run(tmp_path: Path) -> None:
    """Two broken templates and a broken article: all three are named, and the exit code is the graver one."""
    sound_site(tmp_path)
    put(tmp_path / "templates/article.html", "{% if %}")
    put(tmp_path / "templates/base.html", "\n{{ }")
    put(tmp_path / "content/b.md", "---\ntitle: B\ndate: 4/1/2026\n---\nText.\n")
    report = run_json("build", cwd=tmp_path)
    assert report.code == 2
    named = {(problem["path"], problem["code"]) for problem in report.problems}
    assert named >= {
        ("templates/article.html", "template-error"),
        ("templates/base.html", "template-error"),
        (os.path.join("content", "b.md"), "bad-date"),
    }


def test_settings_that_cannot_be_read_lack_nothing(tmp_path: Path) -> None:
    """A file that --config names in vain is one mistake: nobody knows whether it sets `authority`."""
    sound_site(tmp_path)
    refused = called("build", "--config", "nope.yaml", cwd=tmp_path)
    said = "nope.yaml: there is no such file [no-config]\n  hint: feedgen-site init . makes one\n"
    assert (refused.code, refused.err) == (2, said)


def test_skip_bad_leaves_out_what_a_rule_makes_an_error(tmp_path: Path) -> None:
    """`check: {broken-link: error}` makes an article bad, and --skip-bad publishes the others."""
    sound_site(tmp_path)
    settings = tmp_path / "content/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "check: {broken-link: error}\n", "utf-8")
    put(tmp_path / "content/b.md", article("B", body="See [it](nowhere.md). It is not there."))
    refused = run_json("build", cwd=tmp_path)
    assert (refused.code, refused.written) == (1, ())
    skipped = run_json("build", "--skip-bad", cwd=tmp_path)
    assert (skipped.code, skipped.codes) == (1, {"broken-link"})
    assert skipped.published == refused.read - 1
