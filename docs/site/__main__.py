"""``python -m docs.site build/site`` writes the documentation as HTML and checks every link in it."""

import sys
from pathlib import Path

from docs.site.build import build
from docs.site.links import broken


def main(folder: Path) -> int:
    """Build the site in ``folder``; 1 if a link in it is broken."""
    pages = build(folder)
    faults = broken(folder)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{folder / 'index.html'}: {pages} pages, {len(faults)} broken links")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
