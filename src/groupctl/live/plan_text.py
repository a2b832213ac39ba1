"""Plans, and what came of operations, as people read them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from groupctl.adapters.capabilities import ChangeKind, Effect
from groupctl.adapters.changes import Before, Change
from groupctl.decisions.wording import money_text
from groupctl.live.applying import Applied
from groupctl.live.operations import Entry
from groupctl.live.plan import ChangePlan, Planned
from groupctl.portfolio.codec import to_plain
from groupctl.schema.limits import Amount, Limit, Unknown
from groupctl.texts import LANGUAGES, Language, say
from groupctl.texts.layout import BLANK, Line, Part, Style


def limit_text(limit: Limit, lang: Language) -> str:
    """A limit as people read it."""
    if isinstance(limit, Amount):
        return f"{money_text(limit.money.decimal, limit.money.currency)} {limit.money.currency}"
    if isinstance(limit, Unknown):
        return say("live.limit-unknown-there", lang)
    return say(f"live.limit-{type(limit).__name__.lower()}", lang)


def _state(change: Change, before: Before, lang: Language) -> str:
    if change.kind is ChangeKind.SET_LIMIT:
        return limit_text(before.limit, lang)
    return say("live.there" if before.present else "live.not-there", lang)


def _after(change: Change) -> Before:
    return Before(present=change.present, limit=change.limit)


def head(change: Change, lang: Language) -> str:
    """What is to be done to which record."""
    what = f" {change.what}" if change.what else ""
    return f"{change.kind.label(lang)}{what} · {change.entity} {change.subject}"


@frozen
class PlanPage:
    """A plan."""

    plan: ChangePlan

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people: each change with what is there, what is to be there, why, and whether the host keeps to it."""
        plan = self.plan
        counts = {"count": len(plan.operations), "refused": len(plan.refused), "met": plan.met}
        yield Line.of(
            Part(say("live.plan-head", lang, host=plan.host, as_of=plan.as_of, **counts), "heading")
        )
        for planned in plan.operations:
            yield from self._operation(planned, lang)
        for unplanned in plan.refused:
            yield BLANK
            yield Line.of(Part(f"✗ {head(unplanned.change, lang)}", "bad"))
            yield Line.of(say("live.refused-why", lang, why=unplanned.why.render(lang)), indent=2)

    def _operation(self, planned: Planned, lang: Language) -> Iterator[Line]:
        change, before = planned.operation.change, planned.operation.before
        weak = planned.effect is Effect.ADVISORY
        yield BLANK
        yield Line.of(
            Part(head(change, lang), "strong"),
            "  ",
            Part(planned.effect.label(lang), "doubt" if weak else "good"),
        )
        yield Line.of("- ", Part(_state(change, before, lang), "bad"), indent=2)
        yield Line.of("+ ", Part(_state(change, _after(change), lang), "good"), indent=2)
        reason = change.text.text(lang)
        why = " · ".join(
            part for part in (reason, change.rule, change.role, str(change.due_on or "")) if part
        )
        if why:
            yield Line.of(Part(why, "quiet"), indent=2)
        if not planned.atomic:
            yield Line.of(Part(say("live.not-atomic", lang), "doubt"), indent=2)
        if planned.whole_record:
            yield Line.of(Part(say("live.whole-record", lang), "doubt"), indent=2)

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs: each planned or refused change."""
        for planned in self.plan.operations:
            yield to_plain(planned)
        for unplanned in self.plan.refused:
            yield {
                "change": to_plain(unplanned.change),
                "refused": {lang: unplanned.why.render(lang) for lang in LANGUAGES},
            }


@frozen
class AppliedPage:
    """What came of the operations of one run."""

    applied: tuple[Applied, ...]

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        done = sum(one.is_done for one in self.applied)
        yield Line.of(Part(say("live.applied-head", lang, done=done, count=len(self.applied)), "heading"))
        for one in self.applied:
            yield from _told(one, "good" if one.is_done else "bad", lang, one.message)

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        for one in self.applied:
            yield to_plain(one)


@frozen
class StatusPage:
    """The ledger of operations: those that are not done, and how many are."""

    entries: tuple[Entry, ...]

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """Those that are not done: under way, or closed without the change."""
        return tuple(one for one in self.entries if not one.is_done)

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        counts = {"done": len(self.entries) - len(self.waiting), "count": len(self.entries)}
        yield Line.of(Part(say("live.applied-head", lang, **counts), "heading"))
        for one in self.waiting:
            yield from _told(one, "doubt", lang)

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """For programs."""
        for one in self.entries:
            yield to_plain(one)


def _told(one: Applied | Entry, style: Style, lang: Language, message: str = "") -> Iterable[Line]:
    """What came of an operation; ``message`` is there for one without a receipt."""
    said = one.receipt.outcome.label(lang) if one.receipt else one.state.label(lang)
    yield Line.of(f"{head(one.operation.change, lang)}  ", Part(said, style), f"  {one.operation.id}")
    if text := one.receipt.message if one.receipt else message:
        yield Line.of(Part(text, "quiet"), indent=2)
