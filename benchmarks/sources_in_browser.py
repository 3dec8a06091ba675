"""Open the source link of every key point of built sites in Chromium: does it highlight its sentence?

    python -m benchmarks.sources_in_browser [--articles N] PUBLIC…

Each PUBLIC is the output folder of a build. Prints the links that lead elsewhere, and how many lead home.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.sources import complaint, sources
from tests.support import served


def main() -> None:
    """Print a line for each link that fails, and one for each site."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10**9, help="at most so many articles of each site")
    parser.add_argument("public", nargs="+", type=Path)
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 800, "height": 600})
        for public in arguments.public:
            links = list(sources(public))
            chosen = list(dict.fromkeys(path for path, _ in links))[: arguments.articles]
            links = [link for link in links if link[0] in chosen]
            with served(public) as url:
                wrong = [(*link, said) for link in links if (said := complaint(page, url, *link))]
            for path, fragment, said in wrong:
                print(f"{path} #{fragment}: {said}")
            print(f"{public}: {len(chosen)} articles, {len(links)} points, {len(wrong)} do not lead home")


if __name__ == "__main__":
    main()
