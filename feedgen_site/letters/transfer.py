"""How text travels by mail: in lines of at most 76 ASCII characters (RFC 2045), headers too (RFC 2047)."""

from __future__ import annotations

import base64
import binascii
import re
from email.header import Header
from email.utils import formataddr
from functools import lru_cache

from feedgen_site.config import Mailbox
from feedgen_site.frozen import dataclass
from feedgen_site.patterns import regex

# A line that begins so is marked on the way by programs that keep mails in one file.
_FROM = regex(rb"^From ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as it travels: `encoding` names how it was written; each line ends with CRLF."""

    encoding: str
    data: bytes


@lru_cache(maxsize=4)  # first for its size
def encoded(text: str) -> Encoded:
    """Encode a text: quoted-printable, which people can read, where it is not much longer than base64."""
    data = text.replace("\n", "\r\n").encode()
    # Every byte beyond ASCII becomes three; base64 makes four of any three.
    if len(data) - len(text.encode("ascii", "ignore")) > len(data) // 6:
        return Encoded("base64", base64.encodebytes(data).replace(b"\n", b"\r\n"))
    # A dot alone in its line would end the message for an old server; b2a_qp sees to that, not to "From ".
    written = binascii.b2a_qp(data)
    if b"From " in written:
        written = _FROM.sub(b"=46rom =\r\n", written)
    return Encoded("quoted-printable", written)


def size(text: str) -> int:
    """Say how many bytes a text has as it travels."""
    return len(encoded(text).data)


def header(name: str, text: str) -> bytes:
    """Write a header of free text; `text` is one line."""
    return f"{name}: {_words(text, name)}\r\n".encode("ascii")


def address_header(name: str, mailbox: Mailbox) -> bytes:
    """Write a header that holds one address."""
    if mailbox.name.isascii() and "=?" not in mailbox.name:
        value = formataddr((mailbox.name, mailbox.address))
    else:
        value = f"{_words(mailbox.name, name)}\r\n <{mailbox.address}>"
    return f"{name}: {value}\r\n".encode("ascii")


def _words(text: str, name: str) -> str:
    # Words that look encoded would be decoded.
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    # Python does not count the blank that begins a line.
    return Header(text, charset, maxlinelen=75, header_name=name).encode(linesep="\r\n")
