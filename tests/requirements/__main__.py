"""``python -m tests.requirements`` names the rows of the source documents that are not met."""

import sys

from groupctl.rules.loading.loader import load_policy
from tests.requirements.coverage import coverage
from tests.requirements.evidence import gathered

if __name__ == "__main__":
    found = [one for one in coverage(load_policy("standard"), gathered()) if one.faults]
    for one in found:
        sys.stdout.write(f"{one.row.id} {one.row.title.text('en')}: {'; '.join(one.faults)}\n")
    sys.stdout.write(f"{len(found)} rows are open\n")
    sys.exit(1 if found else 0)
