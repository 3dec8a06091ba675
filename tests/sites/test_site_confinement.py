"""Nothing is written outside the output folder, whatever slug, address, alias, name or link content holds."""

from __future__ import annotations

import json
import posixpath
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_site.publish import MANIFEST
from tests.support import SITE, article, built, put, times, tree, umask

HOSTILE = [
    "../evil",
    "../../../../tmp/evil",
    "/../evil",
    "a/../../evil",
    "%2e%2e/evil",
    "..%2fevil",
    "..\\evil",
    "C:\\evil",
    "C:/evil",
    "\\\\host\\evil",
    "//host/evil",
    "file:///etc/evil",
    "https://host/../../evil",
    ".",
    "..",
    "...",
    "/",
    "//",
    "",
    " ",
    "~/evil",
    "$HOME/evil",
    "evil\x00.html",
    "evil\n.html",
    "evil\r\n",
    ".git/config",
    ".GIT/hooks/x",
    ".htaccess",
    "a/.hidden/b",
    ".feedgen-site.json",
    "con",
    "nul.txt",
    "a" * 400,
    "/".join("a" * 50),
    "é" * 200,
    "\u202eevil",
    "%00",
    "%2fetc%2fpasswd",
    "a//../..//b",
    "index.html",
    "\ufeff../evil",
    "．．/evil",
    "․․/evil",
    "%c0%ae%c0%ae/evil",
    "a?b=../c",
    "a#../b",
    "-rf",
    "*",
    "|ls",
    "`ls`",
]


def confined(folder: Path) -> None:
    """Fail unless everything the build wrote is inside the output, under a relative, normal path."""
    for path in tree(folder / "public") if (folder / "public").exists() else ():
        assert not path.startswith(("/", "..")), path
        assert posixpath.normpath(path) == path
        assert ".." not in path.split("/")
        # GitHub Pages wants one hidden file, at the top.
        assert path == ".nojekyll" or not any(part.startswith(".") for part in path.split("/")), path
    beside = {path.split("/")[0] for path in times(folder)}
    assert beside <= {"content", "public", "cache", "victim"}, beside
    manifest = folder / "public" / MANIFEST
    if manifest.exists():
        recorded = json.loads(manifest.read_text("utf-8"))["files"].keys()
        assert recorded == tree(folder / "public").keys()


@pytest.mark.parametrize("field", ["slug", "permalink", "alias"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_addresses_stay_inside(tmp_path: Path, field: str, text: str) -> None:
    """Either the address is made safe, or the article has an error; nothing is written elsewhere."""
    value = json.dumps([text] if field == "alias" else text)
    name = {"alias": "aliases"}.get(field, field)
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A", **{name: value}))
    outcome = built(tmp_path)
    assert outcome.exit_code in (0, 1)
    confined(tmp_path)


@pytest.mark.slow
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.lists(
        st.sampled_from(["..", ".", "/", "\\", "%2e", "%2f", "a", "é", " ", ":", "~", "."]), max_size=12
    ).map("".join),
    field=st.sampled_from(["slug", "permalink", "aliases", "id", "section", "image", "lang"]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_in_any_field_stays_inside(text: str, field: str) -> None:
    """For every text: what is written is inside the output, under a normal relative path."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        value = json.dumps([text] if field == "aliases" else text)
        put(folder / "content/site.yaml", SITE)
        put(folder / "content/a.md", article("A", **{field: value}))
        assert built(folder, cache="").exit_code in (0, 1)
        confined(folder)


@pytest.mark.parametrize(
    "target", ["../../victim/secret.png", "/../victim/secret.png", "%2e%2e/%2e%2e/victim/secret.png",
               "..\\..\\victim\\secret.png", "file:///etc/passwd", "link.png", "folder/secret.png"]
)  # fmt: skip
def test_no_picture_is_taken_from_outside_the_content(tmp_path: Path, target: str) -> None:
    """By path or by symbolic link: a secret of the machine is not published."""
    put(tmp_path / "victim/secret.png", "hush")
    put(tmp_path / "content/site.yaml", SITE)
    put(
        tmp_path / "content/asia/a.md",
        article("A", image=json.dumps(target), body=f"![x]({target}) is shown."),
    )
    (tmp_path / "content/asia/link.png").symlink_to(tmp_path / "victim/secret.png")
    (tmp_path / "content/asia/folder").symlink_to(tmp_path / "victim")
    built(tmp_path)
    confined(tmp_path)
    assert not any(b"hush" in data or b"root:" in data for data in tree(tmp_path / "public").values())


def test_a_link_inside_the_content_is_followed(tmp_path: Path) -> None:
    """A picture shared by two stories may be a link to one file."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/shared/p.png", "pixels")
    put(tmp_path / "content/asia/a.md", article("A", image="p.png"))
    (tmp_path / "content/asia/p.png").symlink_to("../shared/p.png")
    built(tmp_path)
    assert tree(tmp_path / "public")["assets/asia/p.png"] == b"pixels"
    assert not (tmp_path / "public/assets/asia/p.png").is_symlink()


@pytest.mark.parametrize(
    "name",
    [
        "a b.md",
        "ä&ö.md",
        "a'b\"c.md",
        "a%2f..%2fb.md",
        "a:b.md",
        "a;b.md",
        "-rf.md",
        "日本.md",
        "a..b.md",
        "...md",
        "CON.md",
        "a\u202eb.md",
        "a\\b.md",
        "${x}.md",
        "{{x}}.md",
    ],
)
def test_odd_file_names_make_sound_addresses(tmp_path: Path, name: str) -> None:
    """A name is made a slug, or is refused; it is never a path."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content" / name, article("A"))
    assert built(tmp_path).exit_code in (0, 1)
    confined(tmp_path)


def test_a_symbolic_link_in_the_output_leads_nobody_out(tmp_path: Path) -> None:
    """Neither writing nor pruning follows it."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    put(tmp_path / "content/b.md", article("B", date="2025-12-01"))
    built(tmp_path)
    (tmp_path / "public/2026").rename(tmp_path / "victim")
    (tmp_path / "public/2026").symlink_to(tmp_path / "victim")
    before = times(tmp_path / "victim")
    put(tmp_path / "content/a.md", article("A, edited", slug="a"))
    assert built(tmp_path).exit_code == 1
    (tmp_path / "content/a.md").unlink()
    built(tmp_path)
    assert times(tmp_path / "victim") == before


def test_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    """Whatever the umask, files are 644 and folders 755; nothing is executable or group-writable."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/asia/a.md", article("A", image="p.png"))
    put(tmp_path / "content/asia/p.png", "pixels").chmod(0o700)
    with umask(0o077):
        built(tmp_path)
    for file in (tmp_path / "public", *(tmp_path / "public").rglob("*")):
        assert file.stat().st_mode & 0o777 == (0o755 if file.is_dir() else 0o644), file
