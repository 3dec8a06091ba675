"""Fuzz what takes metadata out of pictures: any bytes are cleaned, and stay so (`promises.washes`)."""

from __future__ import annotations

from tests.fuzz import fuzzing

if __name__ == "__main__":
    with fuzzing.instrumented():
        from tests.fuzz import promises, seeds
    fuzzing.fuzz("pictures", promises.washes, seeds.pictures(), seeds.MARKERS)
