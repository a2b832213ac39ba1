"""Who may decide: the matters of financial control and their default routes, sub-systems, mechanisms."""

from groupctl.control.framework import (
    Element,
    SubSystem,
    guarantees,
    mechanisms,
    subsystems,
)
from groupctl.control.matters import (
    Level,
    Matter,
    Part,
    Route,
    Step,
    Violation,
    default_route,
    matters,
)

__all__ = [
    "Element",
    "Level",
    "Matter",
    "Part",
    "Route",
    "Step",
    "SubSystem",
    "Violation",
    "default_route",
    "guarantees",
    "matters",
    "mechanisms",
    "subsystems",
]
