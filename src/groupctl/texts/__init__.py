"""What groupctl says to people, in English and Chinese.

Texts live in one TOML file per area beside this module. A key opens with its area: ``policy.unknown-name``
is in ``policy.toml``. Nothing is read before the first text is asked for.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from groupctl.texts.plain_text import harmless

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def area(name: str) -> Mapping[str, Mapping[str, str]]:
    """All texts of one area: key to language to template. KeyError when there is no such area."""
    resource = files(__name__) / f"{name}.toml"
    if not resource.is_file():
        raise KeyError(name)
    return tomllib.loads(resource.read_text(encoding="utf-8"))


def known(key: str) -> bool:
    """Whether there is a text for ``key``."""
    try:
        return key in area(key.partition(".")[0])
    except KeyError:
        return False


def say(key: str, lang: Language = "en", **values: object) -> str:
    """The text for ``key`` in ``lang`` with ``values`` filled in, each on one line. KeyError for an unknown key."""
    template = area(key.partition(".")[0])[key][lang]
    if not values:
        return template
    filled = {name: harmless(value) if isinstance(value, str) else value for name, value in values.items()}
    return template.format(**filled)
