"""The quick search for a sentence on its page, beside the pattern that says what a browser does."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from feedgen_site.pages.fragments import BodyText, _folded, _Page, _page, _Wording, body_text, link

TEXT = st.text("abABéÉςσıiİ \n", min_size=1, max_size=40)
WORDS = st.lists(st.text("abBéσ", min_size=1, max_size=2), min_size=1, max_size=2).map(" ".join)
WORDINGS = st.builds(
    _Wording, st.just("") | WORDS, st.lists(WORDS, min_size=1, max_size=2).map(tuple), st.just("") | WORDS
)


def page_of(text: str) -> _Page:
    """Give a page without text above the body."""
    return _page("", BodyText(text, {}))


@given(TEXT, WORDINGS, st.data())
@example("a ba  b", _Wording("", ("a", "b"), ""), None)
def test_the_quick_search_finds_what_the_pattern_finds(
    text: str, wording: _Wording, data: st.DataObject | None
) -> None:
    """For every text, every wording, and every stretch that may be meant: the match itself, or another."""
    page = page_of(text)
    match = wording.first_match(page.text)
    assert match is None or page.finds(wording, *match, page.place(*match))
    if data is not None:
        first = data.draw(st.integers(0, len(text)))
        last = data.draw(st.integers(first, len(text)))
        assert page.finds(wording, first, last, page.place(first, last)) == (match == (first, last))


@given(TEXT, TEXT, st.lists(st.integers(0, 40)))
def test_a_page_is_folded_as_a_whole(above: str, text: str, starts: list[int]) -> None:
    """Also in pieces, between the sentences whose places are asked for."""
    sentences = {str(start): (start, len(text)) for start in starts if start < len(text)}
    page = _page(above, BodyText(text, sentences))
    assert page.folded == _folded(page.text)
    for first, known in page.starts.items():
        assert known == len(_folded(page.text[:first]))


PARAGRAPH = st.lists(st.sampled_from(["A", "a,", "b.", "cc"]), min_size=1, max_size=60)


@given(st.lists(PARAGRAPH, min_size=1, max_size=12), PARAGRAPH, st.data())
def test_what_comes_well_after_a_sentence_decides_nothing(
    paragraphs: list[list[str]], above: list[str], data: st.DataObject
) -> None:
    """A body is read only a little beyond its last source, and the link is that of a body read whole."""
    which = data.draw(st.integers(0, len(paragraphs) - 1))
    words = paragraphs[which]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    marked = [
        *words[:first],
        f'<span id="s-1" class="source">{" ".join(words[first:last])}</span>',
        *words[last:],
    ]
    html = [
        f"<p>{' '.join(marked if place == which else words)}</p>" for place, words in enumerate(paragraphs)
    ]
    whole = " ".join(f"\n{' '.join(words)}\n" for words in paragraphs)
    read = body_text("\n".join(html))
    assert whole.startswith(read.text)
    before = " ".join(above)
    assert link("s-1", before, read) == link("s-1", before, BodyText(whole, read.sentences))
