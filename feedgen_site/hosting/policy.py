"""The headers of every answer: what a page may load, what a browser may do with it."""

from __future__ import annotations

from enum import Enum

from feedgen_site.config import SiteConfig

# Nothing of the site asks for any of these; a page of another site that frames ours may not, either.
_PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
# Pagefind is a program in WebAssembly, which the word allows, and no evaluation of texts.
_SCRIPTS = (("script-src", "'self' 'wasm-unsafe-eval'"), ("connect-src", "'self'"))


class Use(Enum):
    """What a file is, as far as its policy goes: a page, a page that searches, a letter for mail programs."""

    PAGE = "page"
    SEARCH = "search"
    LETTER = "letter"


def headers(config: SiteConfig, use: Use = Use.PAGE) -> tuple[tuple[str, str], ...]:
    """Give name and value of the headers that a file is to be sent with; most files are of pages."""
    return (
        ("Content-Security-Policy", content_security_policy(config, use)),
        ("Permissions-Policy", _PERMISSIONS),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("X-Content-Type-Options", "nosniff"),
    )


def content_security_policy(config: SiteConfig, use: Use = Use.PAGE) -> str:
    """Forbid all that the pages do not need: with it, what slipped through the sanitizer still does not run.

    A block of `application/ld+json` is data, and no policy on scripts touches it.
    """
    anywhere = "'self' https:" if config.remote_media else "'self'"
    rules = (
        ("default-src", "'none'"),
        *(_SCRIPTS if use is Use.SEARCH else ()),
        # Mail programs want styles in the elements.
        ("style-src", "'unsafe-inline'" if use is Use.LETTER else "'self'"),
        ("img-src", anywhere),
        ("media-src", anywhere),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
        ("frame-ancestors", "'none'"),
    )
    return "; ".join(f"{name} {value}" for name, value in rules)
