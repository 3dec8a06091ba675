"""The part of schema.org's vocabulary that our pages use, and a judge that holds JSON-LD to it.

Taken from the types of npm's schema-dts 2.1.0, which Google generates from schema.org's own vocabulary file:
for each property the types that have it (domainIncludes) and those of its values (rangeIncludes), and what
each type is a part of. Add a row from there when a page says something new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

PARENTS = {
    "CreativeWork": "Thing", "Article": "CreativeWork", "NewsArticle": "Article", "WebPage": "CreativeWork",
    "CollectionPage": "WebPage", "WebSite": "CreativeWork", "Comment": "CreativeWork",
    "CorrectionComment": "Comment", "MediaObject": "CreativeWork", "ImageObject": "MediaObject",
    "AudioObject": "MediaObject", "VideoObject": "MediaObject", "Organization": "Thing", "Person": "Thing",
    "Intangible": "Thing", "ItemList": "Intangible", "ListItem": "Intangible",
}  # fmt: skip

# Property: the types that have it; the types of its values.
PROPERTIES = {
    "articleSection": ("Article", "Text"),
    "audio": ("CreativeWork", "AudioObject Clip MusicRecording"),
    "author": ("CreativeWork", "Organization Person"),
    "caption": ("AudioObject ImageObject VideoObject", "MediaObject Text"),
    "contentUrl": ("MediaObject", "URL"),
    "copyrightNotice": ("CreativeWork", "Text"),
    "correction": ("CreativeWork", "CorrectionComment Text URL"),
    "creativeWorkStatus": ("CreativeWork", "DefinedTerm Text"),
    "creditText": ("CreativeWork", "Text"),
    "dateModified": ("CreativeWork", "Date DateTime"),
    "datePublished": ("CreativeWork", "Date DateTime"),
    "description": ("Thing", "Text TextObject"),
    "digitalSourceType": ("CreativeWork", "IPTCDigitalSourceEnumeration"),
    "duration": ("MediaObject", "Duration QuantitativeValue"),
    "encodingFormat": ("CreativeWork MediaObject", "Text URL"),
    "hasPart": ("CreativeWork", "CreativeWork"),
    "headline": ("CreativeWork", "Text"),
    "image": ("Thing", "ImageObject URL"),
    "inLanguage": ("CreativeWork", "Language Text"),
    "isBasedOn": ("CreativeWork", "CreativeWork Product URL"),
    "isPartOf": ("CreativeWork", "CreativeWork URL"),
    "itemListElement": ("ItemList", "ListItem Text Thing"),
    "keywords": ("CreativeWork", "DefinedTerm Text URL"),
    "logo": ("Organization", "ImageObject URL"),
    "mainEntity": ("CreativeWork", "Thing"),
    "mainEntityOfPage": ("Thing", "CreativeWork URL"),
    "name": ("Thing", "Text"),
    "numberOfItems": ("ItemList", "Integer"),
    "position": ("CreativeWork ListItem", "Integer Text"),
    "publisher": ("CreativeWork", "Organization Person"),
    "sourceOrganization": ("CreativeWork", "Organization"),
    "temporalCoverage": ("CreativeWork", "DateTime Text URL"),
    "text": ("CreativeWork", "Text"),
    "thumbnailUrl": ("CreativeWork", "URL"),
    "translationOfWork": ("CreativeWork", "CreativeWork"),
    "url": ("Thing", "URL"),
    "video": ("CreativeWork", "Clip VideoObject"),
    "workTranslation": ("CreativeWork", "CreativeWork"),
}

# What a text may be, where the values are no things.
FORMS = {
    "Text": re.compile(r".+", re.DOTALL),
    "URL": re.compile(r"https?://[^\s<>\"]+"),
    "Date": re.compile(r"\d{4}-\d\d-\d\d"),
    "DateTime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"),
    "Duration": re.compile(r"PT\d+S"),
    "IPTCDigitalSourceEnumeration": re.compile(
        r"https://schema\.org/(?:AlgorithmicallyEnhanced|AlgorithmicMedia|CompositeCapture|Composite"
        r"|CompositeSynthetic|CompositeWithTrainedAlgorithmicMedia|DataDrivenMedia|DigitalArt|DigitalCapture"
        r"|MinorHumanEdits|TrainedAlgorithmicMedia)DigitalSource"
    ),
}


def kinds(name: str) -> Iterator[str]:
    """Give a type and all it is a part of."""
    while name:
        yield name
        name = PARENTS.get(name, "")


def complaints(data: dict[str, Any], where: str = "") -> Iterator[str]:
    """Say what of a thing schema.org does not know, or knows otherwise."""
    kind = data.get("@type", "")
    if kind not in PARENTS:
        yield f"{where}: no type '{kind}'"
    for name, value in data.items():
        if name.startswith("@"):
            continue
        place = f"{where}/{kind}.{name}"
        if name not in PROPERTIES:
            yield f"{place}: no such property"
            continue
        domains, ranges = (words.split() for words in PROPERTIES[name])
        if set(kinds(kind)).isdisjoint(domains):
            yield f"{place}: a property of {domains}"
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                if set(kinds(one.get("@type", ""))).isdisjoint(ranges):
                    yield f"{place}: no value of {ranges}"
                yield from complaints(one, place)
            elif isinstance(one, int):
                if "Integer" not in ranges:
                    yield f"{place}: no number, but {ranges}"
            elif not any(FORMS[form].fullmatch(one) for form in ranges if form in FORMS):
                yield f"{place}: '{one}' is none of {ranges}"
