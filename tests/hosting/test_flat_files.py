"""`_headers`, `_redirects` and `.nojekyll`: what hosts for static sites read of the output."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from feedgen_site import hosting
from feedgen_site.config import SiteConfig
from feedgen_site.serve import preview
from tests.support import SITE, article, built, codes, edit, published, put, running, site_from, times

FILES = {"_headers", "_redirects", ".nojekyll"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two stories, one with addresses it had before."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/asia/lee.md", article("Lee", aliases="[/old/lee/, /alt/köln/, /gone.html]"))
    put(tmp_path / "content/asia/سفر.md", article("سفر", aliases="[/old/safar/]"))
    return tmp_path


def rules(text: str) -> list[tuple[str, str, str]]:
    """Read `_headers` as Netlify and Cloudflare do: (pattern, name, value)."""
    found, pattern = [], ""
    for row in text.splitlines():
        if row.startswith("/"):
            pattern = row
        elif row.startswith("  "):
            name, _, value = row.strip().partition(": ")
            found.append((pattern, name, value))
        else:
            assert row.startswith("#"), row
    return found


def sent(text: str, path: str) -> dict[str, str]:
    """Give the headers of one file; a host would join the values of a name that comes twice."""
    matching = [(name, value) for pattern, name, value in rules(text) if fnmatchcase(f"/{path}", pattern)]
    assert len(dict(matching)) == len(matching), f"a name stands twice for {path}"
    return dict(matching)


def test_every_file_is_sent_with_the_headers_of_the_site(site: Path) -> None:
    """Pages, feeds and pictures alike; any page may read the feeds, and JSON Feed has its type."""
    tree = published(site)
    text = tree["_headers"].decode()
    for path in tree:
        headers = sent(text, path)
        assert headers.items() >= dict(hosting.headers(SiteConfig())).items(), path
        assert (headers.get("Access-Control-Allow-Origin") == "*") is path.endswith((".xml", ".json")), path
    assert sent(text, "section/asia/feed.json")["Content-Type"] == "application/feed+json"
    assert sent(text, "feed.json")["Content-Type"] == "application/feed+json"
    assert "Content-Type" not in sent(text, "feedgen-site.json")


def test_the_headers_keep_to_what_hosts_read(site: Path) -> None:
    """Cloudflare takes one `*` in a pattern, 2,000 characters in a line and 100 rules."""
    text = published(site)["_headers"].decode()
    patterns = {pattern for pattern, _, _ in rules(text)}
    assert all(pattern.count("*") <= 1 for pattern in patterns)
    assert len(patterns) <= 100
    assert max(map(len, text.splitlines())) <= 2000


def test_old_addresses_are_redirected_for_good(site: Path) -> None:
    """One line that Netlify heeds though a page stands there, one that Cloudflare understands; in ASCII."""
    rows = published(site)["_redirects"].decode("ascii").splitlines()
    assert rows[0] == "# feedgen-site"
    expected = [
        ("/alt/k%C3%B6ln/", "/2026/01/lee/"),
        ("/gone.html", "/2026/01/lee/"),
        ("/old/lee/", "/2026/01/lee/"),
        ("/old/safar/", "/2026/01/%D8%B3%D9%81%D8%B1/"),
    ]
    assert rows[1:] == [row for old, new in expected for row in (f"{old} {new} 301!", f"{old} {new} 301")]


@pytest.mark.parametrize("alias", ["/*", "/:any/", "/a b/", "/$1/", "/{x}/", '/"x"/', "/a;b/", "/%2A/"])
def test_no_alias_of_a_stranger_catches_other_addresses(site: Path, alias: str) -> None:
    """What means something to a host stays out of its files; a page leads on all the same."""
    put(site / "content/asia/lee.md", article("Lee", aliases=f"['{alias}', /plain/]"))
    tree = published(site)
    rows = tree["_redirects"].decode().splitlines()[1:]
    assert {row.split()[0] for row in rows} == {"/plain/", "/old/safar/"}
    stubs = [path for path, data in tree.items() if b'http-equiv="refresh"' in data]
    assert len(stubs) == 3


def test_a_story_that_is_not_out_has_no_redirect(site: Path) -> None:
    """Its address would be told."""
    put(site / "content/asia/lee.md", article("Lee", date="2027-01-01", aliases="[/old/lee/]"))
    assert b"/lee/" not in published(site)["_redirects"]


def test_ones_own_file_stands_instead(site: Path) -> None:
    """content/static/_headers is copied as it is, and nothing is added."""
    put(site / "content/static/_headers", "/*\n  X-Mine: yes\n")
    outcome = built(site)
    assert codes(outcome) == []
    assert (site / "public/_headers").read_text() == "/*\n  X-Mine: yes\n"
    assert (site / "public/_redirects").read_bytes().startswith(b"# feedgen-site\n")


def test_they_are_written_anew_only_where_they_change(site: Path) -> None:
    """A new alias changes the redirects and the page that leads on, and nothing else."""
    published(site)
    before = times(site / "public")
    edit(site / "content/asia/lee.md", "/gone.html", "/gone.html, /new-alias/")
    written = set(built(site).files.written)
    assert written >= {"_redirects", "new-alias/index.html"}
    assert not written & {"_headers", ".nojekyll", "index.html"}
    assert times(site / "public")["_headers"] == before["_headers"]


def test_they_are_found_again_without_the_manifest(site: Path) -> None:
    """They carry our mark, so the next build does not take them for a stranger's."""
    published(site)
    (site / "public/.feedgen-site.json").unlink()
    edit(site / "content/asia/lee.md", "/gone.html", "/other.html")
    assert built(site).exit_code == 0


def test_the_preview_does_not_show_them(site: Path) -> None:
    """As on the hosts that read them, they are no addresses."""
    from tests.serve.browsing import Browser

    outcome = built(site)
    assert set(outcome.files.written) >= FILES
    with running(preview(str(site / "public"), outcome.files.written, 0)) as url:
        browser = Browser(int(url.rstrip("/").rpartition(":")[2]))
        assert {browser.get(f"/{path}").status for path in FILES} == {404}
        assert browser.get("/").status == 200


# ---- pictures of other sites -------------------------------------------------------------------------------

REMOTE = """\
=== content/site.yaml
title: The Test
base_url: https://test.example/
authority: test.example,2026
remote_media: false

=== content/a.md
---
title: A
date: 2026-01-04
image: https://pictures.example/lead.jpg
---
Text. ![here](here.png)

<video poster="https://pictures.example/p.jpg" src="https://videos.example/v.mp4"></video>
![there](https://pictures.example/x.png) and [a link](https://pictures.example/page)

=== content/here.png
no picture
"""


def test_what_browsers_may_not_load_is_told(tmp_path: Path) -> None:
    """Each with its line; pictures of the site itself and links are no matter."""
    site_from(REMOTE, tmp_path)
    found = [(p.line, re.findall(r"'(\S+)'", p.message)[0]) for p in built(tmp_path).problems]
    assert found == [
        (4, "https://pictures.example/lead.jpg"),
        (8, "https://pictures.example/p.jpg"),
        (8, "https://videos.example/v.mp4"),
        (9, "https://pictures.example/x.png"),
    ]
    assert set(codes(built(tmp_path))) == {"remote-media"}
    policy = sent((tmp_path / "public/_headers").read_text(), "index.html")["Content-Security-Policy"]
    assert "img-src 'self';" in policy
    assert "media-src 'self';" in policy


def test_without_the_setting_nothing_is_said(tmp_path: Path) -> None:
    """Most sites show a picture of another one now and then."""
    site_from(REMOTE.replace("remote_media: false\n", ""), tmp_path)
    assert codes(built(tmp_path)) == []
    policy = sent((tmp_path / "public/_headers").read_text(), "index.html")["Content-Security-Policy"]
    assert "img-src 'self' https:;" in policy
