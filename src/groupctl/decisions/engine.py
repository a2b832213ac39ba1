"""Decide and review: a policy applied to a portfolio.

::

    engine = groupctl.Engine(policy)                # durable_rules, every answer cross-checked
    decision = engine.decide("order_release", portfolio.orders["SO-1042"], portfolio)
    for decision in engine.review(portfolio): ...
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import cache
from threading import RLock
from typing import Final, Literal
from weakref import ref

from attrs import define, field, frozen

from groupctl.control.way import Way
from groupctl.decisions.alone.decider import DEPTH, Decider
from groupctl.decisions.decision import Decision
from groupctl.decisions.explain import explanation
from groupctl.decisions.granting import MayAct
from groupctl.decisions.judgement import Evaluation
from groupctl.decisions.measured import Measured, read, type_of, typed
from groupctl.decisions.permission import RecordRights
from groupctl.decisions.processes.runtime import Processes
from groupctl.decisions.processes.status import DueTask, Status
from groupctl.decisions.processes.transitions import Transition
from groupctl.decisions.remedies import Remedies, Remedy
from groupctl.decisions.rule_routes import RuleRoute, rule_routes
from groupctl.errors import DataError, Fault, mistyped
from groupctl.model.authority import Request
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.portfolio.supposed import supposed_request
from groupctl.rules.engines.base import PreparedRuleSet, RuleEngine
from groupctl.rules.engines.choice import choose_engine
from groupctl.rules.evaluation.given import check as check_given
from groupctl.rules.evaluation.items import CompiledPolicy
from groupctl.rules.policy import Policy, RuleSet
from groupctl.texts import Language
from groupctl.texts.layout import plain

MOST_PORTFOLIOS: Final = 4
"""How many portfolios an engine remembers its work on; the first is forgotten first."""

MOST_DECIDERS: Final = 64
"""How many rule sets and days it keeps ready for `Engine.decide_values`."""

EngineName = Literal["durable", "compiled", "reference"]
Progress = Callable[[int, int], None]
"""Called now and then during long work with how many of how many are done: each rule set for each subject it may be about."""


@frozen(kw_only=True, eq=False)
class Review:
    """Every rule set for every subject it is about, decided one after the other while you iterate."""

    rule_sets: Sequence[RuleSet]
    evaluation: Evaluation
    progress: Progress | None = None
    depth: int = 0

    def __iter__(self) -> Iterator[Decision]:
        subjects = [self.evaluation.portfolio.records(rule_set.about) for rule_set in self.rule_sets]
        done, most = 0, sum(map(len, subjects))
        for rule_set, records in zip(self.rule_sets, subjects, strict=True):
            for record in records:
                if self.evaluation.may_concern(rule_set, record):
                    yield self.evaluation.decided(rule_set, record, self.depth)
                done += 1
                if self.progress and (done % 100 == 0 or done == most):
                    self.progress(done, most)


@define(eq=False)
class _Work:
    """What an engine worked out about a portfolio."""

    evaluation: Evaluation
    processes: Processes


@define(eq=False, repr=False)
class Engine:
    """A policy ready to decide.

    ``engine`` names the backend that judges rules: ``durable`` (the default; every answer is cross-checked by
    the compiled function for the same rules), ``compiled`` or ``reference``. All give the same answer. Where
    durable_rules can't be imported, the reference decides: ``backend.name`` is the one that does, ``notice`` says
    why, and a RuntimeWarning says it once.
    """

    policy: Policy
    engine: EngineName = "durable"
    backend: RuleEngine = field(init=False)
    notice: Fault | None = field(init=False, default=None)
    _prepared: dict[tuple[str, tuple[str, ...]], PreparedRuleSet] = field(
        factory=dict, init=False, repr=False
    )
    _compiled: CompiledPolicy | None = field(init=False, repr=False)
    _deciders: dict[tuple[str, date], Decider] = field(factory=dict, init=False, repr=False)
    _portfolios: list[ref[Portfolio]] = field(factory=list, init=False, repr=False)
    """Those that it has worked on, which remember what it worked out: it goes when they go."""
    _lock: AbstractContextManager[bool] = field(factory=RLock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.backend, self.notice = choose_engine(self.engine)
        self._compiled = None if self.backend.name == "reference" else CompiledPolicy()
        if self.notice:
            warn_once(self.notice.message())

    def __reduce__(self) -> tuple[object, ...]:
        """A copy has the same policy; what it worked out is left behind."""
        return type(self), (self.policy, self.engine)

    def __repr__(self) -> str:
        return f"<Engine {self.backend.name}, policy {self.policy.name} {self.policy.version}>"

    def decide(self, rule_set: str, subject: object, portfolio: Portfolio, *, depth: int = DEPTH) -> Decision:
        """Decide ``rule_set`` about one subject: an object of the model, a record, or its id.

        ``depth`` is how far down the explanation goes: 0 names the values that the rules compared, 1 derives these, 2
        also the values behind them, and so on. The decision records it. The outcome is the same at any depth.

        DataError when the portfolio has no such subject or the policy no such rule set.
        """
        found = self.rule_set(rule_set)
        record = record_of(subject, found.about, portfolio)
        return self.evaluation(portfolio).decision(found, record, max(0, depth))

    def decider(self, rule_set: str, *, as_of: date) -> Decider:
        """``rule_set`` ready to decide about single records that no portfolio holds, field by field, as of a day.

        DataError when the policy has no such rule set, or that looks beyond the record.
        """
        found = self.rule_set(rule_set)
        currency, schema = self.policy.currency, self.policy.schema
        table = schema.entities[found.about].table
        empty = Portfolio.build(as_of=as_of, currency=currency, schema=schema, tables={table: []})
        evaluation = Evaluation(self.policy, empty, self.prepared, self._compiled)
        in_force = evaluation.in_force(found)
        return Decider(
            rule_set=in_force,
            evaluation=evaluation,
            backend=self.prepared(in_force),
            by_rows=self._compiled is not None,
        )

    def decide_values(
        self, rule_set: str, values: Mapping[str, object], *, as_of: date, depth: int = DEPTH
    ) -> Decision:
        """Decide ``rule_set`` about one record that no portfolio holds: ``values`` are its fields by name.

        To decide about many, make a `decider`. Errors as there, and ModelError with all that is wrong with the values.
        """
        with self._lock:
            key = (rule_set, as_of)
            if key not in self._deciders:
                self._deciders[key] = self.decider(rule_set, as_of=as_of)
                for earlier in list(self._deciders)[:-MOST_DECIDERS]:
                    del self._deciders[earlier]
            decider = self._deciders[key]
        return decider.decision(values, depth=depth)

    def review(
        self,
        portfolio: Portfolio,
        *,
        rule_sets: Sequence[str] = (),
        progress: Progress | None = None,
        depth: int = 0,
    ) -> Review:
        """Decide every rule set (or only ``rule_sets``) about every subject, in the order of the policy.

        ``depth`` is that of `decide`; each step down makes a log many times as large.
        """
        chosen = [self.rule_set(name) for name in rule_sets or self.policy.order]
        return Review(
            rule_sets=chosen,
            evaluation=self.evaluation(portfolio),
            progress=progress,
            depth=max(0, depth),
        )

    def measure(self, portfolio: Portfolio, entity: str, subject: str, name: str) -> Measured:
        """What rules read as ``name`` about one record: a measure, an output of a rule set, or an attribute.

        Money in the portfolio's currency is `Money`, a ratio a Fraction, a count or a number of days an int, a limit an
        `Amount`, `Unlimited` or `Inherit`, a member of an enumeration its name. A mean of amounts that is no whole number
        of minor units is a Fraction of the currency. What can't be told is `rules.unknown.Unknown` with its causes,
        a parameter without a value among them (L37). DataError for a record or a name that isn't there.
        """
        record = portfolio.record(entity, subject)
        kind = type_of(self.policy, entity, name).kind
        return typed(read(self.evaluation(portfolio).environment, record, name), kind, portfolio.currency)

    def remedies(self, decision: Decision, portfolio: Portfolio) -> tuple[Remedy, ...]:
        """The smallest changes after which ``decision`` would let pass what it holds, one for each lever that the policy allows.

        Each was verified by deciding again on the portfolio with that change. None where it lets pass already, and where no
        lever helps. DataError when the decision is of another portfolio.
        """
        if decision.portfolio_hash != portfolio.hash:
            raise DataError.of("decision.other-portfolio", subject=decision.subject)
        return tuple(Remedies(self.evaluation(portfolio), decision).found())

    def route(self, request: object, portfolio: Portfolio) -> Way:
        """How a request stands and goes on: who decides, in which order, by when, and who may not (G24, G29).

        ``request`` is a `Request`, a record or its id. DataError when the portfolio has no such request.
        """
        record = record_of(request, "request", portfolio)
        return self.evaluation(portfolio).granting.way(record)

    def expected_route(self, request: Request, portfolio: Portfolio) -> Way:
        """How ``request``, which the host does not have yet, would go on; one without a requester bars only who is interested.

        DataError for a unit, customer, order or person that isn't there.
        """
        return self.evaluation(portfolio).granting.expected(supposed_request(portfolio, request))

    def routes(self, decision: Decision, portfolio: Portfolio) -> tuple[RuleRoute, ...]:
        """How the rules that hold an order or an account in ``decision`` can be overridden: by matter the route, who is next, and by when.

        Each has the ways of the open requests in its matter, else the way that a request made today would go. None where the
        decision lets pass. ``decision`` is about ``portfolio`` (L30, G24, G29).
        """
        return tuple(rule_routes(decision, self.evaluation(portfolio).lifting))

    def explain(self, decision: Decision, portfolio: Portfolio, lang: Language = "en") -> str:
        """``decision`` in words, as `explained` tells it, with who can let it go. DataError for an unknown language."""
        routes = self.routes(decision, portfolio)
        return plain(explanation(decision, lang, policy=self.policy, portfolio=portfolio, routes=routes))

    def may_act(self, person: str, post: str, unit: str, on: date, portfolio: Portfolio) -> MayAct:
        """Whether ``person``, an employee's id, may act in ``post`` at ``unit`` on that day (G112 to G114, G118)."""
        return self.evaluation(portfolio).granting.may_act(person, post, unit, on)

    def permissions(self, person: str, portfolio: Portfolio) -> RecordRights:
        """What ``person``, an employee's id, may see and do through their open user account (G44 to G47, L49).

        DataError when there is no such person or account, and where the policy does not say how far rights reach.
        """
        portfolio.record("employee", person)
        rule_set = next((one for one in self.policy.rulesets.values() if one.reaches), None)
        if rule_set is None:
            raise DataError.of("authority.no-permissions")
        mine = [one for one in portfolio.records("user_account") if one.source.employee == person]
        for account in mine:
            decision = self.decide(rule_set.name, account, portfolio)
            if decision.status != "not applicable":
                return RecordRights(
                    portfolio=portfolio, account=account, rule_set=rule_set, decision=decision
                )
        raise DataError.of("authority.no-user-account", person=person)

    def status(self, process: str, subject: str, portfolio: Portfolio) -> Status:
        """Where the record called ``subject`` is in ``process``. DataError when either is not there."""
        return self.processes(portfolio).status(process, subject)

    def tasks(self, portfolio: Portfolio) -> tuple[DueTask, ...]:
        """Everything that is owed in any process, with its due date."""
        return tuple(self.processes(portfolio).tasks())

    def transition(
        self,
        process: str,
        subject: str,
        event: str,
        portfolio: Portfolio,
        *,
        by: str = "",
        employee: str = "",
        note: str = "",
    ) -> Transition:
        """The step that ``event`` is on the portfolio's day, for the host to keep. EventForbidden names everything that is missing.

        ``by`` is the role that does it, ``employee`` the person.
        """
        processes = self.processes(portfolio)
        return processes.transition(process, subject, event, by=by, employee=employee, note=note)

    def processes(self, portfolio: Portfolio) -> Processes:
        """The processes of the policy at work on ``portfolio``; kept as long as its evaluation."""
        return self._work(portfolio).processes

    def rule_set(self, name: str) -> RuleSet:
        """The rule set ``name`` of the policy; DataError when there is none."""
        if name not in self.policy.rulesets:
            raise DataError(
                mistyped("decision.no-rule-set", name, self.policy.order, "decision.no-rule-set-hint")
            )
        return self.policy.rulesets[name]

    def evaluation(self, portfolio: Portfolio) -> Evaluation:
        """What is worked out about ``portfolio`` so far; kept for the last few portfolios, while the host keeps these.

        DataError for a portfolio in another currency or of another schema, and with all given values that the policy can't take.
        """
        return self._work(portfolio).evaluation

    def _work(self, portfolio: Portfolio) -> _Work:
        """What it worked out about a portfolio, found in that: nothing here keeps a portfolio that the host dropped."""
        if portfolio.currency != self.policy.currency:
            raise DataError.of(
                "decision.other-currency",
                policy=self.policy.currency,
                portfolio=portfolio.currency,
                hint="decision.other-currency-hint",
            )
        if not self.policy.schema.covers(portfolio.schema):
            raise DataError.of(
                "decision.other-schema", policy=self.policy.name, hint="decision.other-schema-hint"
            )
        with self._lock:
            found: _Work | None = portfolio.worked_out.get(self)
            if found is None:
                check_given(self.policy, portfolio)
                evaluation = Evaluation(self.policy, portfolio, self.prepared, self._compiled)
                found = portfolio.worked_out[self] = _Work(evaluation, Processes(evaluation))
                self._portfolios.append(ref(portfolio))
                for dropped in self._portfolios[:-MOST_PORTFOLIOS]:
                    if earlier := dropped():
                        earlier.worked_out.pop(self, None)
                del self._portfolios[:-MOST_PORTFOLIOS]
            return found

    def prepared(self, rule_set: RuleSet) -> PreparedRuleSet:
        """The backend's form of a rule set, made once for each set of rules in force."""
        key = (rule_set.name, tuple(rule.id for rule in rule_set.rules))
        with self._lock:
            if key not in self._prepared:
                self._prepared[key] = self.backend.prepare(rule_set)
            return self._prepared[key]


@cache
def warn_once(message: str) -> None:
    """Warn where an engine is made; of the same thing once in the life of the program."""
    warnings.warn(message, RuntimeWarning, stacklevel=4)


def record_of(subject: object, entity: str, portfolio: Portfolio) -> Record:
    """The record of ``subject`` in ``portfolio``. DataError when it is of another kind, or is not what the portfolio holds."""
    if isinstance(subject, str):
        return portfolio.record(entity, subject)
    held = portfolio.schema.fitted(subject.source if isinstance(subject, Record) else subject)
    if not isinstance(held, portfolio.schema.entities[entity].type):
        raise DataError.of("decision.not-a-subject", subject=type(held).__name__, entity=entity)
    record = portfolio.record(entity, str(getattr(held, "id", "")))
    if record.source != held:
        raise DataError.of(
            "decision.other-subject", entity=entity, id=record.id, hint="decision.other-subject-hint"
        )
    return record
