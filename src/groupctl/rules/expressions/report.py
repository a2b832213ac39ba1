"""Faults in the text of an expression, each at its very characters."""

from attrs import frozen

from groupctl.errors import Fault, SourceSpan
from groupctl.rules.core import Span
from groupctl.sources.source_text import SourceText

PYTHON = "<python>"
"""Stands for the file of an expression that was not read from one."""


@frozen
class FaultCollector:
    """Collects the faults of ``text``; a ``SourceText`` text gives them their place in its file."""

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

    def _place(self, span: Span) -> tuple[SourceSpan, str]:
        if isinstance(self.text, SourceText):
            return self.text.span(span.start, span.end)
        before = self.text[: span.start]
        start = before.rfind("\n") + 1
        line = self.text[start:].split("\n", 1)[0]
        length = min(span.end, start + len(line)) - span.start
        return SourceSpan(PYTHON, before.count("\n") + 1, span.start - start + 1, max(1, length)), line
