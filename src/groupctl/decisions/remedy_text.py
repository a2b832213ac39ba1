"""Remedies in words: what would let an order pass, how much of it, and who would have to agree."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from groupctl.decisions.remedies import Remedy, RequestToMake
from groupctl.decisions.way_text import seat_text
from groupctl.decisions.wording import Glossary, money_text
from groupctl.texts import say
from groupctl.texts.layout import Line, Part

MOST_PAID = 3
"""Invoices that are told by name."""


@frozen
class RemedyText:
    """Remedies put into the reader's language."""

    glossary: Glossary

    def say(self, key: str, **values: object) -> str:
        """A text about remedies."""
        return say(f"explain.remedy-{key}", self.glossary.lang, **values)

    def section(self, remedies: Iterable[Remedy]) -> Iterator[Line]:
        """A heading and a line for each, where there are any."""
        lines = [Line.of("• " + self.line(one), indent=2) for one in remedies]
        if lines:
            yield from (Line(), Line.of(Part(say("explain.remedies", self.glossary.lang), "heading")), *lines)

    def line(self, remedy: Remedy) -> str:
        """One remedy on one line."""
        told = self.glossary.title(remedy.title)
        if remedy.amount is not None:
            amount = money_text(remedy.amount, remedy.currency)
            told = self.say("amount", title=told, amount=amount, currency=remedy.currency)
        if len(remedy.paid) > 1:
            first = [f"{id_} {money_text(part, remedy.currency)}" for id_, part in remedy.paid[:MOST_PAID]]
            rest = len(remedy.paid) - len(first)
            more = self.say("more", count=rest) if rest else ""
            told += self.say("paid", invoices=self._comma(first) + more)
        elif remedy.paid:
            told += self.say("paid", invoices=remedy.paid[0][0])
        if remedy.until is not None:
            told += self.say("until", on=remedy.until)
        return told + "".join(map(self.asked, remedy.requests))

    def asked(self, asked: RequestToMake) -> str:
        """The request that would have to be granted: its matter, its route and the seat that decides."""
        route = asked.way.request_status.route
        policy = self.glossary.policy
        seat = seat_text(route.deciding.seat, policy, self.glossary.lang) if route and policy else asked.route
        return self.say("asked", matter=self.glossary.member(asked.matter, "Matter"), seat=seat)

    def _comma(self, texts: Iterable[str]) -> str:
        return say("explain.comma", self.glossary.lang).join(texts)


def plain(remedy: Remedy) -> dict[str, object]:
    """A remedy for programs: names and exact amounts."""
    amount = {} if remedy.amount is None else {"amount": f"{remedy.amount:f}", "currency": remedy.currency}
    return {
        "lever": remedy.lever,
        **amount,
        **({"paid": {id_: f"{part:f}" for id_, part in remedy.paid}} if remedy.paid else {}),
        **({"requests": {one.matter: one.route for one in remedy.requests}} if remedy.requests else {}),
    }
