"""Names of companies that do not exist, made from the word lists of ``names.toml``."""

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Final, Literal

from attrs import define, field, frozen

NameStyle = Literal["zh", "de", "eu", "us"]
"""Chinese, German, other European, North American."""

COUNTRY_OF_FORM: Final = {"SAS": "FR", "S.r.l.": "IT", "B.V.": "NL", "S.L.": "ES", "A/S": "DK", "NV": "BE"}


@frozen(kw_only=True)
class CompanyName:
    """A company's name and the country of its seat."""

    name: str
    country: str


@cache
def words(style: NameStyle, kind: str) -> tuple[str, ...]:
    """The words of one list; an underscore in the file stands for a blank."""
    lists = tomllib.loads(files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))
    return tuple(word.replace("_", " ") for word in lists[style][kind].split())


@cache
def brands(style: NameStyle) -> tuple[str, ...]:
    """What the companies of one owner may share in their names."""
    if style != "zh":
        return words(style, "stems")
    return tuple(first + second for first in words("zh", "first") for second in words("zh", "second"))


def person_name(chance: Random) -> str:
    """A person who does not exist."""
    return chance.choice(words("zh", "surnames")) + chance.choice(words("zh", "given"))


def group_name(chance: Random, style: NameStyle, shared: str) -> str:
    """The name of a group of companies."""
    match style:
        case "zh":
            return f"{chance.choice(words('zh', 'cities'))}{shared}集团"
        case "us":
            return f"{shared} Group"
        case _:
            return f"{shared} Holding"


def company(chance: Random, style: NameStyle, shared: str) -> CompanyName:
    """One company of the owner ``shared``."""
    trade, form = chance.choice(words(style, "trades")), chance.choice(words(style, "forms"))
    if style == "zh":
        return CompanyName(name=f"{chance.choice(words('zh', 'cities'))}{shared}{trade}{form}", country="CN")
    home = {"de": "DE", "us": "US"}
    return CompanyName(name=f"{shared} {trade} {form}", country=home.get(style) or COUNTRY_OF_FORM[form])


@define
class Names:
    """Hands out each name once."""

    _taken: set[str] = field(factory=set)

    def new(self, chance: Random, style: NameStyle, shared: str = "") -> CompanyName:
        """A name that no other has; of the companies of the owner ``shared``, if given."""
        found = company(chance, style, shared or chance.choice(brands(style)))
        while found.name in self._taken:
            found = company(chance, style, shared or chance.choice(brands(style)))
        self._taken.add(found.name)
        return found

    def new_group(self, chance: Random, style: NameStyle) -> tuple[str, str]:
        """The name of a group of companies, and what its companies share in their names."""
        free = [shared for shared in brands(style) if shared not in self._taken]
        shared = chance.choice(free or brands(style))
        self._taken.add(shared)
        return group_name(chance, style, shared), shared
