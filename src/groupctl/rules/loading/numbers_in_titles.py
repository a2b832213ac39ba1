"""Numbers in titles of rules: one that a parameter holds is written as that parameter, ``{activity_months}``.

Where a policy or a unit sets the parameter, a number in words would say something else than the rule does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from groupctl.errors import Fault
from groupctl.rules import core
from groupctl.rules.functions import FISCAL_YEAR
from groupctl.rules.policy import Policy, Rule
from groupctl.rules.types import NUMERIC
from groupctl.texts.title import NAMED

DIGITS: Final = re.compile(r"(?<![\w.])\d[\d.,/]*(?:\s?%)?(?!\w)", re.ASCII)
"""A number in digits, unless it is a part of a name (``W12``)."""

SPELLED: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|sixty|ninety|hundred|half|twice)\b"
        r"|\b(?:an?|one) (?:calendar |working )?(?:day|week|month|quarter|year)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"[一二两三四五六七八九十百半]+个?(?:自然)?(?:天|日|周|月|季|年|次|倍|成)"),
}
"""Numbers in words, by language: those that tell how much or how long."""


def advice(policy: Policy) -> Iterator[Fault]:
    """Each rule of which a title, or that of an action, has a number and leaves out a parameter that the rule reads."""
    for rules in policy.rulesets.values():
        for rule in rules.rules:
            read = list(dict.fromkeys(_read(rule)))
            found = next(_numbers(rule, read), None) if read else None
            if found:
                number, names = found
                values = {"name": rule.id, "found": number, "names": ", ".join(names), "first": names[0]}
                yield Fault(
                    "policy.advice-number-in-title",
                    values,
                    rule.where,
                    hint="policy.advice-number-in-title.hint",
                )


def _numbers(rule: Rule, read: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The numbers in the titles of a rule and of its actions, each with the parameters of ``read`` that the text leaves out."""
    titles = (rule.title, *(one.title for one in rule.proposes if one.title))
    for lang, text in (pair for title in titles for pair in title.texts):
        number, named = number_in(text, lang), NAMED.findall(text)
        names = [name for name in read if name not in named]
        if number and names:
            yield number, names


def number_in(text: str, lang: str) -> str:
    """The first number in a title, in digits or in words; empty if there is none."""
    plain = NAMED.sub("", text)
    spelled = SPELLED.get(lang.partition("-")[0])
    found = DIGITS.search(plain) or (spelled.search(plain) if spelled else None)
    return found[0] if found else ""


def _read(rule: Rule) -> Iterator[str]:
    """The numeric parameters that a rule reads itself, but for the month in which the fiscal year begins."""
    for top in (rule.condition, *rule.then.values(), *rule.limits):
        silent = {
            node.arguments[-1]
            for node in core.walk(top)
            if isinstance(node, core.Call) and node.function == FISCAL_YEAR
        }
        for node in core.walk(top):
            if (
                isinstance(node, core.Read)
                and node.root == core.PARAMETER
                and node not in silent
                and node.type.kind in NUMERIC
            ):
                yield node.path[0]
