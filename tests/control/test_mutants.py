"""Every way in which the judgement of requests might be careless is caught by a case worked by hand."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.control import office
from tests.control.test_request_status import GRANTS, REFUSED, reasons

ROOM = ("holders", "case", "interests", "ballot", "steps", "request_status")
"""The modules that judge requests, each after those that it uses."""
HOLDERS, CASE, INTERESTS, BALLOT, STEPS, STATUS = ROOM
MUTANTS = [
    (
        HOLDERS,
        "for hops, one in enumerate(self.authority.line(seat)):",
        "for hops, one in enumerate([seat]):",
    ),
    (
        HOLDERS,
        "if RANK[organisation.units[one].kind] >= LEAST[level]",
        "if organisation.units[one].kind is UnitKind.GROUP",
    ),
    (HOLDERS, "row.kind is not AppointmentKind.EXTERNAL and ", ""),
    (HOLDERS, " and self.external(employee, day) is False", ""),
    (HOLDERS, "return row.starts_on <= day and (open_ended", "return (open_ended"),
    (HOLDERS, "and day <= row.ends_on))", "))"),
    (HOLDERS, "row.matter == use.matter\n            and ", ""),
    (HOLDERS, "row.starts_on <= day <= row.ends_on\n            and (lasting", "(lasting"),
    (HOLDERS, "day < row.revoked_on", "day <= row.revoked_on"),
    (HOLDERS, "use.stake <= amount", "True"),
    (HOLDERS, "away is True or not delegation.source.only_while_absent", "True"),
    (HOLDERS, "if away is False:", "if True:"),
    (STATUS, "if used_on is not None and used_on <= holders.portfolio.as_of:", "if False:"),
    (STATUS, "if cause := may_not_ask(case):", "if False:"),
    (STATUS, "if held and answer is StepAnswer.NO:", "if False:"),
    (STATUS, "if held:\n                    after", "if False:\n                    after"),
    (STATUS, 'return "order"', "return None"),
    (STATUS, 'return "same-person" if one.people & others(done, one) else None', "return None"),
    (STEPS, "if amount < case.cover:", "if False:"),
    (
        STEPS,
        'if not isinstance(amount, int):\n            return Cause.of("authority.no-amount")',
        "if not isinstance(amount, int):\n            amount = case.cover",
    ),
    (STEPS, "step.part not in DISINTERESTED or not hand.people & case.barred", "True"),
    (STEPS, "not hand.people & case.barred", "hand.employee not in case.barred"),
    (STEPS, 'hand.delegation == (row.delegation or "")', "True"),
    (CASE, "return day is not None and day <= self.as_of", "return False"),
    (STEPS, "if as_of < row.starts_on or ended:", "if False:"),
    (BALLOT, "len(found) >= row.quorum and ", ""),
    (BALLOT, "2 * favour > row.seats", "2 * favour > len(found)"),
    (BALLOT, "and decisive)", ")"),
    (BALLOT, "- case.barred - others", "- others"),
    (BALLOT, "and len(ballots) == 1", ""),
    (CASE, "return [step for step in route.steps if step.holds]", "return list(route.steps)"),
    (STEPS, "if row.done_on < case.request.source.requested_on:", "if False:"),
    (INTERESTS, "found.setdefault(employee, interest)", "pass"),
    (INTERESTS, "if day == last]", "if False]"),
    (INTERESTS, "in {None, request.source.unit}", "in {None}"),
    (INTERESTS, "yield from portfolio.gaps(owner, table)", "yield from ()"),
    (
        STATUS,
        "if row.employee is None:\n        return True\n    return case.holders.may_have_held",
        "return True or case.holders.may_have_held",
    ),
    (
        STATUS,
        "return case.holders.may_have_held(step.seat, case.unit, row.employee, row.done_on)",
        "return False",
    ),
]


def mutated(name: str, said: str, instead: str) -> None:
    """The modules of the room made anew, one of them with ``instead`` in place of what it says."""
    for one in ROOM:
        text = Path(str(import_module(f"groupctl.control.{one}").__file__)).read_text(encoding="utf-8")
        if one == name:
            assert text.count(said) == 1, said
            text = text.replace(said, instead)
        made = ModuleType(f"mutant.{one}")
        sys.modules[made.__name__] = made
        exec(compile(text.replace("groupctl.control.", "mutant."), "mutant", "exec"), made.__dict__)  # noqa: S102 - the code of this package


def wrong() -> list[str]:
    """The cases that are answered otherwise than by hand, or fail."""
    found = []
    for name, given in GRANTS.items():
        if not stands(given, True):
            found.append(name)
    for name, (key, given) in REFUSED.items():
        if not stands(given, False, key):
            found.append(name)
    return found


def stands(given, granted, key=None) -> bool:
    try:
        result = office.stands(**given)
    except (TypeError, ValueError, KeyError, IndexError, StopIteration):
        return False
    return result.granted is granted and (key is None or key in reasons(result))


def test_all_is_right_without_a_mutant():
    assert wrong() == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one[1][:50])
def test_a_mutant_is_caught(mutant, monkeypatch):
    """L23, L30, M18, G54, G55, G118."""
    try:
        mutated(*mutant)
        monkeypatch.setattr(office, "Holders", sys.modules["mutant.holders"].Holders)
        monkeypatch.setattr(office, "request_status", sys.modules["mutant.request_status"].request_status)
        assert wrong()
    finally:
        for one in ROOM:
            sys.modules.pop(f"mutant.{one}", None)
