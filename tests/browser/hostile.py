"""Whole sites written by an attacker: every vector of tests/cases/xss.txt wherever a text can stand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from itertools import count, cycle
from pathlib import Path
from typing import Final

from feedgen_site import addresses, config, strings
from feedgen_site.problem import errors
from tests.support import SITE, put

CASES: Final = Path(__file__).parents[1] / "cases" / "xss.txt"
CALCULATED: Final = str(7 * 7191)
"""What a vector becomes where a template fills it in."""
SETTINGS: Final = 4
"""Sites that share the corpus among their settings."""
_SECTIONS: Final = 12
_HOST: Final = "https://evil.example/"


@cache
def vectors() -> tuple[str, ...]:
    """Read the vectors; each calls `alert` with its own number."""
    rows = (row for row in CASES.read_text("utf-8").split("\n") if row and not row.startswith("%%"))
    plain = (re.sub("⟦([0-9a-f]+)⟧", lambda match: chr(int(match[1], 16)), row) for row in rows)
    return tuple(vector.replace("alert(1)", f"alert({number})") for number, vector in enumerate(plain))


def write_stories(folder: Path) -> int:
    """Write two articles a vector, one of Markdown and one of HTML, and give their number.

    Their fields hold other vectors, so that over the site every field holds every one of them.
    """
    # Sections come from the articles; a menu and a feed for each of hundreds would only take time.
    settings = f"{SITE}nav: [{{title: Home, url: /}}]\nfeeds: {{sections: false, entries: 1000}}\n"
    put(folder / "content/site.yaml", settings)
    corpus = vectors()
    for number, vector in enumerate(corpus):
        for shift, ending in enumerate(("md", "html")):
            others = (corpus[step % len(corpus)] for step in count(number + shift, 37))
            fields: dict[str, object] = {
                "title": next(others),
                "date": f"2026-01-0{1 + number % 4}",
                "standfirst": next(others),
                "authors": [
                    {"name": next(others), "url": next(others)},
                    {"name": next(others), "url": f"{_HOST}{next(others)}"},
                ],
                "tags": [next(others), next(others)],
                "section": next(others),
                "agency": next(others),
                "source_url": next(others) if ending == "html" else f"{_HOST}{next(others)}",
                "image": {name: next(others) for name in ("src", "alt", "caption", "credit")},
                "key_points": [next(others), {"text": next(others), "reviewed_by": next(others)}],
                # A correction without any text would leave the whole story out.
                "corrections": [{"date": "2026-01-09", "text": f"Mended: {next(others)}"}],
                "related": [{"title": next(others), "url": next(others)}, next(others)],
                "rights": next(others),
                "slug": f"{next(others)} {number}-{ending}",
            }
            if ending == "html":
                fields |= _addresses(number, next(others), next(others))
            else:
                # Without an address that can be one there is no picture, and none of its texts is shown.
                image = {name: next(others) for name in ("alt", "caption", "credit")}
                address = f"{_HOST}{next(others)}"
                fields["image"] = {"src": address if addresses.web_url(address) else f"{_HOST}a.png", **image}
            body = f"{vector}\n\nBefore it {vector} and after it.\n"
            put(folder / f"content/{ending}/{number}.{ending}", f"---\n{_yaml(fields)}---\n{body}")
    return 2 * len(corpus)


def _addresses(number: int, permalink: str, alias: str) -> dict[str, object]:
    """Give the addresses that a story may ask for; what cannot be one would leave the whole story out."""
    asked: dict[str, object] = {}
    for key, text in (("permalink", f"/{number}/{permalink}"), ("aliases", f"/was/{number}/{alias}")):
        try:
            addresses.checked_path(text)
        except ValueError:
            continue
        asked[key] = text if key == "permalink" else [text]
    return asked


def write_settings(folder: Path, number: int) -> None:
    """Write site `number` of SETTINGS, whose site.yaml says a share of the corpus wherever a text can stand.

    Where a setting takes no more than some texts, those stand there, in one of the sites or in all.
    """
    corpus = vectors()[number::SETTINGS]
    everything = " ".join(corpus)
    base_urls, logos = accepted("base_url"), accepted("logo")
    settings = {
        "title": everything,
        "description": everything,
        "publisher": everything,
        "footer": everything,
        "authority": "test.example,2026",
        "base_url": base_urls[number % len(base_urls)],
        "logo": logos[number % len(logos)],
        "nav": [
            {"title": text, "url": url} for text, url in zip(corpus, cycle(accepted("nav")), strict=False)
        ],
        "sections": [{"slug": f"s{n}", "title": text} for n, text in enumerate(corpus[:_SECTIONS])],
        # The number keeps names apart that differ in signs alone; articles call each agency by its alias.
        "agencies": {
            f"{text} {n}": {"credit": credit, "rights": credit, "aliases": [f"Wire {n}"]}
            for n, (text, credit) in enumerate(zip(corpus, reversed(corpus), strict=True))
        },
        "feeds": {"agencies": "all"},
        "strings": dict(zip(sorted(strings.keys()), cycle(corpus), strict=False)),
        "theme": {f"setting-{n}": value for n, value in enumerate(accepted("theme"))},
    }
    put(folder / "content/site.yaml", _yaml(settings))
    put(folder / "content/pages/about.md", f"---\ntitle: {json.dumps(everything)}\n---\n{everything}\n")
    for n in range(len(corpus[:_SECTIONS])):
        fields = {"title": f"Story {n}", "date": "2026-01-04", "section": f"s{n}", "agency": f"Wire {n}"}
        put(folder / f"content/{n}.md", f"---\n{_yaml(fields)}---\nA story.\n")


@cache
def accepted(key: str) -> tuple[str, ...]:
    """List the vectors that a setting takes; site.yaml with any other stops the site."""

    def value(text: str) -> object:
        return {"theme": {"accent": text}, "nav": [{"title": "Menu", "url": text}]}.get(key, text)

    return tuple(
        text for text in vectors() if not errors(config.load(_yaml({key: value(text)}), "site.yaml")[1])
    )


def _yaml(fields: Mapping[str, object]) -> str:
    # JSON is YAML, and its escapes carry what no line of a header can hold.
    return "".join(f"{json.dumps(key)}: {json.dumps(value)}\n" for key, value in fields.items())
