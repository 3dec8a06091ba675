"""Judges a feed by its bytes: what a reader or a validator would find wrong with it.

    bytes -> reading.read -> Document -> each rule of the tables -> findings

What is checked is what content, site.yaml or an expression in it can break. The measure is the W3C feed
validator; where ours says more or less on purpose, benchmarks/feeds/README.md says why. To add a rule, write
a function from a Document to findings, with its promise as docstring, and list it in the RULES of its module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from feedgen_site.feeds import Format
from feedgen_site.feeds.judging import elements, jsonfeed, media, reading, required, shared
from feedgen_site.feeds.judging.model import Finding, Rule
from feedgen_site.problem import Problem, Severity

__all__ = ["RULES", "Finding", "judge", "problems"]

_OF_XML = (*required.RULES, *shared.RULES, *elements.RULES, *media.RULES)
RULES: Mapping[Format, tuple[Rule, ...]] = {
    Format.ATOM: _OF_XML,
    Format.RSS: _OF_XML,
    Format.JSON: (*jsonfeed.RULES, *shared.RULES),
}


def judge(
    kind: Format, data: bytes, url: str, as_of: datetime, namespaces: Iterable[str] = (),
    empty_files: Iterable[str] = (),
) -> tuple[Finding, ...]:  # fmt: skip
    """Judge one feed, in the order of the rules, each finding once.

    `url` is where the feed is served. `namespaces` are those that the site asked for, which no reader need
    know. `empty_files` are addresses at which there is no byte. Whatever the bytes are, nothing is raised,
    fetched or expanded.
    """
    read = reading.read(kind, data, url, as_of, frozenset(namespaces), frozenset(empty_files))
    if isinstance(read, Finding):
        return (read,)
    return tuple(dict.fromkeys(finding for rule in RULES[kind] for finding in rule(read)))


def problems(
    judged: Iterable[tuple[str, tuple[Finding, ...]]], paths: Mapping[str, str], settings: str,
    warned: Collection[tuple[str, str]] = (),
) -> tuple[Problem, ...]:  # fmt: skip
    """Tell the findings of all feeds, each given with the path of its file, every mistake once.

    What is wrong with an entry is a problem of its article (`paths` maps ids to files), the rest one of
    site.yaml (`settings`); what several feeds share names the first of them. An edition is made of articles:
    a rule that one of them breaks is not told of editions, too. Nor is what a warning said when the articles
    were read: `warned` are paths and codes of these.
    """
    shared: dict[Finding, list[str]] = {}
    for feed, findings in judged:
        for finding in findings:
            shared.setdefault(finding, []).append(feed)
    told = {finding.rule for finding in shared if finding.entry in paths}
    return tuple(
        _problem(finding, feeds, paths.get(finding.entry, ""), settings)
        for finding, feeds in shared.items()
        if not _is_warned(finding, paths.get(finding.entry, ""), warned)
        and (not finding.entry or finding.entry in paths or finding.rule not in told)
    )


def _is_warned(finding: Finding, path: str, warned: Collection[tuple[str, str]]) -> bool:
    """Say whether a warning names the mistake, with its line; editions and feeds have it from articles."""
    if path:
        return (path, finding.warning) in warned
    return any(code == finding.warning for _, code in warned)


def _problem(finding: Finding, feeds: list[str], path: str, settings: str) -> Problem:
    more = f" (and {len(feeds) - 1} more)" if len(feeds) > 1 and not path else ""
    place = "in feeds" if path else f"{feeds[0]}{f', entry {finding.entry}' if finding.entry else ''}"
    message = f"{place}: {finding.message}{more}"
    hint = finding.hint or "mend the expression in site.yaml that writes it; if there is none, report a bug"
    where = path or settings
    if finding.severity is Severity.ERROR:
        return Problem(where, 0, 0, "feed-invalid", message, hint)
    if finding.rule == "too-large":
        return Problem(where, 0, 0, "feed-too-large", message, hint, Severity.WARNING)
    if finding.rule == "too-many":
        return Problem(where, 0, 0, "feed-too-many", message, hint, Severity.WARNING)
    return Problem(where, 0, 0, "feed-warning", message, hint, Severity.WARNING)
