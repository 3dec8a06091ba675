"""The table of fields: which keys each may stand under."""

from __future__ import annotations

from collections.abc import Mapping

from feedgen_site import frontmatter, media
from feedgen_site.fields import Fields, known_keys
from feedgen_site.problem import Problem

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid", "feed_id"),
    "headline": ("title", "headline"),
    "standfirst": tuple(
        (
            "standfirst subtitle dek deck subheadline description custom_excerpt excerpt summary teaser "
            "abstract lead"
        ).split()
    ),
    "key_points": ("key_points", "keypoints", "takeaways", "highlights", "bullets"),
    "date": tuple(
        (
            "date published publish pubdate pub_date publish_date publishdate published_at date_published "
            "datetime pubdatetime created created_at published_date"
        ).split()
    ),
    "updated": tuple(
        ("updated lastmod modified last_modified_at moddatetime updateddate updated_at").split()
    ),
    "embargo": ("embargo", "embargo_until", "publish_at"),
    "expires": ("expires", "expirydate", "expiry_date", "unpublishdate", "expiry", "expire"),
    "draft": ("draft",),
    "published_flag": ("published", "publish", "public"),
    "hidden": ("hidden", "private", "unlisted"),
    "status": ("status", "post_status", "visibility"),
    "headless": ("headless",),
    "section": ("section", "category", "categories", "primary_tag"),
    "tags": ("tags", "tag", "topics", "keywords"),
    "authors": ("authors", "author", "by", "byline", "guest_author", "creator"),
    "agency": ("agency", "agencies", "source", "credit", "wire"),
    "source_url": (
        "source_url",
        "canonical_url",
        "canonical",
        "external_url",
        "redirect_to",
        "source",
        "credit",
    ),
    "lang": ("lang", "language", "locale"),
    "translation_of": ("translation_of", "translationof"),
    "translation_key": ("translation_key", "translationkey"),
    "slug": ("slug",),
    "permalink": ("permalink", "url", "path"),
    "aliases": ("aliases", "redirect_from"),
    "image": tuple("image cover featured_image hero thumb preview_image og_image".split()),
    "media": media.SPELLINGS,
    "related": ("related",),
    "corrections": ("corrections", "correction", "errata", "erratum"),
    "withdrawn": ("withdrawn", "retracted", "retraction"),
    "rights": ("rights",),
    "weight": ("weight",),
    "top": ("top",),
    "robots": ("robots",),
}
"""The keys of each field, best first, as `folded_key` folds them."""


_KNOWN = known_keys(SPELLINGS)


def fields_of(path: str, matter: frontmatter.FrontMatter, problems: list[Problem]) -> Fields:
    """Open a header for reading by the names of the table above."""
    return Fields(path, matter.pairs, SPELLINGS, problems, _KNOWN)


def spellings_of(field: str) -> tuple[str, ...]:
    """Give the keys that a field may stand under, best first."""
    return SPELLINGS[field]
