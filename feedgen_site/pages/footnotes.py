"""Names for the links of footnotes, which show only a number or an arrow, for who hears the page."""

from __future__ import annotations

import re

from markupsafe import escape

from feedgen_site.pages.say import Say
from feedgen_site.patterns import regex

# As the Markdown parser writes them and the sanitizer leaves them: `[1]` in the text, `↩︎` below it. A second
# mark of one note has `:1`.
_LINK = regex(
    r'<a href="#u-fn(?:(?P<note>\d{1,6})" id="u-fnref[\d:]+'
    r'|ref(?P<back>\d{1,6})(?::(?P<again>\d{1,6}))?" class="footnote-backref)"'
)


def named(body_html: str, say: Say) -> str:
    """Give each link to a footnote and back from it a name in the page's language."""
    return _LINK.sub(lambda link: f'{link[0]} aria-label="{escape(_name(link, say))}"', body_html)


def _name(link: re.Match[str], say: Say) -> str:
    if link["note"]:
        return say.label("footnote", n=say.words.number(int(link["note"])))
    number = say.words.number(int(link["back"]))
    time = f" ({say.words.number(int(link['again']) + 1)})" if link["again"] else ""
    return say.label("footnote_back", n=f"{number}{time}")
