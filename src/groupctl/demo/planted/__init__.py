"""What is planted in the demo, each situation with the decisions that the requirements demand."""

from typing import Final

from groupctl.demo.planted import (
    d_class,
    decided_elsewhere,
    due,
    freezes,
    gate,
    limits,
    unknowns,
    warnings,
)
from groupctl.demo.planted.situation import Expected, Situation

__all__ = ["SITUATIONS", "Expected", "Situation"]

SITUATIONS: Final[tuple[Situation, ...]] = (
    *d_class.SITUATIONS,
    *freezes.SITUATIONS,
    *gate.SITUATIONS,
    *decided_elsewhere.SITUATIONS,
    *due.SITUATIONS,
    *limits.SITUATIONS,
    *warnings.SITUATIONS,
    *unknowns.SITUATIONS,
)
"""All of them, family by family."""
