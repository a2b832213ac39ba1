"""What a new version of a policy changes: on paper, and for the customers and orders of a host."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Self, TypeVar

from attrs import frozen

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine, Progress
from groupctl.portfolio.portfolio import Portfolio
from groupctl.report.summary import amounts
from groupctl.rules import core
from groupctl.rules.comparing import ComparedRules, compare
from groupctl.rules.policy import Measure, Parameter, Policy, Rule
from groupctl.rules.sameness import OF_MEASURE, OF_PARAMETER, OF_RULE, Sameness, alike
from groupctl.rules.show import show, show_value
from groupctl.texts.title import Title

P = TypeVar("P", Parameter, Measure, Rule)
Compare = Callable[[Sameness, str], ComparedRules]


@frozen(kw_only=True)
class Edit:
    """A part that is new, gone or another one: what it said and says, each empty where it was not there."""

    kind: str
    name: str
    title: Title
    before: str
    now: str


@frozen(kw_only=True)
class MovedDecision:
    """A decision with another outcome: about whom, from what to what, and the money that is at stake where that is known."""

    rule_set: str
    entity: str
    subject: str
    customer: str
    unit: str
    before: str
    now: str
    amount: Decimal | None


@frozen(kw_only=True)
class PolicyDiff:
    """Two policies compared; ``moved`` and ``decided`` are None where no host was asked."""

    old: Policy
    new: Policy
    compared: tuple[ComparedRules, ...]
    edits: tuple[Edit, ...]
    moved: tuple[MovedDecision, ...] | None = None
    decided: int = 0

    @classmethod
    def on_paper(cls, old: Policy, new: Policy, how: Compare = compare) -> Self:
        """What differs, without any ledger; ``how`` compares one rule set."""
        sameness = Sameness(old, new)
        names = [*new.order, *(name for name in old.order if name not in new.rulesets)]
        return cls(
            old=old,
            new=new,
            compared=tuple(how(sameness, name) for name in names),
            edits=tuple(_edits(old, new)),
        )

    @property
    def changed(self) -> tuple[ComparedRules, ...]:
        """The rule sets that are not shown to be the same by what they read."""
        return tuple(one for one in self.compared if (one.verdict, one.how) != ("equivalent", "content"))

    @property
    def moves(self) -> Mapping[tuple[str, str, str], tuple[int, Decimal]]:
        """By rule set, outcome before and now: how many decisions, and the money at stake as far as it is known."""
        found: dict[tuple[str, str, str], tuple[int, Decimal]] = {}
        for one in self.moved or ():
            count, amount = found.get((one.rule_set, one.before, one.now), (0, Decimal(0)))
            found[one.rule_set, one.before, one.now] = count + 1, amount + (one.amount or Decimal(0))
        return found


def moved(
    old: tuple[Engine, Portfolio],
    new: tuple[Engine, Portfolio],
    names: Sequence[str],
    progress: Progress | None = None,
) -> tuple[tuple[MovedDecision, ...], int]:
    """The decisions of the rule sets ``names`` that come out otherwise, the largest amounts first, and how many there were.

    A record about which only one of the two decides is among them.
    """
    amount = amounts(*new)
    before = {_key(one): one for one in _review(old, names, None)}
    now = {_key(one): one for one in _review(new, names, progress)}
    found = []
    for key in sorted(before.keys() | now.keys()):
        was, is_ = before.get(key), now.get(key)
        texts = ["-" if one is None else _said(one) for one in (was, is_)]
        one = is_ or was
        if one is not None and texts[0] != texts[1]:
            found.append(
                MovedDecision(
                    rule_set=one.rule_set,
                    entity=one.entity,
                    subject=one.subject,
                    customer=one.subject if one.entity == "customer" else one.stated.customer,
                    unit=one.stated.unit,
                    before=texts[0],
                    now=texts[1],
                    amount=amount(one.entity, one.subject),
                )
            )
    place = {name: index for index, name in enumerate(names)}
    found.sort(key=lambda one: (place[one.rule_set], -(one.amount or Decimal(0)), one.subject))
    return tuple(found), len(now)


def _review(
    of: tuple[Engine, Portfolio], names: Sequence[str], progress: Progress | None
) -> Iterator[Decision]:
    engine, portfolio = of
    there = [name for name in names if name in engine.policy.rulesets]
    if there:
        for one in engine.review(portfolio, rule_sets=there, progress=progress):
            if one.status != "not applicable":
                yield one


def _key(one: Decision) -> tuple[str, str, str]:
    return one.rule_set, one.entity, one.subject


def _said(one: Decision) -> str:
    """The outputs as a decision records them; ``?`` for what is unknown."""
    texts = []
    for output in one.outputs:
        value = output.value
        texts.append("?" if value is None else value if isinstance(value, str) else " + ".join(value))
    return ", ".join(texts) or one.status


# ----------------------------------------------------------------------------------------------- edits
def _edits(old: Policy, new: Policy) -> Iterator[Edit]:
    for name in sorted(old.imports.keys() | new.imports.keys()):
        texts = [policy.imports.get(name, "")[:12] for policy in (old, new)]
        if texts[0] != texts[1]:
            yield Edit(kind="document", name=name, title=Title(en=name), before=texts[0], now=texts[1])
    for name in sorted(old.parameters.keys() | new.parameters.keys()):
        pair = old.parameters.get(name), new.parameters.get(name)
        if not alike(*pair, OF_PARAMETER):
            yield _edit("parameter", name, pair, (old, new), _values)
    for place in sorted(old.measures.keys() | new.measures.keys()):
        both = old.measures.get(place), new.measures.get(place)
        if not alike(*both, OF_MEASURE):
            yield _edit("measure", ".".join(place), both, (old, new), _formula)
    before, now = (
        {rule.id: rule for one in policy.rulesets.values() for rule in one.rules} for policy in (old, new)
    )
    for name in dict.fromkeys((*now, *before)):
        rules = before.get(name), now.get(name)
        if not alike(*rules, OF_RULE):
            yield _edit("rule", name, rules, (old, new), _rule)


def _edit(
    kind: str,
    name: str,
    pair: tuple[P | None, P | None],
    policies: tuple[Policy, Policy],
    text: Callable[[P, Policy], str],
) -> Edit:
    """A part that differs: it has the title that it has now, or had."""
    before, now = (
        "" if one is None else text(one, policy) for one, policy in zip(pair, policies, strict=True)
    )
    title = [one.title for one in pair if one is not None][-1]
    return Edit(kind=kind, name=name, title=title, before=before, now=now)


def _formula(measure: Measure, policy: Policy) -> str:
    return "; ".join(show(node, policy.currency) for node in measure.expressions())


def _values(parameter: Parameter, policy: Policy) -> str:
    def dated(values: Iterable[tuple[date, core.Value]]) -> str:
        return ", ".join(
            f"{show_value(value, parameter.type, policy.currency)} ({day})" for day, value in values
        )

    texts = [dated(parameter.values)] if parameter.values else []
    for level, scopes in parameter.scopes.items():
        texts += [f"{level} {id_}: {dated(values)}" for id_, values in scopes.items()]
    return ", ".join(texts)


def _rule(rule: Rule, policy: Policy) -> str:
    told = [
        show(rule.condition, policy.currency),
        " → ",
        ", ".join(show(node, policy.currency) for node in rule.then.values()),
    ]
    told += [f" [{rule.since or ''}..{rule.until or ''}]"] if rule.since or rule.until else []
    return "".join([*told, f" ({rule.overridable})" if rule.overridable else ""])
