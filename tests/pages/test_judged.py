"""What programs that others wrote say of our markup and stylesheets: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import everything, web
from tests.support import ROOT, put, sample_site

pytestmark = pytest.mark.slow
STYLESHEETS = ("style.css", "feed.css", "search.css")
EXAMPLE = ROOT / "docs" / "example-theme"


def test_every_page_is_valid_html(tmp_path: Path) -> None:
    """The Nu HTML Checker has neither error nor warning for any page, of the sample or with everything."""
    tongues = (everything.ENGLISH, everything.ARABIC)
    folders = [everything.built(tmp_path / tongue.language, tongue) for tongue in tongues]
    assert web.markup_errors([sample_site(tmp_path / "sample"), *folders]) == []


def test_invalid_html_is_noticed(tmp_path: Path) -> None:
    """A checker that reads nothing would find nothing either."""
    put(
        tmp_path / "deep/page.html", "<!DOCTYPE html><html lang=en><title>x</title><p><h1>y</h1></p></html>\n"
    )
    (error,) = web.markup_errors([tmp_path])
    assert "page.html:1: No “p” element in scope" in error


def test_stylesheets_are_clean() -> None:
    """stylelint's standard rules, less the few of .ci/web/stylelint.config.mjs."""
    assert (
        web.style_errors([*(ROOT / "templates" / name for name in STYLESHEETS), EXAMPLE / "extra.css"]) == []
    )


def test_a_bad_stylesheet_is_noticed(tmp_path: Path) -> None:
    """An unknown property, an invalid colour and a rule without content."""
    file = put(tmp_path / "bad.css", "a {\n  colour: red;\n}\n\nb {\n  color: #12;\n}\n\ni {\n}\n")
    said = "\n".join(web.style_errors([file]))
    assert all(
        rule in said
        for rule in ("property-no-unknown", "declaration-property-value-no-unknown", "block-no-empty")
    )
