"""``make fuzz``: losses without end, counted; exits with 1 when one of them made something look better."""

import argparse
import sys

from tests.losses.machine import run, summary

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--losses", type=int, default=100_000)
    parser.add_argument(
        "--seed", type=int, default=1_000_000, help="the first ledger; each number is another one"
    )
    options = parser.parse_args()
    tally = run(options.losses, options.seed)
    sys.stdout.writelines(f"{line}\n" for line in summary(tally))
    sys.exit(1 if tally.found else 0)
