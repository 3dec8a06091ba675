"""Pictures of a site: without what nobody should learn from them, in their size, small for small screens."""

from __future__ import annotations

import io
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from feedgen_site import imaging
from feedgen_site.build import Options, Outcome, build
from feedgen_site.cli.progress import Nothing
from feedgen_site.cli.watching import Watch
from tests.photographs import (
    ARTIST,
    CREDIT,
    PROFILE,
    SECRETS,
    jpeg,
    noise,
    pixels,
    png,
    told,
    webp,
)
from tests.support import ROOT, SITE, article, built, edit, put, tree

BODY = """\
![First](seen.jpg)

Words in between.

![Second](chart.png) and ![Third](small.webp) ![Far](https://far.example/x.jpg) [all of it](linked.jpg)
"""
TALL = (480, 640)
"""The photographs lie on their side."""


def newsroom(folder: Path, settings: str = "", **fields: str) -> Path:
    """Write a site with a story, its image and the pictures of its text."""
    put(folder / "content/site.yaml", SITE + settings)
    put(folder / "content/asia/a.md", article("A story", body=BODY, image="lead.jpg", **fields))
    large = noise((1200, 900))
    put(folder / "content/asia/lead.jpg", jpeg(large))
    put(folder / "content/asia/linked.jpg", jpeg(large))
    put(folder / "content/asia/seen.jpg", jpeg())
    put(folder / "content/asia/chart.png", png(noise().quantize(8), orientation=0))
    put(folder / "content/asia/small.webp", webp(orientation=0))
    return folder


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    """Give path and code of every problem."""
    return [(problem.path.rpartition("content/")[2], problem.code) for problem in outcome.problems]


def images(output: dict[str, bytes], page: str = "2026/01/a/index.html") -> list[dict[str, str]]:
    """Give the attributes of every picture of a page."""
    found = html.fromstring(output[page].decode()).iter("img")
    return [{str(name): str(value) for name, value in image.attrib.items()} for image in found]


def test_no_published_picture_tells_of_place_or_camera(tmp_path: Path) -> None:
    """With and without smaller ones: in no file of the output stands a secret, and every credit does."""
    for settings in ("", "images: true\n"):
        outcome = built(newsroom(tmp_path / f"x{bool(settings)}", settings))
        assert codes(outcome) == []
        output = tree(tmp_path / f"x{bool(settings)}/public")
        shown = {path: data for path, data in output.items() if path.startswith("assets/asia/")}
        assert len(shown) == (7 if settings else 5)
        for path, data in output.items():
            assert [secret for secret in SECRETS if secret in data] == [], path
        for path, data in shown.items():
            assert ARTIST.encode() in data, path
            assert CREDIT.encode() in data, path


def test_a_page_gives_the_size_of_its_pictures(tmp_path: Path) -> None:
    """As they are shown: a photograph that lies on its side is tall. Another site's picture has no size."""
    built(newsroom(tmp_path))
    lead, first, second, third, far = images(tree(tmp_path / "public"))
    assert (lead["width"], lead["height"]) == ("900", "1200")
    assert (first["width"], first["height"]) == ("480", "640")
    assert (second["width"], third["height"]) == ("640", "480")
    assert far == {"src": "https://far.example/x.jpg", "alt": "Far", "loading": "lazy", "decoding": "async"}


def test_what_leads_is_loaded_first_and_the_rest_when_it_is_near(tmp_path: Path) -> None:
    """The image leads; without one, or where the text shows it at its top, the first of the text does."""
    built(newsroom(tmp_path))
    lead, *others = images(tree(tmp_path / "public"))
    assert (lead["fetchpriority"], "loading" in lead) == ("high", False)
    assert {(one["loading"], one["decoding"]) for one in others} == {("lazy", "async")}
    assert not any("fetchpriority" in one for one in others)
    edit(tmp_path / "content/asia/a.md", "image: lead.jpg", "image: seen.jpg")
    built(tmp_path)
    first, *others = images(tree(tmp_path / "public"))
    assert (first["src"], first["fetchpriority"]) == ("../../../assets/asia/seen.jpg", "high")
    assert {one["loading"] for one in others} == {"lazy"}


def test_a_picture_after_much_text_does_not_lead(tmp_path: Path) -> None:
    """Nobody sees it on the first screen."""
    newsroom(tmp_path)
    put(tmp_path / "content/asia/a.md", article("A story", body=f"{'Words. ' * 300}\n\n![Late](seen.jpg)"))
    built(tmp_path)
    (late,) = images(tree(tmp_path / "public"))
    assert late["loading"] == "lazy"


def test_an_author_s_size_counts(tmp_path: Path) -> None:
    """A width alone gets the height that keeps the picture's shape; a choice of files is the author's own."""
    newsroom(tmp_path, "images: {widths: [240]}\n")
    body = '<img src="seen.jpg" width="120"><img src="seen.jpg" width="7" height="7">'
    body += '<img src="seen.jpg" srcset="linked.jpg 2x">'
    body += '<picture><source srcset="lead.jpg"><img src="seen.jpg"></picture>'
    put(tmp_path / "content/asia/a.md", article("A story", body=body))
    built(tmp_path)
    one, two, three, four = images(tree(tmp_path / "public"))
    assert (one["width"], one["height"], one["sizes"]) == ("120", "160", "120px")
    assert (two["width"], two["height"]) == ("7", "7")
    assert three["srcset"] == "../../../assets/asia/linked.jpg 2x"
    assert "srcset" not in four
    assert four["width"] == "480"


def test_feeds_give_the_length_of_the_published_file(tmp_path: Path) -> None:
    """Not that of the file before it was cleaned; nor does the picture's size follow the camera."""
    newsroom(tmp_path, audio="{src: talk.mp3, image: seen.jpg}", attachments="linked.jpg")
    put(tmp_path / "content/asia/talk.mp3", b"sound")
    built(tmp_path)
    output = tree(tmp_path / "public")
    feed = output["feed.xml"].decode()
    for name in ("lead", "linked"):
        length = len(output[f"assets/asia/{name}.jpg"])
        assert length < (tmp_path / f"content/asia/{name}.jpg").stat().st_size
        assert re.search(rf'{name}\.jpg"[^>]* (?:fileSize|length)="{length}"', feed), name


def test_a_static_picture_is_published_as_it_is_and_named(tmp_path: Path) -> None:
    """`content/static/` is the publisher's own, by promise. That it names a place is said, in `check` too."""
    newsroom(tmp_path)
    put(tmp_path / "content/static/team.jpg", jpeg())
    put(tmp_path / "content/static/logo.png", png(noise((16, 16))).replace(b"eXIf", b"teXt"))
    expected = [("static/team.jpg", "place-in-picture")]
    assert ("static/team.jpg", "place-in-picture") in codes(built(tmp_path))
    assert tree(tmp_path / "public")["team.jpg"] == jpeg()
    options = Options(str(tmp_path / "content"), str(tmp_path / "other"), datetime(2026, 1, 10, tzinfo=UTC))
    assert expected[0] in codes(build(options, write=False))


def test_the_warnings_can_be_silenced(tmp_path: Path) -> None:
    """A newsroom may want to say where its office is."""
    newsroom(tmp_path, "check: {place-in-picture: off, broken-picture: error, large-picture: off}\n")
    put(tmp_path / "content/static/team.jpg", jpeg())
    assert codes(built(tmp_path)) == []


def test_a_file_too_large_to_be_cleaned_is_an_error(tmp_path: Path) -> None:
    """Published as it is it could tell anything. One of content/static is the publisher's own."""
    newsroom(tmp_path)
    for name in ("asia/seen.jpg", "static/large.jpg"):
        put(tmp_path / "content" / name, jpeg())
        os.truncate(tmp_path / "content" / name, imaging.MAX_BYTES + 1)
    options = Options(str(tmp_path / "content"), str(tmp_path / "other"), datetime(2026, 1, 10, tzinfo=UTC))
    assert codes(build(options, write=False)) == [("asia/seen.jpg", "too-large")]


def test_a_name_as_long_as_names_can_be_has_no_smaller_forms(tmp_path: Path) -> None:
    """Theirs would be longer, and no disk could hold them."""
    name = f"{'p' * 249}.jpg"
    put(tmp_path / "content/site.yaml", f"{SITE}images: {{widths: [96, 480]}}\n")
    put(tmp_path / "content/a.md", article("A", image=name))
    put(tmp_path / "content" / name, jpeg(noise((1200, 900))))
    assert codes(built(tmp_path)) == []
    assert [path for path in tree(tmp_path / "public") if "-480w" in path or "-96w" in path] == []


def test_smaller_pictures_stand_beside_the_picture(tmp_path: Path) -> None:
    """In the widths well below its own, upright, in its format and colours; a link to a picture has none."""
    built(newsroom(tmp_path, "images: {widths: [850, 480, 240]}\n"))
    output = tree(tmp_path / "public")
    drawn = {path for path in output if re.search(r"-\d+w\.", path)}
    assert drawn == {
        "assets/asia/lead-240w.jpg", "assets/asia/lead-480w.jpg", "assets/asia/seen-240w.jpg",
        "assets/asia/small-240w.webp", "assets/asia/small-480w.webp",
    }  # fmt: skip
    with Image.open(io.BytesIO(output["assets/asia/lead-240w.jpg"])) as image:
        assert (image.size, image.format) == ((240, 320), "JPEG")
        assert 0x0112 not in image.getexif()
        assert image.info["icc_profile"] == PROFILE
        expected = noise((1200, 900)).rotate(-90, expand=True).resize((240, 320))
        assert closeness(image.convert("RGB"), expected) < 6
    lead = images(output)[0]
    assert lead["srcset"] == (
        "../../../assets/asia/lead-240w.jpg 240w, ../../../assets/asia/lead-480w.jpg 480w, "
        "../../../assets/asia/lead.jpg 900w"
    )
    assert lead["sizes"] == "(min-width: 45em) 41em, 92vw"


def closeness(image: Image.Image, other: Image.Image) -> float:
    """Give the mean difference of two pictures, from 0 to 255."""
    pairs = zip(image.tobytes(), other.tobytes(), strict=True)
    return sum(abs(one - two) for one, two in pairs) / len(image.tobytes())


def test_exiftool_finds_credit_and_no_place_in_smaller_ones(tmp_path: Path) -> None:
    """What is drawn anew says who made it, as the picture does."""
    built(newsroom(tmp_path, "images: {widths: [240]}\n"))
    output = tree(tmp_path / "public")
    for path in ("assets/asia/lead-240w.jpg", "assets/asia/small-240w.webp"):
        found = told(output[path], tmp_path)
        assert not [name for name in found if "GPS" in name or "Serial" in name or "Thumbnail" in name]
        assert "IFD0:Orientation" not in found
        assert (found["IFD0:Artist"], found["XMP-photoshop:Credit"]) == (ARTIST, CREDIT)
    assert told(output["assets/asia/lead-240w.jpg"], tmp_path)["IPTC:By-line"] == ARTIST


COLOURS = {
    "JPEG of printers": ("p.jpg", jpeg(noise(mode="CMYK"), orientation=0), "CMYK"),
    "grey JPEG": ("p.jpg", jpeg(noise(mode="L"), orientation=0), "L"),
    "PNG with alpha": ("p.png", png(noise(mode="RGBA"), orientation=0), "RGBA"),
    "PNG with one colour for nothing": ("p.png", png(noise(), orientation=0, transparency=(0, 0, 0)), "RGBA"),
    "grey PNG": ("p.png", png(noise(mode="L"), orientation=0), "L"),
    "WebP with alpha": ("p.webp", webp(noise(mode="RGBA"), orientation=0), "RGB"),
    "lossless WebP": ("p.webp", webp(noise(), orientation=0, lossless=True), "RGB"),
}


@pytest.mark.parametrize("name", COLOURS)
def test_colours_stay_right(name: str, tmp_path: Path) -> None:
    """Printers' colours, greys and what shines through come out as they went in."""
    file, data, mode = COLOURS[name]
    put(tmp_path / "content/site.yaml", f"{SITE}images: {{widths: [160], quality: 90}}\n")
    put(tmp_path / "content/a.md", article("A", image=file))
    put(tmp_path / f"content/{file}", data)
    assert codes(built(tmp_path)) == []
    small = tree(tmp_path / "public")[f"assets/p-160w{file[1:]}"]
    with Image.open(io.BytesIO(small)) as image, Image.open(io.BytesIO(data)) as original:
        assert (image.mode, image.size) == (mode, (160, 120))
        expected = original.convert(mode).resize((160, 120), Image.Resampling.LANCZOS)
        assert closeness(image.convert("RGB"), expected.convert("RGB")) < 8


@pytest.mark.parametrize(
    ("file", "data"),
    [("p.png", png(noise().quantize(8))), ("p.png", png(noise(mode="L").convert("I;16"))),
     ("p.gif", b"GIF89a"), ("p.jpg", b"pixels")],
    ids=["palette", "16-bit greys", "GIF", "no picture"],
)  # fmt: skip
def test_what_cannot_be_drawn_smaller_well_is_left_alone(file: str, data: bytes, tmp_path: Path) -> None:
    """It is published as it is, and the page offers no choice."""
    put(tmp_path / "content/site.yaml", f"{SITE}images: {{widths: [160]}}\n")
    put(tmp_path / "content/a.md", article("A", image=file))
    put(tmp_path / f"content/{file}", data)
    assert codes(built(tmp_path)) == []
    output = tree(tmp_path / "public")
    assert [path for path in output if path.startswith("assets/p")] == [f"assets/{file}"]
    assert "srcset" not in images(output)[0]


def test_an_animation_is_left_alone(tmp_path: Path) -> None:
    """A smaller one would stand still."""
    stream = io.BytesIO()
    noise().save(stream, "WEBP", save_all=True, append_images=[noise().rotate(180)], duration=100)
    put(tmp_path / "content/site.yaml", f"{SITE}images: true\n")
    put(tmp_path / "content/a.md", article("A", image="p.webp"))
    put(tmp_path / "content/p.webp", stream.getvalue())
    built(tmp_path)
    assert "srcset" not in images(tree(tmp_path / "public"))[0]


def test_a_picture_cut_short_is_named_and_published_as_far_as_it_goes(tmp_path: Path) -> None:
    """Browsers show what there is; the build goes on."""
    newsroom(tmp_path, "images: true\n")
    file = tmp_path / "content/asia/seen.jpg"
    file.write_bytes(file.read_bytes()[:20_000])
    assert codes(built(tmp_path)) == [("asia/seen.jpg", "broken-picture")]
    output = tree(tmp_path / "public")
    assert len(output["assets/asia/seen.jpg"]) > 5_000
    assert "assets/asia/seen-480w.jpg" not in output


def test_a_picture_that_would_fill_the_memory_is_not_drawn(tmp_path: Path) -> None:
    """A file of a few thousand bytes may claim to be 50,000 pixels wide and high."""
    rows = zlib.compress(bytes(10_000_000), 9)
    parts = [
        (b"IHDR", struct.pack(">LLBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)),
        (b"IDAT", rows),
        (b"IEND", b""),
    ]
    chunks = [struct.pack(">L", len(d)) + k + d + struct.pack(">L", zlib.crc32(k + d)) for k, d in parts]
    put(tmp_path / "content/site.yaml", f"{SITE}images: true\n")
    put(tmp_path / "content/a.md", article("A", image="bomb.png"))
    put(tmp_path / "content/bomb.png", b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    assert codes(built(tmp_path)) == [("bomb.png", "large-picture")]
    assert images(tree(tmp_path / "public"))[0]["width"] == "50000"


def test_a_picture_that_lies_inside_is_named(tmp_path: Path) -> None:
    """Its frame is whole, what stands in it is not: no smaller one is drawn, and the page offers none."""
    whole = png(noise(), orientation=0)
    start = whole.index(b"IDAT") + 8
    put(tmp_path / "content/site.yaml", f"{SITE}images: true\n")
    put(tmp_path / "content/a.md", article("A", image="p.png"))
    put(tmp_path / "content/p.png", whole[:start] + b"\xff" * 50 + whole[start + 50 :])
    assert codes(built(tmp_path)) == [("p.png", "broken-picture")]
    assert "srcset" not in images(tree(tmp_path / "public"))[0]


def test_a_name_that_is_taken_is_an_error(tmp_path: Path) -> None:
    """A file of an author may have the name of a smaller picture: both are named."""
    newsroom(tmp_path, "images: {widths: [240]}\n")
    edit(tmp_path / "content/asia/a.md", "[all of it](linked.jpg)", "[all of it](lead-240w.jpg)")
    put(tmp_path / "content/asia/lead-240w.jpg", jpeg())
    assert codes(built(tmp_path)) == [("asia/a.md", "duplicate-address")]


def rebuilt(folder: Path) -> int:
    """Build with a cache, and give how many files were made."""
    watch = Watch(Nothing())
    options = Options(
        str(folder / "content"), str(folder / "public"), datetime(2026, 1, 10, tzinfo=UTC),
        cache=str(folder / "cache"), jobs=1,
    )  # fmt: skip
    outcome = build(options, watch)
    assert outcome.exit_code == 0
    # Where nothing has to be planned, what is written is what is made.
    return watch.told["render"].total if "render" in watch.told else len(outcome.files.written)


def aged(folder: Path) -> None:
    """Make the pictures of content older than the cache, as they are in life."""
    for file in (folder / "content").rglob("*.*"):
        os.utime(file, (1_600_000_000, 1_600_000_000))


def test_a_picture_is_drawn_once(tmp_path: Path) -> None:
    """A second build makes nothing; another title makes pages and no picture; another width, pictures."""
    newsroom(tmp_path, "images: {widths: [240]}\n")
    aged(tmp_path)
    whole = rebuilt(tmp_path)
    pictures = sum(path.startswith("assets/asia") for path in tree(tmp_path / "public"))
    assert pictures == 8
    assert rebuilt(tmp_path) == 0
    edit(tmp_path / "content/site.yaml", "title: The Test", "title: Renamed")
    assert rebuilt(tmp_path) == whole - pictures
    edit(tmp_path / "content/site.yaml", "[240]", "[260]")
    assert rebuilt(tmp_path) == whole
    assert "assets/asia/lead-240w.jpg" not in tree(tmp_path / "public")


def test_a_fresh_checkout_draws_nothing(tmp_path: Path) -> None:
    """A build service restores cache and output: files have other times and inodes, and the same content."""
    newsroom(tmp_path, "images: {widths: [240]}\n")
    aged(tmp_path)
    assert rebuilt(tmp_path) > 0
    for name in ("content", "public"):
        shutil.copytree(tmp_path / name, tmp_path / "copy", copy_function=shutil.copyfile)
        shutil.rmtree(tmp_path / name)
        (tmp_path / "copy").rename(tmp_path / name)
    assert rebuilt(tmp_path) == 0


def test_a_changed_picture_is_drawn_again(tmp_path: Path) -> None:
    """Its smaller ones follow it, and so do the pages that give its size, and no other."""
    newsroom(tmp_path, "images: {widths: [240]}\n")
    put(tmp_path / "content/b.md", article("Another story", "2026-01-02"))
    aged(tmp_path)
    rebuilt(tmp_path)
    before = tree(tmp_path / "public")
    put(tmp_path / "content/asia/lead.jpg", jpeg(noise((1000, 900))))
    rebuilt(tmp_path)
    after = tree(tmp_path / "public")
    changed = {path for path in after if before.get(path) != after[path] and not path.startswith(".")}
    assert {"assets/asia/lead.jpg", "assets/asia/lead-240w.jpg", "2026/01/a/index.html"} <= changed
    assert "2026/01/b/index.html" not in changed
    assert after["assets/asia/lead.jpg"] != before["assets/asia/lead.jpg"]


def test_workers_draw_the_same(tmp_path: Path) -> None:
    """Many pictures are drawn in processes of their own: the same bytes as in one."""
    put(tmp_path / "content/site.yaml", f"{SITE}images: {{widths: [40, 60]}}\n")
    for number in range(30):
        data = jpeg(noise((100 + number, 80)))
        put(tmp_path / f"content/p{number}.jpg", data)
        put(tmp_path / f"content/a{number}.md", article(f"A{number}", image=f"p{number}.jpg"))
    trees = []
    for jobs in (1, 2):
        output = tmp_path / f"public{jobs}"
        options = Options(
            str(tmp_path / "content"), str(output), datetime(2026, 1, 10, tzinfo=UTC), jobs=jobs
        )
        assert build(options).exit_code == 0
        trees.append(tree(output))
    assert trees[0] == trees[1]
    assert sum("w.jpg" in path for path in trees[0]) == 60


def without_pillow(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a Python where Pillow cannot be imported."""
    code = "import sys; sys.modules['PIL'] = None; from feedgen_site.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, *arguments, "--as-of", "2026-01-10"]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, check=False, env={"PYTHONPATH": str(ROOT)}
    )


def test_without_the_extra_the_setting_is_an_error_that_says_what_to_type(tmp_path: Path) -> None:
    """A site does not come out otherwise on a machine that lacks Pillow: it does not come out."""
    newsroom(tmp_path, "images: true\n")
    result = without_pillow(tmp_path, "build")
    assert result.returncode == 2
    assert "[no-pillow]" in result.stdout + result.stderr
    assert 'pip install "feedgen-site[images]"' in result.stdout + result.stderr
    assert not (tmp_path / "public").exists()


def test_without_the_setting_pillow_decides_nothing(tmp_path: Path) -> None:
    """Installed or not: the same bytes, cleaned and with their sizes."""
    newsroom(tmp_path)
    result = without_pillow(tmp_path, "build")
    assert result.returncode == 0, result.stderr
    bare = tree(tmp_path / "public")
    built(newsroom(tmp_path / "with"))
    assert tree(tmp_path / "with/public") == bare
    assert images(bare)[0]["width"] == "900"


def test_only_pictures_that_are_shown_are_drawn(tmp_path: Path) -> None:
    """A picture of a draft, or one that no article names, is neither copied nor drawn."""
    newsroom(tmp_path, "images: true\n", draft="true")
    put(tmp_path / "content/b.md", article("Another story"))
    built(tmp_path)
    assert not [path for path in tree(tmp_path / "public") if path.startswith("assets/asia")]


@pytest.mark.parametrize(
    ("written", "line"),
    [("widths: [5]", "widths: [480, 960, 1440]"), ("widths: many", "widths: [480, 960, 1440]"),
     ("quality: 100", "quality: 1"), ("sizes: 'a\"b'", "sizes:"), ("size: [480]", "did you mean")],
)  # fmt: skip
def test_mistakes_in_the_setting_are_explained(written: str, line: str, tmp_path: Path) -> None:
    """Each with what to type."""
    outcome = built(newsroom(tmp_path, f"images:\n  {written}\n"))
    assert outcome.exit_code == 2
    assert line in outcome.problems[0].hint


@pytest.mark.parametrize("written", ["off", "no", "false", ""])
def test_images_can_be_switched_off(written: str, tmp_path: Path) -> None:
    """Then pictures stand in one size."""
    built(newsroom(tmp_path, f"images: {written}\n"))
    assert "srcset" not in images(tree(tmp_path / "public"))[0]


def test_pixels_of_what_is_copied_are_those_of_the_file(tmp_path: Path) -> None:
    """Nothing of the picture is lost on its way to readers."""
    built(newsroom(tmp_path))
    output = tree(tmp_path / "public")
    for name in ("lead.jpg", "chart.png", "small.webp"):
        assert pixels(output[f"assets/asia/{name}"]) == pixels(
            (tmp_path / "content/asia" / name).read_bytes()
        )
