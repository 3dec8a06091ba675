"""What can be wrong with a single value: an address, an id, a date, a language tag, a media type."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from feedgen_site import languages
from feedgen_site.patterns import regex

_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
# RFC 3986 less the brackets, which only an IP address may have.
_URL_CHARACTERS = regex(r"[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]*")
_IP_HOST = regex(r"(?<=://)\[[0-9A-Fa-f:.]+\]")
_BAD_ESCAPE = regex(r"%(?![0-9A-Fa-f]{2})")
_WEB = regex(r"https?://[^/?#]", re.IGNORECASE)


class UrlFault(Enum):
    """Why a text is no absolute URL in ASCII; the value says it."""

    EMPTY = "is empty"
    BLANK = "holds a blank or a control character"
    CHARACTER = "holds a character that no address may hold"
    NON_ASCII = "holds letters that are not percent-encoded"
    ESCAPE = "holds a % without two hexadecimal digits"
    RELATIVE = "is not absolute"
    HOST = "names no host"


def url_fault(text: str) -> UrlFault | None:
    """Say why a text is no absolute URL, or None. What its scheme means is another question."""
    if not text:
        return UrlFault.EMPTY
    if any(c <= " " or "\x7f" <= c <= "\xa0" for c in text):
        return UrlFault.BLANK
    if not text.isascii():
        return UrlFault.NON_ASCII
    if not _URL_CHARACTERS.fullmatch(_IP_HOST.sub("", text, count=1)):
        return UrlFault.CHARACTER
    if _BAD_ESCAPE.search(text):
        return UrlFault.ESCAPE
    if not _SCHEME.match(text):
        return UrlFault.RELATIVE
    if text.lower().startswith(("http:", "https:")) and not _WEB.match(text):
        return UrlFault.HOST
    return None


_UUID = regex(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_URN = regex(
    r"urn:[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'-]|%[0-9a-f]{2})+", re.IGNORECASE
)  # RFC 2141; what RFC 8141 added (/ ~ & and fragments) is refused by validators
_TAG = regex(
    r"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(?:-\d\d(?:-\d\d)?)?:"
    r"[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,]*(?:#[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,]*)?"
)  # RFC 4151


def id_fault(text: str) -> str:
    """Say why a text is no id that lasts: an absolute IRI whose kind keeps its own rules; "" if it is one."""
    scheme = text.partition(":")[0].lower()
    if scheme == "tag":
        return "" if _TAG.fullmatch(text) else "is no tag URI"
    if text.lower().startswith("urn:uuid:"):
        return "" if _UUID.fullmatch(text) else "is no UUID"
    if scheme == "urn":
        return "" if _URN.fullmatch(text) else "is no URN"
    fault = url_fault(text)
    return fault.value if fault else ""


# Of the register of IANA, those that an id or a link of a feed may well have. Letters only: others are taken
# for an extension of one's own.
SCHEMES = frozenset(
    (
        "about acct ark cid data did doi file ftp geo go gopher http https im imap info ipfs ldap magnet "
        "mailto "
        "mid mms news nfs ni nih nntp opaquelocktoken pres rtsp sip sips sms tag tel urn ws wss xmpp"
    ).split()
)


def unregistered_scheme(text: str) -> str:
    """Give the scheme of a URL if it is a plain word that stands in no register, else ""."""
    scheme = text.partition(":")[0].lower()
    return scheme if ":" in text and scheme.isalpha() and scheme not in SCHEMES else ""


_NEEDLESS = regex(r"%(?:2[dDeE]|3\d|4[1-9a-fA-F]|5[\daAfF]|6[1-9a-fA-F]|7[\daAeE])")
_LOWER_ESCAPE = regex(r"%(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])")
_DOTS = regex(r"/\.{1,2}(?:/|$)")


def canonical_fault(text: str) -> str:
    """Say why an id could be spelled otherwise and mean the same (RFC 3986 §6.2); "" if it could not."""
    if text != text.strip():
        return "has blanks around it"
    scheme, _, rest = text.partition(":")
    if scheme != scheme.lower():
        return "begins with a capital letter"
    if _NEEDLESS.search(text):
        return "percent-encodes what need not be"
    if _LOWER_ESCAPE.search(text):
        return "percent-encodes with small letters"
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        if host != host.lower():
            return "has capital letters in its host"
        if (scheme, host.rpartition(":")[2]) in (("http", "80"), ("https", "443"), ("ftp", "21")):
            return "names the port that is meant anyway"
        if not slash:
            return "lacks the / after the host"
        if _DOTS.search(f"/{path}"):
            return "has a . or .. in its path"
    return ""


_RFC3339 = regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_RFC2822 = regex(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d\d? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d(?::\d\d)? (?:[+-]\d\d[03]0|UT|GMT|E[SD]T|C[SD]T|M[SD]T|P[SD]T|Z)"
)


def rfc3339(text: str) -> datetime | None:
    """Read a date of Atom and JSON Feed; None if it is none."""
    if not _RFC3339.fullmatch(text):
        return None
    # datetime knows microseconds, no more.
    whole = re.sub(r"\.(\d+)", lambda match: "." + match[1][:6].ljust(6, "0"), text)
    try:
        return datetime.fromisoformat(whole)
    except ValueError:
        return None


def rfc2822(text: str) -> datetime | None:
    """Read a date of RSS, with the right day of the week; None if it is none."""
    if not _RFC2822.fullmatch(text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        return None
    named = text[:3] if "," in text else ""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return moment if named in ("", days[moment.weekday()]) else None


_LANGUAGE = regex(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*)(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)  # RFC 5646


def is_language(text: str) -> bool:
    """Say whether a text is a language tag; of three letters each is taken, for they are 8,000."""
    if not _LANGUAGE.fullmatch(text):
        return False
    first = text.partition("-")[0]
    return len(first) == 3 or bool(languages.normalized(first))


_WORD = r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"
_MEDIA_TYPE = regex(rf"{_WORD}/{_WORD}(?:\s*;\s*{_WORD}=(?:\"[^\"]*\"|{_WORD}))*")


def is_media_type(text: str) -> bool:
    """Say whether a text is a media type (RFC 6838): `audio/mpeg`."""
    return bool(_MEDIA_TYPE.fullmatch(text))


_ADDRESS = regex(r"[A-Za-z0-9._%+'!#$&*/=?^`{|}~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9][A-Za-z0-9-]*")


def is_address(text: str) -> bool:
    """Say whether a text is an e-mail address and nothing else."""
    return bool(_ADDRESS.fullmatch(text))


def is_number(text: str) -> bool:
    """Say whether a text is a whole number of at least one, in ASCII digits."""
    return text.isascii() and text.isdigit() and text.strip("0") != ""
