"""Which feed is nearest to what a page shows: the one it announces before the site's."""

from __future__ import annotations

from feedgen_site import strings
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Feed, listing_feed, section_feed
from feedgen_site.model import Head, Listing, Topic


def language_feed(language: str, config: SiteConfig) -> Feed | None:
    """Give the feed of a language other than the site's; None where site.yaml names none."""
    rules = config.feeds.languages
    if language == config.language or not (rules.every or language in rules.names):
        return None
    listing = Listing(Topic.LANGUAGE, language.lower(), strings.name_of(language), language, ())
    return listing_feed(listing, config)


def story_feed(head: Head, config: SiteConfig) -> Feed | None:
    """Give the feed of a story's language or, in the site's own language, of its section; else None.

    Who reads a French story on an English site can read all that the French feed brings, but perhaps
    nothing else of the section's.
    """
    in_section = section_feed(head.section, config) if head.section else None
    return language_feed(head.language, config) or in_section
