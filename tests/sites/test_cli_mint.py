"""`mint`: an article without an id gets the one it has, and readers notice nothing when it is renamed."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest

from feedgen_site.cli import editing, mint
from feedgen_site.problem import ContentError
from tests.support import (
    AS_OF,
    SITE,
    article,
    called,
    published,
    put,
    site_from,
    times,
    tree,
    without_privileges,
)

SITE_TEXT = f"""
=== content/site.yaml
{SITE}
=== content/asia/2026-01-04-lee.md
---
title: Lee visits Beijing   # as agreed
tags:
- asia
---
The president arrived on Monday. He stays until Thursday, and meets his counterpart twice.

=== content/asia/visit/index.fr.md
+++
title = "La visite"
date = 2026-01-04
[params]
id = 7
+++
Le président est arrivé lundi. Il reste jusqu'à jeudi.

=== content/local/ünï cödé.md
Title: A bridge opens
Date: 2026-01-03

The bridge opened on Saturday. It is the third across the river.

=== content/local/2026-01-02-no-header.md

    An indented beginning, which is no code. It has a second sentence.

=== content/local/2026-01-05-draft.md
---
title: A draft
draft: true
---
Not yet for readers.

=== content/local/old.md
---
title: An old story
date: 2026-01-01
guid: 7e6a715a-e545-48c1-8377-1e0c96f17156
---
It has an id under another name. That is left alone.

=== content/local/2026-01-06-page.html
---
title: HTML with a header
---
<p>This is an article, too. It has two sentences.</p>

=== content/local/table.html
<p>No article at all.</p>

=== content/local/2026-01-07-list.md
---
title: A list
headless: true
---
No article either.

=== content/pages/about.md
---
title: About
---
Who we are.

=== content/static/plain.md
---
title: Copied as it is
---
"""
IDS = {
    "content/asia/2026-01-04-lee.md": "tag:test.example,2026:asia/2026-01-04-lee",
    "content/asia/visit/index.fr.md": "tag:test.example,2026:asia/visit.fr",
    "content/local/2026-01-02-no-header.md": "tag:test.example,2026:local/2026-01-02-no-header",
    "content/local/2026-01-05-draft.md": "tag:test.example,2026:local/2026-01-05-draft",
    "content/local/2026-01-06-page.html": "tag:test.example,2026:local/2026-01-06-page",
    "content/local/ünï cödé.md": "tag:test.example,2026:local/%C3%BCn%C3%AF%20c%C3%B6d%C3%A9",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return site_from(SITE_TEXT, tmp_path)


def listed(ids: dict[str, str], last: str) -> str:
    return "".join(f"{path}  {identity}\n" for path, identity in ids.items()) + f"{last}\n"


def ids_of(output: dict[str, bytes]) -> dict[str, list[str]]:
    """Give the ids of all entries of the site's feeds, by format."""
    return {
        "Atom": re.findall(r"<id>([^<]*)</id>", output["feed.xml"].decode()),
        "RSS": re.findall(r"<guid[^>]*>([^<]*)</guid>", output["rss.xml"].decode()),
        "JSON Feed": [item["id"] for item in json.loads(output["feed.json"])["items"]],
    }


def test_each_article_without_an_id_gets_the_one_it_has(site: Path) -> None:
    """Drafts too; pages, static files, what is no article and ids that are there are left alone."""
    before = tree(site)
    minted = called("mint", cwd=site)
    assert (minted.code, minted.err) == (0, "")
    assert minted.out == listed(IDS, "6 ids written; 1 had one")
    after = tree(site)
    assert {path for path in before if before[path] != after[path]} == set(IDS)
    assert before.keys() == after.keys()
    lee = after["content/asia/2026-01-04-lee.md"].decode()
    assert lee.startswith(
        "---\ntitle: Lee visits Beijing   # as agreed\ntags:\n- asia\n"
        "id: tag:test.example,2026:asia/2026-01-04-lee\n---\n"
    )


def test_line_ends_and_byte_order_mark_reach_the_disk_as_they_were(tmp_path: Path) -> None:
    """Bytes are read and written, never translated."""
    put(tmp_path / "content/site.yaml", SITE)
    header = b"\xef\xbb\xbf---\r\ntitle: \xf0\x9f\x99\x82 # ok\rdate: 2026-01-04\r\n"
    body = b"---\r\nText.\rMore\x0c\nand no end"
    file = tmp_path / "content/lee.md"
    file.write_bytes(header + body)
    assert called("mint", cwd=tmp_path).code == 0
    assert file.read_bytes() == header + b"id: tag:test.example,2026:lee\r\n" + body


def test_a_second_run_writes_nothing(site: Path) -> None:
    """No file is opened for writing: time and inode stay."""
    called("mint", cwd=site)
    before = times(site)
    again = called("mint", cwd=site)
    assert (again.code, again.out, again.err) == (0, "0 ids written; 7 had one\n", "")
    assert times(site) == before


def test_what_is_built_is_the_same_before_and_after(site: Path) -> None:
    """Not one byte of any page or feed changes."""
    before = published(site, drafts=True)
    assert called("mint", cwd=site).code == 0
    assert published(site, drafts=True) == before


def test_a_renamed_article_keeps_its_id_in_every_format(site: Path) -> None:
    """Without mint the id would follow the name, and subscribers would see an old story as new."""
    file = site / "content/asia/2026-01-04-lee.md"
    before = ids_of(published(site))
    assert all(IDS["content/asia/2026-01-04-lee.md"] in ids for ids in before.values())
    renamed = site / "content/local/2026-01-04-in-beijing.md"
    file.rename(renamed)
    assert all(set(ids) != set(before[name]) for name, ids in ids_of(published(site)).items())
    renamed.rename(file)
    assert called("mint", cwd=site).code == 0
    file.rename(renamed)
    assert ids_of(published(site)) == before


def test_a_dry_run_says_the_same_and_writes_nothing(site: Path) -> None:
    """What would be written can be read before it is."""
    before = times(site)
    tried = called("mint", "--dry-run", cwd=site)
    assert (tried.code, tried.out) == (0, listed(IDS, "6 ids would be written; 1 had one"))
    assert times(site) == before


def test_only_the_named_articles(site: Path) -> None:
    """Files are named as the user sees them, from wherever they are."""
    before = tree(site)
    place = site / "content/local"
    minted = called("mint", "--content", "..", "../asia/visit/index.fr.md", "old.md", cwd=place)
    assert (
        minted.out
        == "../asia/visit/index.fr.md  tag:test.example,2026:asia/visit.fr\n1 id written; 1 had one\n"
    )
    after = tree(site)
    assert {path for path in before if before[path] != after[path]} == {"content/asia/visit/index.fr.md"}


def test_new_ids_are_uuids(site: Path) -> None:
    """`--new` is for stories that nobody has read yet; each gets one of its own."""
    files = ["content/local/2026-01-05-draft.md", "content/local/ünï cödé.md", "content/local/old.md"]
    minted = called("mint", "--new", *files, cwd=site)
    assert minted.code == 0
    found = re.findall(
        r"  urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n", minted.out
    )
    assert len(set(found)) == 2
    draft = (site / files[0]).read_text("utf-8")
    assert f"id: {found[0].strip()}\n---\n" in draft


def test_new_ids_for_everything_are_refused(site: Path) -> None:
    """It would send every published story again, to every subscriber."""
    before = times(site)
    refused = called("mint", "--new", cwd=site)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        "--new: it gives a story another id than it has: name the files that were never published [usage]\n"
        "  hint: feedgen-site mint --new content/local/my-story.md\n"
    )
    assert times(site) == before


def test_without_authority_nobody_knows_the_ids(tmp_path: Path) -> None:
    """They would be made under the host of a build's --base-url; new ones need none."""
    file = put(tmp_path / "content/lee.md", article("Lee"))
    before = file.read_bytes()
    refused = called("mint", cwd=tmp_path)
    assert (refused.code, refused.out) == (2, "")
    assert (
        "no authority and no base_url: the ids that stories have now cannot be known [no-authority]"
        in refused.err
    )
    assert file.read_bytes() == before
    put(tmp_path / "content/site.yaml", "base_url: https://news.example/\n")
    assert "  tag:news.example,2026:lee\n" in called("mint", "--dry-run", cwd=tmp_path).out
    (tmp_path / "content/site.yaml").unlink()
    assert called("mint", "--new", "content/lee.md", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.md", "there is no such file"),
        ("content", "this is a folder"),
        ("outside.md", "this is not an article of the content folder content"),
        ("content/out.md", "this is not an article of the content folder content"),
        ("content/pages/about.md", "this is not an article of the content folder content"),
        ("content/static/plain.md", "this is not an article of the content folder content"),
        ("content/site.yaml", "this is not an article of the content folder content"),
        ("content/../outside.md", "this is not an article of the content folder content"),
    ],
)
@pytest.mark.parametrize("command", [["mint"], ["touch"]])
def test_no_other_file_is_ever_touched(site: Path, name: str, message: str, command: list[str]) -> None:
    """One file that is no article, and nothing is written: the user meant something else."""
    put(site / "outside.md", article("Outside"))
    (site / "content/out.md").symlink_to(site / "outside.md")
    before = times(site)
    refused = called(*command, "content/asia/2026-01-04-lee.md", name, cwd=site)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"{name}: {message} [not-an-article]\n  hint: ")
    assert times(site) == before


def test_two_names_of_one_file_never_share_an_id(site: Path) -> None:
    """Through a symbolic link one file is two stories: neither is given the id of the other."""
    link = site / "content/local/2026-01-04-again.md"
    link.symlink_to("../asia/2026-01-04-lee.md")
    before = (site / "content/asia/2026-01-04-lee.md").read_bytes()
    minted = called("mint", cwd=site)
    assert minted.code == 1
    assert minted.err == (
        "content/asia/2026-01-04-lee.md: content/local/2026-01-04-again.md is a symbolic link to this file, "
        "and both stories would get one id [not-editable]\n  hint: put a copy in its place\n"
        "content/local/2026-01-04-again.md: this is a symbolic link to content/asia/2026-01-04-lee.md, "
        "and what is written here is changed there [not-editable]\n  hint: put a copy in its place\n"
    )
    assert minted.out.endswith("5 ids written; 1 had one\n")
    assert link.is_symlink()
    assert (site / "content/asia/2026-01-04-lee.md").read_bytes() == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: Broken\n", "unclosed-front-matter"),
        ("---\nid: [a, b]\n---\n", "wrong-type"),
        ("---\n{title: In braces}\n---\nText.\n", "not-editable"),
        ("---\ntitle: Latin\udce9\n---\n", "not-utf8"),
    ],
)
def test_an_article_that_cannot_be_edited_stops_no_other(site: Path, text: str, code: str) -> None:
    """It is named with its problem, and left as it is; all others get their ids."""
    file = site / "content/asia/broken.md"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    minted = called("mint", cwd=site)
    assert minted.code == 1
    assert minted.err.startswith("content/asia/broken.md:")
    assert minted.err.count(f"[{code}]") == minted.err.count("  hint: ") == 1
    assert minted.out == listed(IDS, "6 ids written; 1 had one")
    assert file.read_bytes() == text.encode("utf-8", "surrogateescape")


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_file_that_may_only_be_read_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    """A rename would get around its mode, which its owner set on purpose; others proceed."""
    with without_privileges() as folder:
        content = folder / "content"
        put(content / "site.yaml", SITE)
        locked = put(content / "a.md", article("A"))
        put(content / "b.md", article("B"))
        locked.chmod(0o444)
        before = locked.read_bytes()
        assert mint.run(mint.Request(str(content), "", AS_OF)) == 1
        said = capsys.readouterr()
        assert said.err == (
            f"{content}/a.md: cannot be written: Permission denied [write-failed]\n"
            "  hint: make the file and its folder writable; the file is as it was\n"
        )
        assert said.out == f"{content}/b.md  tag:test.example,2026:b\n1 id written; 0 had one\n"
        assert locked.read_bytes() == before
        assert sorted(file.name for file in content.iterdir()) == ["a.md", "b.md", "site.yaml"]


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o600, 0o755])
def test_the_mode_is_kept(site: Path, mode: int) -> None:
    """Who may read or run the file is not for mint to say; nothing else is left in the folder."""
    file = site / "content/asia/2026-01-04-lee.md"
    file.chmod(mode)
    names = {path.name for path in file.parent.iterdir()}
    assert called("mint", cwd=site).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert {path.name for path in file.parent.iterdir()} == names


def test_what_somebody_saved_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """Between reading and writing an editor may have saved the file: its text wins."""
    file = put(tmp_path / "a.md", "saved meanwhile")
    with pytest.raises(ContentError, match="write-failed"):
        editing.write("a.md", str(file), b"as it was read", b"as it would be")
    assert file.read_bytes() == b"saved meanwhile"


def test_a_link_put_in_place_of_the_new_text_changes_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mode and owner go to the file that was written: run by root, a name could lead to any file."""
    file, other = put(tmp_path / "a.md", "before"), put(tmp_path / "other", "of root")
    file.chmod(0o666)
    other.chmod(0o600)
    chown = os.chown

    def swapping(path: int | str, user: int, group: int) -> None:
        (temporary,) = tmp_path.glob(".feedgen-site-*")
        temporary.unlink()
        temporary.symlink_to(other)
        chown(path, user, group)

    monkeypatch.setattr(os, "chown", swapping)
    editing.write("a.md", str(file), b"before", b"after")
    assert (other.stat().st_mode & 0o777, other.read_text()) == (0o600, "of root")


def test_site_yaml_with_a_mistake_ends_with_two(site: Path) -> None:
    """Ids are made of its authority, so that nothing is written before it can be read."""
    put(site / "content/site.yaml", "authority: nonsense\n")
    before = times(site)
    refused = called("mint", cwd=site)
    assert (refused.code, refused.out) == (2, "")
    assert "[bad-authority]" in refused.err
    assert times(site) == before


@pytest.mark.parametrize("command", [["mint"], ["touch", "a.md"]])
def test_without_content_folder_there_is_nothing_to_do(tmp_path: Path, command: list[str]) -> None:
    """The problem says so, with exit code 2."""
    refused = called(*command, cwd=tmp_path)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("content: there is no such folder [no-content]")
