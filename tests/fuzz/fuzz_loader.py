"""Fuzz the loader: any path and bytes give a story, a page, settings or problems (`promises.loads`)."""

from __future__ import annotations

from tests.fuzz import fuzzing

if __name__ == "__main__":
    with fuzzing.instrumented():
        from tests.fuzz import promises, seeds
    fuzzing.fuzz("loader", promises.loads, seeds.files(), seeds.WORDS)
