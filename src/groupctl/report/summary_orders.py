"""The parts of a summary about what gates hold: orders, with what they are worth, and other records."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import define, field, frozen

from groupctl.decisions.decision import Decision
from groupctl.decisions.explain import outcome_style
from groupctl.decisions.wording import Glossary, cause_text, money_text
from groupctl.report.summary_parts import SHOWN, AmountOf, OutcomeCount, Outcomes, is_held, outcome_of
from groupctl.rules.policy import Policy
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, table
from groupctl.texts.title import Title


@frozen(kw_only=True)
class HeldRecord:
    """A record that does not move on: what an order is worth in the policy's currency, and the decision that says why."""

    amount: Decimal | None
    decision: Decision

    @property
    def refused(self) -> bool:
        """Whether nothing is left to decide."""
        return outcome_style(self.decision) == "bad"

    @property
    def rank(self) -> tuple[bool, bool, Decimal, str]:
        """What can still be decided comes first, then what may be worth anything, then by amount."""
        return self.refused, self.amount is not None, -(self.amount or Decimal(0)), self.decision.subject

    def why(self, lang: Language) -> str:
        """The first reason in a few words, and how many more there are."""
        made = self.decision
        missing = [finding for rule in made.unknown if rule.matters for finding in rule.missing]
        causes = [cause for finding in (*missing, *made.outputs) for cause in finding.causes]
        causes += [made.error] if made.error else []
        told = [reason.title.text(lang) for reason in made.because]
        told += dict.fromkeys(cause_text(cause, lang) for cause in causes)
        more = say("summary.and-more", lang, count=len(told) - 1) if len(told) > 1 else ""
        return told[0] + more if told else say("summary.unknown", lang)

    @property
    def approvals(self) -> tuple[str, ...]:
        """The rules that granted requests would have to lift for it to go; none where one of them can't be overridden."""
        rules = self.decision.because
        return tuple(one.rule for one in rules) if all(one.overridable for one in rules) else ()

    def who(self, glossary: Glossary) -> str:
        """The roles that the decision asks to act."""
        roles = dict.fromkeys(action.role for action in self.decision.actions if action.role)
        return say("explain.comma", glossary.lang).join(map(glossary.role, roles))


def deciding(policy: Policy) -> list[str]:
    """The rule sets that let orders pass or hold them: the gates; without one, those whose outcomes have a meaning."""
    about = [policy.rulesets[name] for name in policy.order if policy.rulesets[name].about == "order"]
    gates = [one.name for one in about if one.gate]
    return gates or [one.name for one in about if one.outcomes]


@define
class OrderCounts:
    """The orders that one rule set decided."""

    title: Title
    amounts: dict[OutcomeCount, list[Decimal | None]] = field(factory=dict)
    reasons: Counter[tuple[str, Title]] = field(factory=Counter)


@define
class Orders:
    """Orders by outcome with their amounts, and why some are held; ``unread`` could not even be read."""

    amount: AmountOf
    policy: Policy | None = None
    unread: int = 0
    name: str = "orders"
    currency: str = ""
    outcomes: Outcomes = field(init=False)
    counts: dict[str, OrderCounts] = field(factory=dict)
    released: int = 0
    held: list[HeldRecord] = field(factory=list)
    """The orders that do not move on; those of any rule set, where there is no policy."""
    _deciding: Sequence[str] = ()

    def __attrs_post_init__(self) -> None:
        self.outcomes = Outcomes(self.name, self.policy)
        self._deciding = deciding(self.policy) if self.policy else ()

    def add(self, decision: Decision) -> None:
        """Count one order."""
        held, amount = is_held(decision), self.amount("order", decision.subject)
        if self.policy is None or decision.rule_set in self._deciding:
            if held:
                self.held.append(HeldRecord(amount=amount, decision=decision))
            else:
                self.released += 1
        self.currency = decision.currency
        self.outcomes.add(decision)
        counts = self.counts.setdefault(decision.rule_set, OrderCounts(decision.title))
        counts.amounts.setdefault(outcome_of(decision), []).append(amount)
        if held:
            told = [(reason.rule, reason.title) for reason in decision.because]
            told += [("?", rule.title) for rule in decision.unknown if rule.matters]
            counts.reasons.update(list(dict.fromkeys(told)))

    def lines(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        """Of each rule set the outcomes, then the reasons, the most frequent first; last what was not decided."""
        for rule_set, counts in self.counts.items():
            if len(self.counts) > 1:
                yield Line.of(Part(counts.title.text(lang), "strong"), indent=2)
            outcomes = self.outcomes.counts[rule_set]
            yield from table(
                [
                    (
                        Part(outcomes.word(outcome, lang), "strong"),
                        f"{outcomes.found[outcome]:,}",
                        self._sum(counts.amounts[outcome], lang),
                    )
                    for outcome in outcomes.ordered()
                ],
                right=(1, 2),
            )
            yield from self._reasons(counts, lang, everything=everything)
        if self.unread:
            yield Line.of(
                Part(say("summary.orders-unread", lang, count=f"{self.unread:,}"), "doubt"), indent=2
            )

    def _reasons(self, counts: OrderCounts, lang: Language, *, everything: bool) -> Iterator[Line]:
        ranked = sorted(
            counts.reasons.items(), key=lambda item: (-item[1], item[0][0], item[0][1].text("en"))
        )
        if ranked:
            yield Line.of(say("summary.held-because", lang), indent=2)
        shown = ranked if everything else ranked[: 2 * SHOWN]
        rows = [(f"{count:,}", self._reason(rule, title, lang)) for (rule, title), count in shown]
        yield from table(rows, right=(0,), indent=4)

    def _sum(self, amounts: list[Decimal | None], lang: Language) -> str:
        known = [amount for amount in amounts if amount is not None]
        said = f"{money_text(sum(known, Decimal(0)), self.currency)} {self.currency}"
        if len(known) == len(amounts):
            return said
        return say(
            "summary.amount-known" if known else "summary.amount-unknown",
            lang,
            count=f"{len(known):,}",
            amount=said,
        )

    def _reason(self, rule: str, title: Title, lang: Language) -> str:
        text = title.text(lang)
        return say("summary.not-judged", lang, title=text) if rule == "?" else f"{text} ({rule})"


@define
class Gates:
    """What the gates about other records than orders hold, and how many records they let pass, by rule set."""

    policy: Policy | None = None
    name: str = "gates"
    titles: dict[str, Title] = field(factory=dict)
    held: dict[str, list[HeldRecord]] = field(factory=dict)
    decided: Counter[str] = field(factory=Counter)

    def add(self, decision: Decision) -> None:
        """Count one record."""
        self.titles.setdefault(decision.rule_set, decision.title)
        self.decided[decision.rule_set] += 1
        held = self.held.setdefault(decision.rule_set, [])
        if is_held(decision):
            held.append(HeldRecord(amount=None, decision=decision))

    def heading(self, rule_set: str, lang: Language) -> str:
        """How many records a gate holds."""
        held = self.held[rule_set]
        return say(
            "summary.gate",
            lang,
            title=self.titles[rule_set].text(lang),
            count=f"{len(held):,}",
            all=f"{self.decided[rule_set]:,}",
            refused=f"{sum(one.refused for one in held):,}",
        )

    def rows(self, rule_set: str, lang: Language) -> list[tuple[str | Part, ...]]:
        """What a gate holds: the record, who acts and why; what can still be decided comes first."""
        glossary = Glossary(self.policy, lang)
        return [
            (
                one.decision.stated.customer,
                one.decision.subject,
                one.who(glossary),
                Part(one.why(lang), "bad" if one.refused else ""),
            )
            for one in sorted(self.held[rule_set], key=lambda one: one.rank)
        ]

    def lines(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        """Each gate with what it holds."""
        for rule_set in self.titles:
            yield Line.of(Part(self.heading(rule_set, lang), "strong"), indent=2)
            rows = self.rows(rule_set, lang)
            yield from table(rows if everything else rows[: 2 * SHOWN], indent=4)
            if not everything and len(rows) > 2 * SHOWN:
                yield Line.of(say("summary.more", lang, count=len(rows) - 2 * SHOWN), indent=4)
