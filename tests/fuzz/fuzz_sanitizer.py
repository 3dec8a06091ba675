"""Fuzz the sanitizer: any HTML and any Markdown come out harmless and whole (`promises.cleans`)."""

from __future__ import annotations

from tests.fuzz import fuzzing

if __name__ == "__main__":
    with fuzzing.instrumented():
        from tests.fuzz import promises, seeds
    fuzzing.fuzz("sanitizer", promises.cleans, seeds.markup(), seeds.WORDS)
