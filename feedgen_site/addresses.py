"""Addresses and ids: what a published thing is called, for ever (docs/promises.md).

A *permalink* is a path below the site's base, beginning with `/`, in readable Unicode: `/2026/01/lee/`.
`url_path` percent-encodes it for links, `output_file` names the file that serves it.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit

from feedgen_site.patterns import regex
from feedgen_site.text import clean, nfc

MAX_SLUG_BYTES = 100
# Longer file names than this cannot be created on common file systems.
MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 1000
_IRI = regex(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\[\]]+")
_UUID = regex(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_URN = regex(r"[Uu][Rr][Nn]:[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]:[!-~]+")
_TAG = regex(
    r"tag:[a-z0-9][a-z0-9.@-]*,\d{4}(?:-\d{2}(?:-\d{2})?)?:(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#-]|%[0-9A-F]{2})*"
)
_PLAIN_PATH = regex(r"[A-Za-z0-9/._~-]*")
_PLAIN_SLUG = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# An address that is encoded as it is, as most are.
_PLAIN_URL = regex(r"https?://(?:[a-z0-9][a-z0-9-]{0,60}\.){1,5}[a-z]{2,20}(?:[/?#][A-Za-z0-9/._~=&?#+%-]*)?")
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")


def slug_of(text: str, fallback: str) -> str:
    """Make a slug: NFC, case-folded, Unicode letters, marks and digits kept, the rest `-`, at most 100 bytes.

    Nothing left: 8 hex digits of the hash of `fallback` (the story's id).
    """
    if _PLAIN_SLUG.fullmatch(text) and len(text) <= MAX_SLUG_BYTES:
        return text  # most names of files
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    kept = "".join(c if _is_of_words(c) else "-" for c in folded)
    slug = re.sub("-{2,}", "-", kept).strip("-")
    slug = slug.encode()[:MAX_SLUG_BYTES].decode("utf-8", "ignore").strip("-")
    return slug or hashlib.blake2b(fallback.encode(), digest_size=4).hexdigest()


@lru_cache(maxsize=1 << 14)  # the names of a site come again with every story
def topic_slug(name: str) -> str:
    """Make the slug of a tag, author or agency; names that differ in a symbol or far back differ."""
    bare = name.lstrip("#").strip() or name
    slug = slug_of(bare, name)
    is_cut = len(slug.encode()) > MAX_SLUG_BYTES - 4
    if is_cut or any(sign in "+#" or unicodedata.category(sign)[0] == "S" for sign in bare):
        slug += "-" + hashlib.blake2b(nfc(bare).casefold().encode(), digest_size=2).hexdigest()
    return slug


def correction_id(story: str, number: int, authority: str) -> str:
    """Make the id of a story's correction, counted from 1, or with 0 of its withdrawal.

    It is the story's with a fragment, except where ids have none: a UUID's, which validators refuse with
    one, and an id that has a fragment already.
    """
    name = f"correction-{number}" if number else "withdrawal"
    if story.lower().startswith("urn:") or "#" in story:
        return tag(authority, f"/{name}/{re.sub('^urn:uuid:', '', story, flags=re.IGNORECASE)}")
    return f"{story}#{name}"


def edition_id(key: str, authority: str) -> str:
    """Make the id of an edition: `tag:example.org,2026:/edition/2026-01-04`."""
    return tag(authority, f"/edition/{key}")


def _is_of_words(character: str) -> bool:
    """Say whether it is a letter, mark or digit. Planes 2 and 3 hold only ideographs, also those to come."""
    return unicodedata.category(character)[0] in "LNM" or "\U00020000" <= character <= "\U0003fffd"


def story_id(written: str, authority: str, path: str, language_suffix: str) -> str:
    """Make a story's id.

    `written` is the front matter's `id`: an absolute IRI stays as it is, a bare UUID becomes `urn:uuid:`,
    other text `tag:{authority}:{text}`. Without one the id comes from the content path: no extension, no
    final `/index`, the language suffix kept.
    """
    if written:
        if _is_iri(written):
            return written
        return f"urn:uuid:{written.lower()}" if _UUID.fullmatch(written) else tag(authority, written)
    stem = posixpath.splitext(path)[0]
    if language_suffix:
        stem = stem.removesuffix(f".{language_suffix}")
    if posixpath.basename(stem) == "index" and posixpath.dirname(stem):
        stem = posixpath.dirname(stem)
    return tag(authority, f"{stem}.{language_suffix}" if language_suffix else stem)


def is_sound_id(identity: str) -> bool:
    """Say whether an id that names a known scheme keeps its rules: `urn:` (RFC 8141), `tag:` (RFC 4151)."""
    scheme = identity.partition(":")[0].lower()
    if scheme == "urn":
        return bool(_URN.fullmatch(identity)) and (
            not identity.lower().startswith("urn:uuid:") or bool(_UUID.fullmatch(identity[9:]))
        )
    return scheme != "tag" or bool(_TAG.fullmatch(identity))


def _is_iri(text: str) -> bool:
    """Say whether a text is an absolute IRI that can serve as an id; one that would run something cannot."""
    if not _IRI.fullmatch(text) or text.lower().startswith(("javascript:", "vbscript:", "data:")):
        return False
    return bool(web_url(text)) if text.lower().startswith(("http:", "https:")) else True


def tag(authority: str, specific: str) -> str:
    """Make a tag URI (RFC 4151): `tag:example.org,2026:asia/lee`."""
    return f"tag:{authority}:{quote(nfc(specific), safe='/-._~')}"


def permalink_of(pattern: str, values: dict[str, str]) -> str:
    """Fill a permalink pattern such as `/{yyyy}/{mm}/{slug}/`; empty parts vanish."""
    filled = re.sub(r"\{(\w+)\}", lambda match: values[match[1]], pattern)
    return re.sub("/{2,}", "/", f"/{filled}")


def checked_path(text: str) -> str:
    """Normalise a written address (front matter `permalink`, `aliases`) to a safe path below the site.

    A full URL gives its path. ValueError says why it cannot be used: it leaves the site, or holds what no
    file name can.
    """
    path = urlsplit(text).path if _SCHEME.match(text) or text.startswith("//") else text
    path = nfc(clean(unquote(path))).partition("?")[0].partition("#")[0]
    if "\\" in path:
        raise ValueError("a backslash")
    if re.search(r"[\t\r\n]", path):
        raise ValueError("a tab or line break")
    parts = [part for part in map(str.strip, path.split("/")) if part not in ("", ".")]
    if ".." in parts:
        raise ValueError("'..'")
    if any(part.startswith(".") for part in parts):
        raise ValueError("a name that begins with a dot")
    if any(len(part.encode()) > MAX_NAME_BYTES - 6 for part in parts):
        raise ValueError(f"a name of more than {MAX_NAME_BYTES - 6} bytes")
    if not parts:
        raise ValueError("no name")
    if len(path.encode()) > MAX_PATH_BYTES:
        raise ValueError(f"more than {MAX_PATH_BYTES} bytes")
    is_file = "." in parts[-1] and not path.endswith("/")
    return "/" + "/".join(parts) + ("" if is_file else "/")


def is_name(name: str) -> bool:
    """Say whether a file can have this name on common file systems: it is no longer than they allow."""
    return len(name.encode()) <= MAX_NAME_BYTES


def output_file(permalink: str) -> str:
    """Name the file that serves a permalink, relative to the output folder."""
    path = permalink.lstrip("/")
    return f"{path}index.html" if permalink.endswith("/") else path


def url_path(permalink: str) -> str:
    """Percent-encode a path for a URL."""
    if _PLAIN_PATH.fullmatch(permalink):
        return permalink
    return quote(permalink, safe="/-._~!$&'()*+,;=:@")


def absolute(base_url: str, permalink: str) -> str:
    """Make an absolute URL; `base_url` ends with `/`."""
    return base_url + url_path(permalink.lstrip("/"))


def relative(from_file: str, to_file: str) -> str:
    """Make a relative link between two output files, percent-encoded.

    Folder pages are linked as `…/index.html`, so that a page opened from disk can be clicked through, too.
    """
    top, slash, below = from_file.partition("/")
    if slash and not to_file.startswith(f"{top}/") and ":" not in to_file:
        # Nothing in common: most links lead to another part of the site.
        return url_path("../" * (below.count("/") + 1) + to_file)
    folders, parts = from_file.split("/")[:-1], to_file.split("/")
    common = 0
    for folder, part in zip(folders, parts[:-1], strict=False):
        if folder != part:
            break
        common += 1
    encoded = url_path("../" * (len(folders) - common) + "/".join(parts[common:]))
    # A first segment with a colon would read as a scheme.
    return f"./{encoded}" if ":" in encoded.split("/")[0] else encoded


def has_scheme(url: str) -> bool:
    """Say whether a URL names its scheme."""
    return bool(_SCHEME.match(url))


def web_url(text: str) -> str:
    """Give an http(s) URL percent-encoded and with a host, or "" where the text is none."""
    if not text or _PLAIN_URL.fullmatch(text):
        return text
    text = clean(text).strip()
    if text.startswith("//"):
        text = f"https:{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return ""
    is_web = parts.scheme.lower() in ("http", "https") and host and _has_port_or_none(parts)
    # Blanks in the path are how people paste addresses; elsewhere, and with other odd marks, it is none.
    if not is_web or re.search(r"[\s<>\"\\^`{}|\[\]]", parts.netloc) or re.search(r"[\n<>\"\\^`{}|]", text):
        return ""
    assert host is not None
    if not text.isascii() or " " in text:
        try:
            ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
        # `host` is in lower case, the text perhaps not.
        netloc = re.sub(re.escape(host), ascii_host, parts.netloc, count=1, flags=re.IGNORECASE)
        text = text.replace(parts.netloc, netloc, 1)
        return quote(text, safe="%/-._~!$&'()*+,;=:@?#")
    # Browsers take brackets; a URL has them only around the address of a host (RFC 3986).
    return text.replace("[", "%5B").replace("]", "%5D")


def has_userinfo(url: str) -> bool:
    """Say whether a name or password stands before the host."""
    return bool(re.match(r"\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]{2,}[^/\\?#]*@", url, re.IGNORECASE))


def _has_port_or_none(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def url_fragment(text: str) -> str:
    """Percent-encode a query and fragment as written, what is encoded already left alone."""
    return quote(text, safe="%/?#-._~!$&'()*+,;=:@[]")
