"""site.yaml as a typed value; every mistake in it at once, with the line and what to type.

text -> reader (the settings one by one; feeds and agencies in files of their own) -> SiteConfig (model)
"""

from __future__ import annotations

from feedgen_site.config.agencies import Agencies, Agency, Policy
from feedgen_site.config.model import (
    AUTHORITY_YEAR,
    DEFAULT_BASE_URL,
    DEFAULT_PERMALINKS,
    AiAccess,
    Archive,
    EditionRules,
    Encoding,
    FeedContent,
    FeedRules,
    ImageRules,
    Mailbox,
    MailRules,
    NavItem,
    PodcastRules,
    SiteConfig,
    TopicFeeds,
    UrlStyle,
)
from feedgen_site.config.reader import load

__all__ = [
    "AUTHORITY_YEAR",
    "DEFAULT_BASE_URL",
    "DEFAULT_PERMALINKS",
    "Agencies",
    "Agency",
    "AiAccess",
    "Archive",
    "EditionRules",
    "Encoding",
    "FeedContent",
    "FeedRules",
    "ImageRules",
    "MailRules",
    "Mailbox",
    "NavItem",
    "PodcastRules",
    "Policy",
    "SiteConfig",
    "TopicFeeds",
    "UrlStyle",
    "load",
]
