"""The headers of every answer: what a page may load, what a browser may do with it."""

from __future__ import annotations

from feedgen_site.config import SiteConfig

# Nothing of the site asks for any of these; a page of another site that frames ours may not, either.
_PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


def headers(config: SiteConfig, *, searching: bool = False) -> tuple[tuple[str, str], ...]:
    """Give name and value of the headers that every file of the site is to be sent with.

    With `searching`, those of the pages that search, and of what these run.
    """
    return (
        ("Content-Security-Policy", content_security_policy(config, searching=searching)),
        ("Permissions-Policy", _PERMISSIONS),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("X-Content-Type-Options", "nosniff"),
    )


def content_security_policy(config: SiteConfig, *, searching: bool = False) -> str:
    """Forbid all that the pages do not need: with it, what slipped through the sanitizer still does not run.

    A block of `application/ld+json` is data, and no policy on scripts touches it.
    """
    anywhere = "'self' https:" if config.remote_media else "'self'"
    rules = (
        ("default-src", "'none'"),
        # Pagefind is a program in WebAssembly, which the word allows, and no evaluation of texts.
        *((("script-src", "'self' 'wasm-unsafe-eval'"), ("connect-src", "'self'")) if searching else ()),
        ("style-src", "'self'"),
        ("img-src", anywhere),
        ("media-src", anywhere),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
        ("frame-ancestors", "'none'"),
    )
    return "; ".join(f"{name} {value}" for name, value in rules)
