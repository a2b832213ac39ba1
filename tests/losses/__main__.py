"""``make fuzz``: losses without end, counted; exits with 1 when one of them made something look better."""

import argparse
import sys
from typing import Final

from tests.losses.everywhere import taken_away
from tests.losses.machine import run, summary

PER_PART: Final = 1000
"""For so many losses one table or column of the whole model is taken away, and every rule set asked."""

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--losses", type=int, default=100_000)
    parser.add_argument(
        "--seed", type=int, default=1_000_000, help="the first ledger; each number is another one"
    )
    options = parser.parse_args()
    tally = run(options.losses, options.seed)
    sys.stdout.writelines(f"{line}\n" for line in summary(tally))
    parts = options.losses // PER_PART
    otherwise = [*taken_away(parts, options.seed)]
    sys.stdout.writelines(f"{line}\n" for line in [f"{parts} tables and columns taken away", *otherwise])
    sys.exit(1 if tally.found or otherwise else 0)
