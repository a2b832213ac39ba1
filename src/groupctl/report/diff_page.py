"""A comparison of two policies as a page: lines for a terminal, rows for programs, HTML in English and Chinese for a controller."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Final

from attrs import frozen

from groupctl.decisions.wording import Glossary, money_text
from groupctl.report.policy_diff import PolicyDiff
from groupctl.rules.comparing import ComparedRules
from groupctl.rules.policy import members_of
from groupctl.texts import LANGUAGES, Language, say
from groupctl.texts.layout import BLANK, Line, Part, Style, table

STYLES: Final[Mapping[str, Style]] = {
    "equivalent": "good", "stricter": "strong", "looser": "bad", "incomparable": "bad", "not proved": "doubt",
}  # fmt: skip
CSS: Final = """
:root { color-scheme: light dark; --line: #8885; --soft: GrayText }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 } caption { text-align: left; font-weight: 600; padding: .3rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
td.number { text-align: right; white-space: nowrap } nav { float: right }
"""


@frozen
class DiffSheet:
    """A table: a caption, heads and rows of texts; ``numbers`` are the columns that are set to the right."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    rest: int = 0


@frozen(kw_only=True)
class DiffPage:
    """The page; ``most`` moved decisions are listed on the terminal."""

    diff: PolicyDiff
    most: int = 20

    # ------------------------------------------------------------------------------------------ content
    def head(self, lang: Language) -> Iterator[str]:
        """Which policies, what is to be told first."""
        diff = self.diff
        old, new = (f"{one.name} {one.version} {one.hash[:12]}" for one in (diff.old, diff.new))
        yield say("diff.head", lang, old=old, new=new)
        same = len(diff.compared) - len(diff.changed)
        yield say("diff.rule-sets", lang, count=len(diff.changed), all=len(diff.compared), same=same)
        if diff.moved is not None:
            customers = len({one.customer for one in diff.moved if one.customer})
            money = sum(
                (one.amount for one in diff.moved if one.amount is not None and one.entity == "order"),
                Decimal(0),
            )
            orders = sum(one.entity == "order" for one in diff.moved)
            yield say(
                "diff.moved",
                lang,
                count=f"{len(diff.moved):,}",
                all=f"{diff.decided:,}",
                customers=f"{customers:,}",
                orders=f"{orders:,}",
                amount=f"{money_text(money, diff.new.currency)} {diff.new.currency}",
            )

    def sheets(self, lang: Language, most: int | None = None) -> Iterator[DiffSheet]:
        """The tables that have rows, in the order in which they are read."""
        yield from (sheet for sheet in self._all(lang, most) if sheet.rows)

    def _all(self, lang: Language, most: int | None) -> Iterator[DiffSheet]:
        def heads(*keys: str) -> tuple[str, ...]:
            return tuple(say(f"diff.{key}", lang) for key in keys)

        diff = self.diff
        rows = [
            (self._title(one.name, lang), self.verdict(one, lang), self.shown(one, lang))
            for one in diff.changed
        ]
        yield DiffSheet(
            say("diff.sheet-rule-sets", lang), heads("rule-set", "verdict", "witness"), tuple(rows)
        )
        for kind in ("document", "parameter", "measure", "rule"):
            edits = [
                (
                    f"{one.title.text(lang)} ({one.name})" if one.title.text(lang) != one.name else one.name,
                    one.before or "–",
                    one.now or "–",
                )
                for one in diff.edits
                if one.kind == kind
            ]
            yield DiffSheet(say(f"diff.sheet-{kind}", lang), heads(kind, "before", "now"), tuple(edits))
        if diff.moved is None:
            return
        moves = [
            (
                self._title(name, lang),
                self._answer(name, before, lang),
                self._answer(name, now, lang),
                f"{count:,}",
                self._money(amount),
            )
            for (name, before, now), (count, amount) in diff.moves.items()
        ]
        yield DiffSheet(
            say("diff.sheet-moves", lang),
            heads("rule-set", "before", "now", "count", "amount"),
            tuple(moves),
            frozenset({3, 4}),
        )
        glossary = Glossary(diff.new, lang)
        each = [
            (
                one.customer,
                one.unit,
                f"{glossary.entity(one.entity)} {one.subject}",
                self._title(one.rule_set, lang),
                self._answer(one.rule_set, one.before, lang),
                self._answer(one.rule_set, one.now, lang),
                self._money(one.amount),
            )
            for one in diff.moved[:most]
        ]
        names = heads("customer", "unit", "subject", "rule-set", "before", "now", "amount")
        yield DiffSheet(
            say("diff.sheet-decisions", lang), names, tuple(each), frozenset({6}), len(diff.moved) - len(each)
        )

    def verdict(self, one: ComparedRules, lang: Language) -> str:
        """What was found, and what shows it."""
        told = say(f"diff.{one.verdict.replace(' ', '-')}", lang)
        return (
            told
            if not one.how
            else say("diff.shown-by", lang, verdict=told, how=say(f"diff.by-{one.how}", lang))
        )

    def shown(self, one: ComparedRules, lang: Language) -> str:
        """Values for which the two differ, and what changed behind the rules."""
        told = [
            say(
                "diff.for" if found.sure else "diff.perhaps-for",
                lang,
                row=found.row,
                before=found.before,
                now=found.now,
            )
            for found in one.witnesses
        ]
        told += [say("diff.behind", lang, names=", ".join(one.behind))] if one.behind else []
        return say("explain.semicolon", lang).join(told)

    def _title(self, name: str, lang: Language) -> str:
        found = self.diff.new.rulesets.get(name) or self.diff.old.rulesets[name]
        return f"{Glossary(self.diff.new, lang).title(found.title)} ({name})"

    def _answer(self, rule_set: str, text: str, lang: Language) -> str:
        """An answer in the reader's words, where it is yes or no, or one member of an enumeration."""
        found = self.diff.new.rulesets.get(rule_set) or self.diff.old.rulesets[rule_set]
        match tuple(found.gives.values()):
            case (only,) if text in members_of(only):
                return Glossary(self.diff.new, lang).value(only.kind, text, only.name)
        if text == "?":
            return say("explain.unknown", lang)
        return say(f"diff.status-{text.replace(' ', '-')}", lang) if text in ("failed", "-") else text

    def _money(self, amount: Decimal | None) -> str:
        return "" if amount is None else money_text(amount, self.diff.new.currency)

    # ------------------------------------------------------------------------------------------- forms
    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        first, *rest = self.head(lang)
        yield Line.of(Part(first, "heading"))
        yield from (Line.of(text) for text in rest)
        for sheet in self.sheets(lang, self.most):
            yield from (BLANK, Line.of(Part(sheet.caption, "strong")))
            heads = [Part(text, "quiet") for text in sheet.heads]
            yield from table([heads, *sheet.rows], right=sorted(sheet.numbers))
            if sheet.rest:
                yield Line.of(Part(say("summary.more", lang, count=sheet.rest), "quiet"), indent=2)

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs: rule sets, then edits, then decisions."""
        for one in self.diff.changed:
            yield {
                "rule_set": one.name,
                "verdict": one.verdict,
                "how": one.how,
                "behind": list(one.behind),
                "witnesses": [
                    {
                        "direction": found.direction,
                        "row": found.row,
                        "before": found.before,
                        "now": found.now,
                        "sure": found.sure,
                    }
                    for found in one.witnesses
                ],
            }
        for edit in self.diff.edits:
            yield {edit.kind: edit.name, "before": edit.before or None, "now": edit.now or None}
        for moved in self.diff.moved or ():
            yield {
                "decision": moved.rule_set,
                "entity": moved.entity,
                "subject": moved.subject,
                "customer": moved.customer or None,
                "unit": moved.unit or None,
                "before": moved.before,
                "now": moved.now,
                "amount": None if moved.amount is None else f"{moved.amount:f}",
            }

    def html(self, languages: Sequence[Language] = LANGUAGES) -> str:
        """The whole page, in one language below the other; nothing outside it is needed."""
        parts = [
            f'<!doctype html><html lang="{languages[0]}"><meta charset="utf-8">',
            f"<title>{escape(say('diff.title', languages[0]))}</title><style>{CSS}</style>",
        ]
        for lang in languages:
            others = "".join(
                f'<a href="#{one}" lang="{one}">{say("diff.title", one)}</a>'
                for one in languages
                if one != lang
            )
            parts.append(
                f'<section id="{lang}" lang="{lang}"><nav>{others}</nav><h1>{escape(say("diff.title", lang))}</h1>'
            )
            parts += [f"<p>{escape(text)}</p>" for text in self.head(lang)]
            for sheet in self.sheets(lang):
                head = "".join(f"<th>{escape(text)}</th>" for text in sheet.heads)
                parts.append(
                    f"<table><caption>{escape(sheet.caption)}</caption><thead><tr>{head}</tr></thead><tbody>"
                )
                parts += [
                    "<tr>" + "".join(map(_cell, enumerate(row), [sheet] * len(row))) + "</tr>"
                    for row in sheet.rows
                ]
                parts.append("</tbody></table>")
            parts.append("</section>")
        return "\n".join([*parts, "</html>", ""])


def _cell(placed: tuple[int, str], sheet: DiffSheet) -> str:
    place, text = placed
    kind = ' class="number"' if place in sheet.numbers else ""
    return f"<td{kind}>{escape(text)}</td>"
