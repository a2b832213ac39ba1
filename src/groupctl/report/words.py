"""A report in one language: every cell, heading, note and sentence as text, ready for a template."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from attrs import define, evolve, field, frozen

from groupctl.decisions.wording import (
    Glossary,
    cause_text,
    grouped,
    label,
    note_text,
    rejected_text,
)
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.report.authority_sheets import matrix_sheet, requests_sheet
from groupctl.report.charts import draw
from groupctl.report.filled import (
    NEW,
    Answer,
    Chapter,
    Counted,
    Figure,
    Filled,
    FilledMatrix,
    FilledPart,
    Heading,
    HeldOrders,
    Moved,
    OpenRequests,
    Tallied,
    exactly,
)
from groupctl.report.held_sheet import held_sheet
from groupctl.report.reading import Report
from groupctl.report.sheets import Cell, Edition, Head, PageSection, Sheet, TableRow
from groupctl.rules import core
from groupctl.rules.evaluation.scope import ParameterUse
from groupctl.rules.policy import Policy, RuleSet
from groupctl.rules.report_section import SectionPart as Shape
from groupctl.rules.show import show_value
from groupctl.rules.unknown import UnknownValue
from groupctl.texts import Language, say
from groupctl.texts.causes import Cause
from groupctl.texts.plain_text import harmless
from groupctl.texts.title import Title

NUMBERS: Final = frozenset({"money", "limit", "ratio", "count", "days"})
REJECTED_SHOWN: Final = 10


def edition(report: Report, lang: Language) -> Edition:
    """``report`` in ``lang``."""
    portfolio, policy = report.portfolio, report.policy
    words = Words(lang=lang, policy=policy, portfolio=portfolio)
    facts = (
        (words.say("fact-as-of"), portfolio.as_of.isoformat()),
        (words.say("fact-policy"), f"{words.title(policy.title)} · {policy.name} {policy.version}"),
        (words.say("fact-policy-hash"), policy.hash),
        (words.say("fact-portfolio-hash"), portfolio.hash),
        (words.say("fact-currency"), portfolio.currency),
        (words.say("fact-rejected"), f"{len(portfolio.rejected):,}"),
    )
    parts = tuple(words.part(chapter) for chapter in report.chapters)
    cited = {one.strip() for part in parts for source in part.sources for one in source.split(",")}
    return Edition(
        lang=lang,
        title=words.say("title"),
        facts=facts,
        parts=parts,
        data=tuple(words.data(report)),
        sources=tuple((name, words.title(title)) for name, title in report.sources.items() if name in cited),
        words=words,
    )


@frozen(kw_only=True)
class Words:
    """Puts the parts of a report into one language."""

    lang: Language
    policy: Policy
    portfolio: Portfolio

    @property
    def glossary(self) -> Glossary:
        """What the policy calls things."""
        return Glossary(self.policy, self.lang, self.portfolio.as_of)

    def say(self, key: str, **values: object) -> str:
        """A text of the report."""
        return say(f"report.{key}", self.lang, **values)

    def title(self, title: Title) -> str:
        """A title of the policy."""
        return self.glossary.title(title)

    def caption(self, shape: Shape) -> str:
        """The caption of a table; its name where it has no title."""
        return self.title(shape.title) or shape.name

    def entity(self, name: str) -> str:
        """The word for a kind of record."""
        return self.glossary.entity(name).replace("_", " ")

    # ------------------------------------------------------------------------------------------ sections
    def part(self, chapter: Chapter) -> PageSection:
        """A section."""
        section = chapter.section
        unset = [self.say("parameter-unset", title=self.title(title)) for title in chapter.unset]
        return PageSection(
            name=section.name,
            title=self.title(section.title),
            says=self.title(section.says),
            view=self.say(f"view-{section.view}"),
            source=section.source,
            parameters=(*map(self.parameter, chapter.parameters), *unset),
            sheets=tuple(told_once(map(self.sheet, chapter.parts))),
        )

    def sheet(self, part: FilledPart) -> Sheet:
        """A part of a section."""
        match part:
            case Filled():
                return self.listing(part)
            case Tallied():
                return self.tally(part)
            case HeldOrders():
                return held_sheet(self, part, Notes(self.lang))
            case OpenRequests():
                return requests_sheet(self, part)
            case FilledMatrix():
                return matrix_sheet(self, part)
            case Moved():
                return self.moved(part)

    def parameter(self, use: ParameterUse) -> str:
        """A parameter with its value."""
        kind = use.parameter.type.kind
        value = (
            percent(use.value)
            if kind == "ratio" and isinstance(use.value, int | Fraction)
            else self.glossary.value(
                kind,
                show_value(use.value, use.parameter.type, self.portfolio.currency),
                use.parameter.type.name,
            )
        )
        return self.say("parameter", title=self.title(use.parameter.title), value=value, since=use.since)

    def listing(self, filled: Filled) -> Sheet:
        """A table of records."""
        notes = Notes(self.lang)
        lines = tuple(self.line(row.record, row.figures, notes) for row in filled.rows)
        remarks = list(self.remarks(filled, notes))
        unknown = sum(figure.doubtful for row in filled.rows for figure in row.figures)
        legend = [pair for heading in filled.headings for pair in self.codes(filled, heading)]
        broken = (
            filled.table_missing or filled.absent or filled.undecided or filled.unplaced or filled.rejected
        )
        return Sheet(
            name=filled.shape.name,
            caption=self.caption(filled.shape),
            first=self.entity(filled.shape.about),
            heads=tuple(map(self.head, filled.headings)),
            lines=lines,
            remarks=tuple(remarks),
            incomplete=bool(unknown or broken),
            drawing=draw(filled, self),
            notes=notes.texts,
            legend=tuple(dict.fromkeys(legend)),
        )

    def codes(self, filled: Filled, heading: Heading) -> Iterable[tuple[str, str]]:
        """The codes of a column that is the first output of a rule set."""
        name = self.policy.outputs.get((filled.shape.about, heading.name))
        rule_set = self.policy.rulesets[name] if name else None
        if rule_set is None or next(iter(rule_set.gives)) != heading.name or heading.kind != "enumeration":
            return ()
        shown = {str(figure.value) for row in filled.rows if (figure := row.figure(heading.name)).known}
        enumeration = rule_set.gives[heading.name].name
        return self.legend(rule_set, [(member, enumeration) for member in sorted(shown)])

    def line(self, record: Record, figures: Sequence[Figure], notes: "Notes") -> TableRow:
        """A row of a table of records."""
        name, id_ = self.names(record)
        return TableRow(title=name, id=id_, cells=tuple(self.cell(figure, notes) for figure in figures))

    def cell(self, figure: Figure, notes: "Notes") -> Cell:
        """A figure; an unknown one says so and refers to why."""
        if not figure.applies:
            return Cell(text=self.say("not-applicable"), quiet=True)
        if not figure.known:
            return Cell(text=self.say("unknown"), notes=notes.of(figure.causes), unknown=True)
        exact = exactly(figure.value)
        text = self.figure(figure)
        return Cell(text=text, exact=exact if exact != text else "", number=figure.kind in NUMBERS)

    def figure(self, figure: Figure) -> str:
        """A figure as people read it, rounded where that is needed."""
        value, kind = figure.value, figure.kind
        if isinstance(value, UnknownValue):
            return self.say("unknown" if figure.applies else "not-applicable")
        if isinstance(value, Fraction) and kind == "ratio":
            return percent(value) if figure.percent else near(value, 2)
        if isinstance(value, Fraction):
            return near(value, 2)
        if isinstance(value, int) and not isinstance(value, bool) and kind == "days":
            return f"{value:,}"
        if kind == "enumeration":
            return self.glossary.member(str(value), figure.type.name)
        if kind == "text":
            return harmless(str(value))
        return self.glossary.value(kind, exactly(value))

    def head(self, heading: Heading) -> Head:
        """A column's heading."""
        return Head(
            title=self.column(heading),
            where_from=heading.where_from,
            source=heading.source or self.say("as-given"),
            number=heading.kind in NUMBERS,
        )

    def column(self, heading: Heading) -> str:
        """What a column is called: in the short words of the policy, else by its titles."""
        name = heading.name
        if name in self.policy.words.columns:
            return self.title(self.policy.words.columns[name])
        if heading.title:
            return self.title(heading.title)
        return label(f"words.attribute.{name}", name.replace("_", " "), self.lang)

    def column_named(self, filled: Filled, name: str) -> str:
        """The heading of a column by its name."""
        return next((self.column(one) for one in filled.headings if one.name == name), name)

    def names(self, record: Record) -> tuple[str, str]:
        """What a record is called, and its id."""
        source = record.source
        said = getattr(source, "name", None) or getattr(source, "objective", None)
        if said is None:
            owners = [record.values.get("customer"), record.values.get("unit")]
            said = " · ".join(
                getattr(owner.source, "name", owner.id) for owner in owners if isinstance(owner, Record)
            )
        return harmless(str(said or record.id)), harmless(record.id)

    def remarks(self, filled: Filled, notes: "Notes") -> Iterable[str]:
        """What a reader must know about a table: how much of it is here, and what is missing."""
        shape, shown = filled.shape, len(filled.rows)
        entity = self.entity(shape.about)
        if filled.table_missing:
            yield self.say("table-missing", table=f"{shape.about}")
        elif filled.total == 0 and not filled.undecided and shape.where not in filled.absent:
            yield self.say("nothing-here", entity=entity)
        elif filled.total:
            cells = shown * len(filled.headings)
            unknown = sum(figure.doubtful for row in filled.rows for figure in row.figures)
            key = "rows-all" if shown == filled.total else "rows-first"
            yield self.say(key, shown=f"{shown:,}", total=f"{filled.total:,}", entity=entity)
            yield self.say("unknown-some" if unknown else "unknown-none", unknown=unknown, cells=f"{cells:,}")
        if filled.unplaced:
            yield self.say(
                "unplaced", count=f"{filled.unplaced:,}", order=self.column_named(filled, shape.order)
            )
        if filled.undecided:
            marks = "".join(f" [{number}]" for number in notes.of(filled.doubts))
            yield self.say("undecided", count=f"{filled.undecided:,}") + marks
        if filled.rejected:
            yield self.say("rows-rejected", count=f"{filled.rejected:,}")
        if filled.absent:
            yield self.say("not-measured", names=", ".join(f"{shape.about}.{name}" for name in filled.absent))
        if filled.curve and filled.curve.causes:
            marks = "".join(f" [{number}]" for number in notes.of(filled.curve.causes))
            yield self.say("no-curve") + marks

    # --------------------------------------------------------------------------------------- credit desk
    def party(self, record: object) -> Cell:
        """What a customer or a unit is called; its id where the name is not enough."""
        name, id_ = self.names(record) if isinstance(record, Record) else (self.say("unknown"), "")
        return Cell(text=name, exact=id_)

    def moved(self, part: Moved) -> Sheet:
        """A row for each answer then, a column for each answer now; who did not move is quiet."""
        froms = [
            answer
            for answer in (*part.answers, NEW)
            if any(part.counts.get((answer, to)) for to in part.answers)
        ]
        counts = part.counts.items()
        stayed = sum(count for (before, now), count in counts if before == now)
        came = sum(count for (before, _), count in counts if before == NEW)
        told = {"moved": sum(part.counts.values()) - stayed - came, "stayed": stayed, "new": came}
        remarks = (
            self.say("moved", since=part.since, **{name: f"{count:,}" for name, count in told.items()})
            if part.since
            else self.say("moved-from-nowhere" if part.rule_set else "nothing-counted")
        )
        return Sheet(
            name=part.shape.name,
            caption=self.title(part.rule_set.title) if part.rule_set else part.shape.name,
            first=self.say("moved-from"),
            heads=tuple(
                Head(title=self.say("moved-to", answer=self.answer(answer))) for answer in part.answers
            ),
            lines=tuple(self.moved_from(part, answer) for answer in froms),
            remarks=(remarks,),
            incomplete=part.since is None,
            legend=tuple(self.legend(part.rule_set, part.answers)) if part.rule_set else (),
        )

    def moved_from(self, part: Moved, before: Answer) -> TableRow:
        """Where the records with one answer went."""
        title = self.say("moved-new") if before == NEW else self.answer(before)
        cells = tuple(
            Cell(text=f"{count:,}" if count else "–", number=True, quiet=answer == before)
            for answer in part.answers
            for count in (part.counts.get((before, answer), 0),)
        )
        return TableRow(title=title, id=title, cells=cells)

    def legend(self, rule_set: RuleSet, answers: Iterable[Answer]) -> Iterator[tuple[str, str]]:
        """What the answers mean that have no word of their own: the titles of the rules that give them."""
        first = next(iter(rule_set.gives))
        for answer in answers:
            if answer is None or self.answer(answer) != answer[0]:
                continue
            titles = [
                self.title(rule.title) for rule in rule_set.rules if gives(rule.then.get(first), answer[0])
            ]
            titles += [self.say("otherwise")] if gives(rule_set.otherwise.get(first), answer[0]) else []
            yield answer[0], self.say("or").join(dict.fromkeys(titles))

    # -------------------------------------------------------------------------------------------- counts
    def tally(self, tallied: Tallied) -> Sheet:
        """A table of counts."""
        unknown = sum(line.counts.get(None, 0) for line in tallied.lines)
        remarks = [self.say("tally-unknown", count=f"{unknown:,}")] if unknown else []
        if not tallied.lines:
            remarks = [self.say("nothing-counted")]
        return Sheet(
            name=tallied.shape.name,
            caption=self.caption(tallied.shape),
            first=self.say("counted"),
            heads=tuple(Head(title=self.answer(answer)) for answer in tallied.answers),
            lines=tuple(self.counted(line, tallied.answers) for line in tallied.lines),
            remarks=tuple(remarks),
            incomplete=bool(unknown),
            legend=tuple(
                dict.fromkeys(
                    pair for rule_set in tallied.rule_sets for pair in self.legend(rule_set, tallied.answers)
                )
            ),
        )

    def counted(self, line: Counted, answers: Sequence[Answer]) -> TableRow:
        """A row of a table of counts."""
        cells = tuple(
            Cell(text=f"{line.counts[answer]:,}" if line.counts.get(answer) else "–", number=True)
            for answer in answers
        )
        return TableRow(title=self.title(line.title), id=f"{line.name} · {line.source}", cells=cells)

    def answer(self, answer: Answer) -> str:
        """An answer of a rule set as the head of a column."""
        if answer is None:
            return self.say("unknown")
        said, enumeration = answer
        return self.glossary.member(said, enumeration) if enumeration else self.say(f"answer-{said}")

    # ---------------------------------------------------------------------------------------------- data
    def data(self, report: Report) -> Iterable[str]:
        """What was not there or could not be read."""
        portfolio = report.portfolio
        if report.seen_by:
            yield self.say("data-seen-by", person=report.seen_by)
            return
        if portfolio.missing_tables:
            yield self.say("data-missing", tables=", ".join(sorted(portfolio.missing_tables)))
        for note in portfolio.notes:
            yield harmless(note_text(note, self.lang))
        counted: dict[str, int] = {}
        for row in portfolio.rejected:
            counted[row.table] = counted.get(row.table, 0) + 1
        for table, count in sorted(counted.items()):
            yield self.say("data-rejected", table=table, count=f"{count:,}")
        for row in portfolio.rejected[:REJECTED_SHOWN]:
            yield harmless(rejected_text(row, self.lang))
        if len(portfolio.rejected) > REJECTED_SHOWN:
            yield self.say("data-more", count=f"{len(portfolio.rejected) - REJECTED_SHOWN:,}")
        if not portfolio.missing_tables and not portfolio.rejected:
            yield self.say("data-whole")


def told_once(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """The sheets of a section, codes that an earlier one has told left out of the legends of later ones."""
    told: set[tuple[str, str]] = set()
    for sheet in sheets:
        yield evolve(sheet, legend=tuple(pair for pair in sheet.legend if pair not in told))
        told.update(sheet.legend)


@define
class Notes:
    """Numbers the causes of a table: each is told once, below it, with the first record that it concerns."""

    lang: Language
    _found: dict[Cause, dict[Cause, None]] = field(factory=dict)
    """Causes by what they say, whichever record they concern."""

    def of(self, causes: Iterable[Cause]) -> tuple[int, ...]:
        """The numbers of ``causes``."""
        return tuple(dict.fromkeys(map(self._number, causes)))

    def _number(self, cause: Cause) -> int:
        said = evolve(cause, about="")
        self._found.setdefault(said, {})[cause] = None
        return list(self._found).index(said) + 1

    @property
    def texts(self) -> tuple[str, ...]:
        """Each cause, and how many more records it concerns."""
        return tuple(self._text(list(causes)) for causes in self._found.values())

    def _text(self, causes: Sequence[Cause]) -> str:
        more = say("summary.and-more", self.lang, count=len(causes) - 1) if len(causes) > 1 else ""
        return harmless(cause_text(causes[0], self.lang)) + more


def gives(node: core.Node | None, member: str) -> bool:
    """Whether an answer is ``member``, whatever the subject."""
    return isinstance(node, core.Const) and node.value == member


def percent(value: int | Fraction) -> str:
    """A share in per cent with one decimal, half to even."""
    return f"{near(Fraction(value) * 100, 1)}%"


def near(value: Fraction, digits: int) -> str:
    """A number with so many decimals, half to even, thousands separated."""
    units = round(value * 10**digits)
    whole, part = divmod(abs(units), 10**digits)
    return grouped(f"{'-' if units < 0 else ''}{whole}.{part:0{digits}d}")
