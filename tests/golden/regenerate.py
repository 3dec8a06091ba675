"""Build the golden sites anew: `python -m tests.golden.regenerate`; read the difference before you keep it.

Each folder here is a site: `site.txt` holds its content, `expected/` the whole output for AS_OF.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.support import published, site_from

HERE = Path(__file__).parent
SITES = tuple(sorted(folder.name for folder in HERE.iterdir() if (folder / "site.txt").is_file()))


def output_of(name: str, folder: Path) -> dict[str, bytes]:
    """Build the golden site `name` below `folder`, and give its tree."""
    return published(site_from((HERE / name / "site.txt").read_text("utf-8"), folder))


def main() -> None:
    """Replace what is expected by what is built."""
    for name in SITES:
        expected = HERE / name / "expected"
        shutil.rmtree(expected, ignore_errors=True)
        with tempfile.TemporaryDirectory() as folder:
            for path, data in output_of(name, Path(folder)).items():
                file = expected / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)


if __name__ == "__main__":
    main()
