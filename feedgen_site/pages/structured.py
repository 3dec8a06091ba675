"""Stories and lists as schema.org data (JSON-LD) for machines that read pages; it says what the page says.

tests/pages/schema_org.py holds every type and property used here to schema.org's vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final, TypeAlias
from urllib.parse import urljoin

from markupsafe import Markup

from feedgen_site import addresses
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import content
from feedgen_site.keypoints.model import Origin
from feedgen_site.model import ALONE, Author, Head, Image, Medium, Versions
from feedgen_site.pages.cards import headline, is_midnight, machine
from feedgen_site.pages.shared import Place

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"

# `<` and `>` would end the script element or open a comment in it; `&` is read as an entity where a page is
# taken for XHTML; U+2028 and U+2029 end a line of JavaScript before ES2019. In JSON they only stand in texts.
_ESCAPES: Final = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


# "Modification or correction by algorithm without changing the main content", in IPTC's words of digital
# source types: an algorithm chose and shortened a sentence that a person wrote, and put in no word of its
# own. So it is neither media made by an algorithm nor by a trained model. For points that the newsroom wrote
# nothing is claimed: how they were written is not known here.
_SOURCE_TYPES: Final = {Origin.EXTRACTED: "https://schema.org/AlgorithmicallyEnhancedDigitalSource"}
# A list names its first stories; the page itself links them all.
_MOST_ITEMS: Final = 30


def news_article(
    place: Place,
    head: Head,
    *,
    picture: str = "",
    media: tuple[Medium, ...] = (),
    versions: Versions = ALONE,
) -> dict[str, Json]:
    """Describe a story as a schema.org NewsArticle; what is not known is left out.

    `picture` is an absolute URL, "" for none; the targets and images of `media` are links of the story's
    page. Times have the site's offset, and a day stands alone where no time was given.
    """
    config = place.shared.config
    url = addresses.absolute(config.base_url, head.permalink)
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        **_present(
            {
                "headline": headline(head),
                "description": head.standfirst,
                "url": url,
                "mainEntityOfPage": url,
                "inLanguage": head.language,
                "datePublished": machine(head.published, place, head.day_only),
                "dateModified": _modified(place, head),
                "author": [_person(author) for author in head.authors],
                "publisher": _publisher(config),
                "sourceOrganization": _organizations(head.agencies),
                "creditText": head.credit,
                "copyrightNotice": head.rights,
                "isBasedOn": addresses.web_url(head.source_url),
                "articleSection": head.section.title if head.section else "",
                "keywords": list(head.tags),
                "image": _picture(head.image, picture) if head.image and picture else {},
                "audio": [_recording("Audio", medium, url) for medium in media if medium.kind == "audio"],
                "video": [_recording("Video", medium, url) for medium in media if medium.kind == "video"],
                "hasPart": _parts(place, head, url),
                "correction": _corrections(place, head),
                "creativeWorkStatus": "Withdrawn" if head.withdrawn else "",
                **_translations(config, head, versions),
            }
        ),
    }


def collection_page(
    place: Place, title: str, stories: Sequence[Head], period: tuple[date, date] | None = None
) -> dict[str, Json]:
    """Describe a list of stories as a schema.org CollectionPage; `period` is its first and last day.

    `stories` come in the order in which the page shows them.
    """
    config = place.shared.config
    items: list[Json] = [
        {"@type": "ListItem", "position": number, "url": addresses.absolute(config.base_url, head.permalink)}
        for number, head in enumerate(stories[:_MOST_ITEMS], start=1)
    ]
    listed: dict[str, Json] = {
        "@type": "ItemList",
        "numberOfItems": len(stories),
        "itemListElement": items,
    }
    days = dict.fromkeys(day.isoformat() for day in period or ())
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        **_present(
            {
                "name": title,
                "url": addresses.absolute(config.base_url, place.permalink),
                "inLanguage": place.language,
                "temporalCoverage": "/".join(days),
                "isPartOf": {"@type": "WebSite", "name": config.title, "url": config.base_url},
                "publisher": _publisher(config),
                "mainEntity": listed if items else {},
            }
        ),
    }


def script_text(data: Mapping[str, Json]) -> Markup:
    """Write data as JSON that can stand in a script element of a page, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if any(sign in text for sign in _ESCAPES):
        for sign, escape in _ESCAPES.items():
            text = text.replace(sign, escape)
    return Markup(text)


def _modified(place: Place, head: Head) -> str:
    if head.updated <= head.published:
        return ""
    return machine(head.updated, place, is_midnight(head.updated.astimezone(place.shared.config.zone)))


def _person(author: Author) -> Json:
    return {
        "@type": "Person",
        **_present({"name": author.name, "url": addresses.web_url(author.url)}),
    }


def _organization(name: str) -> dict[str, Json]:
    return {"@type": "Organization", "name": name} if name else {}


def _organizations(names: tuple[str, ...]) -> Json:
    """Give one organization as itself, more in a list: the one most stories have is what consumers expect."""
    found: list[Json] = [_organization(name) for name in names]
    return found[0] if len(found) == 1 else found


def _publisher(config: SiteConfig) -> Json:
    known = {"url": config.base_url, "logo": content.logo_url(config)}
    return {**_organization(content.publisher(config)), **_present(known)}


def _picture(image: Image, url: str) -> Json:
    shown = {"url": url, "caption": image.caption, "creditText": image.credit}
    return {"@type": "ImageObject", **_present(shown)}


def _recording(kind: str, medium: Medium, page: str) -> Json:
    known = {
        "name": medium.title,
        "contentUrl": urljoin(page, medium.target),
        "encodingFormat": medium.type,
        # ISO 8601, 5.5.2: a duration may be written in its smallest unit alone.
        "duration": f"PT{medium.duration}S" if medium.duration else "",
        "thumbnailUrl": urljoin(page, medium.image) if medium.image else "",
    }
    return {"@type": f"{kind}Object", **_present(known)}


def _parts(place: Place, head: Head, url: str) -> list[Json]:
    """Give the key points by origin, each group with what made it."""
    return [
        {
            "@type": "CreativeWork",
            **_present(
                {
                    "name": place.say.label(f"origin_{origin.value}"),
                    "url": f"{url}#key-points",
                    "text": "\n".join(point.text for point in points),
                    "digitalSourceType": _SOURCE_TYPES.get(origin, ""),
                }
            ),
        }
        for origin, points in groupby(head.points, key=lambda point: point.origin)
    ]


def _corrections(place: Place, head: Head) -> list[Json]:
    """Give what readers were told: what was wrong and, of a withdrawn story, why it is gone."""
    notices = [(correction.moment, correction.text) for correction in head.corrections]
    if head.withdrawn:
        notices.append((head.withdrawn.moment, head.withdrawn.reason))
    return [
        {
            "@type": "CorrectionComment",
            "text": text,
            "datePublished": machine(moment.at, place, moment.day_only),
        }
        for moment, text in notices
    ]


def _translations(config: SiteConfig, head: Head, versions: Versions) -> dict[str, Json]:
    """Name the original of a translation, or the translations of an original; nothing where nobody says."""
    others: list[Json] = [
        {
            "@type": "NewsArticle",
            "headline": version.title,
            "url": addresses.absolute(config.base_url, version.permalink),
            "inLanguage": version.language,
        }
        for version in versions.every
        if version.permalink != head.permalink and versions.original in (head.permalink, version.permalink)
    ]
    if versions.original == head.permalink:
        return {"workTranslation": others}
    return {"translationOfWork": others[0]} if others else {}


def _present(values: Mapping[str, Json]) -> dict[str, Json]:
    """Leave out what is empty: absence has one spelling."""
    return {key: value for key, value in values.items() if value}
