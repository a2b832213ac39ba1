"""What a credit controller wants first, from the decisions of a review as they stream by.

Which part of the summary a rule set belongs to follows from what it is about, gives and is called, so that
other policies are summed up as well::

    tiers           gives an enumeration called ``..._class`` first
    limits          gives the limit that a gate tests exposure against (see `groupctl.decisions.rules_read`)
    orders held     about orders
    warnings        called ``..._warning``
    D-class         called ``d_...``, ``improvement`` or ``freeze``
    everything else its outcomes are counted
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, Self

from attrs import define, field

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.decisions.rules_read import limits_tested, tables_read
from groupctl.decisions.wording import checked_language, note_text, set_aside_text
from groupctl.errors import DataError, DecisionError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.report.summary_orders import Orders
from groupctl.report.summary_parts import Amount, Deeds, Example, Limits, Outcomes, Raised, Section, Unjudged
from groupctl.rules.policy import Policy
from groupctl.rules.show import show_money
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, table
from groupctl.texts.similar import similar

D_CLASS: Final = frozenset({"improvement", "freeze"})
EXPOSURE: Final = "exposure"
"""The measure that is set against limits."""
ORDERS: Final = "orders"
ROWS_SHOWN: Final = 10
HASH_SHOWN: Final = 12
SECTIONS: Final = (
    "set_aside",
    "made",
    "notes",
    "tiers",
    "limits",
    "orders",
    "warnings",
    "d_class",
    "others",
    "unjudged",
    "missing",
    "example",
)
"""The sections in the order in which they are told."""


def part_of(decision: Decision, limits: Collection[str] | None = None) -> str:
    """The part of the summary that a decision belongs to; ``limits`` are the rule sets whose limit holds, if that is known."""
    name = decision.rule_set
    first = decision.outputs[0] if decision.outputs else None
    if decision.entity == "order":
        return "orders"
    if name.endswith("_warning"):
        return "warnings"
    if name.startswith("d_") or name in D_CLASS:
        return "d_class"
    if name in limits if limits is not None else first and first.kind == "limit":
        return "limits"
    if first and first.kind == "enumeration" and first.name.endswith("_class"):
        return "tiers"
    return "others"


def checked_sections(names: Collection[str]) -> None:
    """DataError with a suggestion unless there are sections of these names."""
    for name in names:
        if name not in SECTIONS:
            near, known = similar(name, SECTIONS), ", ".join(SECTIONS)
            hint = "policy.did-you-mean" if near else "policy.choose"
            raise DataError.of("explain.no-such-section", hint=hint, name=name, suggestion=near, known=known)


def amounts(engine: Engine, portfolio: Portfolio) -> Amount:
    """What an order is worth and the exposure of any other subject, as the policy of ``engine`` measures it."""
    policy, environment = engine.policy, engine.evaluation(portfolio).environment

    def amount(entity: str, subject: str) -> Decimal | None:
        name = "amount" if entity == "order" else EXPOSURE
        if entity != "order" and (entity, name) not in policy.measures:
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
    out. With ``policy`` and ``portfolio`` things have titles, and what was set aside is told.
    """

    amount: Amount = field(default=lambda _entity, _subject: None)
    policy: Policy | None = None
    portfolio: Portfolio | None = None
    count: int = 0
    first: Decision | None = None
    sections: Mapping[str, Sequence[Section]] = field(init=False)
    orders: Orders = field(init=False)
    limits: Limits = field(init=False)
    warnings: Raised = field(factory=lambda: Raised("warnings"), init=False)
    unjudged: Unjudged = field(init=False)
    _tested: Collection[str] | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._tested = limits_tested(self.policy) if self.policy else None
        self.orders = Orders(self.amount, self.policy, self._unread())
        self.limits = Limits(self.amount)
        self.unjudged = Unjudged(first={*self._gates(), *(self._tested or ())})
        self.sections = {
            "orders": (self.orders,),
            "example": (Example(self.policy, self.portfolio),),
            "limits": (self.limits,),
            "warnings": (self.warnings,),
            "d_class": (Outcomes("d_class", self.policy), Deeds("d_class-actions")),
            "tiers": (Outcomes("tiers", self.policy),),
            "others": (Outcomes("others", self.policy), Deeds("other-actions")),
            "unjudged": (self.unjudged,),
        }

    @classmethod
    def of(cls, engine: Engine, portfolio: Portfolio) -> Self:
        """A summary of what ``engine`` decides about ``portfolio``, exposures as the policy measures them."""
        return cls(amount=amounts(engine, portfolio), policy=engine.policy, portfolio=portfolio)

    def _gates(self) -> Iterator[str]:
        """The rule sets that let pass or not."""
        rule_sets = self.policy.rulesets.values() if self.policy else ()
        return (rule_set.name for rule_set in rule_sets if rule_set.gate)

    def _unread(self) -> int:
        """How many orders were set aside, if there are rules about orders."""
        if self.policy is None or self.portfolio is None or ORDERS in self.portfolio.missing_tables:
            return 0
        decided = any(rule_set.about == "order" for rule_set in self.policy.rulesets.values())
        return sum(row.table == ORDERS for row in self.portfolio.set_aside) if decided else 0

    def add(self, decision: Decision) -> None:
        """Take one decision in."""
        self.count += 1
        self.first = self.first or decision
        if decision.status != "not applicable":
            part = part_of(decision, self._tested)
            also = ("example",) if part == "orders" else ()
            for name in (part, *also, "unjudged"):
                for section in self.sections[name]:
                    section.add(decision)

    def lines(
        self, lang: Language = "en", *, everything: bool = False, sections: Collection[str] = ()
    ) -> Iterator[Line]:
        """The summary, or some ``sections`` of it; ``everything`` leaves nothing out of its lists.

        DataError for a language or a section that isn't there.
        """
        checked_language(lang)
        checked_sections(sections)
        yield from self.head(lang)
        for name in SECTIONS:
            if not sections or name in sections:
                told = list(self.section(name, lang, everything=everything))
                yield from told if told or not sections else self._part(name, [self._nothing(lang)], lang)

    def section(self, name: str, lang: Language, *, everything: bool = False) -> Iterator[Line]:
        """A section with its headings; nothing if there is nothing to tell."""
        ledger = {
            "set_aside": self._set_aside,
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
            yield Line.of(Part(say(f"summary.part-{name}", lang), "heading"))
            yield from lines

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

    def _set_aside(self, lang: Language, *, everything: bool) -> Iterator[Line]:
        if self.portfolio is None:
            return
        rows = self.portfolio.set_aside
        whole = self.portfolio.missing_tables  # what was set aside of them is not one row, but all
        counted = Counter(row.table for row in rows if row.table not in whole)
        yield from table([(f"{count:,}", name) for name, count in sorted(counted.items())], right=(0,))
        shown = rows if everything else rows[:ROWS_SHOWN]
        yield from (Line.of(set_aside_text(row, lang), indent=4) for row in shown)
        if len(shown) < len(rows):
            yield Line.of(say("summary.more", lang, count=len(rows) - len(shown)), indent=4)
