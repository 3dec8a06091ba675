"""The OPML, imported by a reader that people use."""

from __future__ import annotations

import shlex
from pathlib import Path
from xml.etree import ElementTree

from tests.readers.programs import installed, ran
from tests.support import SITE, article, published, put


def test_newsboat_imports_every_feed_with_its_kind_as_tag(tmp_path: Path) -> None:
    """Each address of the OPML is subscribed to, once; those of sections and tags are tagged as such."""
    program = installed("newsboat")
    put(tmp_path / "content/site.yaml", f"{SITE}feeds: {{tags: all}}\n")
    tags = '[R&D, "a \\"b\\"", جسور]'
    put(tmp_path / "content/town/a.md", article("A", tags=tags))
    put(tmp_path / "content/sport/b.md", article("B"))
    published(tmp_path)
    opml = tmp_path / "public/opml.xml"
    for name in ("urls", "config"):
        (tmp_path / name).touch()
    options = ["-u", str(tmp_path / "urls"), "-c", str(tmp_path / "cache.db"), "-C", str(tmp_path / "config")]
    ran([program, *options, "-i", str(opml)], {"HOME": str(tmp_path)})
    lines = [shlex.split(line) for line in (tmp_path / "urls").read_text("utf-8").splitlines()]
    urls = [one.get("xmlUrl") for one in ElementTree.parse(opml).iter("outline") if one.get("xmlUrl")]
    assert sorted(line[0] for line in lines) == sorted(str(url) for url in urls)
    tagged = {line[0].removeprefix("https://test.example/"): line[1:] for line in lines}
    assert tagged["section/town/feed.xml"] == ["Sections"]
    assert tagged["tag/r-d/feed.xml"] == ["Tags"]
    assert tagged["feed.xml"] == []
