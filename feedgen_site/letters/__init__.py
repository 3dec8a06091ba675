"""Editions as letters: plain text, HTML that mail programs stand, and both as the draft of a message.

All three say what the edition's page says, in its order and in the language of the site:

    lines (width, line breaks) -> text ─┐
    fitting (what is left out) -> mail ─┴-> message <- transfer (how bytes travel)
"""

from feedgen_site.letters.mail import mail, make_ready
from feedgen_site.letters.message import message
from feedgen_site.letters.text import text

__all__ = ["mail", "make_ready", "message", "text"]
