"""``python -m benchmarks.proving``: processor time to ask everything of the standard policy, and how much is decided."""

import sys
import time

from groupctl.proof.questions import prove
from groupctl.proof.solver import Verdict
from groupctl.rules.loading.loader import load_policy


def measured(*names: str) -> str:
    policy = load_policy("standard")
    before = time.process_time()
    asked = list(prove(policy, names))
    taken = time.process_time() - before
    decided = sum(one.answer.verdict is not Verdict.UNKNOWN for one in asked)
    return f"{taken:.1f} s, {len(asked):,} questions, {decided / len(asked):.1%} decided"


if __name__ == "__main__":
    print(measured(*sys.argv[1:]))
