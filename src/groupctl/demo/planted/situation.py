"""What a planted situation is: a story, the rows that tell it, and the decision that the requirements demand."""

from collections.abc import Callable, Iterator, Mapping
from types import ModuleType

from attrs import field, frozen

from groupctl.demo.book import Book
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
    because: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()


@frozen(kw_only=True)
class Situation:
    """A situation that was planted in the demo, to be found again by its ``id``."""

    id: str
    source: str
    """The requirements that it is worked from."""
    story: Mapping[Language, str]
    expected: tuple[Expected, ...]
    plant: Callable[[Book], None] = field(repr=False, eq=False)


def situation(
    name: str, source: str, *expected: Expected, en: str, zh: str
) -> Callable[[Callable[[Book], None]], Situation]:
    """Turns a function that plants rows into the situation they tell."""

    def decorate(plant: Callable[[Book], None]) -> Situation:
        return Situation(id=name, source=source, story={"en": en, "zh": zh}, expected=expected, plant=plant)

    return decorate


def told_in(module: ModuleType) -> Iterator[Situation]:
    """The situations of a module, in the order in which it tells them."""
    return (found for found in vars(module).values() if isinstance(found, Situation))
