"""From a rule set and a record to a decision: read the inputs, judge the rules, join, explain."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import define, evolve, field, frozen

from groupctl.decisions import decision as made
from groupctl.decisions.circumstances import Circumstances, stated
from groupctl.decisions.recording import actions, finding, finding_out
from groupctl.decisions.version import VERSION
from groupctl.errors import DecisionError, EngineError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.engines import hit_policy
from groupctl.rules.engines.base import PreparedRuleSet, Truth
from groupctl.rules.evaluation.approvals import lifted, without_effect
from groupctl.rules.evaluation.environment import Environment, label
from groupctl.rules.evaluation.given import in_part
from groupctl.rules.evaluation.given_read import GivenRead
from groupctl.rules.evaluation.items import CompiledPolicy
from groupctl.rules.evaluation.parameters_read import ParametersRead
from groupctl.rules.policy import Policy, Rule, RuleSet
from groupctl.rules.show import show, show_value
from groupctl.rules.types import Type
from groupctl.rules.unknown import Maybe, Unknown, plain
from groupctl.texts.causes import Cause


@frozen(kw_only=True, eq=False)
class Judgement:
    """What the engine found about one record, before it is put into words."""

    rule_set: RuleSet
    record: Record
    truths: tuple[Truth, ...]
    lifted: Mapping[str, tuple[str, ...]]
    outcome: hit_policy.Outcome

    @property
    def holding(self) -> tuple[int, ...]:
        """The rules that hold and that no approval lifts."""
        rules = zip(self.rule_set.rules, self.truths, strict=True)
        return tuple(i for i, (rule, truth) in enumerate(rules) if truth and rule.id not in self.lifted)

    @property
    def advice(self) -> tuple[int, ...]:
        """The rules that hold and can't change what a gate answers: they say what it says without them."""
        rule_set = self.rule_set
        if not rule_set.gate or rule_set.hit == "first":
            return ()
        return tuple(i for i in self.holding if rule_set.rules[i].then == rule_set.otherwise)

    @property
    def heard(self) -> tuple[int, ...]:
        """The rules that determine the outcome, or would."""
        return (*self.outcome.determining, *self.outcome.would)

    @property
    def asked(self) -> tuple[int, ...]:
        """The rules whose answers the hit policy weighed: those that determine the outcome, and those that are rivals."""
        rules = enumerate(zip(self.rule_set.rules, self.truths, strict=True))
        open_ = [i for i, (rule, truth) in rules if truth is None and rule.id not in self.lifted]
        return (*(self.heard if self.rule_set.hit == "first" else self.holding), *open_)

    @property
    def outranked(self) -> tuple[int, ...]:
        """The rules that hold but give way to others."""
        return tuple(i for i in self.holding if i not in {*self.heard, *self.advice})


def unconcerned(rule_set: RuleSet, record: Record, only: Unknown) -> Judgement:
    """The judgement where it is unknown whether there is anything to decide: no rule is judged.

    A gate does not ask: it refers rather than to let anything pass.
    """
    cause = Cause("decision.cause-only", (("rule_set", rule_set.name),), label(record), only.causes)
    answered = hit_policy.answer_unknown(rule_set, dict.fromkeys(rule_set.gives, Unknown.of(cause)))
    referred = not any(isinstance(value, Unknown) for value in answered.values())
    outcome = hit_policy.Outcome(answered, referred=referred)
    return Judgement(
        rule_set=evolve(rule_set, rules=()), record=record, truths=(), lifted={}, outcome=outcome
    )


@define(eq=False)
class Evaluation:
    """A policy at work on a portfolio; judgements are remembered, since rule sets build on each other."""

    policy: Policy
    portfolio: Portfolio
    prepared: Callable[[RuleSet], PreparedRuleSet]
    compiled: CompiledPolicy | None
    environment: Environment = field(init=False)
    _judgements: dict[tuple[str, Record], Judgement | DecisionError] = field(factory=dict, init=False)
    _parameter_values: dict[tuple[str, str], made.ParameterValue] = field(factory=dict, init=False)
    _in_force: dict[str, RuleSet] = field(factory=dict, init=False)
    given_read: GivenRead = field(init=False)
    parameters_read: ParametersRead = field(init=False)
    circumstances: Circumstances = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.environment = Environment(self.policy, self.portfolio, self._outputs, self.compiled)
        self.circumstances = Circumstances(self.environment)
        self.given_read = GivenRead(self.environment)
        self.parameters_read = ParametersRead(self.environment, self._said)

    def decision(self, rule_set: RuleSet, record: Record) -> made.Decision:
        """The decision of ``rule_set`` about ``record``; a failure is a decision too, with status ``failed``."""
        if not self.may_concern(rule_set, record):
            return self._decision(self.in_force(rule_set), record, status="not applicable")
        return self.decided(rule_set, record)

    def decided(self, rule_set: RuleSet, record: Record) -> made.Decision:
        """The decision about a record that ``rule_set`` may concern."""
        try:
            if in_part(rule_set, record, self.portfolio):
                return self._given(rule_set, record)
            return self._explain(self.judgement(rule_set, record))
        except DecisionError as error:
            cause = error.faults[0].cause
            return self._decision(self.in_force(rule_set), record, status="failed", error=cause)

    def may_concern(self, rule_set: RuleSet, record: Record) -> bool:
        """Whether there may be anything to decide: false only where ``only`` is definitely false and nothing is given."""
        try:
            return in_part(rule_set, record, self.portfolio) or self._concerns(rule_set, record) is not False
        except DecisionError:
            return True

    def _concerns(self, rule_set: RuleSet, record: Record) -> Maybe:
        return True if rule_set.only is None else self._evaluate(record, rule_set.only)

    def judgement(self, rule_set: RuleSet, record: Record) -> Judgement:
        """The judgement of ``rule_set`` about ``record``. DecisionError when it can't be made."""
        key = (rule_set.name, record)
        if key not in self._judgements:
            try:
                self._judgements[key] = self._judge(self.in_force(rule_set), record)
            except DecisionError as error:
                self._judgements[key] = error
        found = self._judgements[key]
        if isinstance(found, DecisionError):
            raise found
        return found

    def in_force(self, rule_set: RuleSet) -> RuleSet:
        """``rule_set`` with the rules that hold at the portfolio's date."""
        if rule_set.name not in self._in_force:
            self._in_force[rule_set.name] = rule_set.in_force(self.portfolio.as_of)
        return self._in_force[rule_set.name]

    def _outputs(self, rule_set: RuleSet, record: Record) -> Mapping[str, Maybe]:
        if not self.may_concern(rule_set, record):
            cause = Cause.of("decision.cause-not-applicable", about=label(record), rule_set=rule_set.name)
            return dict.fromkeys(rule_set.gives, Unknown.of(cause))
        return self.judgement(rule_set, record).outcome.outputs

    def _judge(self, rule_set: RuleSet, record: Record) -> Judgement:
        concern = True if rule_set.gate else self._concerns(rule_set, record)
        if isinstance(concern, Unknown):
            return unconcerned(rule_set, record, concern)
        conditions = rule_set.conditions_read
        row = [plain(self._lookup(record, node)) for node in rule_set.inputs[:conditions]]
        row += [None] * (len(rule_set.inputs) - conditions)
        truths = tuple(self.prepared(rule_set).truths(row))
        lifts = lifted(rule_set, record, self.portfolio)
        standing = [
            False if rule.id in lifts else truth for rule, truth in zip(rule_set.rules, truths, strict=True)
        ]

        def outputs(index: int | None) -> Mapping[str, Maybe]:
            then = rule_set.otherwise if index is None else rule_set.rules[index].then
            return {name: self._evaluate(record, then[name]) for name in rule_set.gives}

        def why(index: int) -> Unknown:
            return self._unknown(record, rule_set.rules[index])

        outcome = hit_policy.outcome(rule_set, standing, outputs, why)
        return Judgement(rule_set=rule_set, record=record, truths=truths, lifted=lifts, outcome=outcome)

    def _lookup(self, record: Record, node: core.Read | core.Quantified) -> Maybe:
        return self.environment.read(node, {core.SUBJECT: record})

    def _evaluate(self, record: Record, node: core.Node) -> Maybe:
        return self.environment.evaluate(node, {core.SUBJECT: record})

    def _unknown(self, record: Record, rule: Rule) -> Unknown:
        """The causes of an unknown rule, from the reference, which must find it unknown too."""
        found = self._evaluate(record, rule.condition)
        if not isinstance(found, Unknown):
            raise EngineError.of("decision.engines-disagree", rule=rule.id, subject=label(record))
        return found

    def _given(self, rule_set: RuleSet, record: Record) -> made.Decision:
        """The decision of a rule set whose answer is given: no rule decides, and nothing is proposed."""
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

    def _given_behind(
        self, rule_set: RuleSet, record: Record, determining: Iterable[Rule]
    ) -> Iterator[made.GivenValue]:
        said = [node for rule in determining for node in (*rule.then.values(), *rule.limits)]
        nodes = [*(rule.condition for rule in rule_set.rules), *(said or rule_set.otherwise.values())]
        for one in self.given_read.behind_rules(rule_set, record, nodes):
            type_ = self.policy.type_of(one.record.entity, one.given.name)
            yield made.GivenValue(
                entity=one.record.entity,
                subject=one.record.id,
                value=self._finding(one.given.name, type_, one.value),
                on=one.given.on,
                source=one.given.source,
            )

    def _explain(self, judgement: Judgement) -> made.Decision:
        rule_set, record, outcome = judgement.rule_set, judgement.record, judgement.outcome
        advice = set(judgement.advice)
        proposing = [rule_set.rules[index] for index in outcome.determining]
        would = [rule_set.rules[index] for index in outcome.would]
        unknown = any(isinstance(value, Unknown) for value in outcome.outputs.values())

        def reasons(indices: Iterable[int]) -> tuple[made.Reason, ...]:
            rules = [rule_set.rules[index] for index in indices]
            return tuple(
                self._reason(record, rule, outputs=tuple(self._contributed(rule_set, rule, record)))
                for rule in rules
            )

        proposed = tuple(
            action
            for rule in proposing
            for action in actions(rule.proposes, rule.id, record, self.environment)
        )
        if outcome.referred and rule_set.refer_to and not proposed:
            proposed = (finding_out(rule_set.refer_to, record),)
        return self._decision(
            rule_set,
            record,
            status="unknown" if unknown else "decided",
            outputs=tuple(
                self._finding(name, type_, outcome.outputs[name]) for name, type_ in rule_set.gives.items()
            ),
            referred_by="unknown" if outcome.referred else "",
            because=reasons(index for index in outcome.determining if index not in advice),
            would=reasons(index for index in outcome.would if index not in advice),
            outranked=reasons(judgement.outranked),
            advice=reasons(judgement.advice),
            unknown=tuple(self._unjudged(judgement)),
            not_applicable=tuple(self._not_applicable(judgement)),
            lifted=tuple(
                self._reason(record, rule, approvals=judgement.lifted[rule.id])
                for rule, truth in zip(rule_set.rules, judgement.truths, strict=True)
                if rule.id in judgement.lifted and truth is not False
            ),
            parameters=tuple(self._parameters(judgement)),
            ineffective=tuple(self._ineffective(judgement)),
            **self.circumstances.found(rule_set, record),
            given=tuple(self._given_behind(rule_set, record, [*proposing, *would])),
            actions=proposed,
        )

    def _ineffective(self, judgement: Judgement) -> Iterator[made.Ineffective]:
        """The approvals that name a rule which stands all the same."""
        rule_set, rules = judgement.rule_set, zip(judgement.rule_set.rules, judgement.truths, strict=True)
        standing = {
            rule.id for rule, truth in rules if truth is not False and rule.id not in judgement.lifted
        }
        for approval, why in without_effect(rule_set, judgement.record, standing, self.portfolio):
            yield made.Ineffective(approval=approval.id, rule=str(approval.values["rule"]), why=why)

    def _decision(self, rule_set: RuleSet, record: Record, **found: object) -> made.Decision:
        return made.Decision(
            rule_set=rule_set.name,
            title=rule_set.title,
            entity=record.entity,
            subject=record.id,
            as_of=self.portfolio.as_of,
            stated=stated(record),
            disabled=rule_set.disabled,
            currency=self.policy.currency,
            policy=f"{self.policy.name} {self.policy.version}",
            policy_hash=self.policy.hash,
            portfolio_hash=self.portfolio.hash,
            groupctl=VERSION,
            **found,  # type: ignore[arg-type]
        )

    def _reason(
        self,
        record: Record,
        rule: Rule,
        outputs: tuple[made.Finding, ...] = (),
        approvals: tuple[str, ...] = (),
    ) -> made.Reason:
        return made.Reason(
            rule=rule.id,
            title=rule.title,
            source=rule.source,
            where=str(rule.where or ""),
            condition=rule.text,
            compared=tuple(self.compared(record, rule.condition)),
            outputs=outputs,
            approvals=approvals,
            liftable=rule.liftable,
            changed=rule.changed,
        )

    def _contributed(self, rule_set: RuleSet, rule: Rule, record: Record) -> Iterator[made.Finding]:
        """What a rule says, where the answers of rules are collected; elsewhere the outcome tells it already."""
        if rule_set.hit.startswith("collect"):
            for name, type_ in rule_set.gives.items():
                yield self._finding(name, type_, self._evaluate(record, rule.then[name]))

    def compared(self, record: Record, condition: core.Node) -> Iterator[made.Compared]:
        """The elementary tests of a condition with the values that they meet."""
        for test in dict.fromkeys(elementary_tests(condition)):
            truth = self._evaluate(record, test)
            yield made.Compared(
                text=show(test, self.policy.currency),
                values=tuple(
                    self._finding(show(part, self.policy.currency), part.type, self._evaluate(record, part))
                    for part in compared_parts(test)
                ),
                truth=None if isinstance(truth, Unknown) else bool(truth),
            )

    def _unjudged(self, judgement: Judgement) -> Iterator[made.Unjudged]:
        rules = zip(judgement.rule_set.rules, judgement.truths, strict=True)
        for index, (rule, truth) in enumerate(rules):
            if truth is None and rule.id not in judgement.lifted:
                yield made.Unjudged(
                    rule=rule.id,
                    title=rule.title,
                    source=rule.source,
                    missing=tuple(self.missing(judgement.record, rule.condition)),
                    matters=index in judgement.outcome.open,
                )

    def missing(self, record: Record, condition: core.Node) -> Iterator[made.Finding]:
        """What a condition reads and nobody knows, with the causes."""
        for node in dict.fromkeys(core.inputs(condition)):
            value = self._lookup(record, node)
            if isinstance(value, Unknown):
                yield self._finding(show(node, self.policy.currency), node.type, value)

    def _not_applicable(self, judgement: Judgement) -> Iterator[str]:
        for rule, truth in zip(judgement.rule_set.rules, judgement.truths, strict=True):
            if truth is False and rule.applies and self._evaluate(judgement.record, rule.applies) is False:
                yield rule.id

    def _finding(self, name: str, type_: Type, value: Maybe) -> made.Finding:
        return finding(name, type_, value, self.policy.currency)

    def _said(self, rule_set: RuleSet, record: Record) -> Iterator[core.Node]:
        """The expressions behind what a rule set says about ``record``: all conditions, and what those that decided say."""
        if rule_set.only is not None:
            yield rule_set.only
        if not self.may_concern(rule_set, record):
            return
        try:
            judgement = self.judgement(rule_set, record)
        except DecisionError:  # the parameter that it lacks is named in the cause
            return
        yield from said(judgement)

    def _parameters(self, judgement: Judgement) -> Iterator[made.ParameterValue]:
        rule_set, record = judgement.rule_set, judgement.record
        proposed = (node for index in judgement.heard for node in rule_set.rules[index].limits)
        only = () if rule_set.only is None else (rule_set.only,)
        for use in self.parameters_read.behind_rules((*only, *said(judgement), *proposed), record):
            key = (use.parameter.name, f"{use.scope} {use.since}")
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


def said(judgement: Judgement) -> Iterator[core.Node]:
    """The conditions of all rules that were judged, and what the rules say that were asked; else ``otherwise``."""
    rule_set = judgement.rule_set
    yield from (rule.condition for rule in rule_set.rules)
    for index in judgement.asked:
        yield from rule_set.rules[index].then.values()
    if not judgement.heard:
        yield from rule_set.otherwise.values()


def elementary_tests(node: core.Node) -> Iterator[core.Node]:
    """The tests that ``and`` and ``or`` join, as the policy writes them: ``not(x)`` is a test of its own."""
    if isinstance(node, core.And | core.Or):
        for child in core.children(node):
            yield from elementary_tests(child)
    elif not isinstance(node, core.Const):
        yield node


def compared_parts(test: core.Node) -> tuple[core.Node, ...]:
    """What an elementary test compares: its sides or arguments that are not constants."""
    if isinstance(test, core.Not | core.And | core.Or):
        found = (part for child in core.children(test) for part in compared_parts(child))
        return tuple(dict.fromkeys(found))
    parts = core.children(test) if isinstance(test, core.Comparison | core.Call | core.IsKnown) else (test,)
    return tuple(part for part in parts if not isinstance(part, core.Const))
