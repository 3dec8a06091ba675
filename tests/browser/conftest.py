"""Debian's Chromium, without a window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import everything
from tests.everything import ARABIC, ENGLISH, Tongue
from tests.support import served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
# Whatever a page asks of another host fails at once, on every machine alike.
FLAGS.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@dataclass(frozen=True, slots=True)
class Sites:
    """The same site in English and Arabic: where each lies, its address, and its pages by kind."""

    folders: dict[str, Path]
    urls: dict[str, str]
    pages: dict[str, dict[str, str]]

    def url(self, tongue: Tongue, kind: str) -> str:
        """Give the address of a page of this kind."""
        return self.urls[tongue.language] + self.pages[tongue.language][kind]


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Build and serve both."""
    folders, urls, pages = {}, {}, {}
    with ExitStack() as stack:
        for tongue in (ENGLISH, ARABIC):
            folders[tongue.language] = public = everything.built(
                tmp_path_factory.mktemp(tongue.language), tongue
            )
            pages[tongue.language] = everything.kinds(public, tongue)
            urls[tongue.language] = stack.enter_context(served(public))
        yield Sites(folders, urls, pages)
