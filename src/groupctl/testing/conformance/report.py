"""The report on an adapter: what was checked, what came of it, and the level, which only the kit works out."""

import json
from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from groupctl.adapters import CONTRACT
from groupctl.decisions.version import VERSION
from groupctl.testing.conformance import writing
from groupctl.testing.conformance.bench import Bench, NotGiven
from groupctl.testing.conformance.checks import CHECKS, Check, Level, NotClaimed, Site, Wrong
from groupctl.testing.conformance.machine import compare_with_the_reference

Result = Literal["passed", "failed", "not claimed", "not given"]
ALL: tuple[Check, ...] = (
    *CHECKS,
    *writing.CHECKS,
    Check("life-is-that-of-the-reference", "gold", compare_with_the_reference),
)
"""Every check, those of the first level first."""
NEEDED: Mapping[Level, frozenset[str]] = {
    "bronze": frozenset(one.id for one in ALL if one.level == "bronze"),
    "silver": frozenset({"a-scope-holds-all-of-its-customers"}),
    "gold": frozenset(
        {"a-change-is-made-and-then-there-is-nothing-left-to-do", "the-same-operation-is-made-once"}
    ),
}
"""What must have passed for a level, and not only not failed."""


@frozen
class Checked:
    """What came of one check."""

    check: Check
    result: Result
    message: str = ""


@frozen
class ConformanceReport:
    """What came of all checks of one adapter."""

    scheme: str
    checked: tuple[Checked, ...]

    @property
    def level(self) -> Level | Literal["none"]:
        """The highest level of which, and of those below, nothing failed and everything needed passed."""
        reached: Level | Literal["none"] = "none"
        levels: tuple[Level, ...] = ("bronze", "silver", "gold")
        for level in levels:
            of_level = [one for one in self.checked if one.check.level == level]
            failed = [one for one in of_level if one.result in {"failed", "not given"}]
            passed = {one.check.id for one in of_level if one.result == "passed"}
            if failed or not NEEDED[level] <= passed:
                return reached
            reached = level
        return reached

    @property
    def failed(self) -> tuple[Checked, ...]:
        """What is against the contract."""
        return tuple(one for one in self.checked if one.result == "failed")

    def to_json(self) -> str:
        """The report as JSON."""
        plain = {
            "contract": CONTRACT,
            "groupctl": VERSION,
            "scheme": self.scheme,
            "level": self.level,
            "checks": [
                {"id": one.check.id, "level": one.check.level, "asks": one.check.asks, "result": one.result}
                | ({"message": one.message} if one.message else {})
                for one in self.checked
            ],
        }
        return json.dumps(plain, ensure_ascii=False, indent=1)


def run_check(check: Check, site: Site) -> Checked:
    """Run one check."""
    try:
        check.run(site)
    except NotClaimed as error:
        return Checked(check, "not claimed", str(error))
    except NotGiven as error:
        return Checked(check, "not given", f"the bench can't {error}")
    except Wrong as error:
        return Checked(check, "failed", str(error))
    except Exception as error:  # noqa: BLE001 - an adapter may raise anything
        return Checked(check, "failed", f"{type(error).__name__}: {error}")
    return Checked(check, "passed")


def conformance(bench: Bench, reasons: Mapping[str, str] | None = None) -> ConformanceReport:
    """Check an adapter. ``reasons`` (table to text) say why a table is offered in part although the kit finds it whole."""
    site = Site(bench, reasons or {})
    checked = tuple(run_check(one, site) for one in ALL)
    return ConformanceReport(site.scheme, checked)
