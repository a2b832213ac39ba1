"""Who may decide: the matters of financial control and their default routes, sub-systems, mechanisms."""

from groupctl.control.framework import (
    ControlElement,
    SubSystem,
    guarantees,
    mechanisms,
    subsystems,
)
from groupctl.control.matters import (
    Level,
    Matter,
    PartInMatter,
    Route,
    RouteStep,
    Violation,
    default_route,
    matters,
)

__all__ = [
    "ControlElement",
    "Level",
    "Matter",
    "PartInMatter",
    "Route",
    "RouteStep",
    "SubSystem",
    "Violation",
    "default_route",
    "guarantees",
    "matters",
    "mechanisms",
    "subsystems",
]
