"""What is planted in the demo, each situation with the decisions that the requirements demand."""

from typing import Final

from groupctl.demo.planted import (
    d_class,
    decided_elsewhere,
    due,
    freezes,
    gate,
    granted,
    limits,
    orders,
    unknowns,
    warnings,
)
from groupctl.demo.planted.situation import Expected, Situation, told_in

__all__ = ["SITUATIONS", "Expected", "Situation"]

FAMILIES: Final = (
    d_class,
    freezes,
    gate,
    decided_elsewhere,
    due,
    limits,
    granted,
    orders,
    warnings,
    unknowns,
)

SITUATIONS: Final = tuple(situation for family in FAMILIES for situation in told_in(family))
"""All of them, family by family, in the order in which each tells them."""
