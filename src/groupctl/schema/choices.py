"""Enumerations whose members have labels in English and Chinese, and what a policy may add to them."""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from typing import Any, Self, cast

from attrs import frozen

from groupctl.errors import ModelError
from groupctl.schema import checks
from groupctl.schema.checks import fault, snake_case
from groupctl.schema.money import Problem, shown
from groupctl.texts import LANGUAGES, Language, area, say
from groupctl.texts.similar import similar
from groupctl.texts.title import Title


class Choice(Enum):
    """An enumeration whose members have labels in English and Chinese."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[Any]) -> str:  # noqa: ARG004
        return name

    def __reduce_ex__(self, _: object) -> tuple[object, ...]:
        """A copy is the member itself, whatever version of Python made it."""
        return type(self), (self.value,)

    def label(self, lang: Language = "en") -> str:
        """What people call this member; its name where there is no word for it."""
        key = f"model.{snake_case(type(self).__name__)}.{self.name}"
        return say(key, lang) if key in area("model") else self.name

    def names(self) -> Iterator[str]:
        """Everything under which `parse` finds this member."""
        yield self.name
        yield from (self.label(lang) for lang in LANGUAGES)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The member called ``text``: its name or one of its labels, whatever the case. ModelError if none."""
        known = {_folded(name): member for member in cls for name in member.names()}
        if (found := known.get(_folded(text[: checks.LONGEST_ID]))) is not None:
            return found
        raise ModelError(fault(cls.__name__, unknown_member(cls, text)))


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip()).casefold()


def unknown_member(choice: type[Choice], text: object) -> Problem:
    """The problem with a name that is no member of ``choice``."""
    names = [member.name for member in choice]
    return "model.not-a-member", {
        "value": shown(text),
        "choice": choice.__name__,
        "near": similar(str(text), names) or ", ".join(names),
    }


class OpenChoice(Choice):
    """An enumeration to which a policy may add members (``enumerations``)."""

    @classmethod
    def added(cls, name: str) -> Self:
        """The member ``name`` that a policy adds."""
        return cast("Self", OwnChoice(cls.__name__, (name,)).made()[name])


@frozen
class OwnChoice:
    """An enumeration as a policy declares or extends it: its name, its members in order, and what it calls those that it adds."""

    name: str
    members: tuple[str, ...]
    titles: tuple[tuple[str, Title], ...] = ()

    def made(self) -> type[Choice]:
        """The enumeration itself; always the same for the same."""
        return _choice(self)


@cache
def _choice(own: OwnChoice) -> type[Choice]:
    members = {member: member for member in own.members}
    make: Callable[..., Any] = OwnMember
    made = make(own.name, members, module=__name__)
    made.__own__ = own
    return cast("type[Choice]", made)


class OwnMember(Choice):
    """A member of an enumeration that a policy declares or extends, which can be pickled."""

    def __reduce_ex__(self, _: object) -> tuple[object, ...]:
        return _member, (self._own, self.name)

    @property
    def _own(self) -> OwnChoice:
        own: OwnChoice = type(self).__own__  # type: ignore[attr-defined]
        return own

    def label(self, lang: Language = "en") -> str:
        """What the policy calls this member."""
        title = dict(self._own.titles).get(self.name)
        return title.text(lang) if title else super().label(lang)


def _member(own: OwnChoice, name: str) -> Choice:
    return own.made()[name]
