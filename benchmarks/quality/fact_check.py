"""Judge the fact check: alarms on points as extracted, and how many altered facts it finds, by class.

    python benchmarks/quality/fact_check.py ../shared [DOCUMENTS]

Points are extracted from real articles and checked against them: every alarm is false, and printed. Then one
fact of a point is altered (a digit, a unit, a percentage, a sum, a date, a letter of a name, a name, a quoted
word), so that the article no longer says it, and the share found is printed for each class.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from feedgen_site import config, sources
from feedgen_site.article import parse
from feedgen_site.keypoints import extract
from feedgen_site.keypoints.evidence import Evidence, dates, names, numbers, quotes
from feedgen_site.problem import Problem

SETS = dict(
    item.split(":")
    for item in "bbc.text:en cnn_stories.train:en inshorts.train:en orangesum_fr.train:fr "
    "vietnews_vi.train:vi indosum_id.train:id lctt_zh.train:zh ant_ar.train:ar".split()
)
MONTHS = "January February March April June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SWAPS = dict(
    item.split(":")
    for item in "km:miles miles:km metres:feet feet:metres kg:tonnes hours:days days:weeks weeks:months "
    "months:years years:months minutes:hours".split()
)
STRANGERS = (
    "Obradovic Kessington Yamadera Fitzwarren Oyelaran Castellane Brudvik Thistlewood Marangoni".split()
)

Document = tuple[str, str, str, list[str]]
"""Name, language, headline, blocks."""


def documents(shared: Path, most: int) -> Iterator[Document]:
    """Yield articles of the sites first (as the loader reads them), then of the data sets, evenly."""
    settings, _ = config.load(None, "site.yaml", "https://example.org/")
    for folder in sorted((shared / "corpora").glob("*/content")):
        articles = sources.scan(str(folder)).articles
        for source in articles[:: max(1, len(articles) * 4 // max(1, most // 2))]:
            data = sources.read(source)
            text = data if isinstance(data, Problem) else sources.decoded(source.path, data)
            article = None if isinstance(text, Problem) else parse(source.path, text, settings).article
            if article:
                yield (
                    source.path,
                    article.language,
                    article.headline,
                    [block.text for block in article.blocks],
                )
    for name, language in SETS.items():
        with gzip.open(shared / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in list(lines)[: max(1, most // 2 // len(SETS))]:
                row = json.loads(line)
                yield f"{name} {row['id']}", language, row.get("title") or "", row["text"].split("\n")


def mutations(point: str, language: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (class, altered point): one for each class that the point offers."""

    def altered(start: int, end: int, new: str) -> str:
        return point[:start] + new + point[end:]

    whens = [(when.span.start, when.span.end) for when in dates.read(point)]
    for found in numbers.read(point, language):
        if any(a < found.span.end and found.span.start < b for a, b in whens):
            continue
        digits = [i for i in range(found.span.start, found.span.end) if point[i] in "0123456789"]
        if digits:
            at = chance.choice(digits)
            digit = chance.choice([d for d in "123456789" if d != point[at]])
            unit = found.unit if isinstance(found, numbers.Number) else "code"
            kind = {"%": "percentage", "": "number", "code": "number"}.get(
                unit, "money" if unit in "$€£¥₹" else "measure"
            )
            yield kind, altered(at, at + 1, digit)
        tail = re.search(r"[A-Za-z]+$", point[found.span.start : found.span.end])
        if tail and tail[0] in SWAPS:
            yield "unit", altered(found.span.start + tail.start(), found.span.end, SWAPS[tail[0]])
    for start, end in whens[:1]:
        words = point[start:end]
        for known, kind in ((WEEKDAYS, "weekday"), (MONTHS, "month")):
            for word in known:
                if word in words:
                    yield (
                        kind,
                        altered(
                            start, end, words.replace(word, chance.choice([w for w in known if w != word]))
                        ),
                    )
        if day := re.search(r"(?<!\d)\d{1,2}(?!\d)", words):
            yield (
                "day",
                altered(
                    start + day.start(),
                    start + day.end(),
                    str(1 + (int(day[0]) + chance.randrange(3, 20)) % 28),
                ),
            )
    found_names = [n for n in names.read(point) if not any(a <= n.span.start < b for a, b in whens)]
    real = [name for name in found_names if not name.first]
    if real:
        name = chance.choice(real)
        kind = "name, German" if language == "de" else "name"
        yield kind, altered(name.span.start, name.span.end, chance.choice(STRANGERS))
        long = [one for one in real if len(one.word) > 5 and one.word.isalpha()]
        if long:
            name = chance.choice(long)
            at = name.span.start + chance.randrange(1, len(name.word) - 2)
            yield (
                "misspelling",
                altered(at, at + 1, chance.choice([c for c in "aeioulnrst" if c != point[at].lower()])),
            )
    for quote in quotes.read(point):
        inner = list(re.finditer(r"[A-Za-z]{4,}", quote.words))
        if inner:
            word = chance.choice(inner)
            start = quote.span.start + word.start()
            yield "quote", altered(start, start + len(word[0]), "purportedly")


def stands(point: str, altered: str, article: str) -> bool:
    """Tell whether what was put into a point stands elsewhere in the article, so that nothing is wrong."""
    start = next(i for i, (a, b) in enumerate(zip(point, altered + " ", strict=False)) if a != b)
    left = max((m.end() for m in re.finditer(r"[^\w.,]", altered[:start])), default=0)
    right = re.compile(r"[^\w.,]|$").search(altered, start)
    word = altered[left : right.start() if right else None].strip(".,")
    if word.isalpha() and word in SWAPS.values():
        before = re.search(r"[\d.,]+\W?$", altered[:left])
        word = (before[0] if before else "") + word
    digits = re.search(r"\d[\d.,]*", word) if start < left + len(word) and altered[start].isdigit() else None
    around = (r"(?<![\d])", r"(?![\d])") if digits else (r"(?<!\w)", r"(?!\w)")
    wanted = digits[0].strip(".,") if digits else word
    return re.search(around[0] + re.escape(wanted) + around[1], article, re.IGNORECASE) is not None


def main() -> None:
    """Print the false alarms, then the table of altered facts found."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    chance = random.Random(20260104)
    points = alarms = articles = 0
    seconds = 0.0
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for name, language, headline, blocks in documents(Path(sys.argv[1]), int((sys.argv[2:] or ["5000"])[0])):
        extraction = extract(blocks, headline=headline, language=language)
        if not extraction.points:
            continue
        articles += 1
        started = time.perf_counter()
        whole = "\n".join((headline, *blocks))
        evidence = Evidence(whole, language)
        seconds += time.perf_counter() - started
        for point in extraction.points:
            points += 1
            started = time.perf_counter()
            found = evidence.mismatches(point.text)
            seconds += time.perf_counter() - started
            if found:
                alarms += 1
                print(f"ALARM {name}: {[(m.kind.value, m.words) for m in found]} in {point.text!r}")
                continue
            for kind, text in mutations(point.text, language, chance):
                if stands(point.text, text, whole):
                    continue
                tried[kind] += 1
                if evidence.mismatches(text):
                    caught[kind] += 1
                elif "-v" in sys.argv and tried[kind] - caught[kind] < 12:
                    print(f"MISSED {kind} {name}: {text!r}\n    was {point.text!r}")
    print(
        f"{articles} articles, {points} points, {alarms} alarms; "
        f"{1000 * seconds / max(1, articles):.1f} ms an article"
    )
    for kind in sorted(tried):
        print(f"{kind:12} {caught[kind]:5} of {tried[kind]:5} {100 * caught[kind] / tried[kind]:6.1f} %")


if __name__ == "__main__":
    main()
