"""What the fuzzers start from: the cases of tests/cases, the sample site, and what strangers try."""

from __future__ import annotations

import io
from pathlib import Path

from tests import photographs
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


MARKERS = b"""
    Exif\x00\x00 MM\x00* II*\x00 JFIF\x00 ICC_PROFILE\x00 Adobe 8BIM 8BIM\x04\x04 <x:xmpmeta </x:xmpmeta>
    http://ns.adobe.com/xap/1.0/\x00 <rdf:Description rdf:about= <rdf:li> <rdf:Seq> IHDR IDAT IEND eXIf iTXt
    XML:com.adobe.xmp\x00 VP8X EXIF ICCP ANMF ftypavif meta iinf infe iloc iref thmb idat mdat uuid moov udta
""".decode("unicode_escape").split()


def pictures() -> list[bytes]:
    """Give small pictures of every kind, with one kind of metadata or with all, and metadata alone."""
    small = photographs.noise((6, 4))
    found = [photographs.exif(), photographs.XMP, photographs.resources()]
    for form, how in (("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {}), ("AVIF", {})):
        for more in ({}, {"exif": photographs.exif()}, {"xmp": photographs.XMP}):
            with io.BytesIO() as stream:
                small.save(stream, form, **how, **more)
                found.append(stream.getvalue())
    segments = photographs.segment(0xED, b"Photoshop 3.0\0" + photographs.resources())
    found.append(found[3][:2] + segments + found[3][2:])
    whole = (photographs.jpeg, photographs.png, photographs.webp, photographs.avif)
    return found + [make(small) for make in whole]
