"""Run a promise on whatever bytes libFuzzer finds worth trying, guided by the lines they reach (atheris).

    python -m tests.fuzz.fuzz_loader [SECONDS] [FOLDER] [-LIBFUZZER_OPTION=…]

Without SECONDS it runs until it finds something or is stopped. FOLDER keeps what was learnt, for the next run
to start from: `seeds` (from tests/cases and content, made anew), `corpus` (inputs that reached something new)
and `found` (inputs that broke the promise). What is found is printed as bytes that a test can take.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

# Longer than the slowest honest input of this size by far: what takes longer grows faster than its size.
SECONDS_PER_INPUT = 10
MEGABYTES = 2_000
LONGEST = 4_096


def instrumented() -> AbstractContextManager[None]:
    """Count the branches of what is imported within: our package and the parser that reads for it."""
    atheris = importlib.import_module("atheris")
    context: AbstractContextManager[None] = atheris.instrument_imports(
        include=["feedgen_site", "markdown_it", "mdit_py_plugins"]
    )
    return context


def fuzz(name: str, promise: Callable[[bytes], None], seeds: Iterable[bytes], words: Iterable[str]) -> None:
    """Run until something is found or the time on the command line is over; never returns."""
    atheris = importlib.import_module("atheris")
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    plain = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    seconds = int(plain.pop(0)) if plain and plain[0].isdigit() else 0
    folder = Path(plain[0] if plain else tempfile.gettempdir() + f"/feedgen-site-fuzz-{name}")
    for part in ("seeds", "corpus", "found"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        (folder / "seeds" / hashlib.blake2b(seed, digest_size=8).hexdigest()).write_bytes(seed)
    dictionary = folder / "words.dict"
    dictionary.write_text("".join(f'"{_quoted(word)}"\n' for word in words), "utf-8")

    def judged(data: bytes) -> None:
        try:
            promise(data)
        except BaseException:
            sys.stderr.write(f"\n{name} broke its promise on\n    {data!r}\n\n")
            raise

    atheris.Setup(
        [
            sys.argv[0], str(folder / "corpus"), str(folder / "seeds"), f"-dict={dictionary}",
            f"-artifact_prefix={folder / 'found'}/", f"-max_total_time={seconds}", f"-max_len={LONGEST}",
            f"-timeout={SECONDS_PER_INPUT}", f"-rss_limit_mb={MEGABYTES}", "-print_final_stats=1", *options,
        ],
        judged,
    )  # fmt: skip
    atheris.Fuzz()


def _quoted(word: str) -> str:
    """Write a word as libFuzzer's dictionaries do."""
    return "".join(sign if sign.isalnum() else f"\\x{byte:02x}" for sign in word for byte in sign.encode())
