"""What is planted in the demo: each situation is a story, the rows that tell it, and the decisions that the requirements demand.

The files beside this one hold them, family by family; `StoryWriter` says how rows are written.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import field, frozen

from groupctl.demo.written import read_yaml
from groupctl.texts import Language


@frozen(kw_only=True)
class Expected:
    """The decision of ``rule_set`` about ``subject``, worked by hand from the requirements.

    ``outputs`` are as a decision writes them, None for one that can't be judged. ``because`` are the rules that
    determine them (none: no rule fired), ``advice`` those that only advise, ``overridden`` those that a granted request lifts,
    ``unjudged`` those that matter and can't be judged.
    """

    rule_set: str
    subject: str
    outputs: Mapping[str, str | None]
    because: tuple[str, ...] = field(default=(), converter=tuple)
    advice: tuple[str, ...] = field(default=(), converter=tuple)
    overridden: tuple[str, ...] = field(default=(), converter=tuple)
    unjudged: tuple[str, ...] = field(default=(), converter=tuple)


def _expected(written: Iterable[Mapping[str, Any]]) -> tuple[Expected, ...]:
    return tuple(Expected(**one) for one in written)


@frozen(kw_only=True)
class Situation:
    """A situation that was planted in the demo, to be found again by its ``id``."""

    id: str
    source: str
    """The requirements that it is worked from."""
    story: Mapping[Language, str]
    expected: tuple[Expected, ...] = field(converter=_expected)
    rows: Sequence[Mapping[str, Any]] = field(default=(), repr=False, eq=False)


FAMILIES: Final = (
    *("d_class", "freezes", "gate", "decided_elsewhere", "due"),
    *("limits", "granted", "grants", "requests", "orders", "warnings", "unknowns"),
)

SITUATIONS: Final = tuple(
    Situation(**written) for family in FAMILIES for written in read_yaml(f"planted/{family}.yaml")
)
"""All of them, family by family, in the order in which each tells them."""
