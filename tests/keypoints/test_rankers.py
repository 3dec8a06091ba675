"""The rankers: what each keeps to, and that the check for it finds every breach."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

import pytest

from feedgen_site.cli import starter
from feedgen_site.keypoints import DEFAULT, RANKERS, Document, PointRules, Ranker, conformance, extract
from feedgen_site.keypoints import rankers as lookup
from tests.support import AS_OF


@pytest.mark.parametrize("name", RANKERS)
def test_a_built_in_ranker_conforms(name: str) -> None:
    """What is asked of packages is kept by our own."""
    conformance.check(RANKERS[name])


def test_hash_seeds_change_no_score() -> None:
    """Every built-in ranker scores the same in processes whose sets and dicts are in another order."""
    program = (
        "from feedgen_site.keypoints import RANKERS, conformance\n"
        "print([[*map(ranker, (d for _, d in conformance.documents()))] for ranker in RANKERS.values()])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1


def test_the_default_does_not_move() -> None:
    """A site that names no ranker, and one made by `init`, stay with one version of one ranker."""
    assert DEFAULT == PointRules().ranker == "learned@1"


def test_a_starter_site_names_its_ranker(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A later default does not reach it."""
    folder = tmp_path_factory.mktemp("starter")
    starter.new_site(str(folder), AS_OF)
    assert "\npoints:\n  ranker: learned@1\n" in (folder / "content/site.yaml").read_text("utf-8")


def _zeros(document: Document) -> list[float]:
    return [0.0 for _ in document.sentences]


def _calls() -> Callable[[Document], list[float]]:
    """Make a ranker that remembers how often it was called."""
    times = count()
    return lambda document: [float(next(times)) for _ in document.sentences]


def _strict(document: Document) -> Sequence[float]:
    """Score by the first sentence, without asking whether there is one."""
    longest = max(len(sentence.text) for sentence in document.sentences)
    return [len(sentence.text) / longest for sentence in document.sentences]


def _generator(document: Document) -> Iterator[float]:
    yield from _zeros(document)


BROKEN: dict[str, tuple[Any, str]] = {
    "too many": (
        lambda document: [*_zeros(document), 1.0],
        "an article: 8 scores expected, one for each sentence, got 9",
    ),
    "not a number": (
        lambda document: [float("nan")] * len(document.sentences),
        "an article: sentence 0 got nan; a finite number expected",
    ),
    "infinite": (
        lambda document: [1e999 if not document.headline else 1.0] * len(document.sentences),
        "an article without headline: sentence 0 got inf; a finite number expected",
    ),
    "words": (
        lambda document: ["high" for _ in document.sentences],
        "an article: sentence 0 got 'high'; a finite number expected",
    ),
    "nothing": (lambda _: None, "an article: a sequence of scores expected, got NoneType"),
    "a generator": (_generator, "an article: a sequence of scores expected, got generator"),
    "a memory": (
        _calls(),
        "when it was ranked again after other documents; scores may depend on the document alone",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_check_finds_a_broken_promise(name: str) -> None:
    """Each breach is named with the document it shows on."""
    ranker, message = BROKEN[name]
    with pytest.raises(AssertionError) as caught:
        conformance.check(ranker)
    assert message in str(caught.value)


def test_the_check_says_on_which_document_a_ranker_fell() -> None:
    """What it raised stays as it is, with a note."""
    with pytest.raises(ValueError, match="empty") as caught:
        conformance.check(_strict)
    assert caught.value.__notes__ == ["the ranker was given an empty document"]


def test_the_check_takes_what_conforms() -> None:
    """Whole numbers and tuples are scores too."""
    conformance.check(lambda document: tuple(range(len(document.sentences))))


@pytest.mark.parametrize(
    ("ranker", "error"),
    [
        pytest.param(lambda _: [1.0], ValueError, id="one score for two sentences"),
        pytest.param(lambda _: ["high", "low"], ValueError, id="words"),
        pytest.param(lambda _: None, TypeError, id="nothing"),
        pytest.param("no callable", TypeError, id="no callable"),
    ],
)
def test_a_ranker_that_fails_is_named(
    monkeypatch: pytest.MonkeyPatch, ranker: Ranker, error: type[Exception]
) -> None:
    """A bug keeps its traceback, and tells whose it is and on which article."""
    monkeypatch.setitem(RANKERS, "mine", ranker)
    with pytest.raises(error) as caught:
        extract(["One went out. Two came home."], headline="A bridge", rules=PointRules(ranker="mine"))
    assert caught.value.__notes__ == ["taking points of 'A bridge' with the ranker 'mine'"]


def test_an_unknown_name_is_no_ranker() -> None:
    """Neither built in nor installed."""
    with pytest.raises(KeyError):
        lookup.named("nobody wrote this")
    assert lookup.packages("nobody wrote this") == ()
    assert lookup.packages("learned@1") == ()


def test_built_in_names_do_not_ask_what_is_installed() -> None:
    """Reading the list of installed packages takes longer than ranking does."""
    program = (
        "import sys\nfrom feedgen_site.keypoints import extract\nextract(['One two three four five six.'])\n"
        "print('importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
