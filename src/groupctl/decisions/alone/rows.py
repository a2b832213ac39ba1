"""From the fields that a program states to the row of values that rules read, as one generated function.

What is not plain (a value of the wrong type, a reference, a date that is in doubt or lies ahead) has no row: the record is
then made and decided like any other, which finds the fault or knows what it means.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, cast

from attrs import define, field

from groupctl.errors import ParameterMissing
from groupctl.model.organisation import Organisation
from groupctl.model.vocabulary import STANDARD
from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.engines.base import InputRow
from groupctl.rules.engines.compiled_values import compile_expression, tuple_of
from groupctl.rules.engines.python_source import make
from groupctl.rules.evaluation.environment import too_large
from groupctl.rules.evaluation.scope import parameter_in_force
from groupctl.rules.policy import Computed, Policy, RuleSet
from groupctl.rules.types import LARGEST
from groupctl.schema.checks import LAST_DAY
from groupctl.schema.entities import Entity
from groupctl.schema.fields import FieldType, Mark, about, check_value
from groupctl.schema.limits import UNLIMITED, Amount, Unlimited
from groupctl.schema.money import Money

MakeRow = Callable[[Mapping[str, object]], InputRow | None]
"""Gives one value for each of the inputs of a rule set, None for one that is not stated; no row at all where it is not plain."""

AFTER_NULL_DATES: Final = date(1970, 1, 1)
"""No date after it stands for no date; see `portfolio.doubtful_dates`."""


class NotPlain(Exception):
    """Something is read that is not worked out from the fields of the record alone."""


def make_row(policy: Policy, rule_set: RuleSet, as_of: date) -> MakeRow | None:
    """The function for ``rule_set``; None where its inputs are not all worked out from the fields of the record.

    A record that ``only`` does not surely let in has no row.
    """
    entity = policy.schema.entities[rule_set.about]
    cls = entity.type
    if (
        entity.table in STANDARD.tables
        or about(cls).ordered
        or hasattr(cls, "invariants")
        or hasattr(cls, "as_of")
    ):
        return None
    try:
        return RowsWriter(policy, entity, as_of).function(rule_set)
    except (NotPlain, ParameterMissing):
        return None


@define
class RowsWriter:
    """The function that is being written."""

    policy: Policy
    entity: Entity
    as_of: date
    lines: list[str] = field(factory=list)
    bound: dict[str, object] = field(factory=dict)
    _names: dict[str, str] = field(factory=dict)
    """The variable that holds what goes by a name."""
    _fields: dict[str, str] = field(factory=dict)

    def function(self, rule_set: RuleSet) -> MakeRow:
        """See `make_row`."""
        fields = {name: kept for name, kept in self.entity.fields.items() if name != "id"}
        self._fields = {name: f"f{place}" for place, name in enumerate(fields)}
        self._names |= self._fields
        for name, kept in fields.items():
            variable = self._fields[name]
            sound, seen = self._plain(variable, name, kept)
            self.lines.append(f"if {sound}: {seen or 'pass'}")
            self.lines.append(
                f"elif {variable} is not None: return None" if kept.optional else "else: return None"
            )
        if rule_set.only is not None:
            self.lines.append(f"if {self._expression(rule_set.only)} is not True: return None")
        self.lines.append(f"return ({tuple_of([self._input(node) for node in rule_set.inputs])})")
        known = self._bind(frozenset({"id", *fields}))
        some = self._made(
            [f"if not {known}.issuperset(values): return None", "get = values.get"], "get({!r})"
        )
        self.bound["some"] = some
        return self._made([f"if len(values) != {len(fields)}: return some(values)"], "values[{!r}]")

    def _made(self, first: Sequence[str], stated: str) -> MakeRow:
        """The function that reads each field with ``stated``; quickest is the one for records that state all fields."""
        reads = [f"{variable} = {stated.format(name)}" for name, variable in self._fields.items()]
        body = "\n        ".join([*first, *reads, *self.lines])
        source = f"def row(values):\n    try:\n        {body}\n    except KeyError: return some(values)\n    except TypeError: return None"
        return cast(MakeRow, make(source, "row", self.bound))

    def _plain(self, variable: str, name: str, kept: FieldType) -> tuple[str, str]:
        """When a value is plain, and the statement that turns it into what rules see."""
        if kept.target:
            return "False", ""
        match kept.kind:
            case "money":
                least = f" and {variable}.minor >= {kept.least}" if kept.least > -LARGEST else ""
                is_money = f"type({variable}) is {self._bind(Money)} and {variable}.currency == {self.policy.currency!r}"
                return is_money + least, f"{variable} = {variable}.minor"
            case "count" | "days":
                return f"type({variable}) is int and {kept.least} <= {variable} <= {LARGEST}", ""
            case "ratio":
                bounds = f"{kept.least} <= {variable}.numerator <= {LARGEST} and {variable}.denominator <= {LARGEST}"
                return f"type({variable}) is {self._bind(Fraction)} and {bounds}", ""
            case "boolean":
                return f"{variable} is True or {variable} is False", ""
            case "date":
                latest = self.as_of if self._must_have_been(name, kept) else LAST_DAY
                bounds = f"{self._bind(AFTER_NULL_DATES)} < {variable} <= {self._bind(latest)}"
                return f"type({variable}) is {self._bind(date)} and {bounds}", ""
            case "enumeration":
                members = {member: member.name for member in kept.choice} | {one: one for one in kept.members}
                table = self._bind(members)
                return f"{variable} in {table}", f"{variable} = {table}[{variable}]"
            case "limit":
                read = self._bind(self._limit)
                return f"(limit := {read}({variable})) is not None", f"{variable} = limit"
            case _:
                return f"{self._bind(check_value)}({self._bind(kept)}, {variable}) is None", ""

    def _must_have_been(self, name: str, kept: FieldType) -> bool:
        """Whether a date after the day would be doubted, or has not happened yet."""
        return name in {"since", self.entity.dated} or Mark.HAPPENS in kept.marks

    def _limit(self, limit: object) -> Value | None:
        if type(limit) is Amount and limit.money.currency == self.policy.currency:
            return limit.money.minor
        return UNLIMITED if type(limit) is Unlimited else None

    def _bind(self, value: object) -> str:
        name = f"c{len(self.bound)}"
        self.bound[name] = value
        return name

    def _input(self, node: core.Read | core.Quantified) -> str:
        """The expression for what ``node`` reads. NotPlain where that is more than fields, parameters and formulas of them."""
        match node:
            case core.Read(root=core.AS_OF):
                return self._bind(self.as_of)
            case core.Read(root=core.PARAMETER, path=(name,)):
                use = parameter_in_force(self.policy.parameters[name], None, Organisation(()), self.as_of)
                return self._bind(use.value)
            case core.Read(root=core.SUBJECT, path=(name,)):
                return self._read(name)
        raise NotPlain

    def _read(self, name: str) -> str:
        if name in self._names:
            return self._names[name]
        if name.startswith(core.STATED) and (stated := name.removeprefix(core.STATED)) in self._names:
            return f"({self._names[stated]} is not None)"
        measure = self.policy.measures.get((self.entity.name, name))
        if measure is None or not isinstance(measure.formula, Computed):
            raise NotPlain
        worked_out = self._expression(measure.formula.expression)
        variable = self._names[name] = f"f{len(self._names)}"
        self.lines.append(f"{variable} = {worked_out}")
        self.lines.append(f"if {self._bind(too_large)}({variable}): return None")
        return variable

    def _expression(self, node: core.Node) -> str:
        """The value of a formula; None is unknown."""
        compiled = compile_expression(node)
        inputs = tuple_of([self._input(read) for read in compiled.inputs])
        return f"{self._bind(compiled)}(({inputs}))"
