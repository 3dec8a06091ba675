"""An edition as a message that a mail program opens as a draft (RFC 5322, `X-Unsent`)."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from feedgen_site import __version__
from feedgen_site.config import Mailbox, SiteConfig
from feedgen_site.feeds import content
from feedgen_site.letters import fitting, text, transfer
from feedgen_site.letters.fitting import Cut
from feedgen_site.letters.lines import plain
from feedgen_site.letters.mail import mail
from feedgen_site.letters.transfer import Encoded
from feedgen_site.model import Edition
from feedgen_site.pages.shared import Shared
from feedgen_site.patterns import regex
from feedgen_site.strings import words
from feedgen_site.text import digest

_PARTING = 600  # bytes for the boundaries, and the headers of the two parts
_IS_ADDRESS = regex(r"https:|mailto:")


def message(shared: Shared, edition: Edition, is_open: bool) -> bytes:
    """Write the draft: the letter in HTML, and in plain text as much as there is room for."""
    config = shared.config
    html = transfer.encoded(mail(shared, edition, is_open))
    header = b"".join(_header(edition, is_open, config))
    room = fitting.MESSAGE_BYTES - len(html.data) - len(header) - _PARTING

    def write(cut: Cut) -> str:
        return text.letter(shared, edition, is_open, cut, _unsubscribe(config))

    plain_text = transfer.encoded(fitting.fitted(edition, config, write, transfer.size, room))
    # No encoded line can hold `=_`.
    boundary = b"=_" + digest(plain_text.data, html.data).encode()
    return b"".join((
        header,
        b'Content-Type: multipart/alternative;\r\n boundary="', boundary, b'"\r\n',
        *_part(boundary, "plain", plain_text),
        *_part(boundary, "html", html),
        b"\r\n--", boundary, b"--\r\n",
    ))  # fmt: skip


def _header(edition: Edition, is_open: bool, config: SiteConfig) -> list[bytes]:
    title = plain(config.title)
    say = words(config.language, config.strings)
    subject = f"{title} – {plain(content.edition_title(say, edition.span, edition.day))}"
    rules = config.mail
    found = [b"X-Unsent: 1\r\n", transfer.header("X-Mailer", f"feedgen-site {__version__}")]
    if rules.sender:
        sender = Mailbox(rules.sender.address, plain(rules.sender.name) or title)
        found.append(transfer.address_header("From", sender))
    if rules.to:
        found.append(transfer.address_header("To", rules.to))
    found.append(transfer.header("Subject", subject))
    moment = _moment(edition, is_open).astimezone(config.zone)
    found.append(transfer.header("Date", format_datetime(moment)))
    found.append(transfer.header("Message-ID", _message_id(edition, config)))
    if address := _unsubscribe(config):
        found.append(f"List-Unsubscribe: <{address}>\r\n".encode("ascii"))
    found.append(transfer.header("Content-Language", config.language))
    found.append(b"MIME-Version: 1.0\r\n")
    return found


def _part(boundary: bytes, subtype: str, shown: Encoded) -> tuple[bytes, ...]:
    kind = (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {shown.encoding}\r\n\r\n"
    )
    return (b"\r\n--", boundary, b"\r\n", kind.encode(), shown.data)


def _moment(edition: Edition, is_open: bool) -> datetime:
    """Give when it is dated: at its close, or while it is open at its newest story."""
    if is_open and edition.stories:
        return max(head.published for head in edition.stories)
    return edition.closes


def _message_id(edition: Edition, config: SiteConfig) -> str:
    """Make a message's id of an edition's (docs/promises.md): it must have the form of an address."""
    domain, _, year = config.authority.partition(",")
    owner, _, host = domain.rpartition("@")
    return f"<{'.'.join(filter(None, ('edition', edition.key, year, owner)))}@{host}>"


def _unsubscribe(config: SiteConfig) -> str:
    """Give the address to unsubscribe at; what stands for a mail service's own is for HTML alone."""
    written = config.mail.unsubscribe
    return written if _IS_ADDRESS.match(written) else ""
