"""An article's source → its body: Markdown to HTML, sanitized, links found, text blocks mapped back to it.

    source -> litter.cleaned -> parsing -> sanitize.sanitized -> finishing -> Body
    Body -> blocks, without what is no prose (prose) -> Block
    Body, sentences of its blocks -> marks -> Body with marks

`rendering` is the way; `losses` finds what a text lost on it. The one parser is markdown-it; nothing after
`render` depends on it, for text blocks come from the sanitized HTML. HTML bodies take the same way without
the parser.
"""

from __future__ import annotations

from feedgen_site.markdown.marks import marks_of
from feedgen_site.markdown.rendering import EMPTY, Rendered, plain, render

__all__ = ["EMPTY", "Rendered", "marks_of", "plain", "render"]
