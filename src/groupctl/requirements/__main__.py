"""``python -m groupctl.requirements ROOT`` writes what follows from the citations anew, and names the rows that are open."""

import sys
from collections.abc import Mapping
from pathlib import Path

from groupctl.requirements.coverage import coverage
from groupctl.requirements.evidence import KEPT, Evidence
from groupctl.requirements.page import faults, page
from groupctl.rules.loading.loader import load_policy


def files(root: Path) -> Mapping[str, str]:
    """The files by their path below the root of the repository."""
    evidence = Evidence.gather(root)
    return {
        "docs/coverage.md": page(coverage(load_policy("standard"), evidence)),
        f"src/groupctl/requirements/{KEPT}": evidence.to_text(),
    }


def main(root: Path) -> None:
    """Write the files below ``root``; print a line for each row that is not met."""
    for name, text in files(root).items():
        (root / name).write_text(text, encoding="utf-8")
    open_ = faults(coverage(load_policy("standard"), Evidence.gather(root)))
    sys.stdout.write("".join(f"{line}\n" for line in open_))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
