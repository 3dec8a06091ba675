"""What the cache reads is what was written, and as frozen."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import pytest

from feedgen_site import codec
from feedgen_site.model import Medium

MEDIUM = Medium("/audio.mp3", "audio/mpeg", length=9, title="Hear", explicit=True)


def test_what_is_read_is_equal_to_what_was_written_and_frozen() -> None:
    """Although it is not made by the class itself."""
    read = codec.loads(Medium, codec.dumps(MEDIUM))
    assert type(read) is Medium
    assert (read, hash(read), repr(read)) == (MEDIUM, hash(MEDIUM), repr(MEDIUM))
    assert pickle.loads(pickle.dumps(read)) == MEDIUM
    with pytest.raises(FrozenInstanceError):
        read.length = 1  # type: ignore[misc]
