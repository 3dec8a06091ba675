"""Cross-site scripting: what a stranger tries, in Markdown and in HTML, and what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import sanitize
from feedgen_site.pictures.svg import is_active_svg
from tests.fuzz.promises import Judge, scripts

VECTORS = r'''
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script/x>alert(1)</script >
<<script>alert(1);//<</script>
</p><script>alert(1)</script><p>
<img src=x onerror=alert(1)>
<img src=x onerror="alert&lpar;1&rpar;">
<img/src=x/onerror=alert(1)>
<img src="x` `<script>alert(1)</script>"` `>
<img """><script>alert(1)</script>">
<IMG SRC=JaVaScRiPt:alert(1)>
<IMG SRC=`javascript:alert(1)`>
<img src="jav&#x09;ascript:alert(1)">
<img src="jav&#x0A;ascript:alert(1)">
<img src=" &#14; javascript:alert(1)">
<img src=&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#114&#105&#112&#116&#58alert(1)>
<img dynsrc="javascript:alert(1)" lowsrc="javascript:alert(1)">
<img srcset="javascript:alert(1) 1x, x 2x" sizes="1px">
<img src="data:image/svg+xml,<svg onload=alert(1)>">
<a href="javascript:alert(1)">a</a>
<a href="JAVASCRIPT:alert(1)">a</a>
<a href="  javascript:alert(1)">a</a>
<a href="java&#10;script:alert(1)">a</a>
<a href="java&NewLine;script:alert(1)">a</a>
<a href="java&Tab;script&colon;alert(1)">a</a>
<a href="&#x6A;&#x61;&#x76;&#x61;&#x73;&#x63;&#x72;&#x69;&#x70;&#x74;&#x3A;alert(1)">a</a>
<a href="&#1;javascript:alert(1)">a</a>
<a href="javascript&#58;alert(1)">a</a>
<a href="&nbsp;javascript:alert(1)">a</a>
<a href="javascript://example.org/%0aalert(1)">a</a>
<a href="vbscript:msgbox(1)">a</a>
<a href="VbScRiPt:msgbox(1)">a</a>
<a href="livescript:alert(1)">a</a>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">a</a>
<a href="DATA:text/html,<script>alert(1)</script>">a</a>
<a href="blob:https://example.org/1">a</a>
<a href="file:///etc/passwd">a</a>
<a href="feed:javascript:alert(1)">a</a>
<a href="view-source:javascript:alert(1)">a</a>
<a href="\\evil.example\x" target=_blank>a</a>
<a href=x onmouseover=alert(1)>a</a>
<a href="x" onfocus=alert(1) autofocus tabindex=1>a</a>
<a href="x" ping="https://evil.example" download="x.exe">a</a>
<a xlink:href="javascript:alert(1)">a</a>
<a href='x" onclick="alert(1)'>a</a>
<p style="background:url(javascript:alert(1))">a</p>
<p style="width:expression(alert(1))">a</p>
<p STYLE=behavior:url(x.htc)>a</p>
<style>@import 'javascript:alert(1)';</style>
<style><img src="</style><img src=x onerror=alert(1)//">
<link rel=stylesheet href=//evil.example/x.css>
<link rel=import href=data:text/html,x>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<meta http-equiv=refresh content="0;url=data:text/html,x">
<base href="javascript:alert(1)//">
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<frameset><frame src="javascript:alert(1)"></frameset>
<object data="javascript:alert(1)"></object>
<object type=text/html data="data:text/html,x"></object>
<embed src="javascript:alert(1)">
<applet code=x></applet>
<svg onload=alert(1)>
<svg/onload=alert(1)//
<svg><script>alert(1)</script></svg>
<svg><script>alert&#40;1)</script></svg>
<svg><a xlink:href="javascript:alert(1)"><text y=9>a</text></a></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><set attributeName=href to=javascript:alert(1)>
<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>
<svg><use href="data:image/svg+xml,<svg id='x'><script>alert(1)</script></svg>#x">
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<math><mtext><script>alert(1)</script></mtext></math>
<math href="javascript:alert(1)">a</math>
<math><mi//xlink:href="data:x,<script>alert(1)</script>">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<form action="javascript:alert(1)"><input type=submit></form>
<form><button formaction="javascript:alert(1)">a</button></form>
<input onfocus=alert(1) autofocus>
<isindex type=image src=1 onerror=alert(1)>
<select onfocus=alert(1) autofocus><option>a</select>
<textarea onfocus=alert(1) autofocus></textarea>
<textarea></textarea><script>alert(1)</script>
<details open ontoggle=alert(1)><summary>a</summary></details>
<video src=x onerror=alert(1)></video>
<video><source onerror=alert(1) src=x></video>
<audio src=x onerror=alert(1)>
<picture><source srcset="x" onerror=alert(1)><img src=x></picture>
<marquee onstart=alert(1)>a</marquee>
<body onload=alert(1)>
<html onmouseover=alert(1)>
<table background="javascript:alert(1)"><tr><td background="javascript:alert(1)">a</td></tr></table>
<div onpointerenter=alert(1)>a</div>
<b/onclick=alert(1)>a</b>
<x onclick=alert(1)>a</x>
<xss id=x tabindex=1 onfocus=alert(1)></xss>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<template><script>alert(1)</script></template>
<title><a href="</title><img src=x onerror=alert(1)>"></title>
<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp>
<plaintext><script>alert(1)</script>
<!--><img src=x onerror=alert(1)>-->
<!-- --!><img src=x onerror=alert(1)>
<![CDATA[<img src=x onerror=alert(1)>]]>
<?xml version="1.0"?><script>alert(1)</script>
<!DOCTYPE x [<!ENTITY y "<script>alert(1)</script>">]>&y;
<p title="x"onclick="alert(1)">a</p>
<p title='"><script>alert(1)</script>'>a</p>
<q cite="javascript:alert(1)">a</q>
<blockquote cite="javascript:alert(1)">a</blockquote>
<del cite="javascript:alert(1)">a</del>
<ol type="javascript:alert(1)"><li value="x">a</li></ol>
<time datetime="javascript:alert(1)">a</time>
<p id="x' onclick='alert(1)" class='a" onclick="alert(1)'>a</p>
<p lang='x" onclick="alert(1)'>a</p>
<a href="fgs0123456789abcdef-0-">a</a>
[a](javascript:alert(1))
[a](JaVaScRiPt:alert(1))
[a](<javascript:alert(1)>)
[a](java&#x09;script:alert(1))
[a](&#106;avascript:alert(1))
[a](vbscript:x)
[a](data:text/html,x)
[a](file:///etc/passwd)
[a](x "onclick=alert(1)")
[a](x"onclick=alert(1))
![a](javascript:alert(1))
![a" onerror="alert(1)](x)
![a](x" onerror="alert(1))
<javascript:alert(1)>
[a]: javascript:alert(1)
`</code><script>alert(1)</script>`
'''.strip().split("\n")


@pytest.mark.parametrize("is_html", [False, True], ids=["markdown", "html"])
@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_runs(vector: str, is_html: bool) -> None:
    """The vector alone, within text, and within an element leaves nothing that a browser would run."""
    for source in (
        vector,
        f"Before {vector} after.",
        f"<div>\n\n{vector}\n\n</div>",
        f"<b title='{vector}'>x</b>",
    ):
        assert scripts(source, is_html=is_html) == []


def test_the_judge_sees_scripts() -> None:
    """The judge of these tests would notice each kind of script."""
    for html in (
        "<script>",
        "<p onclick=x>",
        '<a href="java\nscript:x">',
        "<p style=x>",
        '<img src="data:x">',
    ):
        assert Judge(html).found


def test_vectors_are_many() -> None:
    """There are at least 120 vectors."""
    assert len(set(VECTORS)) >= 120


PIECES = st.lists(
    st.sampled_from(
        [
            *"<>\"'/= &;:-!`",
            "<a ",
            "<img ",
            "href=",
            "src=",
            "javascript:",
            "&#x6A;",
            "onerror=",
            "alert(1)",
            "<svg>",
            "<math>",
            "<style>",
            "</style>",
            "<!--",
            "-->",
            "<mtext>",
            "<table>",
            "<title>",
            "</title>",
            "<p>",
            "</p>",
            "\n",
            "x",
            "<b ",
            "\x00",
        ]
    ),
    max_size=25,
).map("".join)


@given(PIECES)
def test_nothing_made_of_pieces_runs(source: str) -> None:
    """Nor does anything put together at random from their pieces."""
    assert scripts(source, is_html=True) == []
    assert scripts(source, is_html=False) == []


@given(PIECES)
def test_cleaning_twice_changes_nothing(source: str) -> None:
    """Clean HTML read again is the same, but for tables, which HTML itself moves about (mutation XSS)."""
    once = sanitize.sanitized(source, "a.md")
    if not once.targets and "<table" not in source:
        again = sanitize.sanitized(once.html.replace('id="u-', 'id="'), "a.md")
        assert again.html == once.html


def test_an_input_cannot_hold_its_own_tokens() -> None:
    """Text that looks like the token of another input stays text."""
    token = sanitize.sanitized('<a href="x">a</a>', "a.md").html
    found = sanitize.sanitized(f"{token} {token}", "a.md")
    assert len(found.targets) == 2
    assert all(target.startswith("/fgs") for target in found.targets)


@pytest.mark.parametrize(
    "svg",
    [
        "<script>alert(1)</script>",
        "<SCRIPT>x</SCRIPT>",
        "<svg:script>x</svg:script>",
        "< script>",
        '<g onload="x">',
        "<g ONCLICK = 'x'>",
        '<a href="javascript:x">',
        '<a xlink:href="JavaScript:x">',
        "<foreignObject>",
        '<image href="data:text/html,x">',
        "<animate attributeName='href' to='x'>",
        "<set to='x'/>",
        "<handler>",
        "<iframe src='x'>",
        "<!DOCTYPE svg [ <!ENTITY x 'y'> ]>",
        "<a href='java&#115;cript:x'>",
        "<?xml-stylesheet href='x'?>",
    ],
)
def test_an_active_svg(svg: str) -> None:
    """An SVG that could run, change itself or hide something is active, wherever it does so."""
    assert is_active_svg(f"<svg xmlns='http://www.w3.org/2000/svg'>{svg}</svg>".encode())
    assert is_active_svg(f"<svg>{svg}</svg>".encode("utf-16"))


@pytest.mark.parametrize(
    "svg",
    [
        "<path d='M0 0h9'/>",
        "<text>On a song</text>",
        "<use href='#a'/>",
        "<image href='data:image/png;base64,iVBO'/>",
        "<style>path{fill:red}</style>",
        "<description>settings</description>",
    ],
)
def test_an_svg_that_is_only_a_picture(svg: str) -> None:
    """A picture is none."""
    assert not is_active_svg(
        f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>'.encode()
    )
