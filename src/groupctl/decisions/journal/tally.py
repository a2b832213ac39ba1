"""What a replay found, in short: counts first, and what they mean, then the first differences."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from attrs import define, field

from groupctl.decisions.journal.replay import Replayed, Verdict
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, Style, table

STYLES: Final[dict[Verdict, Style]] = {
    "same": "good",
    "policy": "doubt",
    "portfolio": "doubt",
    "both": "doubt",
    "defect": "bad",
    "gone": "bad",
    "unreadable": "bad",
    "broken": "bad",
}
LOST: Final = ("unreadable", "broken")
"""What stands for no decision."""
CHANGED: Final = "journal.not-canonical"
SHOWN: Final = 12
"""How much of a hash is shown."""


@define(kw_only=True)
class ReplayTally:
    """Counts replayed decisions as they come, and keeps the first ``most`` that differ, another answer before the rest."""

    file: str
    most: int = 20
    count: int = 0
    """How many decisions and faults of the log there were."""
    decisions: int = 0
    """How many are decisions, the lines among them that were changed."""
    verdicts: Counter[Verdict] = field(factory=Counter)
    otherwise: int = 0
    """How many decisions have another answer, or can't be made again."""
    weighty: list[Replayed] = field(factory=list)
    slight: list[Replayed] = field(factory=list)
    hashes: dict[str, tuple[str, str]] = field(factory=dict)
    """By ``policy_hash`` and ``portfolio_hash``: the first that differed, as it was stored and as it is now."""

    def add(self, replayed: Replayed) -> None:
        """Count one."""
        self.count += 1
        fault = replayed.entry.fault
        self.decisions += fault is None or fault.code == CHANGED
        self.verdicts[replayed.verdict] += 1
        self._compare_hashes(replayed)
        if not replayed.same:
            weighty = bool(replayed.fault) or replayed.decides_otherwise
            kept = self.weighty if weighty else self.slight
            self.otherwise += weighty and replayed.verdict not in LOST
            if len(kept) < self.most:
                kept.append(replayed)

    def _compare_hashes(self, replayed: Replayed) -> None:
        stored, now = replayed.entry.decision, replayed.now
        if stored and now:
            for name in ("policy_hash", "portfolio_hash"):
                before, after = getattr(stored, name), getattr(now, name)
                if before != after:
                    self.hashes.setdefault(name, (before, after))

    @property
    def all(self) -> int:
        """How many decisions could be read."""
        return self.count - sum(self.verdicts[verdict] for verdict in LOST)

    @property
    def differing(self) -> int:
        """How many decisions differ, and how many faults the log has."""
        return self.count - self.verdicts["same"]

    def lines(self, lang: Language = "en") -> Iterator[Line]:
        """The report."""
        yield Line.of(
            Part(
                say("journal.replayed", lang, file=self.file, count=self.all - self.verdicts["gone"]),
                "heading",
            )
        )
        rows = [
            (str(self.verdicts[verdict]), Part(say(f"journal.verdict-{verdict}", lang), style))
            for verdict, style in STYLES.items()
            if self.verdicts[verdict]
        ]
        yield from table(rows, right=(0,))
        for name, (before, now) in sorted(self.hashes.items()):
            yield Line.of(say(f"journal.{name}", lang, before=before[:SHOWN], now=now[:SHOWN]), indent=2)
        differing = self.all - self.verdicts["same"]
        if differing:
            said = say("journal.changed", lang, count=differing, all=self.all, otherwise=self.otherwise)
            yield Line.of(said, indent=2)
        shown = [*self.weighty, *self.slight][: self.most]
        for replayed in shown:
            yield from self._difference(replayed, lang)
        if self.differing > len(shown):
            yield Line()
            yield Line.of(say("journal.more", lang, count=self.differing - len(shown)))

    def _difference(self, replayed: Replayed, lang: Language) -> Iterator[Line]:
        stored = replayed.entry.decision
        about = f"{stored.entity} {stored.subject} · {stored.rule_set}" if stored else ""
        yield Line()
        yield Line.of(Part(f"{self.file}:{replayed.entry.line}", "quiet"), f"  {about}".rstrip())
        if replayed.fault:
            yield from (Line.of(text, indent=2) for text in replayed.fault.render(lang).split("\n"))
        yield from table([(change.path, change.before, "→", change.now) for change in replayed.changes])
