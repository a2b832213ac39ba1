"""A decision as a controller's note: the outcome first, then why, what could not be judged, and what to do.

::

    print(groupctl.explained(decision, "zh"))
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from attrs import evolve, frozen

from groupctl.decisions.decision import Action, Compared, Decision, Finding, LimitTest, Reason, Unjudged
from groupctl.decisions.wording import (
    AMOUNTS,
    NUMBER,
    Glossary,
    cause_text,
    checked_language,
    deed_text,
    digits_to_tell_apart,
    finding_text,
    grouped,
    is_meant,
    label,
    output_text,
    record_text,
    set_aside_text,
    value_text,
    with_currency,
)
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.set_aside import SetAside
from groupctl.rules.policy import Policy
from groupctl.texts import Language, area, say
from groupctl.texts.layout import Line, Part, Style, plain, table

GOOD: Final = frozenset({"RELEASE"})
BAD: Final = frozenset({"REFUSE"})
DOUBTFUL: Final = frozenset({"REFER"})
SATISFIES: Final = " satisfies "
HASH_SHOWN: Final = 12
ROWS_SHOWN: Final = 5


def explained(
    decision: Decision,
    lang: Language = "en",
    *,
    policy: Policy | None = None,
    portfolio: Portfolio | None = None,
) -> str:
    """The explanation as plain text. DataError when ``lang`` is no language that groupctl speaks.

    With its ``policy``, measures are called by their titles; with its ``portfolio``, a row that was set aside
    is shown by file and line, with what is wrong with it.
    """
    return plain(explanation(decision, lang, policy=policy, portfolio=portfolio))


def explanation(
    decision: Decision,
    lang: Language = "en",
    *,
    policy: Policy | None = None,
    portfolio: Portfolio | None = None,
) -> tuple[Line, ...]:
    """The explanation as styled lines, for a terminal."""
    checked_language(lang)
    set_aside = portfolio.set_aside if portfolio else ()
    return tuple(_Note(decision, lang, Glossary(policy, lang), set_aside).lines())


def outcome_text(decision: Decision, lang: Language = "en") -> str:
    """The outcome in a few words: ``REFER for approval``, ``D-class customer: yes``, ``could not be decided``."""
    if decision.status in ("failed", "not applicable"):
        return say(f"explain.status-{decision.status.replace(' ', '-')}", lang)
    first = decision.outputs[0]
    text = finding_text(first, decision.currency, lang)
    if first.value in GOOD | BAD | DOUBTFUL:
        return text
    title = decision.title.text(lang)
    if first.kind == "boolean" and len(decision.outputs) > 1:
        title = say("explain.of", lang, name=title, owner=output_text(first.name, lang))
    return say("explain.is", lang, name=title, value=text)


def outcome_style(decision: Decision) -> Style:
    """How the outcome should strike the eye."""
    outcome = decision.outcome
    if decision.status != "decided" or outcome in DOUBTFUL:
        return "doubt"
    return "good" if outcome in GOOD else "bad" if outcome in BAD else "strong"


def is_amount(finding: Finding) -> bool:
    """Whether it has an amount for a value: money, or a limit that is neither unlimited nor inherited."""
    return finding.kind in AMOUNTS and isinstance(finding.value, str) and not finding.value[:1].isalpha()


@frozen
class _Note:
    """One decision being put into words."""

    decision: Decision
    lang: Language
    glossary: Glossary
    set_aside: Sequence[SetAside] = ()

    def say(self, key: str, **values: object) -> str:
        return say(f"explain.{key}", self.lang, **values)

    def lines(self) -> Iterator[Line]:
        yield from self.head()
        yield from self.failure()
        yield from self.because()
        yield from self.beside("would")
        yield from self.unjudged()
        yield from self.beside("outranked")
        yield from self.beside("advice")
        yield from self.lifted()
        yield from self.ineffective()
        yield from self.limits()
        yield from self.rates()
        yield from self.lost()
        yield from self.asides()
        yield from self.given()
        yield from self.parameters()
        yield from self.actions()
        yield from self.provenance()

    def section(self, key: str, **values: object) -> Iterator[Line]:
        yield Line()
        yield Line.of(Part(self.say(key, **values), "heading"))

    def head(self) -> Iterator[Line]:
        made = self.decision
        entity = label(f"words.entity.{made.entity}", made.entity, self.lang)
        outcome = Part(outcome_text(made, self.lang), outcome_style(made))
        yield Line.of(outcome, self.say("about", entity=entity, subject=made.subject))
        if made.stated.amount:
            yield Line.of(self.stated())
        yield Line.of(
            self.say("rule-set", title=self.glossary.title(made.title), name=made.rule_set, as_of=made.as_of)
        )
        told_below = any(rule.matters for rule in made.unknown)
        for position, finding in enumerate(made.outputs):
            if position:
                yield self.output(finding)
            if not told_below:
                yield from self.causes(finding, indent=4 if position else 2)

    def stated(self) -> str:
        """Whose the subject is and what it amounts to: ``customer C-1, unit U-3, 1,250,000.00 CNY``."""
        stated = self.decision.stated
        said = [
            f"{label(f'words.entity.{name}', name, self.lang)} {id_}"
            for name, id_ in (("customer", stated.customer), ("unit", stated.unit))
            if id_
        ]
        said += [f"{grouped(stated.amount)} {stated.currency}"] if stated.amount else []
        return self.say("comma").join(said)

    def output(self, finding: Finding) -> Line:
        return Line.of(
            self.say(
                "is",
                name=output_text(finding.name, self.lang),
                value=finding_text(finding, self.decision.currency, self.lang),
            ),
            indent=2,
        )

    def causes(self, finding: Finding, indent: int) -> Iterator[Line]:
        for cause in finding.causes:
            rows = [row for row in self.set_aside if is_meant(cause, row)]
            told = evolve(cause, because=()) if rows else cause  # the rows below say why they were set aside
            yield Line.of(Part("? ", "doubt"), cause_text(told, self.lang), indent=indent)
            for row in rows[:ROWS_SHOWN]:
                yield Line.of(Part(set_aside_text(row, self.lang), "quiet"), indent=indent + 4)
            if len(rows) > ROWS_SHOWN:
                yield Line.of(
                    Part(self.say("more-rows", count=len(rows) - ROWS_SHOWN), "quiet"), indent=indent + 4
                )

    def failure(self) -> Iterator[Line]:
        error = self.decision.error
        if error:
            yield from self.section("failure")
            yield Line.of(cause_text(error, self.lang), indent=2)
            hint = f"{error.key}-hint"
            if hint in area("decision"):
                yield Line.of("→ " + say(hint, self.lang, **dict(error.values)), indent=2)

    def because(self) -> Iterator[Line]:
        made = self.decision
        if made.because or (made.status == "decided" and not made.is_given):
            yield from self.section("because")
        for reason in made.because:
            yield from self.reason(reason)
        if made.referred_by:
            yield Line.of(self.say("referred-by-unknown"), indent=2)
        elif made.status == "decided" and not made.because and not made.is_given:
            yield Line.of(self.say("only-advice" if made.advice else "otherwise"), indent=2)

    def beside(self, which: Literal["would", "outranked", "advice"]) -> Iterator[Line]:
        """Rules that hold but did not determine the outcome."""
        reasons: tuple[Reason, ...] = getattr(self.decision, which)
        if reasons:
            yield from self.section(which)
        for reason in reasons:
            yield from self.reason(reason)

    def reason(self, reason: Reason) -> Iterator[Line]:
        yield Line.of(
            "• ",
            Part(self.glossary.title(reason.title), "strong"),
            f" ({reason.rule}, {reason.source})",
            indent=2,
        )
        if reason.where:
            yield Line.of(Part(reason.where, "quiet"), indent=4)
        if reason.condition:
            yield Line.of(self.say("when"), " ", Part(" ".join(reason.condition.split()), "quiet"), indent=4)
        for compared in reason.compared:
            yield self.compared(compared, reason.condition)
        for finding in reason.outputs:
            yield from self.contribution(finding, several=len(reason.outputs) > 1)
        if reason.approvals:
            approvals = self.say("comma").join(reason.approvals)
            yield Line.of(self.say("by-approval", approvals=approvals), indent=4)
        elif reason.liftable:
            yield Line.of(Part(self.say("liftable"), "quiet"), indent=4)
        if reason.changed:
            yield Line.of(self.say("changed", reason=reason.changed), indent=4)

    def contribution(self, finding: Finding, *, several: bool) -> Iterator[Line]:
        """What a rule adds to what is collected, and why that is unknown."""
        value = finding_text(finding, self.decision.currency, self.lang)
        if several:
            value = self.say("is", name=output_text(finding.name, self.lang), value=value)
        yield Line.of(Part(self.say("contributes", value=value), "strong"), indent=4)
        yield from self.causes(finding, indent=6)

    def compared(self, compared: Compared, condition: str) -> Line:
        mark, style = MARKS[compared.truth]
        return Line.of(Part(mark, style), " ", self.comparison(compared, condition), indent=4)

    def comparison(self, compared: Compared, condition: str) -> str:
        """``gross profit 83,000.00 < 100,000.00 CNY``: the test with the values that it met.

        Of an expression that the condition above shows already, only the beginning is repeated.
        """
        first = compared.values[0] if compared.values else None
        if first and compared.text in (first.name, f"not({first.name})"):
            name, (beginning, satisfies, _) = self.named(first), first.name.partition(SATISFIES)
            if satisfies and first.name in " ".join(condition.split()):
                name = f"{beginning} …"
            return self.say("is", name=name, value=finding_text(first, self.decision.currency, self.lang))
        texts = self.values(compared)
        if compared.text.startswith("over(") and len(texts) == 2:
            said = " > ".join(texts)
        else:
            said = self.filled_in(compared, texts)
        amount = any(is_amount(finding) for finding in compared.values)
        return f"{said} {self.decision.currency}" if amount else said

    def filled_in(self, compared: Compared, texts: Iterable[str]) -> str:
        """The text of a test with its names replaced; the constants between them are grouped if they are amounts."""
        amounts = any(finding.kind in AMOUNTS for finding in compared.values)
        done, rest = "", compared.text
        for finding, text in zip(compared.values, texts, strict=True):
            before, found, after = rest.partition(finding.name)
            if not found:
                continue
            done += self.constants(before, amounts) + text
            rest = after
        return done + self.constants(rest, amounts)

    def constants(self, text: str, amounts: bool) -> str:  # noqa: FBT001 - two calls, two lines above
        return NUMBER.sub(lambda number: grouped(number[0]), text) if amounts else text

    def values(self, compared: Compared) -> list[str]:
        """Each name with its value; a parameter by its value alone, since parameters are listed below."""
        ratios = [
            value.value for value in compared.values if value.kind == "ratio" and isinstance(value.value, str)
        ]
        ratios += NUMBER.findall(compared.text) if ratios else []
        digits = digits_to_tell_apart(ratios)
        parameters = {parameter.name for parameter in self.decision.parameters}
        texts = []
        for finding in compared.values:
            known = isinstance(finding.value, str)
            value = (
                value_text(finding.kind, str(finding.value), self.lang, digits, finding.type)
                if known
                else self.say("unknown")
            )
            texts.append(value if known and finding.name in parameters else f"{self.named(finding)} {value}")
        return texts

    def named(self, finding: Finding) -> str:
        return self.glossary.name(self.decision.entity, finding.name)

    def unjudged(self) -> Iterator[Line]:
        rules = self.decision.unknown
        matter = [rule for rule in rules if rule.matters]
        if matter:
            yield from self.section("not-judged")
            for rule in matter:
                yield from self.missing(rule)
        rest = [rule.rule for rule in rules if not rule.matters]
        if rest:
            yield from self.section("not-judged-idle", rules=self.say("comma").join(rest))

    def missing(self, rule: Unjudged) -> Iterator[Line]:
        yield Line.of(
            "• ", Part(self.glossary.title(rule.title), "strong"), f" ({rule.rule}, {rule.source})", indent=2
        )
        for finding in rule.missing:
            title = self.named(finding)
            key = "missing-expression" if title == finding.name else "missing"
            yield Line.of(self.say(key, name=finding.name, title=title), indent=4)
            yield from self.causes(finding, indent=6)

    def lifted(self) -> Iterator[Line]:
        if self.decision.lifted:
            yield from self.section("lifted")
            for reason in self.decision.lifted:
                yield from self.reason(reason)

    def ineffective(self) -> Iterator[Line]:
        if self.decision.ineffective:
            yield from self.section("ineffective")
            for one in self.decision.ineffective:
                said = self.say("ineffective-approval", approval=one.approval, rule=one.rule)
                yield Line.of(self.say("is", name=said, value=cause_text(one.why, self.lang)), indent=2)

    def limits(self) -> Iterator[Line]:
        tested = self.decision.limits
        if tested:
            yield from self.section("limits")
            yield from table([tuple(self.limit_test(one)) for one in tested])

    def limit_test(self, one: LimitTest) -> Iterator[str]:
        """Exposure, limit and headroom, each by its name; whose they are, where that is not the subject itself."""
        names = (self.glossary.name(one.entity, found.name) for found in (one.exposure, one.limit))
        named = zip((*names, self.say("headroom")), (one.exposure, one.limit, one.headroom), strict=True)
        for name, found in named:
            yield self.say("is", name=name, value=finding_text(found, self.decision.currency, self.lang))
        if one.subject != self.decision.subject:
            yield f"{label(f'words.entity.{one.entity}', one.entity, self.lang)} {one.subject}"

    def rates(self) -> Iterator[Line]:
        used = self.decision.rates
        if used:
            yield from self.section("rates")
            yield from table(
                [(f"{one.base}/{one.quote}", one.rate, self.say("since", since=one.on)) for one in used],
                right=(1,),
            )

    def lost(self) -> Iterator[Line]:
        """The rows about the subject that were set aside, where they are not told as causes already."""
        told = {
            cause
            for found in (
                *self.decision.outputs,
                *(part for rule in self.decision.unknown for part in rule.missing),
            )
            for cause in found.causes
        }
        lost = [cause for cause in self.decision.set_aside if cause not in told]
        if lost:
            yield from self.section("set-aside")
            for cause in lost:
                yield Line.of(Part("? ", "doubt"), cause_text(cause, self.lang), indent=2)

    def asides(self) -> Iterator[Line]:
        if self.decision.not_applicable:
            rules = self.say("comma").join(self.decision.not_applicable)
            yield from self.section("not-applicable", rules=rules)
        if self.decision.disabled:
            yield from self.section("disabled")
            for rule, reason in sorted(self.decision.disabled.items()):
                yield Line.of(f"{rule}: {reason}", indent=2)

    def given(self) -> Iterator[Line]:
        """What was given instead of worked out, each with its day and source."""
        if self.decision.given:
            yield from self.section("given")
            yield from table(
                [
                    (
                        record_text(f"{one.entity} {one.subject}", self.lang),
                        self.glossary.name(one.entity, one.value.name),
                        finding_text(one.value, self.decision.currency, self.lang),
                        self.say("given-on", on=one.on),
                        one.source,
                    )
                    for one in self.decision.given
                ],
                right=(2,),
            )

    def parameters(self) -> Iterator[Line]:
        used = self.decision.parameters
        if used:
            yield from self.section("parameters")
            yield from table(
                [
                    (
                        one.name,
                        with_currency(
                            one.kind,
                            one.value,
                            value_text(one.kind, one.value, self.lang),
                            self.decision.currency,
                        ),
                        self.say("since", since=one.since),
                        self.scope(one.scope),
                        one.source,
                    )
                    for one in used
                ],
                right=(1,),
            )

    def scope(self, scope: str) -> str:
        level, _, unit = scope.partition(" ")
        return f"{label(f'words.scope.{level}', level, self.lang)} {unit}".rstrip()

    def actions(self) -> Iterator[Line]:
        proposed = self.decision.actions
        if proposed:
            yield from self.section("actions")
            yield from table(
                [
                    (
                        Part(self.deed(one), "strong"),
                        label(f"words.role.{one.role}", one.role, self.lang),
                        self.say("due", due_on=one.due_on) if one.due_on else "",
                        f"({one.rule})" if one.rule else "",
                    )
                    for one in proposed
                ]
            )
        for one in proposed:
            if one.limit is not None:
                yield from self.causes(one.limit, indent=2)

    def deed(self, action: Action) -> str:
        """What is proposed: ``set the limit: 0.00 CNY``."""
        said = deed_text(action.kind, action.title, self.lang)
        if action.limit is None:
            return said
        return self.say("is", name=said, value=finding_text(action.limit, action.currency, self.lang))

    def provenance(self) -> Iterator[Line]:
        made = self.decision
        yield Line()
        policy, portfolio = made.policy_hash[:HASH_SHOWN], made.portfolio_hash[:HASH_SHOWN]
        said = self.say(
            "provenance",
            policy=made.policy,
            policy_hash=policy,
            portfolio_hash=portfolio,
            version=made.groupctl,
        )
        yield Line.of(Part(said, "quiet"))


MARKS: Final[dict[bool | None, tuple[str, Style]]] = {
    True: ("✓", "good"),
    False: ("✗", "quiet"),
    None: ("?", "doubt"),
}
