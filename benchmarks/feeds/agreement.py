"""Break every rule of a feed once and compare what `check` says with what the W3C feed validator says.

    python -m benchmarks.feeds.agreement [--validator DIR] [--python PYTHON]
    python -m benchmarks.feeds.agreement --site PUBLIC… [--validator DIR] [--python PYTHON]
    python -m benchmarks.feeds.agreement --random 6000 --validator DIR [--python PYTHON]

DIR is a checkout of https://github.com/w3c/feedvalidator; PYTHON runs it, and needs html5lib, lxml and
rdflib. The validator takes the clock for now, so the feeds judged are older, and `--site` takes it, too.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from feedgen_site.feeds import Format
from feedgen_site.feeds.judging import Finding, html, judge
from tests.feeds.broken_feeds import CASES, SOUND, URL, base_feeds, broken

# Runs in the validator's own Python: feeds in, names of messages out, errors with an exclamation mark.
_RUNNER = """
import base64, json, sys
sys.path.insert(0, sys.argv[1])
import feedvalidator
from feedvalidator import compatibility, logging
said = []
for url, data in json.load(sys.stdin):
    found = feedvalidator.validateString(base64.b64decode(data), firstOccurrenceOnly=1, base=url)
    said.append([
        (type(event).__name__, isinstance(event, logging.Error), str(event.params.get("value", ""))[:60])
        for event in compatibility.AA(found["loggedEvents"])
    ])
json.dump(said, sys.stdout)
"""


def asked(
    validator: str, python: str, feeds: Sequence[tuple[str, bytes]]
) -> list[list[tuple[str, bool, str]]]:
    """Run the validator over feeds, given as (URL, bytes)."""
    sent = json.dumps([(url, base64.b64encode(data).decode()) for url, data in feeds])
    done = subprocess.run(
        [python, "-c", _RUNNER, os.path.join(validator, "src")],
        input=sent,
        capture_output=True,
        text=True,
        check=True,
    )
    return [[(name, is_error, value) for name, is_error, value in said] for said in json.loads(done.stdout)]


def print_table(validator: str, python: str) -> int:
    """Print the agreement table; give the number of rows that neither agree nor say why not."""
    feeds = base_feeds()
    cases = (*SOUND, *CASES)
    data = [broken(case, feeds) for case in cases]
    now = datetime.now(UTC)
    ours = [
        judge(case.kind, feed, f"{URL}{case.kind.file_name}", now, case.namespaces)
        for case, feed in zip(cases, data, strict=True)
    ]
    xml = [number for number, case in enumerate(cases) if case.kind is not Format.JSON]
    theirs: dict[int, list[tuple[str, bool, str]]] = {}
    if validator:
        sent = [(f"{URL}{cases[number].kind.file_name}", data[number]) for number in xml]
        theirs = dict(zip(xml, asked(validator, python, sent), strict=True))
    print("| what is broken | in | ours | the validator's | agree |")
    print("|---|---|---|---|---|")
    unexplained = 0
    for number, case in enumerate(cases):
        found = {finding.rule for finding in ours[number]}
        wrong = case.rule not in found if case.rule else bool(found)
        said = theirs.get(number)
        agree = (
            "–" if said is None else "yes" if bool(said) == bool(found) else f"no: {case.reason or 'WHY?'}"
        )
        unexplained += wrong or agree.endswith("WHY?")
        mark = f" (expected {case.rule or 'nothing'})" if wrong else ""
        names = ", ".join(dict.fromkeys(name for name, *_ in said or ())) or "–"
        what = case.what.replace("|", "\\|").replace("<", "&lt;")
        print(f"| {what} | {case.kind.title} | {_rules(ours[number])}{mark} | {names} | {agree} |")
    print(f"\n{len(cases)} cases, {unexplained} unexplained")
    return unexplained


def _rules(findings: tuple[Finding, ...]) -> str:
    return ", ".join(f"`{rule}`" for rule in dict.fromkeys(finding.rule for finding in findings)) or "–"


_MARKS = {Format.ATOM: b"<feed ", Format.RSS: b"<rss ", Format.JSON: b'"https://jsonfeed.org/'}


def print_sites(folders: list[str], validator: str, python: str) -> None:
    """Judge every feed of built sites by both, and print counts; what is found in full."""
    for folder in folders:
        feeds = []
        for file in sorted((*Path(folder).rglob("*.xml"), *Path(folder).rglob("*.json"))):
            data = file.read_bytes()
            kind = next((kind for kind, mark in _MARKS.items() if mark in data[:1000]), None)
            if kind:
                feeds.append((str(file), kind, _self_url(kind, data), data))
        now = datetime.now(UTC)
        ours = [judge(kind, data, url, now) for _, kind, url, data in feeds]
        xml = [(url, data) for _, kind, url, data in feeds if kind is not Format.JSON]
        said = iter(asked(validator, python, xml) if validator else [[] for _ in xml])
        counts: Counter[str] = Counter()
        for (name, kind, *_), findings in zip(feeds, ours, strict=True):
            counts["ours"] += len(findings)
            for finding in findings:
                print(f"  {name}: {finding.rule}: {finding.message} [{finding.entry}]")
            for message, is_error, value in next(said) if kind is not Format.JSON else ():
                counts["theirs"] += 1
                print(f"  {name}: the validator: {message}{'!' if is_error else ''} {value}")
        print(
            f"{folder}: {len(feeds)} feeds, {counts['ours']} findings, {counts['theirs']} of the validator's"
        )


_PIECES = (
    "p b i em ul li ol dl dt dd table tr td th tbody thead caption a h1 h2 div span blockquote pre code "
    "br img hr figure ruby rt rp details summary section button option select label sub sup del ins q"
).split()
_ODD = (
    "&",
    "& ",
    "<",
    "< ",
    "<!--x-->",
    "</",
    "&copy;",
    "&copy",
    "&#65;",
    "&x;",
    "<b/>",
    "<br/>",
    "x",
    " y ",
    "&amp;",
)


def random_html(chance: random.Random) -> str:
    """Write a few tags in any order, or a tree of them."""

    def tree(depth: int) -> str:
        if depth > 3 or chance.random() < 0.3:
            return chance.choice(("x", "y z", "&amp;"))
        name = chance.choice([name for name in _PIECES if name not in ("br", "img", "hr")])
        return f"<{name}>{''.join(tree(depth + 1) for _ in range(chance.randint(1, 3)))}</{name}>"

    if chance.random() < 0.5:
        return tree(0)
    parts = []
    for _ in range(chance.randint(2, 7)):
        tag = f"<{chance.choice(('', '/'))}{chance.choice(_PIECES)}>"
        parts.append(tag if chance.random() < 0.7 else chance.choice(_ODD))
    return "".join(parts)


def print_random(count: int, validator: str, python: str) -> None:
    """Print on how many random pieces of HTML both judges find something, nothing, or only one does."""
    chance = random.Random(1)
    pieces = [random_html(chance) for _ in range(count)]
    rss = base_feeds()[Format.RSS].decode()
    start, end = rss.index("<content:encoded>") + len("<content:encoded>"), rss.index("</content:encoded>")
    url = f"{URL}{Format.RSS.file_name}"
    feeds = [(url, f"{rss[:start]}{escape(piece, quote=False)}{rss[end:]}".encode()) for piece in pieces]
    counts: Counter[str] = Counter()
    for piece, said in zip(pieces, asked(validator, python, feeds), strict=True):
        ours = dict(html.faults(piece))
        counts[f"ours {'found' if ours else 'nothing'}, theirs {'found' if said else 'nothing'}"] += 1
        if bool(ours) != bool(said):
            print(f"  {piece!r}: {'; '.join(ours.values())} | {said[0][2] if said else ''}")
    print(*(f"{words}: {number}" for words, number in sorted(counts.items())), sep="\n")


def _self_url(kind: Format, data: bytes) -> str:
    """Take the feed at its word where it stands: a folder does not know its address."""
    if kind is Format.JSON:
        return str(json.loads(data).get("feed_url"))
    match = re.search(rb'<(?:atom:)?link href="([^"]*)" rel="self"', data)
    return match[1].decode() if match else ""


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--validator", default="", metavar="DIR", help="a checkout of the W3C feed validator")
    parser.add_argument("--python", default=sys.executable, help="the Python that runs it")
    parser.add_argument(
        "--site", nargs="+", default=[], metavar="PUBLIC", help="judge the feeds of built sites"
    )
    parser.add_argument("--random", type=int, default=0, metavar="N", help="judge N random pieces of HTML")
    options = parser.parse_args()
    if options.random:
        print_random(options.random, options.validator, options.python)
    elif options.site:
        print_sites(options.site, options.validator, options.python)
    else:
        sys.exit(bool(print_table(options.validator, options.python)))


if __name__ == "__main__":
    main()
