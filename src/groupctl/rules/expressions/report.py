"""Faults in the text of an expression, each at its very characters."""

from attrs import frozen

from groupctl.errors import Fault, Location
from groupctl.rules.core import Span
from groupctl.sources.located import Located

PYTHON = "<python>"
"""Stands for the file of an expression that was not read from one."""


@frozen
class Report:
    """Collects the faults of ``text``; a ``Located`` text gives them their place in its file."""

    text: str
    faults: list[Fault]

    def add(self, span: Span, code: str, hint: str | None = None, **values: object) -> None:
        """Note a fault at ``span``; ``hint`` names the text with the advice."""
        where, line = self._place(span)
        self.faults.append(
            Fault(code, {name: str(value) for name, value in values.items()}, where, line, hint)
        )

    def slice(self, span: Span) -> str:
        """What is written at ``span``."""
        return self.text[span.start : span.end]

    def _place(self, span: Span) -> tuple[Location, str]:
        if isinstance(self.text, Located):
            return self.text.place(span.start, span.end)
        before = self.text[: span.start]
        start = before.rfind("\n") + 1
        line = self.text[start:].split("\n", 1)[0]
        length = min(span.end, start + len(line)) - span.start
        return Location(PYTHON, before.count("\n") + 1, span.start - start + 1, max(1, length)), line
