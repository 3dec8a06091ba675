"""nginx, Caddy and Apache with the rules we write: types, caches, headers, moved addresses, missing ones."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag

import pytest

from feedgen_site import hosting
from feedgen_site.config import SiteConfig
from feedgen_site.hosting import Moved
from tests.hosting.crawling import Crawled, broken, crawl, inside
from tests.hosting.servers import Server, program, serving
from tests.support import SITE, article, built, edit, published, put, sample_site, tree

PLACES = ("/", "/news/")
OLD = Moved("/old/lee/", "/2026/01/lee/")
ARABIC = Moved("/alt/köln/", "/2026/01/سفر/")


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder that a server's own user may read; pytest's folders are closed to others."""
    with tempfile.TemporaryDirectory(prefix="feedgen-site-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="module")
def site(open_folder: Path) -> Path:
    """A site with a picture, stories in two scripts, and pages that lead on."""
    put(open_folder / "content/site.yaml", SITE)
    put(
        open_folder / "content/asia/lee.md",
        article("Lee", aliases="[/old/lee/, /old-file.html]", image="x.png"),
    )
    put(open_folder / "content/asia/x.png", b"picture")
    put(open_folder / "content/asia/سفر.md", article("سفر", aliases="[/alt/köln/]"))
    published(open_folder)
    return open_folder


def rules(folder: Path, place: str = "/", **settings: bool) -> hosting.Rules:
    config = SiteConfig(base_url=f"https://test.example{place}", **settings)  # type: ignore[arg-type]
    return hosting.rules(config, str(folder), (OLD, ARABIC))


@pytest.fixture(scope="module", params=[(s, p) for s in hosting.SERVERS for p in PLACES], ids="".join)
def server(request: pytest.FixtureRequest, site: Path) -> Iterator[Server]:
    """Each server, with the site at its root and below it."""
    name, place = request.param
    started = serving(name, rules(site / "public", place), site / f"{name}{len(place)}")
    with started as running:
        yield running


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("", "text/html; charset=utf-8", "no-cache"),
        ("2026/01/lee/", "text/html; charset=utf-8", "no-cache"),
        ("2026/01/سفر/", "text/html; charset=utf-8", "no-cache"),
        ("feed.xml", "application/xml; charset=utf-8", "no-cache"),
        ("section/asia/rss.xml", "application/xml; charset=utf-8", "no-cache"),
        ("section/asia/feed.json", "application/feed+json", "no-cache"),
        ("feedgen-site.json", "application/json", "no-cache"),
        ("opml.xml", "application/xml; charset=utf-8", "no-cache"),
        ("sitemap.xml", "application/xml; charset=utf-8", "no-cache"),
        ("robots.txt", "text/plain; charset=utf-8", "no-cache"),
        ("assets/style.css", "text/css; charset=utf-8", "no-cache"),
        ("assets/asia/x.png", "image/png", "public, max-age=3600"),
    ],
)
def test_a_file_has_its_type_headers_and_cache_time(server: Server, path: str, kind: str, cache: str) -> None:
    """Exactly these, for HEAD as for GET; feeds may be read by any page."""
    answer = server.get(path)
    assert answer.status == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == cache
    for name, value in hosting.headers(SiteConfig()):
        assert answer.headers[name.lower()] == value
    assert answer.headers.get("access-control-allow-origin") == (
        "*" if path.endswith(("xml", "json")) else None
    )
    head = server.get(path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    kept = ("content-type", "content-length", "etag", "cache-control", "content-security-policy")
    assert [head.headers.get(name) for name in kept] == [answer.headers.get(name) for name in kept]


@pytest.mark.parametrize("path", ["nope", "nope/", "nope/feed.xml", "2026/", "a.png", "_headers", ".nojekyll",
    "_redirects", ".feedgen-site.json", ])  # fmt: skip
def test_what_is_no_page_gets_the_404_page(server: Server, site: Path, path: str) -> None:
    """Also a folder without a page (no listing), and the files for hosts and for feedgen-site itself."""
    answer = server.get(path)
    assert (answer.status, answer.body) == (404, (site / "public/404.html").read_bytes())
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("one", [OLD, ARABIC], ids=["ascii", "arabic"])
def test_an_old_address_leads_on_for_good(server: Server, one: Moved) -> None:
    """301, where plain hosts have a page that leads on."""
    answer = server.get(one.old.lstrip("/"))
    assert answer.status == 301
    assert answer.headers["location"].removeprefix(f"http://127.0.0.1:{server.port}") == quote(
        server.prefix + one.new.lstrip("/")
    )


def test_an_address_without_its_slash_leads_to_the_folder(server: Server) -> None:
    """Relative links need the slash."""
    answer = server.get("2026/01/lee")
    assert answer.status in (301, 308)
    assert answer.headers["location"].endswith(f"{server.prefix}2026/01/lee/")


def test_the_site_is_found_without_its_own_slash(server: Server) -> None:
    """Below the root of a host https://host/news leads to https://host/news/, as people type it."""
    if server.prefix == "/":
        return
    answer = Server(server.port, server.prefix.rstrip("/")).get("")
    assert answer.status == 301
    assert answer.headers["location"].removeprefix(f"http://127.0.0.1:{server.port}") == server.prefix


def test_text_is_sent_compressed_and_known_again(server: Server) -> None:
    """A browser that has the page, compressed or not, is sent a 304 and nothing else."""
    for path in ("", "feed.xml", "feed.json", "assets/style.css"):
        plain = server.get(path)
        packed = server.get(path, Accept_Encoding="gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        for answer, accept in ((plain, "identity"), (packed, "gzip")):
            again = server.get(path, If_None_Match=answer.headers["etag"], Accept_Encoding=accept)
            assert (again.status, again.body) == (304, b"")
        since = server.get(path, If_Modified_Since=plain.headers["last-modified"])
        assert since.status == 304
    assert "content-encoding" not in server.get("assets/asia/x.png", Accept_Encoding="gzip").headers


# ---- one server, one site ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", hosting.SERVERS)
def test_a_rebuild_changes_only_what_changed(name: str, open_folder: Path) -> None:
    """After one edit a reader who has everything is sent the edited pages and feeds, and 304 for the rest."""
    folder = open_folder / f"rebuild-{name}"
    put(folder / "content/site.yaml", SITE)
    put(folder / "content/asia/lee.md", article("Lee"))
    put(folder / "content/europe/euro.md", article("Euro", "2025-11-04"))
    published(folder)
    for file in (folder / "public").rglob("*"):
        # nginx tells versions apart by the second and the size, and this test is faster than editors are.
        os.utime(file, (1_767_225_600, 1_767_225_600))
    with serving(name, rules(folder / "public"), folder / "server") as server:
        had = {path: server.get(path) for path in sorted(tree(folder / "public")) if path[0] not in "._"}
        edit(folder / "content/europe/euro.md", "It has a second one, too.", "Its second one is longer now.")
        written = set(built(folder).files.written)
        assert {"2025/11/euro/index.html", "feed.xml"} <= written < had.keys()
        for path, answer in had.items():
            again = server.get(path, If_None_Match=answer.headers["etag"])
            assert again.status == (200 if path in written else 304), path


def test_nginx_sends_what_was_compressed_before(open_folder: Path) -> None:
    """page.html.gz beside page.html, as it is."""
    public = open_folder / "packed"
    put(public / "index.html", "<p>plain")
    put(public / "index.html.gz", gzip.compress(b"<p>packed"))
    with serving("nginx", rules(public), open_folder / "packing") as server:
        assert gzip.decompress(server.get("", Accept_Encoding="gzip").body) == b"<p>packed"
        assert server.get("").body == b"<p>plain"


@pytest.mark.parametrize("name", hosting.SERVERS)
def test_a_folder_and_a_path_with_odd_names_are_served(name: str, open_folder: Path) -> None:
    """Blanks, quotes and letters of any script are quoted as each server asks."""
    public = open_folder / 'the "public" köln'
    put(public / "index.html", "<p>here")
    put(public / "404.html", "<p>not here")
    with serving(name, rules(public, "/n%20e/köln/"), open_folder / f"odd-{name}") as server:
        assert server.get("").body == b"<p>here"
        assert (server.get("x").status, server.get("x").body) == (404, b"<p>not here")
        assert Server(server.port, "/n e/köln").get("").status == 301


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", hosting.SERVERS)
def test_only_the_pages_that_search_may_run_a_script(name: str, place: str, open_folder: Path) -> None:
    """They and their index have a policy of their own, in every language; hashed names are kept for ever.

    A letter for mail programs may have styles in its elements, and nothing else that other pages may not.
    """
    public = open_folder / "searching"
    pages = ["index.html", "search/index.html", "fr/search/index.html", "2026/01/search/index.html"]
    pages.append("edition/2026-01-04/email.html")
    index = ["pagefind/pagefind.js", "pagefind/pagefind-entry.json", "pagefind/fragment/en_1.pf_fragment"]
    for path in (*pages, *index):
        put(public / path, path)
    config = SiteConfig(base_url=f"https://test.example{place}", search=True)
    folder = open_folder / f"searching-{name}{len(place)}"
    with serving(name, hosting.rules(config, str(public), ()), folder) as server:
        policies = {path: server.get(path).headers["content-security-policy"] for path in (*pages, *index)}
        may_run = {path for path, policy in policies.items() if "script-src" in policy}
        assert may_run == {"search/index.html", "fr/search/index.html", *index}
        letter = policies["edition/2026-01-04/email.html"]
        assert letter == policies["index.html"].replace("style-src 'self'", "style-src 'unsafe-inline'")
        assert "script-src" in server.get("fr/search/").headers["content-security-policy"]
        assert server.get("pagefind/pagefind.js").headers["content-type"] == "text/javascript; charset=utf-8"
        caches = [server.get(path).headers["cache-control"] for path in index]
        assert caches == ["no-cache", "no-cache", "public, max-age=31536000, immutable"]


# ---- every link of the sample site -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(open_folder: Path) -> Path:
    return sample_site(open_folder / "sample")


@pytest.mark.parametrize("place", PLACES)
def test_every_link_of_the_sample_leads_somewhere_over_nginx(place: str, sample: Path) -> None:
    """Each page is opened, each link asked for once, without a redirect; each fragment is there."""
    with serving("nginx", rules(sample, place), sample.parent / f"nginx{len(place)}") as server:
        pages: dict[str, Crawled] = {}
        for file in sorted(sample.rglob("*.html")):
            path = file.relative_to(sample).as_posix()
            if path == "404.html":
                continue
            url = server.url + quote(path.removesuffix("index.html"))
            pages[url] = crawl(server.get(path.removesuffix("index.html")).body, url)
            pages[server.url + quote(path)] = pages[url]
        assert len(pages) > 80
        public = "https://digest.example.org/"
        links = {
            urldefrag(link)[0] for page in pages.values() for link in inside(page.links, server.url, public)
        }
        there = {
            link: server.get(unquote(link.removeprefix(server.url)), "HEAD").status == 200 for link in links
        }
        assert len(links) > 100
        assert broken(pages, server.url, public, there) == []


def test_every_link_of_the_sample_leads_somewhere_from_disk(sample: Path) -> None:
    """Opened as files, without any server: the same, with no link to a bare folder."""
    root = f"{sample.as_uri()}/"
    pages = {
        file.as_uri(): crawl(file.read_bytes(), file.as_uri())
        for file in sorted(sample.rglob("*.html"))
        if file.name != "404.html"
    }
    published_at = "https://digest.example.org/"
    # Absolute links are for the web; here only those between files count.
    local = {
        url: Crawled(frozenset(link for link in page.links if not link.startswith(published_at)), page.ids)
        for url, page in pages.items()
    }
    links = {urldefrag(link)[0] for page in local.values() for link in inside(page.links, root, "none:")}
    there = {link: Path(unquote(link.removeprefix("file://"))).is_file() for link in links}
    assert len(links) > 80
    assert broken(local, root, "none:", there) == []


def test_a_server_that_is_not_there_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that whoever runs the tests knows what to install."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("tests.hosting.servers.PROGRAMS", {"nginx": "no-such-program"})
    with pytest.raises(pytest.skip.Exception, match="apt-get install nginx-light"):
        program("nginx")
