"""One file → one Article: every field typed, every spelling known, every mistake a Problem with its line.

    text -> frontmatter.split -> spellings (which keys a field may stand under) -> Fields -> Article

`reader` is the way and the order in which the fields are read. Each field is read by a function of one of
these, which takes the `Fields` and reports to them what is wrong:

    wording     headline, standfirst, key points         listing     section, tags, weight, robots
    moments     date, updated, embargo, expiry, drafts    references  picture, related stories, original
    origin      authors, agencies, address of the source  notices     corrections, withdrawal
    addressing  id, slug, permalink, aliases              body        the text itself, and what of it is lost

`elsewhere` judges what a text loads from other sites. `lines` finds a field again once all files are read.
`place` is what a path says where no field does. The table of fields and their spellings is
docs/front-matter.md; it was measured on 24,562 real files.
"""

from __future__ import annotations

from feedgen_site.article.body import lost, too_deep
from feedgen_site.article.elsewhere import remote_media
from feedgen_site.article.lines import place_in
from feedgen_site.article.moments import is_draft, schedule_of
from feedgen_site.article.place import Place, is_html, place_of, untranslated
from feedgen_site.article.reader import Parsed, parse, report_misspelled
from feedgen_site.article.spellings import SPELLINGS, fields_of, spellings_of
from feedgen_site.article.wording import MAX_HEADLINE, plain_headline

__all__ = [
    "MAX_HEADLINE",
    "SPELLINGS",
    "Parsed",
    "Place",
    "fields_of",
    "is_draft",
    "is_html",
    "lost",
    "parse",
    "place_in",
    "place_of",
    "plain_headline",
    "remote_media",
    "report_misspelled",
    "schedule_of",
    "spellings_of",
    "too_deep",
    "untranslated",
]
