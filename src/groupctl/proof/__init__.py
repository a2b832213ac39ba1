"""Proof of what a policy says, over all values and not samples; needs the extra ``prove`` (Z3).

`comparing` tells whether two policies answer the same, `questions` what is asked of each rule set.
"""

from groupctl.proof.comparing import equivalent, never_better
from groupctl.proof.solver import ModelValue, ProofAnswer, Verdict

__all__ = ["ModelValue", "ProofAnswer", "Verdict", "equivalent", "never_better"]
