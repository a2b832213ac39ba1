"""What a function of the rule language is: its name, its arguments and its result with their types, and what it means."""

from collections.abc import Callable

from attrs import frozen

from groupctl.rules.types import Kind, Type
from groupctl.texts import Language, say


@frozen(kw_only=True)
class Argument:
    """One argument: what it is called, and the kinds of value that it may be; its members where it is one enumeration."""

    name: str
    kinds: frozenset[Kind]
    type: Type | None = None


@frozen(kw_only=True)
class Function:
    """A function.

    ``name`` is the one in ``core.Call``; a policy writes it with blanks (``words``). The last argument may be
    ``repeated``. ``result`` is None where the arguments share one type, which is the result's as well.
    A function is unknown when any argument is; a ``lenient`` one is asked all the same, with None for an
    unknown argument, since the others may settle it. A ``version`` makes it one that a policy brings.
    """

    name: str
    arguments: tuple[Argument, ...]
    result: Type | None
    meaning: Callable[..., object | None]
    repeated: bool = False
    lenient: bool = False
    version: str = ""

    @property
    def words(self) -> str:
        """The name as a policy writes it."""
        return self.name if self.version else self.name.replace("_", " ")

    @property
    def signature(self) -> str:
        """How it is called: ``add months(date, months)``."""
        names = [argument.name for argument in self.arguments] + ["..."] * self.repeated
        return f"{self.words}({', '.join(names)})"

    def about(self, lang: Language = "en") -> str:
        """What one of the library means, in one sentence."""
        return say(f"expression.function-{self.name}", lang)
