"""Rule coverage for people: lines for a terminal, and the text of the policy coloured as a page for a browser."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final

from groupctl.rules.loading import packs
from groupctl.testing.coverage import SIDES, Coverage, RuleCoverage
from groupctl.texts import Language, say

MOST_LINES: Final = 40
"""Rules that a terminal lists; the page has all of them."""

STYLE: Final = """
:root { color-scheme: light dark; --shown: #1a7f3722; --partly: #d2992255; --not: #cf222e33 }
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem }
table { border-collapse: collapse; font-family: ui-monospace, monospace; font-size: 13px }
td { padding: 0 .6rem; white-space: pre; vertical-align: top }
td:first-child, td:last-child { color: GrayText }
td:last-child { font-family: system-ui, sans-serif }
.shown { background: var(--shown) } .partly { background: var(--partly) } .not { background: var(--not) }
"""


def lines(coverage: Coverage, lang: Language = "en", most: int = MOST_LINES) -> Iterator[str]:
    """The count, and each rule of which something is not shown, with its place; at most so many rules."""
    yield total(coverage, lang)
    wanting = [one for one in coverage.rules if one.reached < one.goals]
    for one in wanting[:most]:
        place = one.rule.where or one.rule_set
        yield f"{place} {one.rule.id}: {'; '.join(missing(one, lang))}"
    if len(wanting) > most:
        yield say("testing.coverage-more", lang, count=len(wanting) - most)


def total(coverage: Coverage, lang: Language) -> str:
    """How many rules decide, and how many sides of thresholds were met, of how many."""
    rules = list(coverage.rules)
    decided = sum(one.decided > 0 for one in rules)
    reached, goals = coverage.goals
    return say(
        "testing.coverage-total",
        lang,
        policy=f"{coverage.policy.name} {coverage.policy.version}",
        decided=decided,
        rules=len(rules),
        met=reached - decided,
        sides=goals - len(rules),
        percent=coverage.percent,
    )


def missing(one: RuleCoverage, lang: Language) -> Iterator[str]:
    """What is not shown of a rule."""
    if not one.decided:
        yield _undecided(one, lang)
    for threshold in one.thresholds if one.judged else ():
        if unmet := one.unmet(threshold):
            sides = ", ".join(say(f"testing.coverage-{side}", lang) for side in unmet)
            yield say("testing.coverage-unmet", lang, test=threshold.text, sides=sides)


def _undecided(one: RuleCoverage, lang: Language) -> str:
    if not one.judged:
        return say("testing.coverage-never-judged", lang)
    if not one.fired:
        return say("testing.coverage-never-fired", lang, judged=one.judged, unknown=one.unknown)
    return say("testing.coverage-never-decided", lang, fired=one.fired, outranked=one.outranked)


# ------------------------------------------------------------------------------------------------- the page
def page(coverages: Sequence[Coverage], lang: Language = "en") -> str:
    """A page of HTML, whole in itself: the files of the policies with each rule in the colour of what is shown of it."""
    title = say("testing.coverage-title", lang)
    legend = " ".join(
        f'<span class="{kind}">{escape(say(f"testing.coverage-is-{kind}", lang))}</span>'
        for kind in ("shown", "partly", "not")
    )
    parts = [
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{STYLE}</style><h1>{escape(title)}</h1><p>{legend}</p>",
    ]
    for coverage in coverages:
        parts.append(f"<h2>{escape(total(coverage, lang))}</h2>")
        by_file: dict[str, dict[int, RuleCoverage]] = defaultdict(dict)
        for one in coverage.rules:
            if one.rule.where is not None:
                by_file[one.rule.where.file][one.rule.where.line] = one
        parts += [part for file, rules in by_file.items() for part in _file(file, rules, lang)]
    return "\n".join([*parts, "</html>", ""])


def _file(file: str, rules: Mapping[int, RuleCoverage], lang: Language) -> Iterator[str]:
    yield f"<h3>{escape(file)}</h3><table>"
    kind, depth = "", -1
    for number, line in enumerate(source_lines(file), start=1):
        note, indent = "", len(line) - len(line.lstrip())
        if number in rules:
            kind, depth = colour(rules[number]), indent
            note = "; ".join([counts(rules[number], lang), *missing(rules[number], lang)])
        elif line.strip() and indent <= depth:
            kind, depth = "", -1
        yield f'<tr class="{kind}"><td>{number}</td><td>{escape(line)}</td><td>{escape(note)}</td></tr>'
    yield "</table>"


def colour(one: RuleCoverage) -> str:
    """Whether all of a rule is shown, a part of it, or not even that it decides."""
    if not one.decided:
        return "not"
    return "shown" if one.reached == one.goals else "partly"


def counts(one: RuleCoverage, lang: Language) -> str:
    """How often it was judged and what came of it, and how often each side of its thresholds was met."""
    found = say(
        "testing.coverage-counts",
        lang,
        judged=one.judged,
        fired=one.fired,
        decided=one.decided,
        outranked=one.outranked,
        unknown=one.unknown,
    )
    sides = (
        f"{threshold.text}: "
        + ", ".join(
            f"{say(f'testing.coverage-{side}', lang)} {count}"
            for side, count in zip(SIDES, met, strict=True)
            if side in threshold.sides
        )
        for threshold, met in zip(one.thresholds, one.met, strict=True)
    )
    return "; ".join([found, *sides])


def source_lines(file: str) -> Sequence[str]:
    """The lines of a file of a policy, wherever its pack is installed; none where it is no more there."""
    first, *rest = Path(file).parts
    pack = packs.place(first)
    for path in (Path(file), *([pack.path.joinpath(*rest)] if pack else [])):
        if path.is_file():
            return path.read_text(encoding="utf-8-sig").splitlines()
    return ()
