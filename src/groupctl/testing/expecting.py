"""An example and what is expected of it; where it comes out otherwise, five lines say why."""

from collections.abc import Callable, Collection

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.testing.ledger import Ledger
from groupctl.texts import Language, say

UNKNOWN = "unknown"
"""What an example expects of an outcome that can't be told."""


def expect(
    engine: Engine,
    rule_set: str,
    subject: str,
    ledger: Ledger,
    *,
    outcome: object,
    because: Collection[str] | None = None,
    lang: Language = "en",
) -> Decision:
    """The decision of ``rule_set`` about ``subject``; AssertionError unless it has that ``outcome``, and rests on just these rules.

    The outcome is compared as text; None or ``unknown`` is one that can't be told. The error says in five lines which rule
    decided, where it stands and where it comes from, the values that it met, and the example as Python.
    """
    __tracebackhide__ = True
    decision = engine.decide(rule_set, subject, ledger.portfolio())
    wanted = outcome_text(outcome)

    def example(found: str) -> str:
        return f"expect(engine, {rule_set!r}, {subject!r}, {ledger!r}, outcome={found!r})"

    if difference := told(decision, wanted, because, example, lang):
        raise AssertionError(difference)
    return decision


def told(
    decision: Decision,
    outcome: str,
    because: Collection[str] | None,
    example: Callable[[str], str],
    lang: Language = "en",
) -> str:
    """What a decision that is not as expected says: how it differs, and five lines. Empty where it is as expected.

    ``example`` writes the example with the outcome that was found, ready to be pasted.
    """
    found = outcome_text(decision.outcome)
    rules = [reason.rule for reason in decision.because]
    if found == outcome and (because is None or sorted(rules) == sorted(because)):
        return ""
    values = {
        "rule_set": decision.rule_set,
        "subject": decision.subject,
        "found": say("testing.unknown", lang) if found == UNKNOWN else found,
    }
    if found != outcome:
        first = say("testing.differs", lang, **values, expected=outcome)
    else:
        listed = (", ".join(rules) or "-"), (", ".join(sorted(because or ())) or "-")
        first = say("testing.differs-because", lang, **values, rules=listed[0], expected=listed[1])
    return "\n".join(
        [first, *_five(decision, lang), say("testing.example", lang).format(example=example(found))]
    )


def outcome_text(outcome: object) -> str:
    """An outcome as text, as a decision has it: ``true``, ``RELEASE``, ``A, B`` for several, ``unknown`` for None."""
    if outcome is None:
        return UNKNOWN
    if isinstance(outcome, bool):
        return "true" if outcome else "false"
    return ", ".join(map(str, outcome)) if isinstance(outcome, tuple | list) else str(outcome)


def _five(decision: Decision, lang: Language) -> list[str]:
    """Rule, place, source and values; the example comes last."""
    reason = next(iter((*decision.because, *decision.would, *decision.advice)), None)
    open_ = next((one for one in decision.unknown if one.matters), None)
    if decision.error is not None:
        rule, place, source = say("testing.failed", lang, why=decision.error.render(lang)), "-", "-"
    elif reason is not None:
        rule = f"{reason.rule} ({reason.title.text(lang)})"
        place, source = reason.where, reason.source
    elif open_ is not None:
        rule, place, source = f"{open_.rule} ({open_.title.text(lang)})", "-", open_.source
    else:
        rule, place, source = say("testing.otherwise", lang), decision.rule_set, "-"
    compared = [value for test in (reason.compared if reason else ()) for value in test.values]
    shown = [f"{value.name} = {value.value}" for value in compared if value.known]
    missing = [value for one in decision.unknown for value in one.missing]
    shown += [
        say(
            "testing.missing",
            lang,
            name=value.name,
            why=", ".join(cause.render(lang) for cause in value.causes),
        )
        for value in missing
    ]
    return [
        say("testing.rule", lang, rule=rule),
        say("testing.place", lang, place=place),
        say("testing.source", lang, source=source),
        say("testing.values", lang, values=", ".join(dict.fromkeys(shown)) or "-"),
    ]
