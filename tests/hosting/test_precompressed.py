"""Servers that send what was compressed before: the same text in the encoding asked for, of the same type."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from feedgen_site import hosting
from feedgen_site.config import Encoding, SiteConfig
from tests.hosting.servers import Answer, Server, serving
from tests.support import SITE, article, published, put

BOTH = (Encoding.GZIP, Encoding.BROTLI)
LONG = "A sentence of a long story that is worth to be compressed. " * 40


@pytest.fixture(scope="module")
def site() -> Iterator[Path]:
    """A site whose texts are compressed, in a folder that a server's own user may read."""
    with tempfile.TemporaryDirectory(prefix="feedgen-site-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        put(folder / "content/site.yaml", SITE + "precompress: [gzip, brotli]\n")
        put(folder / "content/asia/lee.md", article("Lee", body=LONG))
        put(folder / "content/asia/سفر.md", article("سفر", body=LONG))
        put(
            folder / "content/static/logo.svg",
            f"<svg xmlns='http://www.w3.org/2000/svg'><!-- {LONG} --></svg>",
        )
        put(folder / "content/static/data.tar.gz", b"an archive, which is no form of a page")
        published(folder)
        yield folder


@pytest.fixture(
    scope="module", params=[(s, p) for s in hosting.SERVERS for p in ("/", "/news/")], ids="".join
)
def server(request: pytest.FixtureRequest, site: Path) -> Iterator[Server]:
    """Each server, with the site at its root and below it."""
    name, place = request.param
    config = SiteConfig(base_url=f"https://test.example{place}", precompress=BOTH)
    rules = hosting.rules(config, str(site / "public"), ())
    with serving(name, rules, site / f"{name}{len(place)}") as running:
        yield running


def decoded(answer: Answer) -> bytes:
    """Give the text of an answer."""
    match answer.headers.get("content-encoding"):
        case "gzip":
            return gzip.decompress(answer.body)
        case "br":
            text: bytes = brotli.decompress(answer.body)
            return text
    return answer.body


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("", "index.html"),
        ("2026/01/lee/", "2026/01/lee/index.html"),
        ("2026/01/سفر/", "2026/01/سفر/index.html"),
        ("feed.xml", "feed.xml"),
        ("section/asia/feed.json", "section/asia/feed.json"),
        ("assets/style.css", "assets/style.css"),
        ("logo.svg", "logo.svg"),
    ],
)
def test_what_lies_compressed_is_sent_as_it_is(server: Server, site: Path, path: str, file: str) -> None:
    """To who takes it; with type, cache time and other headers of the plain file, which others are sent."""
    plain = server.get(path)
    assert plain.body == (site / "public" / file).read_bytes()
    assert "content-encoding" not in plain.headers
    for accepted, encoding, suffix in (
        ("gzip", "gzip", ".gz"),
        ("br", "br", ".br"),
        ("gzip, deflate, br", "br", ".br"),
    ):
        answer = server.get(path, Accept_Encoding=accepted)
        assert answer.status == 200
        assert answer.headers["content-encoding"] == encoding
        assert answer.body == (site / "public" / (file + suffix)).read_bytes()
        assert decoded(answer) == plain.body
        assert "accept-encoding" in answer.headers["vary"].lower()
        own = set("content-encoding content-length transfer-encoding etag last-modified date vary".split())
        own.add("accept-ranges")
        assert {n: v for n, v in answer.headers.items() if n not in own} == {
            n: v for n, v in plain.headers.items() if n not in own
        }
        again = server.get(path, Accept_Encoding=accepted, If_None_Match=answer.headers["etag"])
        assert (again.status, again.body) == (304, b"")


def test_a_text_of_which_nothing_lies_compressed_is_sent_all_the_same(server: Server, site: Path) -> None:
    """One that is too short, and a page that is not there."""
    assert not (site / "public/robots.txt.gz").exists()
    for accepted in ("gzip", "br", "identity"):
        answer = server.get("robots.txt", Accept_Encoding=accepted)
        assert decoded(answer) == (site / "public/robots.txt").read_bytes()
        missing = server.get("nope/", Accept_Encoding=accepted)
        assert missing.status == 404
        assert decoded(missing) == (site / "public/404.html").read_bytes()
        assert missing.headers["content-type"] == "text/html; charset=utf-8"


def test_an_archive_is_no_form_of_anything(server: Server, site: Path) -> None:
    """A file of the newsroom's own whose name ends like one is sent as what it is."""
    answer = server.get("data.tar.gz", Accept_Encoding="gzip, br")
    assert answer.body == (site / "public/data.tar.gz").read_bytes()
    assert "content-encoding" not in answer.headers
