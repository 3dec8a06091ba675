"""Write a synthetic newsroom: articles of about 710 words, the same ones on every machine.

    python -m benchmarks.engine.corpus FOLDER [--articles N] [--tags N] [--authors N] [--seed N]

Article number 0 is the newest; a larger corpus holds the smaller one. Each article keeps to a few subjects of
its section, names the same people and places again, quotes them and gives figures: what rankers look at.
"""

from __future__ import annotations

import argparse
import os
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from benchmarks.engine import vocabulary
from benchmarks.engine.vocabulary import SECTIONS

NEWEST: Final = datetime(2026, 1, 4, 21, 0, tzinfo=UTC)
AS_OF: Final = "2026-01-05T06:00:00Z"
PER_DAY: Final = 27
WORDS: Final = 640
"""An article ends with the paragraph that reaches so many."""
TAGS_OF_EACH: Final = 3


@dataclass(frozen=True, slots=True)
class Article:
    """An article before it is spelled for a tool."""

    number: int
    slug: str
    headline: str
    standfirst: str
    date: datetime
    section: str
    tags: tuple[str, ...]
    author: str
    agency: str
    body: str

    @property
    def path(self) -> str:
        """Give the path in the content folder."""
        return f"{self.section}/{self.date:%Y-%m-%d}-{self.slug}.md"

    def yaml(self) -> str:
        """Spell the article with the front matter of most tools."""
        agency = f"agency: {self.agency}\n" if self.agency else ""
        return (
            f"---\ntitle: {self.headline}\nstandfirst: {self.standfirst}\n"
            f"date: {self.date:%Y-%m-%dT%H:%M:%SZ}\ntags: [{', '.join(self.tags)}]\n"
            f"author: {self.author}\n{agency}---\n{self.body}"
        )

    def pelican(self) -> str:
        """Spell the article with the header that Pelican reads."""
        return (
            f"Title: {self.headline}\nSummary: {self.standfirst}\nDate: {self.date:%Y-%m-%d %H:%M}\n"
            f"Category: {self.section}\nTags: {', '.join(self.tags)}\nAuthor: {self.author}\n"
            f"Slug: {self.slug}\n\n{self.body}"
        )


class Ranked:
    """Words drawn by rank: the nth about 1/n as often as the first."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._sums = [*accumulate(1 / (rank + 2.7) for rank in range(len(words)))]

    def draw(self, random: Random) -> str:
        """Draw one."""
        return self._words[bisect(self._sums, random.random() * self._sums[-1])]


class Newsroom:
    """What all articles of a corpus share: its names, places, tags and authors."""

    def __init__(self, seed: int = 7, tags: int = 40, authors: int = 60) -> None:
        random = Random(f"{seed}:newsroom")
        self.seed = seed
        self.people = Ranked(vocabulary.people(random, 4000))
        self.places = Ranked(vocabulary.places(random, 1500))
        self.authors = Ranked(vocabulary.people(random, authors))
        self.tags = Ranked(vocabulary.topics(random, tags))
        self.nouns = Ranked(vocabulary.NOUNS)
        self.verbs = Ranked(vocabulary.VERBS)
        self.adjectives = Ranked(vocabulary.ADJECTIVES)
        self.adverbs = Ranked(vocabulary.ADVERBS)

    def articles(self, count: int) -> Iterator[Article]:
        """Yield the first so many articles, newest first."""
        return map(self.article, range(count))

    def article(self, number: int, date: datetime | None = None) -> Article:
        """Write one article; the same for a number, whatever else is written."""
        return Reporter(self, Random(f"{self.seed}:{number}")).write(number, date or _date(number))


def _date(number: int) -> datetime:
    """Give the moment of an article: some 27 a day, within the hours of a newsroom."""
    day, place = divmod(number, PER_DAY)
    return NEWEST - timedelta(days=day, minutes=place * 30 + number % 7)


class Reporter:
    """Writes one article: who and what it is about is decided first, then sentence after sentence."""

    def __init__(self, newsroom: Newsroom, random: Random) -> None:
        self._room, self._random = newsroom, random
        self._section = random.choice(SECTIONS)
        self._subjects = random.sample(vocabulary.SUBJECTS[self._section], 5)
        self._people = [newsroom.people.draw(random) for _ in range(4)]
        self._titles = [random.choice(vocabulary.TITLES) for _ in self._people]
        self._place, self._other_place = (newsroom.places.draw(random) for _ in range(2))
        self._body = f"{self._place} {random.choice(vocabulary.BODIES)}"

    def write(self, number: int, date: datetime) -> Article:
        """Write the article."""
        room, random = self._room, self._random
        headline = _title(
            f"{self._place} {self._subject()} {room.verbs.draw(random)} after {room.adjectives.draw(random)} "
            f"{self._subject()} {room.nouns.draw(random)}"
        )
        tags = dict.fromkeys(room.tags.draw(random) for _ in range(TAGS_OF_EACH * 3))
        slug = f"{headline.lower().replace(' ', '-')}-{number}"
        return Article(
            number=number,
            slug=slug,
            headline=headline,
            standfirst=self._statement(),
            date=date,
            section=self._section,
            tags=tuple(tags)[:TAGS_OF_EACH],
            author=room.authors.draw(random),
            agency=random.choice(vocabulary.AGENCIES) if random.random() < 0.2 else "",
            body=self._text(),
        )

    def _text(self) -> str:
        random, parts, words = self._random, [], 0
        while words < WORDS:
            sentences = [self._sentence() for _ in range(random.choice((1, 2, 2, 2, 3)))]
            paragraph = " ".join(sentences)
            words += paragraph.count(" ") + 1
            parts.append(self._marked_up(paragraph))
            if len(parts) % 7 == 0:
                parts.append(f"## {_title(self._phrase())}")
        if random.random() < 0.15:
            parts.insert(5, "\n".join(f"- {self._statement()}" for _ in range(3)))
        return "\n\n".join(parts) + "\n"

    def _marked_up(self, paragraph: str) -> str:
        """Give some paragraphs a link, an emphasis or the form of a quotation."""
        chance = self._random.random()
        words = paragraph.split(" ")
        place = len(words) // 2
        if chance < 0.12 and words[place].isalpha():
            words[place] = f"[{words[place]}](https://example.com/{self._random.randrange(10000)})"
        elif chance < 0.2 and words[place].isalpha():
            words[place] = f"*{words[place]}*"
        elif chance < 0.24:
            words[0] = f"> {words[0]}"
        return " ".join(words)

    def _sentence(self) -> str:
        random = self._random
        chance = random.random()
        if chance < 0.46:
            return self._statement()
        if chance < 0.62:
            return self._figure()
        if chance < 0.78:
            return self._quote()
        return self._sequel() if chance < 0.92 else self._short()

    def _statement(self) -> str:
        room, random = self._room, self._random
        adverb = f"{room.adverbs.draw(random)} " if random.random() < 0.25 else ""
        end = random.choice(
            (
                f"in {self._where()}",
                f"on {random.choice(_WEEKDAYS)}",
                f"after the {room.nouns.draw(random)} of the {self._subject()}",
                f"because the {room.nouns.draw(random)} {room.verbs.draw(random)} {self._phrase()}",
                f"while {self._phrase()} {room.verbs.draw(random)} the {self._subject()}",
                f", which {room.verbs.draw(random)} the {room.nouns.draw(random)} near {self._where()}",
            )
        )
        gap = "" if end.startswith(",") else " "
        return _capital(f"{self._who()} {adverb}{room.verbs.draw(random)} {self._phrase()}{gap}{end}.")

    def _figure(self) -> str:
        room, random = self._room, self._random
        amount = random.choice(
            (
                f"{random.randrange(2, 990)}",
                f"{random.randrange(2, 99)}.{random.randrange(1, 10)}",
                f"{random.randrange(1, 99)},{random.randrange(100, 1000)}",
            )
        )
        return (
            f"{random.choice(('About', 'Nearly', 'More than', 'At least'))} {amount} "
            f"{random.choice(vocabulary.UNITS)} were {room.verbs.draw(random)} by {self._phrase()} "
            f"in {random.choice(_MONTHS)} {random.randrange(1990, 2027)}, the {self._body} said, "
            f"against {random.randrange(2, 900)} for the {room.nouns.draw(random)} a year before."
        )

    def _quote(self) -> str:
        room, random = self._room, self._random
        place = random.randrange(len(self._people))
        name = self._people[place].split(" ", 1)[1] if random.random() < 0.6 else self._people[place]
        said = random.choice(("said", "wrote", "argued", "added", "warned"))
        return (
            f"“The {self._subject()} {room.verbs.draw(random)} {self._phrase()}, and we "
            f"{room.verbs.draw(random)} the {room.nouns.draw(random)},” "
            f"{said} {name}, the {self._titles[place]} of {self._where()}."
        )

    def _sequel(self) -> str:
        """Give a sentence that leans on the one before."""
        room, random = self._room, self._random
        opening = random.choice(
            ("However, it", "He", "She also", "Meanwhile, they", "But that", "This", "Its mayor")
        )
        return f"{opening} {room.verbs.draw(random)} {self._phrase()} for {random.randrange(2, 40)} weeks."

    def _short(self) -> str:
        room, random = self._room, self._random
        return f"The {self._subject()} {room.verbs.draw(random)} {room.adverbs.draw(random)}."

    def _who(self) -> str:
        random = self._random
        place = random.randrange(len(self._people))
        return random.choice(
            (
                f"the {self._subject()} {self._room.nouns.draw(random)}",
                f"the {self._body}",
                self._people[place],
                f"the {self._titles[place]}, {self._people[place]},",
                f"{random.choice(('Mr.', 'Mrs.', 'Dr.'))} {self._people[place].split(' ', 1)[1]}",
                self._phrase(),
            )
        )

    def _phrase(self) -> str:
        room, random = self._room, self._random
        noun = self._subject() if random.random() < 0.35 else room.nouns.draw(random)
        adjective = f"{room.adjectives.draw(random)} " if random.random() < 0.6 else ""
        rest = f" of the {room.nouns.draw(random)}" if random.random() < 0.3 else ""
        return f"the {adjective}{noun}{rest}"

    def _subject(self) -> str:
        return self._subjects[min(self._random.randrange(5), self._random.randrange(5))]

    def _where(self) -> str:
        chance = self._random.random()
        if chance < 0.4:
            return self._place
        return self._other_place if chance < 0.6 else self._room.places.draw(self._random)


_OPENINGS: Final = ("However, it", "He", "She also", "Meanwhile, they", "But that", "This", "Its mayor")
_WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(text: str) -> str:
    return _capital(text.removeprefix("the "))


def write(folder: str, articles: Iterator[Article]) -> None:
    """Write articles into a content folder."""
    for section in SECTIONS:
        os.makedirs(os.path.join(folder, section), exist_ok=True)
    for article in articles:
        put(os.path.join(folder, article.path), article.yaml())


def put(path: str, text: str) -> None:
    """Write a text with `\\n` line ends, whatever the system."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def main() -> None:
    """Write a corpus and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--tags", type=int, default=40)
    parser.add_argument("--authors", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    newsroom = Newsroom(asked.seed, asked.tags, asked.authors)
    write(asked.folder, newsroom.articles(asked.articles))


if __name__ == "__main__":
    main()
