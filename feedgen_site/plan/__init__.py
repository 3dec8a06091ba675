"""Site → Plan: every file of the output as data: its path, what it is made from, and a fingerprint of that.

The fingerprint covers all that an output's bytes depend on: what it shows, where its links lead, the
templates, the configuration, the program. No dependency graph has to be kept right.

    desk (the site and its files) -> outputs, by
        stories, lists, feedfiles (of channels), machines, sitemaps, copies
    planner puts them together; clashes says what is wrong with the whole
    outputs -> states (what readers are told: the last output)

Outputs as data are all that this package gives by itself: who plans imports `planner`.
"""

from __future__ import annotations

from feedgen_site.plan.outputs import (
    AliasArguments,
    EditionArguments,
    EditionEntry,
    FeedArguments,
    FeedPageArguments,
    FeedsPageArguments,
    FileArguments,
    FrontArguments,
    Kind,
    LetterArguments,
    ListingArguments,
    MonthArguments,
    MonthsArguments,
    NewsSitemapArguments,
    NoticeEntry,
    Output,
    PageArguments,
    PictureArguments,
    Plan,
    RelatedLink,
    SearchArguments,
    SearchIndex,
    SitemapArguments,
    SitemapIndexArguments,
    StateArguments,
    StoryArguments,
    StoryEntry,
    TextArguments,
)

__all__ = [
    "AliasArguments",
    "EditionArguments",
    "EditionEntry",
    "FeedArguments",
    "FeedPageArguments",
    "FeedsPageArguments",
    "FileArguments",
    "FrontArguments",
    "Kind",
    "LetterArguments",
    "ListingArguments",
    "MonthArguments",
    "MonthsArguments",
    "NewsSitemapArguments",
    "NoticeEntry",
    "Output",
    "PageArguments",
    "PictureArguments",
    "Plan",
    "RelatedLink",
    "SearchArguments",
    "SearchIndex",
    "SitemapArguments",
    "SitemapIndexArguments",
    "StateArguments",
    "StoryArguments",
    "StoryEntry",
    "TextArguments",
]
