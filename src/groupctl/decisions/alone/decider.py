"""Decide about one record that no portfolio holds: a program states its fields, and there is nothing around it.

::

    decider = engine.decider("screening", as_of=date(2026, 11, 29))
    decider.outcome({"amount": Money.of(900, "CNY"), "grade": "A"})     # {"verdict": "REFER"}
    decider.decision({"amount": Money.of(900, "CNY"), "grade": "A"})    # the same with its reasons

It decides as `Engine.decide` does about the only row of a portfolio.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from attrs import define, evolve, field

from groupctl.decisions.alone.rows import MakeRow, make_row
from groupctl.decisions.decision import Decision
from groupctl.decisions.judgement import Evaluation
from groupctl.decisions.measured import Measured, typed
from groupctl.errors import DataError, DecisionError, Fault, ModelError
from groupctl.portfolio.doubtful_dates import A_YEAR, doubtful_date
from groupctl.portfolio.fingerprint import begun, row_line
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record, no_such_name
from groupctl.rules.engines.base import InputRow, PreparedRuleSet
from groupctl.rules.engines.compiled import CompiledEngine, CompiledRuleSet
from groupctl.rules.engines.compiled_outcome import compile_outcome
from groupctl.rules.policy import RuleSet
from groupctl.rules.reads import needs
from groupctl.schema.entities import Entity
from groupctl.schema.fields import FieldType, Mark

DEPTH: Final = 4
"""How far down the explanation of one decision goes."""

PLAIN: Final = frozenset({"enumeration", "text", "boolean", "date", "count", "days"})
"""Kinds whose values rules and programs hold alike."""

NAMELESS: Final = "-"
"""The id of a record of which none is stated."""

Outcome = Mapping[str, Measured | tuple[Measured, ...]]
"""The outputs of a rule set by name."""


@define(eq=False, kw_only=True)
class Decider:
    """A rule set ready to decide about single records as of a day; make it once, and call it for each (see the module).

    DataError where the rule set looks beyond the record: it then needs a portfolio.
    """

    rule_set: RuleSet
    evaluation: Evaluation
    """On a portfolio without a row."""
    backend: PreparedRuleSet
    by_rows: bool
    """Whether values may go to the rules without a record."""
    outcome: Callable[[Mapping[str, object]], Outcome] = field(init=False)
    """Gives the outputs for a record by name, typed as `Engine.measure` gives them; empty where there is nothing to decide.

    It takes the fields by name, each as objects of the model hold it (`Money`, `Fraction`, `date`); a member of an
    enumeration may be its name. A field that is left out is not stated. ModelError with all that is wrong with
    them; DecisionError where no decision can be made.
    """
    _begun: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.refuse_what_needs_more()
        rows = self.by_rows and make_row(self.evaluation.policy, self.rule_set, self.portfolio.as_of)
        self.outcome = self._by_rows(rows) if rows else self._outcome_of_record
        self._begun = begun(self.portfolio.as_of, self.portfolio.currency, self.portfolio.frame)

    @property
    def portfolio(self) -> Portfolio:
        """What surrounds the record: nothing."""
        return self.evaluation.portfolio

    @property
    def entity(self) -> Entity:
        """The kind of record."""
        return self.portfolio.schema.entities[self.rule_set.about]

    def refuse_what_needs_more(self) -> None:
        """DataError that names everything beyond the record that the rule set reads."""
        needed = needs(self.evaluation.policy, [self.rule_set.name])
        beyond = sorted({*needed.steps, *(needed.tables - {self.entity.table})})
        if beyond:
            raise DataError.of(
                "decision.needs-portfolio",
                hint="decision.needs-portfolio-hint",
                rule_set=self.rule_set.name,
                names=", ".join(beyond),
            )

    def decision(self, values: Mapping[str, object], *, depth: int = DEPTH) -> Decision:
        """The same as a `Decision`, explained ``depth`` values down; see `Engine.decide`."""
        row = self._made(values)
        evaluation, record = self._evaluation(row)
        try:
            found = evaluation.decision(self.rule_set, record, max(0, depth))
        finally:
            evaluation.forget(record)
        if evaluation is not self.evaluation:
            return found
        digest = self._begun.copy()
        digest.update(row_line(self.entity.table, row))
        return evolve(found, portfolio_hash=digest.hexdigest())

    def _outcome_of_record(self, values: Mapping[str, object]) -> Outcome:
        evaluation, record = self._evaluation(self._made(values))
        try:
            if not evaluation.may_concern(self.rule_set, record):
                return {}
            found = evaluation.judgement(self.rule_set, record).outcome.outputs
        finally:
            evaluation.forget(record)
        return {name: self._typed(name, value) for name, value in found.items()}

    def _by_rows(self, row_of: MakeRow) -> Callable[[Mapping[str, object]], Outcome]:
        """The function for ``outcome`` that makes no record of what is plain; made once, for it is short of time."""
        compiled = CompiledEngine().prepare(self.rule_set)
        certain = compile_outcome(self.rule_set, compiled.truths)
        check = None if isinstance(self.backend, CompiledRuleSet) else self.backend.truths
        constants: dict[int, tuple[Mapping[str, Any], Outcome]] = {}

        plain = all(type_.kind in PLAIN for type_ in self.rule_set.gives.values())

        def outcome(values: Mapping[str, object]) -> Outcome:
            row = row_of(values)
            if row is None:
                return self._outcome_of_record(values)
            if check is not None:
                check(row)  # held against the compiled function, whose truths are those of ``certain``
            found = certain(row)
            if plain and found is not None:
                return cast("Outcome", found)
            if (known := constants.get(id(found))) is not None:
                return known[1]
            if found is None:
                found = answered(row)
            if found is None:
                return self._outcome_of_record(values)
            told = MappingProxyType({name: self._typed(name, value) for name, value in found.items()})
            if isinstance(
                found, MappingProxyType
            ):  # what a rule says in constants is the same object each time
                constants[id(found)] = (found, told)
            return told

        def answered(row: InputRow) -> Mapping[str, Any] | None:
            """What the hit policy makes of unknown rules; None where only the record knows the causes."""
            try:
                found = compiled.outcome(row)
            except DecisionError:
                return None
            return None if None in found.values() else found

        return outcome

    def _typed(self, name: str, value: Any) -> Measured | tuple[Measured, ...]:
        kind = self.rule_set.gives[name].kind
        if kind in PLAIN:
            return cast("Measured", value)
        if isinstance(value, tuple):
            return tuple(typed(one, kind, self.portfolio.currency) for one in value)
        return typed(value, kind, self.portfolio.currency)

    def _made(self, values: Mapping[str, object]) -> Any:
        """The object of the model with ``values``. ModelError with all that is wrong with them."""
        cls, fields = self.entity.type, self.entity.fields
        stray = [name for name in values if name not in fields]
        lacking = [name for name, kept in fields.items() if not kept.optional and name not in {*values, "id"}]
        faults = [no_such_name(self.entity.name, str(name), fields) for name in stray]
        faults += [
            Fault("decision.not-stated", {"entity": self.entity.name, "name": name}) for name in lacking
        ]
        if faults:
            raise ModelError(faults)
        return cls(
            **{"id": NAMELESS, **{name: member(fields[name], value) for name, value in values.items()}}
        )

    def _evaluation(self, row: Any) -> tuple[Evaluation, Record]:
        """What decides about ``row``, and its record. DataError where a portfolio would not hold it."""
        if self._stands_alone(row):
            return self.evaluation, self.portfolio.alone(row)
        portfolio = Portfolio.build(
            as_of=self.portfolio.as_of,
            currency=self.portfolio.currency,
            schema=self.portfolio.schema,
            tables={self.entity.table: [row]},
        )
        if row.id not in portfolio.tables[self.entity.table]:
            causes = tuple(one.reason for one in portfolio.rejected)
            raise DataError(
                Fault("decision.not-in-portfolio", {"entity": self.entity.name, "id": row.id}, because=causes)
            )
        return self.evaluation.on(portfolio), portfolio.record(self.entity.name, row.id)

    def _stands_alone(self, row: Any) -> bool:
        """Whether a portfolio would hold ``row`` as it is: it refers to nothing, and none of its dates lies ahead or is in doubt."""
        as_of = self.portfolio.as_of
        for name, kept in self.entity.fields.items():
            value = getattr(row, name)
            ahead = name == self.entity.dated or Mark.HAPPENS in kept.marks
            if value is not None and (kept.target or (ahead and value > as_of)):
                return False
        return not hasattr(row, "as_of") and doubtful_date(row, as_of + A_YEAR) is None


def member(kept: FieldType, value: object) -> object:
    """``value``, a member of an enumeration by its name."""
    if kept.kind == "enumeration" and isinstance(value, str) and value in kept.members:
        return kept.choice[value]
    return value
