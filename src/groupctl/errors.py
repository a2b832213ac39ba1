"""Every error that groupctl raises.

::

    GroupctlError               faults, each with a stable code, a place and what to write instead
    ├── ModelError              an object that would break an invariant (also a ValueError)
    ├── PolicyError             a policy that can't be loaded: all its faults at once
    ├── DataError               a record or table that is not there, a file that can't be read
    ├── DecisionError           a decision that can't be made
    │   └── ParameterMissing    ... because a mandatory parameter has no value at the date
    ├── EventForbidden          an event of a process that may not happen now: everything that is missing
    ├── EngineError             an engine that can't be trusted: a lost or an invented firing
    └── AdapterError            a host that can't be reached or doesn't keep the contract
"""

from collections.abc import Iterable, Mapping
from typing import Self

from attrs import field, frozen

from groupctl.texts import LANGUAGES, Language, known, say
from groupctl.texts.causes import Cause
from groupctl.texts.plain_text import display_width, harmless
from groupctl.texts.similar import similar


@frozen(order=True)
class SourceSpan:
    """A span of characters in a source; line and column count from 1, ``length`` is in characters."""

    file: str
    line: int
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@frozen
class Fault:
    """One thing that is wrong, where, and what to write instead.

    ``code`` is stable and is the key of the message's text; ``hint`` is the key of the advice's text. Both
    are filled in with ``values``.
    """

    code: str
    values: Mapping[str, str] = field(factory=dict)
    where: SourceSpan | None = None
    line: str | None = None
    hint: str | None = None
    because: tuple[Cause, ...] = ()
    """The causes of what was unknown, where that is what is wrong."""

    def message(self, lang: Language = "en") -> str:
        """What is wrong, as one sentence."""
        return self.cause.render(lang)

    def remedy(self, lang: Language = "en") -> str:
        """What to write instead: the text of ``hint``, else that of ``<code>.remedy``; empty if there is none."""
        key = self.hint or f"{self.code}.remedy"
        return say(key, lang, **self.values) if self.hint or known(key) else ""

    @property
    def cause(self) -> Cause:
        """The fault as the cause of something else."""
        return Cause(self.code, tuple(sorted(self.values.items())), because=self.because)

    @property
    def plain(self) -> Mapping[str, object]:
        """As JSON has it: ``length`` characters are underlined from line and column, ``remedy`` says what to write."""
        span, where = self.where, dict[str, object]()
        if span:
            where = {"file": span.file, "line": span.line, "column": span.column, "length": span.length}
        if self.remedy():
            where["remedy"] = {lang: self.remedy(lang) for lang in LANGUAGES}
        return {
            "code": self.code,
            "message": {lang: self.message(lang) for lang in LANGUAGES},
            "values": dict(self.values),
            **where,
        }

    def render(self, lang: Language = "en") -> str:
        """Place and message, the source line with the fault underlined, and the advice."""
        head = self.message(lang)
        lines = [f"{harmless(str(self.where))}: {head}" if self.where else head]
        if self.where and self.line is not None:
            lines += [
                "    " + harmless(self.line),
                "    " + underline(self.line, self.where.column, self.where.length),
            ]
        remedy = self.remedy(lang)
        if remedy:
            lines.append(f"    → {remedy}")
        return "\n".join(lines)


def meant(
    name: str, known: Iterable[str], otherwise: str | None = "policy.choose"
) -> tuple[str | None, dict[str, str]]:
    """What to advise for a ``name`` that is none of ``known``: the key of a text, and what fills it in.

    It is the one name that was probably meant; else ``otherwise``, a text that may list all ``known``. Without such a text none is listed.
    """
    names = list(known)
    near = similar(name, names)
    hint = "policy.did-you-mean" if near else otherwise if names else None
    return hint, {"name": name, "suggestion": near, "known": (", ".join(names) if otherwise else "") or "-"}


def mistyped(
    code: str, name: str, known: Iterable[str], otherwise: str | None = "policy.choose", **values: object
) -> Fault:
    """The fault of a ``name`` that is none of ``known``, with what to write instead; see `meant`."""
    hint, told = meant(name[:80], known, otherwise)
    return Fault(code, told | {key: str(value) for key, value in values.items()}, hint=hint)


def underline(line: str, column: int, length: int) -> str:
    """Carets below ``length`` characters of ``line`` from ``column`` (1-based), at least one."""
    before, marked = line[: column - 1], line[column - 1 : column - 1 + length]
    lead = "".join("\t" if character == "\t" else " " * display_width(character) for character in before)
    return lead + "^" * max(1, display_width(marked))


class GroupctlError(Exception):
    """Base of all errors of groupctl; ``faults`` holds everything that was found, in order."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)

    @classmethod
    def of(
        cls, code: str, where: SourceSpan | None = None, hint: str | None = None, **values: object
    ) -> Self:
        """An error with a single fault."""
        return cls(Fault(code, {name: str(value) for name, value in values.items()}, where, hint=hint))

    def render(self, lang: Language = "en") -> str:
        """All faults, one below the other."""
        return "\n".join(fault.render(lang) for fault in self.faults)

    def __str__(self) -> str:
        return self.render()


class ModelError(GroupctlError, ValueError):
    """An object that would break one of its invariants."""


class PolicyError(GroupctlError):
    """A policy that can't be loaded."""


class DataError(GroupctlError):
    """A record or a table that is not there, or a file that can't be read."""


class DecisionError(GroupctlError):
    """A decision that can't be made."""


class ParameterMissing(DecisionError):
    """A mandatory parameter without a value in force at the date."""


class EventForbidden(GroupctlError):
    """An event of a process that may not happen now; each fault names something that is missing."""


class EngineError(GroupctlError):
    """An engine that can't be trusted any more."""


class AdapterError(GroupctlError):
    """A host that can't be reached, or an adapter that doesn't keep its contract."""
