"""Decides about small ledgers with the standard policy and the values that the examples are worked with."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from attrs import field, frozen

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.model import Amount
from groupctl.rules.draft import PolicyDraft
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Policy as Loaded
from groupctl.rules.unknown import UnknownValue
from groupctl.testing import AS_OF, Ledger
from groupctl.texts.title import Title
from tests.standard.values import values

VALUES: Final[Mapping[str, object]] = values()
"""Values for the parameters that the standard policy leaves open."""

SUBJECTS: Final = {"account": "C-1@U-1", "customer": "C-1", "order": "SO-1", "unit": "U-1", "group": "GR"}
"""Whom an example is about unless it says so."""


@cache
def engine(name: str, settings: tuple[tuple[str, object], ...] = ()) -> Engine:
    """An engine with the standard policy; ``settings`` differ from ``VALUES``, None takes the value away."""
    made = Engine(worked(settings), engine=name)
    assert made.notice is None, "the engine is missing and another one would answer"
    return made


def configured(**settings: object) -> Engine:
    """The engine that reads plainest, with these ``settings``."""
    return engine("reference", tuple(sorted(settings.items())))


@cache
def worked(settings: tuple[tuple[str, object], ...]) -> Loaded:
    """The standard policy with ``VALUES`` and ``settings``, loaded once for all engines."""
    values = {key: value for key, value in (dict(VALUES) | dict(settings)).items() if value is not None}
    written = PolicyDraft(
        name="worked",
        version="1",
        currency="CNY",
        title=Title(en="Worked by hand", zh="手工核算"),
        imports=("standard",),
        settings={key: {"values": {date(2000, 1, 1): value}} for key, value in values.items()},
    )
    return load_policy(written)


@frozen
class Answer:
    """A decision, short enough to be compared with what was worked out by hand."""

    decision: Decision = field(repr=False)

    @property
    def outcome(self) -> object:
        """The first output; None when it is unknown."""
        return self.decision.outputs[0].typed if self.decision.outputs else None

    @property
    def status(self) -> str:
        return self.decision.status

    @property
    def rules(self) -> list[str]:
        """The rules that determined it."""
        return [reason.rule for reason in self.decision.because]

    @property
    def values(self) -> dict[str, str | None]:
        """The values that the determining rules compared, by name."""
        return {
            value.name: value.value
            for reason in self.decision.because
            for test in reason.compared
            for value in test.values
        }

    @property
    def actions(self) -> list[str]:
        return [action.kind.name for action in self.decision.actions]

    @property
    def contributions(self) -> dict[str, object]:
        """What each rule that fired contributes, or would, to a collected answer; None where that is unknown."""
        reasons = (*self.decision.because, *self.decision.would)
        return {reason.rule: reason.outputs[0].typed for reason in reasons if reason.outputs}

    @property
    def would(self) -> list[str]:
        """The rules that would determine it if no unknown rule held."""
        return [reason.rule for reason in self.decision.would]

    @property
    def advice(self) -> list[str]:
        """The rules that hold and only advise."""
        return [reason.rule for reason in self.decision.advice]

    @property
    def new_limits(self) -> list[object]:
        """The limits that it proposes to set, in yuan where they are amounts."""
        set_ = [action.new_limit for action in self.decision.actions if action.limit]
        return [limit.money.decimal if isinstance(limit, Amount) else limit for limit in set_]

    @property
    def unjudged(self) -> list[str]:
        """The rules that could not be judged and could have changed the outcome."""
        return [rule.rule for rule in self.decision.unknown if rule.matters]

    @property
    def overridden(self) -> list[str]:
        return [reason.rule for reason in self.decision.overridden]

    def __getitem__(self, output: str) -> object:
        return self.decision[output]

    def __repr__(self) -> str:
        return f"{self.decision.subject}: {self.outcome!r} because {self.rules}, open {self.unjudged}, {self.decision.error}"


@frozen
class Deciding:
    """``decide("d_class", ledger)``: the answer about the example's usual subject, or about ``subject``.

    One engine gives it, durable_rules, whose every truth is checked by the compiled function. That the engines agree is
    tested by a suite of its own, tests/rules/engines.
    """

    def __call__(
        self, rule_set: str, ledger: Ledger, subject: str = "", *, as_of: date = AS_OF, **settings: Any
    ) -> Answer:
        chosen = tuple(sorted(settings.items()))
        about = subject or SUBJECTS[worked(chosen).rulesets[rule_set].about]
        portfolio = ledger.portfolio(as_of)
        return Answer(engine("durable", chosen).decide(rule_set, about, portfolio))


def measured(
    ledger: Ledger, name: str, subject: str = "C-1@U-1", entity: str = "account", **settings: object
) -> Any:
    """The value of a measure: money in minor units, None when it is unknown."""
    portfolio = ledger.portfolio()
    value = (
        configured(**settings)
        .evaluation(portfolio)
        .environment.value(portfolio.record(entity, subject), name)
    )
    return None if isinstance(value, UnknownValue) else value
