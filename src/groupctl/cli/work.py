"""What a command that decides has at hand: the policy, the engine and the portfolio."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Self

from attrs import evolve, frozen

from groupctl.cli.options import Invocation
from groupctl.cli.output import progress
from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine, Progress
from groupctl.decisions.permission import RecordRights
from groupctl.decisions.wording import label
from groupctl.errors import DataError, Fault, GroupctlError, meant
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.report.news import News, new_since
from groupctl.report.summary import checked_sections
from groupctl.report.summary_parts import Raised
from groupctl.rules.policy import Policy, RuleSet
from groupctl.texts import LANGUAGES, say

WEEK: Final = 7
LAST_DAY: Final = date(2200, 12, 31)
"""The last day that the model knows: nothing is dated later."""


@frozen(kw_only=True)
class Work:
    """Everything opened that a `Request` names."""

    policy: Policy
    engine: Engine
    portfolio: Portfolio
    snapshot: Callable[[date], Portfolio]
    """The host's data as of another day."""
    permissions: RecordRights | None = None
    """What may be told; None: everything."""

    @classmethod
    def open(cls, asked: Invocation, sections: Sequence[str] = ()) -> Self:
        """Load the policy, read the host. Errors of any of them, the policy's first: it is the quickest to mend.

        ``sections`` must be sections of a review under that policy.
        """
        policy, as_of = asked.load_policy(), asked.date()
        checked_sections(sections, policy)
        engine, snapshot = asked.make_engine(policy), asked.snapshots(asked.connect(policy))
        with progress(asked.say("progress-read")):
            portfolio = snapshot(as_of)
        permissions = engine.permissions(asked.person, portfolio) if asked.person else None
        return cls(
            policy=policy, engine=engine, portfolio=portfolio, snapshot=snapshot, permissions=permissions
        )

    def review(self, rule_sets: Sequence[str], report: Progress) -> Iterator[Decision]:
        """Every decision, or those of some rule sets, about what may be told of."""
        for decision in self.engine.review(self.portfolio, rule_sets=rule_sets, progress=report):
            if self.sees(decision.entity, decision.subject):
                yield self.permissions.told(decision) if self.permissions else decision

    def sees(self, entity: str, subject: str) -> bool:
        """Whether a record may be told of."""
        return self.permissions is None or self.permissions.sees(entity, subject)

    @property
    def told(self) -> Portfolio:
        """The portfolio for a summary: a person who sees a part is not told what was rejected, as it has no owner."""
        return evolve(self.portfolio, rejected=(), notes=()) if self.permissions else self.portfolio

    def news(self, warnings: Raised, since: date | None) -> News | None:
        """The warnings that are new since a day, a week ago unless it is said; None where the host can't tell of that day."""
        earlier = self.earlier(since, WEEK)
        if earlier is None:
            return None
        return News(since=earlier.as_of, warned=new_since(warnings, self.engine, earlier))

    def earlier(self, since: date | None, days: int) -> Portfolio | None:
        """The host's data as of a day, or so many days ago; None where the host has none, unless the day is the user's."""
        try:
            return self.snapshot(since or self.portfolio.as_of - timedelta(days=days))
        except GroupctlError:
            if since:
                raise
            return None

    def about(self, subject: str, rule_sets: Sequence[str]) -> list[Decision]:
        """The decisions about every record with the id ``subject``. DataError when there is nothing to decide."""
        chosen = [self.engine.rule_set(name) for name in rule_sets or self.policy.order]
        known = {entity: ids(self.portfolio, entity) for entity in {rule_set.about for rule_set in chosen}}
        found = [rule_set for rule_set in chosen if subject in known[rule_set.about]]
        if not found:
            raise self.not_decided(subject, chosen)
        if self.permissions and not all(self.sees(one.about, subject) for one in found):
            person = self.permissions.person
            raise DataError.of("authority.may-not-see", person=person, subject=subject)
        decisions = [self.engine.decide(rule_set.name, subject, self.portfolio) for rule_set in found]
        return [self.permissions.told(one) for one in decisions] if self.permissions else decisions

    def not_decided(self, subject: str, chosen: Sequence[RuleSet]) -> DataError:
        """Why there is nothing to decide about ``subject``: rejected, without rules, later, or not there at all."""
        if lost := rejected(subject, self.told):
            return lost
        there = entities_of(self.portfolio, subject)
        if there:
            subjects = sorted({rule_set.about for rule_set in chosen})
            values = {"subject": subject} | in_words("entity", there) | in_words("about", subjects)
            return DataError(Fault("cli.no-rules-about", values, hint="cli.no-rules-about-hint"))
        later = entities_of(self.snapshot(LAST_DAY), subject)
        if later:
            values = {"subject": subject, "as_of": str(self.portfolio.as_of)} | in_words("entity", later)
            return DataError(Fault("cli.later", values, hint="cli.later-hint"))
        abouts = {rule_set.about for rule_set in chosen}
        known = sorted(
            {one for about in abouts for one in ids(self.portfolio, about) if self.sees(about, one)}
        )
        hint, values = meant(subject, known, "cli.no-subject-hint")
        values |= {"subject": subject, "known": ", ".join(known[:3])}
        return DataError(Fault("cli.no-subject", values, hint=hint))


def ids(portfolio: Portfolio, entity: str) -> frozenset[str]:
    """The ids of all records of ``entity``."""
    return frozenset(portfolio.tables[portfolio.schema.entities[entity].table])


def entities_of(portfolio: Portfolio, subject: str) -> list[str]:
    """The entities that have a record called ``subject``."""
    return [entity for entity in portfolio.schema.entities if subject in ids(portfolio, entity)]


def rejected(subject: str, portfolio: Portfolio) -> DataError | None:
    """Why rows called ``subject`` were rejected; None where none was."""
    rows = [row for row in portfolio.rejected if row.id == subject]
    faults = (Fault("cli.rejected", named(row, portfolio), row.where, because=(row.reason,)) for row in rows)
    return DataError(faults) if rows else None


def named(row: RejectedRow, portfolio: Portfolio) -> dict[str, str]:
    """What a row that was rejected is called."""
    return {"subject": str(row.id)} | in_words("entity", [portfolio.schema.entity_of(row.table)])


def in_words(key: str, entities: Iterable[str]) -> dict[str, str]:
    """The entities in each language, as a text fills them in: ``{entity_en}``, ``{entity_zh}``."""
    return {
        f"{key}_{lang}": say("explain.comma", lang).join(
            label(f"words.entity.{one}", one, lang) for one in entities
        )
        for lang in LANGUAGES
    }
