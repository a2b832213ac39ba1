"""The one screen of a review: what a credit controller acts on, and where the rest is."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from attrs import frozen

from groupctl.decisions.wording import Glossary, cause_text, label, money_text, rejected_text
from groupctl.report.news import News
from groupctl.report.summary import Summary, sections
from groupctl.report.summary_parts import examples
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, folded, table
from groupctl.texts.title import Title

HELD, OVER, WARNED, UNJUDGED, UNREAD = 12, 5, 5, 4, 3
"""How many lines each block may take, heading and remarks apart."""


@frozen(kw_only=True)
class Screen:
    """A review on one screen, ``width`` columns wide. Without ``news`` every warning is told, however old."""

    summary: Summary
    news: News | None = None
    width: int
    lang: Language = "en"

    def lines(self) -> Iterator[Line]:
        """The lines, none of them wider than asked."""
        yield from folded(self.summary.head(self.lang), self.width)
        blocks = [self.unread()]
        if self.summary.count:
            blocks += [self.held(), self.gates(), self.over(), self.warned(), self.unjudged(), self.rest()]
        for block in blocks:
            told = list(block)
            if told:
                yield Line()
                yield from folded(told, self.width)

    def say(self, key: str, **values: object) -> str:
        """A text of the screen."""
        return say(f"summary.{key}", self.lang, **values)

    def heading(self, key: str, **values: object) -> Line:
        """The heading of a block."""
        return Line.of(Part(self.say(f"screen-{key}", **values), "heading"))

    def rows(self, lines: Iterable[Iterable[Line]], most: int, of: int) -> Iterator[Line]:
        """As many rows, each of some lines, as fit on ``most`` lines, the first at any rate; then how many more of ``of``."""
        shown = 0
        for row in lines:
            told = list(folded(row, self.width))
            most -= len(told)
            if most < 0 and shown:
                break
            shown += 1
            yield from told
        if shown < of:
            yield Line.of(self.say("screen-more", count=f"{of - shown:,}"), indent=4)

    def first(self, titles: Iterable[Title]) -> str:
        """The first of several titles, and how many more there are."""
        told = [title.text(self.lang) for title in titles]
        return told[0] + (self.say("and-more", count=len(told) - 1) if told[1:] else "")

    def header(self, *names: str) -> tuple[Part, ...]:
        """The headings of columns."""
        return tuple(Part(self.say(f"screen-{name}"), "quiet") for name in names)

    def unread(self) -> Iterator[Line]:
        """Rows that could not be read: whatever else is told may lack them."""
        portfolio = self.summary.portfolio
        faults = sum(note.fault for note in portfolio.notes) if portfolio else 0
        if portfolio and (portfolio.rejected or faults):
            yield self.heading("unread", rows=f"{len(portfolio.rejected):,}", faults=f"{faults:,}")
            rows = (Line.of(rejected_text(row, self.lang), indent=2) for row in portfolio.rejected)
            yield from islice(folded(rows, self.width), UNREAD)

    def held(self) -> Iterator[Line]:
        """The orders that do not move on: what can be decided first, by amount."""
        orders = self.summary.orders
        if not (orders.held or orders.released):
            return
        held, glossary = sorted(orders.held, key=lambda one: one.rank), Glossary(orders.policy, self.lang)
        counts = {
            "count": len(held),
            "all": len(held) + orders.released,
            "refused": sum(one.refused for one in held),
        }
        worth = sum((one.amount for one in held if one.amount is not None), Decimal(0))
        told = {name: f"{count:,}" for name, count in counts.items()}
        yield self.heading(
            "held", **told, amount=f"{money_text(worth, orders.currency)} {orders.currency}" if held else "0"
        )
        rows = [
            (
                one.decision.stated.customer,
                one.decision.subject,
                self.say("unknown") if one.amount is None else money_text(one.amount, orders.currency),
                one.who(glossary),
                Part(one.why(self.lang), "bad" if one.refused else ""),
            )
            for one in held[:HELD]
        ]
        if rows:
            yield from self.orders(rows, orders.currency, len(held))
        if orders.unread:
            yield Line.of(Part(self.say("orders-unread", count=f"{orders.unread:,}"), "doubt"), indent=2)

    def gates(self) -> Iterator[Line]:
        """How much gates about other records than orders hold; their section tells what."""
        gates = self.summary.gates
        for rule_set in gates.titles:
            yield Line.of(Part(gates.heading(rule_set, self.lang), "heading"))

    def orders(self, rows: Sequence[tuple[str | Part, ...]], currency: str, of: int) -> Iterator[Line]:
        """Held orders with the reason in the last column; below each, where there is no room for that."""
        header = (*self.header("customer", "order"), self.amount(currency), *self.header("who", "why"))
        head, *lines = table([header, *rows], right=(2,))
        if head.width <= self.width:
            below: Iterable[tuple[Line, ...]] = ((line,) for line in lines)
        else:
            head, *lines = table([header[:-1], *(row[:-1] for row in rows)], right=(2,))
            below = ((line, Line.of(row[-1], indent=4)) for line, row in zip(lines, rows, strict=True))
        yield head
        yield from self.rows(below, HELD, of)

    def amount(self, currency: str) -> Part:
        """The heading of a column of amounts."""
        return Part(self.say("screen-amount", currency=currency), "quiet")

    def over(self) -> Iterator[Line]:
        """Limits that are exceeded, by excess."""
        limits = self.summary.limits
        uses = limits.uses.values()
        if not uses:
            return
        over = sorted(
            ((*one, use.entity) for use in uses for one in use.over), key=lambda one: (-one[0], one[1])
        )
        unknown = sum(use.unknown for use in uses)
        yield self.heading(
            "over", count=f"{len(over):,}", all=f"{sum(use.count for use in uses):,}", unknown=f"{unknown:,}"
        )
        rows = [
            (
                f"{label(f'words.entity.{entity}', entity, self.lang)} {subject}",
                money_text(exposure, limits.currency),
                money_text(limit, limits.currency),
                Part(money_text(-excess, limits.currency), "bad"),
            )
            for excess, subject, exposure, limit, entity in over[:OVER]
        ]
        if rows:
            header = self.header("whose", "exposure", "limit", "headroom")
            head, *lines = table([header, *rows], right=(1, 2, 3))
            yield head
            yield from self.rows(zip(lines), OVER, len(over))

    def warned(self) -> Iterator[Line]:
        """Warnings that are new, by rule."""
        fired = self.summary.warnings.fired
        if not self.summary.warnings.titles:
            return
        new = self.news.warned if self.news else fired
        count, of = (sum(map(len, some.values())) for some in (new, fired))
        if self.news:
            yield self.heading("new", since=self.news.since, count=f"{count:,}", all=f"{of:,}")
        else:
            yield self.heading("warnings", count=f"{of:,}")
        ranked = sorted(new.items(), key=lambda one: (-len(one[1]), one[0].rule))
        rows = [
            (f"{len(subjects):,}", one.title.text(self.lang), examples(list(subjects), everything=False))
            for one, subjects in ranked
        ]
        yield from self.rows(zip(table(rows, right=(0,))), WARNED, len(rows))

    def unjudged(self) -> Iterator[Line]:
        """What can't be judged, by what is missing."""
        unjudged = self.summary.unjudged
        if unjudged.count:
            yield self.heading("unjudged", count=f"{unjudged.count:,}")
            rows = [
                (
                    f"{found.total():,}",
                    self.first(unjudged.titles[name] for name in found),
                    cause_text(cause, self.lang),
                )
                for cause, found in unjudged.ranked()
            ]
            yield from self.rows(zip(table(rows, right=(0,))), UNJUDGED, len(rows))

    def rest(self) -> Iterator[Line]:
        """The sections that have something to tell."""
        yield self.heading("rest")
        told = (name for name in sections(self.summary.policy) if any(self.summary.section(name, self.lang)))
        yield Line.of(self.say("screen-sections", names=", ".join(told)), indent=2)
