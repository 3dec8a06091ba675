"""Reads site.yaml, setting by setting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from urllib.parse import urlsplit

from feedgen_site import addresses, dates, entryfields, languages
from feedgen_site.config import agencies, feeds, hints, images, look, mail
from feedgen_site.config.model import (
    AUTHORITY_YEAR,
    DEFAULT_BASE_URL,
    DEFAULT_PERMALINKS,
    AiAccess,
    EditionRules,
    Encoding,
    NavItem,
    RobotsRules,
    SiteConfig,
    UrlStyle,
)
from feedgen_site.fields import Fields
from feedgen_site.keypoints import RANKERS, PointRules, rankers
from feedgen_site.model import Section
from feedgen_site.nodes import Header, Node, Pairs, Text, read_yaml
from feedgen_site.patterns import regex
from feedgen_site.problem import WARNINGS, Problem, Severity
from feedgen_site.text import clean, lines, nearest, one_line

PERMALINK_PARTS = ("yyyy", "mm", "dd", "slug", "section")

_FIELDS: Mapping[str, tuple[str, ...]] = {
    name: (name,)
    for name in (
        "title description base_url authority language timezone publisher logo nav footer permalinks "
        "url_style points sections feeds edition images mail agencies agencies_default robots remote_media "
        "search precompress theme strings hub require_review check"
    ).split()
}
_ENCODINGS = {"gzip": Encoding.GZIP, "gz": Encoding.GZIP, "brotli": Encoding.BROTLI, "br": Encoding.BROTLI}
_LATER = {"require_review": "review of key points"}
_EXAMPLE_HOST = urlsplit(DEFAULT_BASE_URL).hostname
# A name or an address with its port: entities and quotes could break out of a template's attribute.
_HOST = regex(r"[\w.-]+(?::\d+)?", re.ASCII)
# RFC 9309 takes letters, `_` and `-`; crawlers in use have digits and dots, too.
_CRAWLER = regex(r"[A-Za-z0-9][\w.-]{0,60}", re.ASCII)
# RFC 4151; the year must be one in which there were domains.
_AUTHORITY = regex(r"[a-z0-9.@-]+,(?:19[89]\d|20\d\d)(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def load(text: str | None, path: str, base_url: str = "") -> tuple[SiteConfig, tuple[Problem, ...]]:
    """Read site.yaml. `text` is None where there is none; `base_url` overrides its base_url.

    The configuration returned is usable even with problems, so that articles can be checked in one run.
    """
    written = lines(clean((text or "").removeprefix("\ufeff")))
    header = read_yaml(written, path) if text is not None else Header(None)
    problems = [_with_hint(problem, written) for problem in header.problems]
    if header.pairs is None and problems:
        return SiteConfig(), tuple(problems)  # what is missing besides is not worth saying
    reader = _Reader(path, header.pairs, problems)
    config = reader.config(base_url)
    reader.fields.report_unknown("unknown-key", strict=True, hints=_misplaced(reader.fields))
    return config, tuple(problems)


def _with_hint(problem: Problem, text: str) -> Problem:
    """Say better what to type where YAML cannot read what an editor takes for a text."""
    if problem.code not in ("yaml-key", "yaml-syntax"):
        return problem
    hint = entryfields.unquoted_hint(text.split("\n"), problem.line)
    return replace(problem, hint=hint) if hint else problem


def _misplaced(fields: Fields) -> Mapping[str, str]:
    """Give a hint for each unknown key that is known elsewhere: under `feeds` or `agencies`."""
    found = {key: field for key, field in fields.unknown().items() if key in feeds.KEYS}
    if isinstance(found["languages"].node if "languages" in found else None, Text):
        del found["languages"]  # rather `language`
    below = {
        key: "indent it under `feeds:`"
        if fields.is_written("feeds")
        else f"feeds: {{{hints.flow(field.key)}: {hints.flow(field.node)}}}"
        for key, field in found.items()
    }
    return {**below, **agencies.unindented(fields)}


class _Reader:
    """Reads the settings one by one; the order is that of docs/configuration.md."""

    def __init__(self, path: str, pairs: Pairs | None, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.fields = Fields(path, pairs, _FIELDS, problems)

    def config(self, base_url_option: str) -> SiteConfig:
        fields = self.fields
        base_url, own_host = self._base_url(base_url_option)
        logo, known_agencies = self._logo(), agencies.read(fields)
        for name, what in _LATER.items():
            if found := fields.find(name):
                fields.warn(found.key, "not-yet", f"'{name}' has no effect yet ({what})", f"delete '{name}'")
        return SiteConfig(
            title=fields.string("title", "News digest"),
            description=fields.string("description"),
            base_url=base_url,
            authority=self._authority(own_host),
            language=self._language(),
            timezone=self._timezone(),
            publisher=fields.string("publisher"),
            logo=logo,
            nav=self._nav(),
            footer=fields.string("footer"),
            permalinks=self._permalinks(),
            url_style=fields.choice("url_style", UrlStyle, UrlStyle.FOLDER),
            points=self._points(),
            sections=self._sections(),
            feeds=feeds.read(fields, known_agencies, logo),
            hubs=feeds.read_hubs(fields),
            edition=self._edition(),
            images=images.read(fields),
            mail=mail.read(fields),
            agencies=known_agencies,
            robots=self._robots(),
            remote_media=fields.flag("remote_media", True),
            search=fields.flag("search"),
            precompress=self._precompress(),
            theme=look.read(fields),
            strings=self._strings(),
            check=self._check(),
        )

    def _base_url(self, option: str) -> tuple[str, str]:
        """Give the base URL in force, and the host that ids come from where no authority is set."""
        node = self.fields.text("base_url")
        written = _checked_base_url(node.value) if node else ""
        if node and not written:
            self.fields.report(
                node, "bad-base-url", f"'{node.value}' is not a web address", "base_url: https://example.org/"
            )
        chosen = _checked_base_url(option) if option else ""
        if option and not chosen:
            message = f"--base-url: '{option}' is not a web address"
            self.problems.append(Problem(self.path, 0, 0, "bad-base-url", message, "https://example.org/"))
        if node is None and not option:
            self._warn_file(
                "no-base-url",
                f"no base_url: feeds and the sitemap will say {DEFAULT_BASE_URL}",
                "base_url: https://your-site.example/",
            )
        if node and written and not option and urlsplit(written).hostname == _EXAMPLE_HOST:
            message = f"base_url is still the example: feeds and the sitemap will say {written}"
            self.fields.warn(node, "no-base-url", message, "base_url: https://your-site.example/")
        base_url = chosen or written or DEFAULT_BASE_URL
        return base_url, urlsplit(written or base_url).hostname or "example.org"

    def _authority(self, host: str) -> str:
        node = self.fields.text("authority")
        if node is None:
            made = f"{host.lower()},{AUTHORITY_YEAR}"
            self._warn_file(
                "no-authority",
                f"no authority: ids are made under '{made}' and change for every reader if the domain does",
                f"authority: {made}",
            )
            return made
        value = node.value.strip()
        if not _AUTHORITY.fullmatch(value):
            hint = f"authority: {host.lower()},{AUTHORITY_YEAR}"
            message = (
                f"'{value}' is not an authority: a domain of yours, a comma and a year in which you held it"
            )
            self.fields.report(node, "bad-authority", message, hint)
            return f"{host.lower()},{AUTHORITY_YEAR}"
        return value

    def _warn_file(self, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self.path, 0, 0, code, message, hint, Severity.WARNING))

    def _language(self) -> str:
        node = self.fields.text("language")
        if node is None:
            return "en"
        tag = languages.normalized(node.value)
        if not tag:
            self.fields.report(node, "bad-language", f"'{node.value}' is not a language tag", "language: en")
        return tag or "en"

    def _timezone(self) -> str:
        node = self.fields.text("timezone")
        if node is None:
            return "UTC"
        name = node.value.strip()
        try:
            dates.zone(name)
        except KeyError:
            meant = nearest(name, dates.zone_names(), 0.6) or "Europe/Paris"
            message = f"'{name}' is not a time zone"
            self.fields.report(node, "bad-timezone", message, f"timezone: {meant}")
            return "UTC"
        return name

    def _nav(self) -> tuple[NavItem, ...]:
        items = []
        for node in self.fields.entries("nav"):
            fields = self._item(node, ("title", "url"), "{title: About, url: /about/}")
            if fields is None:
                continue
            title, url = fields.string("title"), fields.string("url")
            if not title or not _is_place(url):
                message = "a navigation entry needs a title and a url that begins with / or https://"
                self.fields.report(node, "bad-nav", message, "- {title: About, url: /about/}")
                continue
            items.append(NavItem(title, url))
        return tuple(items)

    def _item(self, node: Node, known: tuple[str, ...], example: str) -> Fields | None:
        if not isinstance(node, Pairs):
            self.fields.report(node, "wrong-type", "this should be a mapping", f"- {example}")
            return None
        fields = Fields(self.path, node, {key: (key,) for key in known}, self.problems)
        fields.report_unknown("unknown-key", strict=True)
        return fields

    def _logo(self) -> str:
        node = self.fields.text("logo")
        logo = one_line(node.value) if node else ""
        if node and logo and not _is_place(logo):
            self.fields.report(
                node, "bad-logo", f"'{logo}' is neither a path nor a web address", "logo: /logo.svg"
            )
            return ""
        return logo

    def _permalinks(self) -> str:
        node = self.fields.text("permalinks")
        if node is None:
            return DEFAULT_PERMALINKS
        pattern = "/" + node.value.strip().strip("/") + "/"
        unknown = [part for part in re.findall(r"\{(.*?)\}", pattern) if part not in PERMALINK_PARTS]
        rest = re.sub(r"\{\w+\}", "x", pattern)
        if unknown or "{slug}" not in pattern or not re.fullmatch(r"[\w/-]+", rest):
            parts = ", ".join(f"{{{part}}}" for part in PERMALINK_PARTS)
            message = f"permalinks may hold {parts}, and must hold {{slug}}"
            self.fields.report(node, "bad-permalinks", message, f"permalinks: {DEFAULT_PERMALINKS}")
            return DEFAULT_PERMALINKS
        return pattern

    def _points(self) -> PointRules:
        fields = self.fields.nested("points", ("count", "words", "ranker"))
        return PointRules(
            count=fields.optional_integer("count", least=1, most=20),
            words=fields.optional_integer("words", least=10, most=1000),
            ranker=self._ranker(fields),
        )

    def _ranker(self, fields: Fields) -> str:
        default = PointRules().ranker
        name = fields.string("ranker", default)
        if name in RANKERS:
            return name
        packages = rankers.packages(name)
        if len(packages) == 1:
            return name
        node = fields.text("ranker")
        assert node is not None
        if packages:
            message = f"more than one package has a ranker '{name}': {', '.join(packages)}"
            hint = f"uninstall all but one, or take another: ranker: {default}"
        else:
            message = f"no ranker '{name}'; there are: {', '.join(rankers.names())}"
            meant = nearest(name, rankers.names(), 0.6)
            hint = f"did you mean '{meant}'?" if meant else f"ranker: {default}"
        fields.report(node, "unknown-ranker", message, hint)
        return default

    def _sections(self) -> tuple[Section, ...]:
        sections: dict[str, Section] = {}
        for node in self.fields.entries("sections"):
            if isinstance(node, Text):
                title = one_line(node.value)
                slug = addresses.slug_of(title, title)
            else:
                fields = self._item(node, ("slug", "title"), "{slug: asia, title: Asia}")
                if fields is None:
                    continue
                title = fields.string("title") or fields.string("slug")
                slug = addresses.slug_of(fields.string("slug") or title, title)
                if not title:
                    self.fields.report(
                        node, "bad-section", "a section needs a title", "- {slug: asia, title: Asia}"
                    )
                    continue
            written = node.get("slug") if isinstance(node, Pairs) else None
            if isinstance(written, Text) and written.value.strip() != slug:
                message = f"'{written.value}' cannot stand in an address as it is"
                self.fields.report(written, "bad-section", message, f"slug: {slug}")
            if slug in sections:
                message = f"the section '{slug}' stands twice"
                self.fields.report(node, "bad-section", message, "delete one of the two")
            sections[slug] = Section(slug, title)
        return tuple(sections.values())

    def _edition(self) -> EditionRules:
        fields = self.fields.nested("edition", ("closes", "front_min", "stories"))
        closes = time(0, 0)
        if node := fields.text("closes"):
            match = re.fullmatch(r"(\d{1,2}):(\d{2})", node.value.strip())
            if match and int(match[1]) < 24 and int(match[2]) < 60:
                closes = time(int(match[1]), int(match[2]))
            else:
                fields.report(node, "bad-time", f"'{node.value}' is not a time of day", 'closes: "18:00"')
        front_min = fields.integer("front_min", 12, least=1, most=200)
        return EditionRules(closes, front_min, fields.integer("stories", 30, least=1, most=1000))

    def _robots(self) -> RobotsRules:
        fields = self.fields.nested("robots", ("ai", "deny"))
        names = []
        for node in fields.entries("deny"):
            name = node.value.strip() if isinstance(node, Text) else ""
            if _CRAWLER.fullmatch(name):
                names.append(name)
                continue
            message = f"'{name}' is not the name of a crawler" if name else "this should be one name"
            fields.report(node, "bad-crawler", message, "deny: [ExampleBot]")
        no = dict.fromkeys(("no", "false", "none", "off", "disallow"), AiAccess.DENY)
        return RobotsRules(fields.choice("ai", AiAccess, AiAccess.ALLOW, no), tuple(dict.fromkeys(names)))

    def _precompress(self) -> tuple[Encoding, ...]:
        wanted = set()
        for node in self.fields.entries("precompress"):
            word = node.value.strip().lower() if isinstance(node, Text) else ""
            if word in ("none", "false", "no", "off"):
                continue
            if encoding := _ENCODINGS.get(word):
                wanted.add(encoding)
                continue
            message = "'precompress' is gzip, brotli, or both in a list"
            self.fields.report(node, "wrong-type", message, "precompress: [gzip, brotli]")
        return tuple(encoding for encoding in Encoding if encoding in wanted)

    def _check(self) -> tuple[tuple[str, str], ...]:
        rules = []
        for name, value in self._texts("check", WARNINGS):
            if value in ("off", "warning", "error", "false"):
                rules.append((name, "off" if value == "false" else value))
            else:
                self._report("check", f"'{name}: {value}'?", f"{name}: off, warning or error")
        return tuple(rules)

    def _strings(self) -> tuple[tuple[str, str], ...]:
        if self.fields.find("strings") is None:
            return ()
        # Only here: Babel, behind it, takes longer to import than a small site takes to read.
        from feedgen_site import strings

        return self._texts("strings", strings.keys())

    def _report(self, field: str, message: str, hint: str) -> None:
        """Report a wrong value within a field."""
        found = self.fields.find(field)
        assert found is not None
        self.fields.report(found.key, "wrong-type", message, hint)

    def _texts(self, name: str, known: frozenset[str] | None = None) -> tuple[tuple[str, str], ...]:
        """Read a flat mapping of words, sorted by key; `known` lists its keys (up to a dot) if fixed."""
        found = self.fields.mapping(name)
        texts = {}
        for key, node in found.pairs if found else ():
            word = key.value.strip()
            if known is not None and word.partition(".")[0] not in known:
                meant = nearest(word, known, 0.6)
                hint = f"did you mean '{meant}'?" if meant else f"known keys: {', '.join(sorted(known))}"
                self.fields.report(key, "unknown-key", f"unknown key '{key.value}'", hint)
            elif isinstance(node, Text):
                texts[word] = one_line(node.value)
            else:
                self.fields.report(
                    key, "wrong-type", f"'{key.value}' should be one text", f"{key.value}: words"
                )
        return tuple(sorted(texts.items()))


def _is_place(url: str) -> bool:
    """Say whether a link is a path below the site or a web address."""
    return bool(addresses.web_url(url)) or (url.startswith("/") and not url.startswith("//"))


def _checked_base_url(text: str) -> str:
    """Give a base URL in its one form (ends with `/`, no query), or "" where it is none."""
    url = addresses.web_url(text)
    parts = urlsplit(url)
    if not url or parts.query or parts.fragment or parts.username or not _HOST.fullmatch(parts.netloc):
        return ""
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}/"
