"""Which warnings are new: raised now, and not by the same rule about the same subject on an earlier day."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from groupctl.decisions.engine import Engine
from groupctl.errors import DataError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.report.summary_parts import Fired, Raised


@frozen(kw_only=True)
class News:
    """The warnings that are new since a day, by rule."""

    since: date
    warned: Mapping[Fired, Sequence[str]]


def new_since(warnings: Raised, engine: Engine, earlier: Portfolio) -> Mapping[Fired, Sequence[str]]:
    """The subjects of ``warnings`` that were not warned of in ``earlier``, by rule; what could not be judged then is new."""
    before: dict[tuple[str, str], frozenset[str]] = {}

    def raised(rule_set: str, subject: str) -> frozenset[str]:
        """The rules that warned of ``subject``."""
        place = (rule_set, subject)
        if place not in before:
            try:
                before[place] = frozenset(warnings.raised(engine.decide(rule_set, subject, earlier)))
            except DataError:  # there was no such subject
                before[place] = frozenset()
        return before[place]

    found = {
        fired: [subject for subject in subjects if fired.rule not in raised(fired.rule_set, subject)]
        for fired, subjects in warnings.fired.items()
    }
    return {fired: subjects for fired, subjects in found.items() if subjects}
