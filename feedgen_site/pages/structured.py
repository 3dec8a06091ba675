"""A story as schema.org data (JSON-LD) for machines that read pages; it says nothing the page does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, TypeAlias
from urllib.parse import urljoin

from markupsafe import Markup

from feedgen_site import addresses
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import content
from feedgen_site.model import Author, Correction, Head, Image, Medium
from feedgen_site.pages.cards import headline, is_midnight, machine
from feedgen_site.pages.shared import Place

Json: TypeAlias = "str | list[Json] | dict[str, Json]"

# `<` and `>` would end the script element or open a comment in it; `&` is read as an entity where a page is
# taken for XHTML; U+2028 and U+2029 end a line of JavaScript before ES2019. In JSON they only stand in texts.
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def news_article(
    place: Place, head: Head, image_href: str, media: tuple[Medium, ...] = ()
) -> dict[str, Json]:
    """Describe a story as a schema.org NewsArticle; what is not known is left out.

    `image_href` is the picture's address as the story's page links it, "" for none; so are
    the targets and images of `media`. Times have the site's offset, and a day stands alone where no time was
    given.
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
                "image": _picture(head.image, urljoin(url, image_href)) if head.image and image_href else {},
                "audio": [_recording("Audio", medium, url) for medium in media if medium.kind == "audio"],
                "video": [_recording("Video", medium, url) for medium in media if medium.kind == "video"],
                "correction": [_correction(place, correction) for correction in head.corrections],
            }
        ),
    }


def script_text(data: Mapping[str, Json]) -> Markup:
    """Write data as JSON that can stand in a script element of a page, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(_ESCAPES))


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


def _correction(place: Place, correction: Correction) -> Json:
    at, day_only = correction.moment.at, correction.moment.day_only
    return {
        "@type": "CorrectionComment",
        "text": correction.text,
        "datePublished": machine(at, place, day_only),
    }


def _present(values: Mapping[str, Json]) -> dict[str, Json]:
    """Leave out what is empty: absence has one spelling."""
    return {key: value for key, value in values.items() if value}
