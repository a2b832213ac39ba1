"""From what was found about a record to the decision that is kept: each value and rule with its reasons."""

from collections.abc import Callable, Iterable, Iterator

from attrs import define, field

from groupctl.control.request_status import RequestStatus
from groupctl.decisions import decision as made
from groupctl.decisions.circumstances import Circumstances, stated
from groupctl.decisions.derivation import Derivations
from groupctl.decisions.lifting import Lifting
from groupctl.decisions.recording import (
    Derive,
    ElementaryTest,
    actions,
    compared,
    finding,
    finding_out,
    missing,
    tests_of,
    underived,
)
from groupctl.decisions.titles import titled
from groupctl.decisions.version import VERSION
from groupctl.errors import DecisionError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.environment import Environment
from groupctl.rules.evaluation.given_read import GivenRead
from groupctl.rules.evaluation.judgement import Judgement, said
from groupctl.rules.evaluation.parameters_read import ParametersRead
from groupctl.rules.policy import Policy, Rule, RuleSet
from groupctl.rules.show import show_value
from groupctl.rules.types import Type
from groupctl.rules.unknown import Maybe, UnknownValue

Judge = Callable[[RuleSet, Record], Judgement | None]
"""The judgement of a rule set about a record; None where there is nothing to decide. DecisionError where it can't be made."""


@define(eq=False)
class Recorder:
    """Writes the decisions about one portfolio; what many of them share is found once."""

    environment: Environment
    judge: Judge
    lifting: Lifting
    _parameter_values: dict[tuple[str, str], made.ParameterValue] = field(factory=dict, init=False)
    circumstances: Circumstances = field(init=False)
    given_read: GivenRead = field(init=False)
    parameters_read: ParametersRead = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.circumstances = Circumstances(self.environment)
        self.given_read = GivenRead(self.environment)
        self.parameters_read = ParametersRead(self.environment, self._said)

    @property
    def policy(self) -> Policy:
        """The policy that decides."""
        return self.environment.policy

    @property
    def portfolio(self) -> Portfolio:
        """The portfolio that is decided about."""
        return self.environment.portfolio

    def not_applicable(self, rule_set: RuleSet, record: Record) -> made.Decision:
        """There is nothing to decide."""
        return self._decision(rule_set, record, status="not applicable")

    def failed(self, rule_set: RuleSet, record: Record, error: DecisionError) -> made.Decision:
        """It can't be decided."""
        return self._decision(rule_set, record, status="failed", error=error.faults[0].cause)

    def given(self, rule_set: RuleSet, record: Record) -> made.Decision:
        """The answer is given: no rule decides, and nothing is proposed."""
        outputs = tuple(
            self._finding(name, type_, self.environment.value(record, name))
            for name, type_ in rule_set.gives.items()
        )
        return self._decision(
            rule_set,
            record,
            status="decided" if all(output.known for output in outputs) else "unknown",
            outputs=outputs,
            given=tuple(self._given_behind(rule_set, record, ())),
        )

    def decided(self, judgement: Judgement, depth: int) -> made.Decision:
        """What was judged, explained ``depth`` values down."""
        rule_set, record, outcome = judgement.rule_set, judgement.record, judgement.outcome
        advice = set(judgement.advice)
        proposing = [rule_set.rules[index] for index in outcome.determining]
        would = [rule_set.rules[index] for index in outcome.would]
        unknown = any(isinstance(value, UnknownValue) for value in outcome.outputs.values())
        derivations = Derivations(self.environment, self.judge, self.reasons)

        def reasons(indices: Iterable[int]) -> tuple[made.Reason, ...]:
            return self.reasons(judgement, (index for index in indices if index not in advice), underived)

        def derive(node: core.Node) -> tuple[made.Derivation, ...]:
            return derivations.behind(node, {core.SUBJECT: record}, depth)

        proposed = tuple(
            action
            for rule in proposing
            for action in actions(rule.proposes, rule.id, record, self.environment)
        )
        if outcome.referred and rule_set.refer_to and not proposed:
            proposed = (finding_out(rule_set.refer_to, record),)
        because = [index for index in outcome.determining if index not in advice]
        otherwise = () if judgement.heard or unknown else rule_set.otherwise.values()
        return self._decision(
            rule_set,
            record,
            status="unknown" if unknown else "decided",
            outputs=tuple(
                self._finding(name, type_, outcome.outputs[name]) for name, type_ in rule_set.gives.items()
            ),
            referred_by="unknown" if outcome.referred else "",
            depth=depth,
            because=self.reasons(judgement, because, derive),
            otherwise=tuple(one for node in otherwise for one in derive(node)),
            would=reasons(outcome.would),
            outranked=reasons(judgement.outranked),
            advice=self.reasons(judgement, judgement.advice, underived),
            unknown=tuple(self._unjudged(judgement)),
            not_applicable=tuple(self._not_applicable(judgement)),
            overridden=tuple(
                self._reason(record, rule, grants=tuple(map(grant, judgement.overridden[rule.id])))
                for rule, truth in zip(rule_set.rules, judgement.truths, strict=True)
                if rule.id in judgement.overridden and truth is not False
            ),
            parameters=tuple(self._parameters(judgement)),
            ineffective=tuple(self._ineffective(judgement)),
            **self.circumstances.found(rule_set, record),
            given=tuple(self._given_behind(rule_set, record, [*proposing, *would])),
            actions=proposed,
        )

    def _decision(self, rule_set: RuleSet, record: Record, **found: object) -> made.Decision:
        outputs = found.get("outputs")
        first = outputs[0].value if isinstance(outputs, tuple) and outputs else None
        return made.Decision(
            rule_set=rule_set.name,
            title=titled(rule_set.title, record, self.environment),
            entity=record.entity,
            subject=record.id,
            as_of=self.portfolio.as_of,
            stated=stated(record),
            meaning=rule_set.outcomes.get(first, "") if isinstance(first, str) else "",
            disabled=rule_set.disabled,
            currency=self.policy.currency,
            policy=f"{self.policy.name} {self.policy.version}",
            policy_hash=self.policy.hash,
            portfolio_hash=self.portfolio.hash,
            groupctl=VERSION,
            **found,  # type: ignore[arg-type]
        )

    def reasons(
        self, judgement: Judgement, indices: Iterable[int], derive: Derive
    ) -> tuple[made.Reason, ...]:
        """Rules that hold, with what they contribute."""
        rule_set, record = judgement.rule_set, judgement.record
        return tuple(
            self._reason(
                record,
                rule,
                outputs=tuple(self._contributed(rule_set, rule, record)),
                derive=derive,
            )
            for rule in (rule_set.rules[index] for index in indices)
        )

    def _reason(
        self,
        record: Record,
        rule: Rule,
        outputs: tuple[made.Finding, ...] = (),
        grants: tuple[made.Grant, ...] = (),
        derive: Derive = underived,
    ) -> made.Reason:
        return made.Reason(
            rule=rule.id,
            title=titled(rule.title, record, self.environment),
            source=rule.source,
            where=str(rule.where or ""),
            condition=rule.text,
            compared=tuple(compared(self._tests_of(rule.condition), record, self.environment, derive)),
            outputs=outputs,
            derived=tuple(one for node in rule.then.values() for one in derive(node)),
            grants=grants,
            overridable=rule.overridable,
            change=rule.change,
        )

    def _tests_of(self, condition: core.Node) -> tuple[ElementaryTest, ...]:
        """The elementary tests of a rule's condition, for all portfolios; found by its identity, which is kept beside them."""
        known: dict[int, tuple[core.Node, tuple[ElementaryTest, ...]]]
        known = self.policy.worked_out.setdefault(ElementaryTest, {})
        if id(condition) not in known:
            known[id(condition)] = (condition, tests_of(condition, self.policy.currency))
        return known[id(condition)][1]

    def _contributed(self, rule_set: RuleSet, rule: Rule, record: Record) -> Iterator[made.Finding]:
        """What a rule says, where the answers of rules are collected; elsewhere the outcome tells it already."""
        if rule_set.hit.startswith("collect"):
            for name, type_ in rule_set.gives.items():
                value = self.environment.evaluate(rule.then[name], {core.SUBJECT: record})
                yield self._finding(name, type_, value)

    def _unjudged(self, judgement: Judgement) -> Iterator[made.Unjudged]:
        rules = zip(judgement.rule_set.rules, judgement.truths, strict=True)
        for index, (rule, truth) in enumerate(rules):
            if truth is None and rule.id not in judgement.overridden:
                yield made.Unjudged(
                    rule=rule.id,
                    title=titled(rule.title, judgement.record, self.environment),
                    source=rule.source,
                    missing=tuple(missing(rule.condition, judgement.record, self.environment)),
                    matters=index in judgement.outcome.open,
                )

    def _not_applicable(self, judgement: Judgement) -> Iterator[str]:
        bindings = {core.SUBJECT: judgement.record}
        for rule, truth in zip(judgement.rule_set.rules, judgement.truths, strict=True):
            if truth is False and rule.applies and self.environment.evaluate(rule.applies, bindings) is False:
                yield rule.id

    def _ineffective(self, judgement: Judgement) -> Iterator[made.Ineffective]:
        """The requests in a matter of a rule which holds all the same, or does not hold."""
        rule_set, truths = judgement.rule_set, judgement.truths
        idle = {rule.id for rule, truth in zip(rule_set.rules, truths, strict=True) if truth is False}
        status = {rule.id for rule in rule_set.rules} - idle - judgement.overridden.keys()
        for rule, request_status, why in self.lifting.unhelpful(rule_set, judgement.record, status, idle):
            yield made.Ineffective(request=request_status.request.id, rule=rule, why=why)

    def _given_behind(
        self, rule_set: RuleSet, record: Record, determining: Iterable[Rule]
    ) -> Iterator[made.GivenValue]:
        gives = [node for rule in determining for node in (*rule.then.values(), *rule.limits)]
        nodes = [*(rule.condition for rule in rule_set.rules), *(gives or rule_set.otherwise.values())]
        for one in self.given_read.behind_rules(rule_set, record, nodes):
            type_ = self.policy.type_of(one.record.entity, one.given.name)
            yield made.GivenValue(
                entity=one.record.entity,
                subject=one.record.id,
                value=self._finding(one.given.name, type_, one.value),
                on=one.given.on,
                source=one.given.source,
            )

    def _said(self, rule_set: RuleSet, record: Record) -> Iterator[core.Node]:
        """The expressions behind what a rule set says about ``record``: all conditions, and what those that decided say."""
        if rule_set.only is not None:
            yield rule_set.only
        try:
            judgement = self.judge(rule_set, record)
        except DecisionError:  # the parameter that it lacks is named in the cause
            return
        if judgement is not None:
            yield from said(judgement)

    def _parameters(self, judgement: Judgement) -> Iterator[made.ParameterValue]:
        rule_set, record = judgement.rule_set, judgement.record
        proposed = (node for index in judgement.heard for node in rule_set.rules[index].limits)
        only = () if rule_set.only is None else (rule_set.only,)
        for use in self.parameters_read.behind_rules((*only, *said(judgement), *proposed), record):
            key = (use.parameter.name, use.scope)
            if key not in self._parameter_values:
                self._parameter_values[key] = made.ParameterValue(
                    name=use.parameter.name,
                    kind=use.parameter.type.kind,
                    value=show_value(use.value, use.parameter.type, self.policy.currency),
                    since=use.since,
                    scope=use.scope,
                    source=use.parameter.source,
                )
            yield self._parameter_values[key]

    def _finding(self, name: str, type_: Type, value: Maybe) -> made.Finding:
        return finding(name, type_, value, self.policy.currency)


def grant(request_status: RequestStatus) -> made.Grant:
    """A granted request as a decision keeps it: who did each step, as what and with whose right."""
    row = request_status.request.source
    return made.Grant(
        request=request_status.request.id,
        matter=row.matter,
        route=request_status.route.name if request_status.route else "",
        steps=tuple(
            made.GrantedStep(
                part=one.step.part.name,
                seat=str(one.step.seat),
                employee=one.hand.employee if one.hand else "",
                source=one.hand.source if one.hand else "",
                delegation=one.hand.delegation if one.hand else "",
                superior=bool(one.hand and one.hand.hops),
                on=one.record.source.done_on,
            )
            for one in request_status.done
        ),
    )
