"""What a credit controller wants first, from the decisions of a review as they stream by.

Which section a rule set belongs to is what its policy says of it::

    limits          has an ``exposure`` that its limit is held against
    orders          is about orders, and says what its ``outcomes`` mean
    gates           is a ``gate`` about anything else
    warnings        is a ``warning``
    its section     counted by outcome, with the actions that it proposes
    others          is of no section
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Final, Self

from attrs import define, field

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.decisions.wording import Glossary, checked_language, note_text, rejected_text
from groupctl.errors import DataError, DecisionError, mistyped
from groupctl.portfolio.portfolio import Portfolio
from groupctl.report.summary_orders import Gates, Orders
from groupctl.report.summary_parts import (
    Actions,
    AmountOf,
    ExplainedOrder,
    Limits,
    Outcomes,
    Raised,
    SummaryPart,
    UnjudgedByCause,
)
from groupctl.rules.policy import Policy, RuleSet
from groupctl.rules.reads import tables_read
from groupctl.rules.show import show_money
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, table

ORDERS: Final = "orders"
ROWS_SHOWN: Final = 10
HASH_SHOWN: Final = 12
LEDGER: Final = ("rejected", "made", "notes")
FIRST: Final = ("limits", "orders", "gates", "warnings")
LAST: Final = ("others", "unjudged", "missing", "example")


def sections(policy: Policy | None) -> tuple[str, ...]:
    """The sections in the order in which they are told: those of the policy are in between."""
    own = policy.words.sections if policy else ()
    return tuple(dict.fromkeys((*LEDGER, *FIRST, *own, *LAST)))


def section_of(rule_set: RuleSet) -> str:
    """The section that a rule set belongs to."""
    if rule_set.exposure:
        return "limits"
    if rule_set.about == "order" and rule_set.outcomes:
        return ORDERS
    if rule_set.gate:
        return "gates"
    return "warnings" if rule_set.warning else rule_set.section or "others"


def rule_sets_of(names: Collection[str], policy: Policy) -> tuple[str, ...]:
    """The rule sets whose decisions the sections of these names tell of; what can't be judged may be about any."""
    if "unjudged" in names:
        return policy.order
    told = {*names, *((ORDERS,) if "example" in names else ())}
    return tuple(name for name in policy.order if section_of(policy.rulesets[name]) in told)


def checked_sections(names: Collection[str], policy: Policy | None) -> None:
    """DataError with a suggestion unless a review has sections of these names."""
    checked_names(names, sections(policy))


def checked_names(names: Collection[str], there: Collection[str]) -> None:
    """DataError with a suggestion unless each of ``names`` is the name of a section that is ``there``."""
    for name in names:
        if name not in there:
            raise DataError(mistyped("explain.no-such-section", name, there))


def amounts(engine: Engine, portfolio: Portfolio) -> AmountOf:
    """What an order is worth and the exposure of any other subject, as the policy of ``engine`` measures it."""
    policy, environment = engine.policy, engine.evaluation(portfolio).environment
    names = {one.about: one.exposure for one in policy.rulesets.values() if one.exposure} | {
        "order": "amount"
    }

    def amount(entity: str, subject: str) -> Decimal | None:
        name = names.get(entity)
        if name is None:
            return None
        try:
            value = environment.value(portfolio.record(entity, subject), name)
        except DecisionError:
            return None
        return Decimal(show_money(value, policy.currency)) if isinstance(value, int) else None

    return amount


@define(kw_only=True)
class Summary:
    """Takes decisions in, one by one, and tells in the end what they come to.

    ``amount`` gives what an order is worth and the exposure of any other subject; without it, amounts are left
    out. With ``policy`` and ``portfolio`` things have titles, and what was rejected is told.
    """

    amount: AmountOf = field(default=lambda _entity, _subject: None)
    policy: Policy | None = None
    portfolio: Portfolio | None = None
    count: int = 0
    first: Decision | None = None
    sections: dict[str, list[SummaryPart]] = field(init=False)
    orders: Orders = field(init=False)
    gates: Gates = field(init=False)
    limits: Limits = field(init=False)
    warnings: Raised = field(factory=lambda: Raised("warnings"), init=False)
    unjudged: UnjudgedByCause = field(init=False)

    def __attrs_post_init__(self) -> None:
        policy = self.policy
        self.orders = Orders(self.amount, policy, self._unread())
        self.gates = Gates(policy)
        self.limits = Limits(self.amount)
        self.unjudged = UnjudgedByCause(
            first={one.name for one in self._rule_sets() if one.gate or one.exposure}
        )
        counted = ("others", *(policy.words.sections if policy else ()))
        self.sections = {
            name: [Outcomes(name, policy), Actions(f"{name}-actions", policy)] for name in counted
        }
        for section in (
            self.orders,
            ExplainedOrder(policy, self.portfolio),
            self.gates,
            self.limits,
            self.warnings,
            self.unjudged,
        ):
            self.sections.setdefault(section.name, []).insert(0, section)

    @classmethod
    def of(cls, engine: Engine, portfolio: Portfolio) -> Self:
        """A summary of what ``engine`` decides about ``portfolio``, exposures as the policy measures them."""
        return cls(amount=amounts(engine, portfolio), policy=engine.policy, portfolio=portfolio)

    def _rule_sets(self) -> Collection[RuleSet]:
        return self.policy.rulesets.values() if self.policy else ()

    def _unread(self) -> int:
        """How many orders were rejected, if there are rules about orders."""
        if self.portfolio is None or ORDERS in self.portfolio.missing_tables:
            return 0
        decided = any(section_of(one) == ORDERS for one in self._rule_sets())
        return sum(row.table == ORDERS for row in self.portfolio.rejected) if decided else 0

    def add(self, decision: Decision) -> None:
        """Take one decision in."""
        self.count += 1
        self.first = self.first or decision
        if decision.status != "not applicable":
            rule_set = self.policy.rulesets.get(decision.rule_set) if self.policy else None
            part = section_of(rule_set) if rule_set else "others"
            also = ("example",) if part == ORDERS else ()
            for name in (part, *also, "unjudged"):
                for section in self.sections[name]:
                    section.add(decision)

    def lines(
        self, lang: Language = "en", *, everything: bool = False, chosen: Collection[str] = ()
    ) -> Iterator[Line]:
        """The summary, or the ``chosen`` sections of it; ``everything`` leaves nothing out of its lists.

        DataError for a language or a section that isn't there.
        """
        checked_language(lang)
        checked_sections(chosen, self.policy)
        if self.count or not chosen:
            yield from self.head(lang)
        for name in sections(self.policy):
            if not chosen or name in chosen:
                told = list(self.section(name, lang, everything=everything))
                yield from told if told or not chosen else self._part(name, [self._nothing(lang)], lang)

    def section(self, name: str, lang: Language, *, everything: bool = False) -> Iterator[Line]:
        """A section with its headings; nothing if there is nothing to tell."""
        ledger = {
            "rejected": self._rejected,
            "made": self._made,
            "notes": self._notes,
            "missing": self._missing,
        }
        if name in ledger:
            yield from self._part(name, list(ledger[name](lang, everything=everything)), lang)
        for part in self.sections.get(name, ()):
            yield from self._part(part.name, list(part.lines(lang, everything=everything)), lang)

    def _part(self, name: str, lines: Sequence[Line], lang: Language) -> Iterator[Line]:
        if lines:
            yield Line()
            yield Line.of(Part(self._heading(name, lang), "heading"))
            yield from lines

    def _heading(self, name: str, lang: Language) -> str:
        """What a part is called: by the policy if it is one of its sections, and its actions alike."""
        section = name.removesuffix("-actions")
        own = self.policy is not None and section in self.policy.words.sections
        title = Glossary(self.policy, lang).section(section) if own else say(f"summary.part-{section}", lang)
        return say("summary.part-actions", lang, section=title) if section != name else title

    def _nothing(self, lang: Language) -> Line:
        return Line.of(say("summary.none", lang), indent=2)

    def head(self, lang: Language) -> Iterator[Line]:
        """Policy, source, day and hashes."""
        made = self.first
        if made is None:
            yield Line.of(say("summary.nothing", lang))
            return
        source = self.portfolio.source if self.portfolio else ""
        values = {"policy": made.policy, "source": source, "as_of": made.as_of, "count": f"{self.count:,}"}
        yield Line.of(
            Part(say("summary.head" if source else "summary.head-without-source", lang, **values), "strong")
        )
        hashes = (made.policy_hash[:HASH_SHOWN], made.portfolio_hash[:HASH_SHOWN])
        yield Line.of(Part(say("summary.hashes", lang, policy=hashes[0], portfolio=hashes[1]), "quiet"))

    def _missing(self, lang: Language, *, everything: bool) -> Iterator[Line]:  # noqa: ARG002 - names, all of them
        """The tables that are not there and that some rule of the policy reads."""
        missing = self.portfolio.missing_tables if self.portfolio else frozenset[str]()
        if missing and self.policy:
            missing &= tables_read(self.policy)
        if missing:
            yield Line.of(", ".join(sorted(missing)), indent=2)

    def _notes(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        """How the tables were read: what should be mended first, then what is good to know."""
        notes = self.portfolio.notes if self.portfolio else ()
        faults = [note for note in notes if note.fault]
        told = [*faults, *(note for note in notes if not note.fault)]
        shown = told if everything else told[: max(ROWS_SHOWN, len(faults))]
        for note in shown:
            yield Line.of(Part(note_text(note, lang), "bad" if note.fault else ""), indent=2)
        if len(shown) < len(told):
            yield Line.of(say("summary.more", lang, count=len(told) - len(shown)), indent=4)

    def _made(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        """The accounts that the host doesn't list, and a document that speaks of each."""
        made = list(self.portfolio.made.items()) if self.portfolio else []
        shown = made if everything else made[:ROWS_SHOWN]
        yield from table(shown)
        if len(shown) < len(made):
            yield Line.of(say("summary.more", lang, count=len(made) - len(shown)), indent=4)

    def _rejected(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        if self.portfolio is None:
            return
        rows = self.portfolio.rejected
        whole = self.portfolio.missing_tables  # what was rejected of them is not one row, but all
        counted = Counter(row.table for row in rows if row.table not in whole)
        yield from table([(f"{count:,}", name) for name, count in sorted(counted.items())], right=(0,))
        shown = rows if everything else rows[:ROWS_SHOWN]
        yield from (Line.of(rejected_text(row, lang), indent=4) for row in shown)
        if len(shown) < len(rows):
            yield Line.of(say("summary.more", lang, count=len(rows) - len(shown)), indent=4)
