"""What a command that decides has at hand: the policy, the engine and the portfolio."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Self

from attrs import frozen

from groupctl.cli.options import Request
from groupctl.cli.output import progress
from groupctl.decision import Decision
from groupctl.engine import Engine, Progress, Review
from groupctl.errors import DataError
from groupctl.model.portfolio import Portfolio
from groupctl.rules.policy import Policy


@frozen(kw_only=True)
class Session:
    """Everything opened that a `Request` names."""

    policy: Policy
    engine: Engine
    portfolio: Portfolio

    @classmethod
    def open(cls, asked: Request) -> Self:
        """Load the policy, read the host. Errors of any of them, the policy's first: it is the quickest to mend."""
        policy, as_of = asked.load_policy(), asked.date()
        engine, host = asked.make_engine(policy), asked.connect(policy)
        with progress(asked.say("progress-read")):
            portfolio = host.snapshot(as_of)
        return cls(policy=policy, engine=engine, portfolio=portfolio)

    def review(self, rule_sets: Sequence[str], report: Progress) -> Review:
        """Every decision, or those of some rule sets."""
        return self.engine.review(self.portfolio, rule_sets=rule_sets, progress=report)

    def about(self, subject: str, rule_sets: Sequence[str]) -> list[Decision]:
        """The decisions about every record with the id ``subject``. DataError when there is nothing to decide."""
        chosen = [self.engine.rule_set(name) for name in rule_sets or self.policy.order]
        known = {entity: self.ids(entity) for entity in {rule_set.about for rule_set in chosen}}
        found = [rule_set for rule_set in chosen if subject in known[rule_set.about]]
        if not found:
            raise self.nobody(subject, known.values())
        return [self.engine.decide(rule_set.name, subject, self.portfolio) for rule_set in found]

    def ids(self, entity: str) -> frozenset[str]:
        """The ids of all records of ``entity``."""
        return frozenset(record.id for record in self.portfolio.records(entity))

    def nobody(self, subject: str, known: Iterable[frozenset[str]]) -> DataError:
        """The error for a subject that is not there."""
        ids = sorted(frozenset[str]().union(*known))
        near = ", ".join(get_close_matches(subject, ids, n=3)) or ", ".join(ids[:3]) or "-"
        return DataError.of("cli.no-subject", hint="cli.no-subject-hint", subject=subject, near=near)
