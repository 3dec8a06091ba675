"""An explained article as one HTML page: sentences coloured by score, the points marked and numbered."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Final

from feedgen_site import languages
from feedgen_site.keypoints.explanation import Explained, Explanation

MARK: Final = "<!doctype html><!-- feedgen-site explain -->"
"""How every page of ours begins, so that only such a file is ever replaced."""

_STYLE: Final = """\
:root { color-scheme: light dark;
  --page: #fff; --ink: #1a1a1a; --soft: #5c5c5c; --line: #ddd; --hot: #ffb13d; }
@media (prefers-color-scheme: dark) {
  :root { --page: #16181b; --ink: #e9e9e9; --soft: #a6a6a6; --line: #3a3d42; --hot: #9a5a00; }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; background: var(--page); color: var(--ink);
  font: 1.05rem/1.75 Georgia, "Noto Serif", serif; }
h1 { line-height: 1.2; margin-bottom: .3rem; }
.soft, th, .why { color: var(--soft); }
.soft, table { font-family: system-ui, sans-serif; font-size: .85rem; line-height: 1.45; }
.sentence { padding: .1em 0;
  background: color-mix(in oklab, var(--hot) calc(var(--heat) * 1%), transparent); }
.point { text-decoration: underline 2px; text-underline-offset: .25em; }
.number { font: bold .75rem system-ui, sans-serif; border: 2px solid; border-radius: 1em; padding: 0 .4em;
  margin-inline-end: .3em; display: inline-block; line-height: 1.4; }
.scale { display: inline-block; width: 8rem; height: .8rem; vertical-align: middle;
  border: 1px solid var(--line);
  background: linear-gradient(to right, transparent, color-mix(in oklab, var(--hot) 66%, transparent)); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding-block: .4rem; padding-inline-end: .7rem;
  border-top: 1px solid var(--line); }
td:nth-child(2) { font-variant-numeric: tabular-nums; text-align: end; white-space: nowrap; }
"""


def draw(explanation: Explanation, headline: str, language: str) -> str:
    """Return the page: the article as a heat map, then a table of all sentences with their reasons."""
    paragraphs = groupby(explanation.sentences, key=lambda one: one.sentence.block)
    article = "\n".join(f"<p>{' '.join(map(_sentence, block))}</p>" for _, block in paragraphs)
    rows = "\n".join(map(_row, explanation.sentences))
    borrowed = "".join(f"<li>{escape(text)}</li>" for text in explanation.borrowed)
    if borrowed:
        borrowed = (
            f'<p class="soft">No prose to choose from; points of the standfirst:</p>\n<ul>{borrowed}</ul>\n'
        )
    tongue = f'lang="{escape(language)}" dir="{languages.direction(language)}"'
    return f"""{MARK}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(headline)}: why these points</title>
<style>
{_STYLE}</style></head>
<body>
<main>
<h1 {tongue}>{escape(headline)}</h1>
<p class="soft">{escape(language)}, ranker {escape(explanation.ranker)}.
Score: low <span class="scale"></span> high.
Points are underlined and numbered.</p>
{borrowed}<article {tongue}>
{article}
</article>
<h2>Why</h2>
<table>
<thead><tr><th scope="col">point</th><th scope="col">score</th><th scope="col">sentence</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</main>
</body></html>
"""


def told(one: Explained) -> str:
    """Say what moved the score of a sentence: `stands early +1.20, is long -0.31`."""
    return ", ".join(f"{move.what} {move.by:+.2f}" for move in one.moved)


def _sentence(one: Explained) -> str:
    number = f'<b class="number">{one.point}</b>' if one.point else ""
    title = escape(f"{one.score:.2f}: {one.why}" + (f" ({told(one)})" if one.moved else ""))
    kind = "sentence point" if one.point else "sentence"
    # Two thirds at most, so that text on the warmest colour stays easy to read.
    heat = round(66 * one.heat)
    text = escape(one.sentence.text)
    return f'{number}<span class="{kind}" style="--heat:{heat}" title="{title}">{text}</span>'


def _row(one: Explained) -> str:
    why = escape(f"{one.why}; {told(one)}" if one.moved else one.why)
    text = f'<span dir="auto">{escape(one.sentence.text)}</span><br><span class="why">{why}</span>'
    return f"<tr><td>{one.point or ''}</td><td>{one.score:.2f}</td><td>{text}</td></tr>"
