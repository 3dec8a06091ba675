"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# Machines are noisy: how long an example takes is no property of ours (speed lives in benchmarks/). The same
# examples on every run, so that a change that breaks nothing never fails.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")
