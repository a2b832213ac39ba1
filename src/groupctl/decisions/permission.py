"""What a user account lets a person see or do: by how far the policy lets its rights reach (G44 to G47, L49). Denied unless said."""

from collections.abc import Iterator
from typing import Any, Final, TypeVar, cast

from attrs import define, evolve, field, fields, frozen, has

from groupctl.decisions.decision import Decision, Derivation
from groupctl.decisions.remedies import Remedy
from groupctl.errors import DataError
from groupctl.model.organisation import UnitKind
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules.policy import RuleSet
from groupctl.texts.causes import Cause

T = TypeVar("T")

PERSON, UNIT, CUSTOMER = "employee", "unit", "customer"
HIDDEN: Final = "…"
"""In place of the id of a record that a person may not read."""


@frozen(kw_only=True)
class May:
    """Whether something is allowed, and why."""

    allowed: bool
    why: Cause

    def __bool__(self) -> bool:
        return self.allowed


@define(kw_only=True)
class RecordRights:
    """What one user account may do in one portfolio, as its policy has decided it."""

    portfolio: Portfolio
    account: Record
    rule_set: RuleSet
    decision: Decision
    _seen: dict[tuple[str, str, str], May] = field(factory=dict, init=False)

    def may(self, right: str, record: Record) -> May:
        """Whether the account has ``right`` (an output of the rule set) on ``record``. DataError when there is no such right."""
        if right not in self.rule_set.gives:
            raise DataError.of("authority.no-right", right=right, known=", ".join(self.rule_set.gives))
        key = (right, record.entity, record.id)
        if key not in self._seen:
            self._seen[key] = self._may(right, record)
        return self._seen[key]

    @property
    def person(self) -> str:
        """The employee's id."""
        return str(self.account.source.employee)

    def sees(self, entity: str, subject: str) -> bool:
        """Whether the person may read the record called ``subject``, with the first right of the rule set (G31, G44 to G46). No record, no right."""
        known = self.portfolio.schema.entities.get(entity)
        if known is None or subject not in self.portfolio.tables[known.table]:
            return False
        return bool(self.may(next(iter(self.rule_set.gives)), self.portfolio.record(entity, subject)))

    def reads(self, remedy: Remedy) -> bool:
        """Whether the person may read every invoice that a remedy pays."""
        return all(self.sees("invoice", invoice) for invoice, _ in remedy.paid)

    def told(self, part: T) -> T:
        """A decision or an unknown value without what it tells of records that the person may not read.

        Left out are how their values came about, and why they are unknown.
        """
        return cast(T, self._told(part))

    def _told(self, part: object) -> object:
        match part:
            case tuple():
                return tuple(map(self._told, part))
            case Derivation() if not self.sees(part.entity, part.subject):
                return Derivation(entity=part.entity, subject=HIDDEN)
            case Derivation():
                records = tuple(one for one in part.records if self.sees(one.entity, one.subject))
                part = evolve(part, records=records, rest=part.rest if records == part.records else None)
            case Cause(about=about) if about and not self.sees(
                about.partition(" ")[0], about.partition(" ")[2]
            ):
                return Cause.of("authority.hidden-cause")
        if not has(type(part)):
            return part
        known: Any = part
        values = {one.name: getattr(known, one.name) for one in fields(type(known)) if one.init}
        changed = {name: new for name, old in values.items() if (new := self._told(old)) != old}
        return evolve(known, **changed) if changed else known

    def _may(self, right: str, record: Record) -> May:
        found = next((one for one in self.decision.outputs if one.name == right), None)
        if found is None or not isinstance(found.value, str):
            causes = found.causes if found else ()
            return May(
                allowed=False, why=Cause("authority.right-unknown", (("right", right),), because=causes)
            )
        reach = self.rule_set.reaches.get(found.value, "none")
        allowed = (
            reach == "all"
            or (reach == "segment" and self._in_segment(record))
            or (reach == "own" and self._own(record))
        )
        told = {"account": self.account.id, "record": f"{record.entity} {record.id}", "right": right}
        return May(
            allowed=allowed,
            why=Cause.of(f"authority.reach-{reach}" if allowed else "authority.beyond", **told),
        )

    def _own(self, record: Record) -> bool:
        """Whether a record names the person, or belongs to a customer or account that does."""
        person = self.account.values.get(PERSON)
        near = [record, *(one for one in _references(record) if one.entity in {CUSTOMER, "account"})]
        return any(one is person for part in near for one in (part, *_references(part)))

    def _in_segment(self, record: Record) -> bool:
        """Whether a record belongs to the segment of the account's unit; a customer, where one of its accounts does."""
        mine = self.segment(self.account)
        if record.entity in {CUSTOMER, "group"}:
            of_customers = (
                [record] if record.entity == CUSTOMER else self.portfolio.related(record, "members")
            )
            accounts = [
                one for customer in of_customers for one in self.portfolio.related(customer, "accounts")
            ]
            return mine is not None and any(self.segment(one) == mine for one in accounts)
        return mine is not None and self.segment(record) == mine

    def segment(self, record: Record) -> str | None:
        """The nearest segment at or above the unit of a record; None where there is none, or a unit on the way was lost."""
        unit = record if record.entity == UNIT else record.values.get(UNIT)
        organisation = self.portfolio.organisation
        if not isinstance(unit, Record) or unit.id not in organisation.units:
            return None
        line = organisation.line(unit.id)
        return next((one for one in line if organisation.units[one].kind is UnitKind.SEGMENT), None)


def _references(record: Record) -> Iterator[Record]:
    return (value for value in record.values.values() if isinstance(value, Record))
