"""A decision as a controller's note: the outcome first, then why, what could not be judged, and what to do.

::

    print(groupctl.explained(decision, "zh"))
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from attrs import frozen

from groupctl.decisions.decision import Decision, Finding, Reason
from groupctl.decisions.explain_reasons import RuleText
from groupctl.decisions.explain_tables import CircumstancesNote
from groupctl.decisions.rule_routes import RuleRoute
from groupctl.decisions.way_text import rule_route_lines
from groupctl.decisions.wording import (
    Glossary,
    cause_text,
    change_text,
    checked_language,
    grouped,
)
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.policy import Policy
from groupctl.texts import Language, area, say
from groupctl.texts.layout import Line, Part, Style, plain

STYLES: Final[Mapping[str, Style]] = {"": "strong", "good": "good", "refer": "doubt", "bad": "bad"}
"""How an outcome strikes the eye, by what it means."""
HASH_SHOWN: Final = 12


def explained(
    decision: Decision,
    lang: Language = "en",
    *,
    policy: Policy | None = None,
    portfolio: Portfolio | None = None,
) -> str:
    """The explanation as plain text. DataError when ``lang`` is no language that groupctl speaks.

    With its ``policy``, measures are called by their titles; with its ``portfolio``, a row that was rejected
    is shown by file and line, with what is wrong with it. `Engine.explain` tells as well who can let it go.
    """
    return plain(explanation(decision, lang, policy=policy, portfolio=portfolio))


def explanation(
    decision: Decision,
    lang: Language = "en",
    *,
    policy: Policy | None = None,
    portfolio: Portfolio | None = None,
    routes: Sequence[RuleRoute] = (),
) -> tuple[Line, ...]:
    """The explanation as styled lines, for a terminal; with the ``routes`` that `Engine.routes` gives, who can let it go."""
    checked_language(lang)
    rejected = portfolio.rejected if portfolio else ()
    told: list[Line] = []
    if policy and portfolio:
        for one in routes:
            told += rule_route_lines(one, policy, portfolio, lang, indent=2)
    return tuple(_Note(decision, lang, Glossary(policy, lang, decision.as_of), rejected, told).lines())


def outcome_text(decision: Decision, glossary: Glossary) -> str:
    """The outcome in a few words: ``REFER for approval``, ``D-class customer: yes``, ``could not be decided``."""
    lang = glossary.lang
    if decision.status in ("failed", "not applicable"):
        return say(f"explain.status-{decision.status.replace(' ', '-')}", lang)
    first = decision.outputs[0]
    text = glossary.finding(first, decision.currency)
    if decision.meaning and first.kind == "enumeration":
        return text
    title = decision.title.text(lang)
    if first.kind == "boolean" and len(decision.outputs) > 1:
        title = say("explain.of", lang, name=title, owner=glossary.output(first.name))
    return say("explain.is", lang, name=title, value=text)


def outcome_style(decision: Decision) -> Style:
    """How the outcome should strike the eye."""
    return "doubt" if decision.status != "decided" else STYLES[decision.meaning]


@frozen
class _Note(CircumstancesNote):
    """One decision being put into words; ``routes`` are the lines on who can let it go."""

    routes: Sequence[Line] = ()

    def lines(self) -> Iterator[Line]:
        yield from self.head()
        yield from self.failure()
        yield from self.because()
        yield from self.beside("would")
        yield from self.unjudged()
        yield from self.beside("outranked")
        yield from self.beside("advice")
        yield from self.overridden()
        yield from self.ineffective()
        if self.routes:
            yield from (*self.section("routes"), *self.routes)
        yield from self.limits()
        yield from self.rates()
        yield from self.lost()
        yield from self.later()
        yield from self.rejected_rows()
        yield from self.given()
        yield from self.parameters()
        yield from self.actions()
        yield from self.provenance()

    @property
    def rules(self) -> RuleText:
        """Rules about the subject, in words."""
        return RuleText(self, self.decision.entity)

    def head(self) -> Iterator[Line]:
        made = self.decision
        outcome = Part(outcome_text(made, self.glossary), outcome_style(made))
        yield Line.of(outcome, self.say("about", entity=self.entity(made.entity), subject=made.subject))
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
            f"{self.entity(name)} {id_}"
            for name, id_ in (("customer", stated.customer), ("unit", stated.unit))
            if id_
        ]
        said += [f"{grouped(stated.amount)} {stated.currency}"] if stated.amount else []
        return self.say("comma").join(said)

    def output(self, finding: Finding) -> Line:
        name = self.glossary.output(finding.name)
        return Line.of(self.say("is", name=name, value=self.value(finding)), indent=2)

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
            yield from self.rules.reason(reason)
        if made.referred_by:
            yield Line.of(self.say("referred-by-unknown"), indent=2)
        elif made.status == "decided" and not made.because and not made.is_given:
            yield Line.of(self.say("only-advice" if made.advice else "otherwise"), indent=2)
        yield from self.rules.derived(made.otherwise)

    def beside(self, which: Literal["would", "outranked", "advice"]) -> Iterator[Line]:
        """Rules that hold but did not determine the outcome."""
        reasons: tuple[Reason, ...] = getattr(self.decision, which)
        if reasons:
            yield from self.section(which)
        for reason in reasons:
            yield from self.rules.reason(reason)

    def unjudged(self) -> Iterator[Line]:
        rules = self.decision.unknown
        matter = [rule for rule in rules if rule.matters]
        if matter:
            yield from self.section("not-judged")
            for rule in matter:
                yield from self.rules.missing(rule)
        rest = [rule.rule for rule in rules if not rule.matters]
        if rest:
            yield from self.section("not-judged-idle", rules=self.say("comma").join(rest))

    def overridden(self) -> Iterator[Line]:
        if self.decision.overridden:
            yield from self.section("overridden")
            for reason in self.decision.overridden:
                yield from self.rules.reason(reason)

    def ineffective(self) -> Iterator[Line]:
        if self.decision.ineffective:
            yield from self.section("ineffective")
            for one in self.decision.ineffective:
                said = self.say("ineffective-request", request=one.request, rule=one.rule)
                yield Line.of(self.say("is", name=said, value=cause_text(one.why, self.lang)), indent=2)

    def rejected_rows(self) -> Iterator[Line]:
        if self.decision.not_applicable:
            rules = self.say("comma").join(self.decision.not_applicable)
            yield from self.section("not-applicable", rules=rules)
        if self.decision.disabled:
            yield from self.section("disabled")
            for rule, change in sorted(self.decision.disabled.items()):
                yield Line.of(f"{rule}: {change_text(change, self.lang)}", indent=2)

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
