"""Measures: expressions, aggregates over related records, places among peers, and working days."""

from collections.abc import Mapping
from typing import Final, Literal

from attrs import frozen

from groupctl.rules import core, draft
from groupctl.rules.authority import ROUTE
from groupctl.rules.loading.compose import Piece
from groupctl.rules.loading.context import Context
from groupctl.rules.policy import Aggregate, Computed, GrantedOn, Measure, Ranking, WorkingDays
from groupctl.rules.types import BOOLEAN, COUNT, DATE, MONEY, NUMERIC, ORDERED, RATIO, Type, record

AGGREGATES: Final[Mapping[str, Literal["sum", "count", "count distinct", "min", "max", "mean"]]] = {
    "sum": "sum",
    "count": "count",
    "count_distinct": "count distinct",
    "min": "min",
    "max": "max",
    "mean": "mean",
    "earliest": "min",
    "latest": "max",
}
RANKINGS: Final[Mapping[str, Literal["rank", "share before", "share through"]]] = {
    "rank": "rank",
    "share_before": "share before",
    "share_through": "share through",
}
WORKING_DAYS: Final = "working_days"
GRANTED: Final = "granted"
WORDS: Final = ("value", *AGGREGATES, *RANKINGS, WORKING_DAYS, GRANTED)
COMPANIONS: Final = {
    "value": ("settled",),
    "count": ("where", "latest_by"),
    **{word: ("of", "where", "latest_by") for word in AGGREGATES if word != "count"},
    **dict.fromkeys(RANKINGS, ("among", "where", "order")),
    WORKING_DAYS: ("after",),
    GRANTED: (),
}
KINDS: Final[Mapping[str, frozenset[str]]] = {
    "sum": NUMERIC,
    "mean": frozenset({"ratio"}),
    "min": ORDERED,
    "max": ORDERED,
    "earliest": frozenset({"date"}),
    "latest": frozenset({"date"}),
}
"""What an aggregate may be; the mean of what is counted whole is not whole, so only ratios have one."""
MANDATORY: Final = {"of", "among", "after"}
ORDERS: Final = ("descending", "ascending")


def measure(context: Context, piece: Piece[draft.MeasureDraft]) -> Measure | None:
    """One measure; None when it can't be worked out."""
    written = piece.item
    place = (written.about, written.name)
    told = context.told(written, piece)
    word = _word(context, piece)
    type_ = context.measures.get(place)
    if not word or type_ is None:
        return None
    formula = _Formula(context, piece, word, type_).resolved()
    if formula is None:
        return None
    return Measure(name=str(written.name), about=str(written.about), type=type_, formula=formula, **told)


def _word(context: Context, piece: Piece[draft.MeasureDraft]) -> str:
    """The one word that says what kind of measure it is, with its companions checked; empty if there is none."""
    formula = piece.item.formula
    words = [word for word in formula if word in WORDS]
    if len(words) != 1:
        code = "policy.several-formulas" if words else "policy.no-formula"
        context.fault(
            piece.part, code, "policy.no-formula.hint", found=", ".join(words), known=", ".join(WORDS)
        )
        return ""
    word = words[0]
    for companion in formula:
        if companion != word and companion not in COMPANIONS[word]:
            part = piece.sub("formula", companion)
            known = ", ".join(COMPANIONS[word]) or "-"
            context.fault(
                part, "policy.not-beside", "policy.beside", word=word, companion=companion, known=known
            )
    for companion in COMPANIONS[word]:
        if companion in MANDATORY and companion not in formula:
            context.fault(piece.sub("formula", word), "policy.beside-missing", word=word, companion=companion)
            return ""
    return word


@frozen
class _Formula:
    """Resolves the formula of one measure."""

    context: Context
    piece: Piece[draft.MeasureDraft]
    word: str
    type: Type

    @property
    def about(self) -> str:
        return self.piece.item.about

    def text(self, word: str) -> str:
        return self.piece.item.formula.get(word, "")

    def resolved(self) -> Computed | Aggregate | Ranking | WorkingDays | GrantedOn | None:
        if self.word == "value":
            node = self.context.expression(
                self.text("value"), self.about, self.type, self.piece.sub("formula", "value")
            )
            settled = self.part("settled", "", self.type)
            return Computed(expression=node, settled=settled) if node else None
        if self.word == WORKING_DAYS:
            return self.working_days()
        if self.word == GRANTED:
            return self.granted()
        return self.aggregate() if self.word in AGGREGATES else self.ranking()

    def working_days(self) -> WorkingDays | None:
        if self.type != DATE:
            self.wrong_type(DATE)
        days = self.context.duration(self.text(self.word), self.about, self.piece.sub("formula", self.word))
        after = self.part("after", "", DATE)
        return WorkingDays(days=days, after=after) if days and after else None

    def granted(self) -> GrantedOn | None:
        """Of a request, by the output that is its route."""
        if self.type != BOOLEAN:
            self.wrong_type(BOOLEAN)
        context, output, part = self.context, self.text(self.word), self.piece.sub("formula", self.word)
        known = {name: giver for (about, name), giver in context.givers.items() if about == self.about}
        routes = [name for name in known if context.outputs[self.about, name].name == ROUTE]
        if output not in routes:
            if output not in context.broken:
                context.unknown(part, "authority.no-route-output", output, routes)
            return None
        stake = context.composition.rulesets[known[output]].item.stake
        if context.measures.get((self.about, stake)) != MONEY:
            return None  # told where the rule set names it
        return GrantedOn(
            route=core.Read(type=context.outputs[self.about, output], root=core.SUBJECT, path=(str(output),)),
            stake=core.Read(type=MONEY, root=core.SUBJECT, path=(str(stake),)),
        )

    def aggregate(self) -> Aggregate | None:
        counted = "count" if self.word == "count" else "of"
        of = self.context.collection(self.text(counted), self.about, self.piece.sub("formula", counted))
        if of is None:
            return None
        where = self.part("where", of.type.entity, BOOLEAN)
        latest_by = self.part("latest_by", of.type.entity, DATE)
        if self.word in ("count", "count_distinct") and self.type != COUNT:
            self.wrong_type(COUNT)
        expected = None if self.word == "count_distinct" else self.type
        value = None if self.word == "count" else self.part(self.word, of.type.entity, expected)
        allowed = KINDS.get(self.word)
        if allowed and self.type.kind not in allowed:
            self.wrong_kind(allowed)
        filters = {"where": where, "latest_by": latest_by}
        if any(node is None and self.text(word) for word, node in filters.items()):
            return None
        if value is None and self.word != "count":
            return None
        return Aggregate(function=AGGREGATES[self.word], of=of, value=value, **filters)

    def ranking(self) -> Ranking | None:
        among = self.among()
        if among is None:
            return None
        wanted = COUNT if self.word == "rank" else RATIO
        if self.type != wanted:
            self.wrong_type(wanted)
        where = self.part("where", among.type.entity, BOOLEAN)
        value = self.part(self.word, among.type.entity, None)
        if value is not None and value.type.kind not in NUMERIC:
            self.context.fault(
                self.piece.sub("formula", self.word), "policy.rank-needs-number", type=value.type
            )
        order = self.text("order")
        if order and order not in ORDERS:
            self.context.unknown(self.piece.sub("formula", "order"), "policy.no-order-word", order, ORDERS)
        if value is None or (where is None and self.text("where")):
            return None
        return Ranking(
            function=RANKINGS[self.word],
            among=among,
            value=value,
            where=where,
            descending=order != "ascending",
        )

    def among(self) -> core.Read | None:
        """The peers: ``all`` records of the entity, or a collection that holds such records."""
        text, part = self.text("among"), self.piece.sub("formula", "among")
        if text.strip() == "all":
            path = ("all", self.context.schema.entities[self.about].table)
            return core.Read(type=record(self.about), root=core.SUBJECT, path=path)
        found = self.context.collection(text, self.about, part)
        if found is not None and found.type.entity != self.about:
            self.context.fault(part, "policy.not-peers", found=found.type.entity, about=self.about)
            return None
        return found

    def part(self, word: str, item: str, expected: Type | None) -> core.Node | None:
        text = self.text(word)
        if not text:
            return None
        return self.context.expression(text, self.about, expected, self.piece.sub("formula", word), item)

    def wrong_type(self, wanted: Type) -> None:
        self.context.fault(
            self.piece.sub("type"),
            "policy.measure-type",
            "policy.write-instead",
            word=self.word,
            found=self.type,
            instead=wanted,
        )

    def wrong_kind(self, allowed: frozenset[str]) -> None:
        known = ", ".join(sorted(allowed - {"number"}))
        self.context.fault(
            self.piece.sub("type"),
            "policy.measure-kind",
            "policy.choose",
            word=self.word,
            found=self.type,
            known=known,
        )
