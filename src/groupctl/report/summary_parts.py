"""The parts of a summary: each takes in the decisions that concern it, and tells what they come to."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from typing import Final, Protocol

from attrs import define, evolve, field, frozen

from groupctl.decisions.decision import Decision
from groupctl.decisions.explain import explanation, outcome_style
from groupctl.decisions.wording import (
    REJECTED,
    Glossary,
    action_text,
    cause_text,
    money_text,
)
from groupctl.model.action import ActionKind
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.policy import Policy
from groupctl.texts import Language, say
from groupctl.texts.causes import Cause
from groupctl.texts.layout import Line, Part, table
from groupctl.texts.title import Title

AmountOf = Callable[[str, str], Decimal | None]
"""An amount of a subject, by entity and id, in the policy's currency; None where there is none or it is unknown."""

OutcomeCount = tuple[int, tuple[str, ...]]
"""How far a decision came, and the values of its first output: what outcomes are counted by."""

KNOWN, UNKNOWN, FAILED = 0, 1, 2
UNLIMITED: Final = "unlimited"
CATEGORIES: Final = frozenset({"boolean", "enumeration", ""})
"""Kinds of output whose values are few enough to count each; empty where nothing was decided."""
SHOWN: Final = 5
NAMES: Final = 3


class SummaryPart(Protocol):
    """One part of the summary; ``name`` is the key of its heading."""

    name: str

    def add(self, decision: Decision) -> None:
        """Take a decision in."""
        ...

    def lines(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        """What it comes to, without the heading; nothing if there is nothing to tell."""
        ...


def outcome_of(decision: Decision) -> OutcomeCount:
    """The outcome of a decision."""
    if decision.status == "failed":
        return FAILED, ()
    value = decision.outcome
    if value is None:
        return UNKNOWN, ()
    return KNOWN, (value,) if isinstance(value, str) else value


@define
class Counts:
    """How often each outcome of a rule set came."""

    title: Title
    members: tuple[str, ...]
    policy: Policy | None = None
    kind: str = ""
    enumeration: str = ""
    output: str = ""
    """The output whose values are counted, where there are others beside it."""
    found: Counter[OutcomeCount] = field(factory=Counter)

    def ordered(self) -> list[OutcomeCount]:
        """The outcomes in the order of the policy, what is unknown or failed last."""
        places = {member: place for place, member in enumerate(self.members or ("true", "false"))}
        return sorted(self.found, key=lambda one: (one[0], [(places.get(v, len(places)), v) for v in one[1]]))

    def told(self, lang: Language) -> list[tuple[str, int]]:
        """Each outcome and how often it came; amounts, dates and the like are only counted."""
        if self.kind not in CATEGORIES:
            words = {KNOWN: say("summary.decided", lang), UNKNOWN: self.word((UNKNOWN, ()), lang)}
            words[FAILED] = self.word((FAILED, ()), lang)
            totals = Counter[int]()
            for (state, _), count in self.found.items():
                totals[state] += count
            return [(words[state], count) for state, count in sorted(totals.items())]
        return [(self.word(outcome, lang), self.found[outcome]) for outcome in self.ordered()]

    def glossary(self, lang: Language) -> Glossary:
        """What the policy calls things."""
        return Glossary(self.policy, lang)

    def word(self, outcome: OutcomeCount, lang: Language) -> str:
        """An outcome as people say it."""
        state, values = outcome
        if state != KNOWN:
            return say("summary.unknown" if state == UNKNOWN else "summary.failed", lang)
        said = [self.glossary(lang).value(self.kind, value, self.enumeration) for value in values]
        return say("explain.comma", lang).join(said) or say("explain.nothing", lang)


@define
class Outcomes:
    """Rule sets with the number of each of their outcomes, one row for each."""

    name: str
    policy: Policy | None = None
    counts: dict[str, Counts] = field(factory=dict)

    def add(self, decision: Decision) -> None:
        """Count one decision."""
        counts = self.counts.get(decision.rule_set)
        if counts is None:
            counts = self.counts[decision.rule_set] = Counts(
                decision.title, self._members(decision.rule_set), self.policy
            )
        if decision.outputs:
            counts.kind = decision.outputs[0].kind
            counts.enumeration = decision.outputs[0].type
            counts.output = decision.outputs[0].name if len(decision.outputs) > 1 else ""
        counts.found[outcome_of(decision)] += 1

    def _members(self, rule_set: str) -> tuple[str, ...]:
        known = self.policy.rulesets.get(rule_set) if self.policy else None
        return next(iter(known.gives.values())).members if known else ()

    def lines(self, lang: Language, *, everything: bool) -> Iterator[Line]:  # noqa: ARG002 - nothing is left out
        """One row for each rule set."""
        rows = []
        for counts in self.counts.values():
            told = "  ".join(f"{word} {count:,}" for word, count in counts.told(lang))
            if counts.output and counts.kind == "boolean":
                told = say("explain.is", lang, name=counts.glossary(lang).output(counts.output), value=told)
            rows.append((counts.title.text(lang), told))
        yield from table(rows)


@define
class LimitUse:
    """Exposure against limit for the subjects of one rule set."""

    title: Title
    entity: str
    count: int = 0
    unlimited: int = 0
    limited: int = 0
    """Those whose exposure and limit are known, the limit being an amount."""
    unknown: int = 0
    known: int = 0
    """Those whose exposure is known."""
    exposure: Decimal = Decimal(0)
    limit: Decimal = Decimal(0)
    over: list[tuple[Decimal, str, Decimal, Decimal]] = field(factory=list)
    """Excess, subject, exposure and limit."""


@define
class Limits:
    """Exposure against limit."""

    exposure: AmountOf
    name: str = "limits"
    currency: str = ""
    uses: dict[str, LimitUse] = field(factory=dict)

    def add(self, decision: Decision) -> None:
        """Take in one limit, and the exposure that it meets."""
        self.currency = decision.currency
        use = self.uses.setdefault(decision.rule_set, LimitUse(decision.title, decision.entity))
        use.count += 1
        limit, exposure = decision.outcome, self.exposure(decision.entity, decision.subject)
        if exposure is not None:
            use.known += 1
            use.exposure += exposure
        if exposure is None or not isinstance(limit, str) or (limit[:1].isalpha() and limit != UNLIMITED):
            use.unknown += 1
        elif limit == UNLIMITED:
            use.unlimited += 1
        else:
            use.limited += 1
            use.limit += Decimal(limit)
            if exposure > Decimal(limit):
                use.over.append((exposure - Decimal(limit), decision.subject, exposure, Decimal(limit)))

    def _told(self, use: LimitUse, lang: Language) -> Iterator[str]:
        """What a rule set's limits come to, in pieces: only what is known is summed up."""

        def piece(key: str, count: int, amount: Decimal = Decimal(0)) -> str:
            return say(f"summary.limit-{key}", lang, count=f"{count:,}", amount=self._money(amount))

        if use.known:
            yield piece("all", use.count)
            yield piece("exposure" if use.known == use.count else "exposure-known", use.known, use.exposure)
            if use.limited:
                yield piece("amounts", use.limited, use.limit)
            if use.unlimited:
                yield piece("unlimited", use.unlimited)
        if use.unknown:
            yield piece("unknown", use.unknown)

    def lines(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        """Totals, then those that are over their limit, the largest excess first."""
        for use in self.uses.values():
            yield Line.of(Part(use.title.text(lang), "strong"), indent=2)
            yield Line.of(say("summary.semicolon", lang).join(self._told(use, lang)), indent=4)
            excess = sum((entry[0] for entry in use.over), Decimal(0))
            if use.over:
                told = say("summary.over", lang, count=f"{len(use.over):,}", excess=self._money(excess))
                yield Line.of(Part(told, "bad"), indent=4)
            ranked = sorted(use.over, key=lambda entry: (-entry[0], entry[1]))
            yield from table(
                [
                    (subject, self._plain(exposure), ">", self._plain(limit), f"+{self._plain(over)}")
                    for over, subject, exposure, limit in (ranked if everything else ranked[:SHOWN])
                ],
                right=(1, 3, 4),
                indent=6,
            )

    def _plain(self, amount: Decimal) -> str:
        return money_text(amount, self.currency)

    def _money(self, amount: Decimal) -> str:
        return f"{money_text(amount, self.currency)} {self.currency}"


@frozen
class Fired:
    """A rule that warned."""

    rule_set: str
    rule: str
    title: Title


@define
class Raised:
    """What was raised: how often each rule fired, by rule set, and who is concerned."""

    name: str
    policy: Policy | None = None
    titles: dict[str, Title] = field(factory=dict)
    fired: dict[Fired, list[str]] = field(factory=dict)
    unknown: Counter[str] = field(factory=Counter)

    def add(self, decision: Decision) -> None:
        """Count the rules that raised something; an outcome of ``false`` raised nothing."""
        self.titles.setdefault(decision.rule_set, decision.title)
        if outcome_of(decision)[0] != KNOWN:
            self.unknown[decision.rule_set] += 1
        for rule, title in self.raised(decision).items():
            self.fired.setdefault(Fired(decision.rule_set, rule, title), []).append(decision.subject)

    @staticmethod
    def raised(decision: Decision) -> Mapping[str, Title]:
        """The rules by which a decision warns, with their titles; what means good, or is ``false``, warns of nothing."""
        warns = (
            outcome_of(decision)[0] == KNOWN and decision.outcome != "false" and decision.meaning != "good"
        )
        return {reason.rule: reason.title for reason in decision.because} if warns else {}

    def lines(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        """One block for each rule set."""
        for rule_set, title in sorted(self.titles.items(), key=lambda item: item[1].text("en")):
            rows = [
                (f"{len(subjects):,}", fired.title.text(lang), examples(subjects, everything=everything))
                for fired, subjects in self.fired.items()
                if fired.rule_set == rule_set
            ]
            if self.unknown[rule_set]:
                rows.append((f"{self.unknown[rule_set]:,}", say("summary.unknown", lang), ""))
            yield Line.of(Part(title.text(lang), "strong"), indent=2)
            yield from table(rows or [(say("summary.none", lang),)], right=(0,), indent=4)


@define
class Actions:
    """Actions that rules propose: how many of each kind, for whom, because of which rule."""

    name: str
    policy: Policy | None = None
    found: dict[tuple[ActionKind, str, str, Title | None], list[str]] = field(factory=dict)
    titles: dict[str, Title] = field(factory=dict)

    def add(self, decision: Decision) -> None:
        """Count the actions of one decision."""
        if decision.actions:
            reasons = (*decision.because, *decision.advice)
            self.titles |= {reason.rule: reason.title for reason in reasons}
        for action in decision.actions:
            key = (action.kind, action.role, action.rule, action.title)
            self.found.setdefault(key, []).append(decision.subject)

    def lines(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        """The actions, the most frequent first, each with the rule behind it and some of those it concerns."""
        ranked = sorted(
            self.found.items(), key=lambda item: (-len(item[1]), item[0][0].name, *map(str, item[0][1:]))
        )
        width = max((len(f"{len(subjects):,}") for _, subjects in ranked), default=0)
        for (kind, role, rule, own), subjects in ranked:
            told = Glossary(self.policy, lang).role(role) if role else ""
            action = Part(action_text(kind, own, lang), "strong")
            yield Line.of(f"{len(subjects):>{width},}  ", action, f"  {told}", indent=2)
            title = (
                self.titles[rule].text(lang) if rule in self.titles else rule or say("summary.unknown", lang)
            )
            yield Line.of(f"{title}  {examples(subjects, everything=everything)}", indent=4 + width)


@define
class UnjudgedByCause:
    """What could not be judged, by what is missing; that of the rule sets ``first`` comes before all else."""

    first: Collection[str] = ()
    name: str = "unjudged"
    count: int = 0
    causes: dict[Cause, Counter[str]] = field(factory=dict)
    """How many decisions of each rule set lack something for this reason."""
    titles: dict[str, Title] = field(factory=dict)

    def add(self, decision: Decision) -> None:
        """Count what is missing for one decision."""
        causes = {cause for output in decision.outputs for cause in output.causes}
        causes |= {
            cause
            for rule in decision.unknown
            if rule.matters
            for missing in rule.missing
            for cause in missing.causes
        }
        causes |= {decision.error} if decision.error else set()
        if causes:
            self.count += 1
            self.titles[decision.rule_set] = decision.title
        for kind in {kind_of(cause) for cause in causes}:
            self.causes.setdefault(kind, Counter())[decision.rule_set] += 1

    def lines(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        """The causes, those that stop most decisions first."""
        if not self.causes:
            return
        yield Line.of(say("summary.unjudged-count", lang, count=f"{self.count:,}"), indent=2)
        ranked = self.ranked()
        yield from table(
            [
                (
                    f"{found.total():,}",
                    cause_text(kind, lang),
                    examples(list(found), everything=everything),
                )
                for kind, found in (ranked if everything else ranked[: 2 * SHOWN])
            ],
            right=(0,),
        )
        if len(ranked) > 2 * SHOWN and not everything:
            yield Line.of(say("summary.more", lang, count=len(ranked) - 2 * SHOWN), indent=2)

    def ranked(self) -> list[tuple[Cause, Counter[str]]]:
        """The causes: first those that stop what comes first, then those that stop most decisions."""

        def rank(item: tuple[Cause, Counter[str]]) -> tuple[bool, int, Cause]:
            cause, found = item
            return not any(name in self.first for name in found), -found.total(), cause

        return sorted(self.causes.items(), key=rank)


@define
class ExplainedOrder:
    """One order, explained: the first that is held for a definite reason, else the most telling one."""

    policy: Policy | None = None
    portfolio: Portfolio | None = None
    name: str = "example"
    chosen: Decision | None = None
    rank: int = -1

    def add(self, decision: Decision) -> None:
        """Keep the decision if it tells more than the one kept."""
        rank = (
            4 * (is_held(decision) and bool(decision.because))
            + 2 * (decision.meaning == "refer")
            + bool(decision.overridden)
        )
        if rank > self.rank:
            self.chosen, self.rank = decision, rank

    def lines(self, lang: Language, *, everything: bool) -> Iterator[Line]:  # noqa: ARG002 - it is one order
        """Its explanation."""
        if self.chosen:
            lines = explanation(self.chosen, lang, policy=self.policy, portfolio=self.portfolio)
            yield from (evolve(line, indent=line.indent + 2) for line in lines)


def is_held(decision: Decision) -> bool:
    """Whether what a decision is about does not move on."""
    return outcome_style(decision) in {"bad", "doubt"}


def kind_of(cause: Cause) -> Cause:
    """The cause without what is particular to one record: rows that were rejected are counted by table."""
    if cause.key in REJECTED:
        return Cause.of("summary.rows-rejected", table=dict(cause.values)["table"])
    return evolve(cause, about="", because=tuple(dict.fromkeys(map(kind_of, cause.because))))


def examples(names: list[str], *, everything: bool) -> str:
    """The first few of many names."""
    shown = names if everything else names[:NAMES]
    return ", ".join(shown) + (", …" if len(shown) < len(names) else "")
