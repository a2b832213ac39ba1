"""The language of the user, and what click says in it."""

import gettext
import os
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from typing import Final

from groupctl.texts import Language, area, say

LANG: Final = "groupctl.lang"
"""Where click keeps the language that the user chose, while a command runs."""
CHOSEN: ContextVar[Language | None] = ContextVar("CHOSEN", default=None)
"""The same, for what click says after a command has failed."""


def language_of_environment(environment: Mapping[str, str] = os.environ) -> Language:
    """Chinese where LC_ALL, LC_MESSAGES or LANG (the first that is set) says so, else English."""
    locale = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    return "zh" if locale.lower().startswith("zh") else "en"


@cache
def _keys() -> Mapping[str, str]:
    return {texts["en"]: key for key, texts in area("click").items()}


def of_click(message: str) -> str:
    """What click says as ``message``, in the language of the user."""
    if (key := _keys().get(message)) is None:
        return message
    click = sys.modules["click"]
    context = click.get_current_context(silent=True)
    return say(key, CHOSEN.get() or (context and context.meta.get(LANG)) or language_of_environment())


def of_click_counted(one: str, many: str, count: int) -> str:
    """The same for texts that depend on a number."""
    return of_click(one if count == 1 else many)


def translate_click() -> None:
    """Let click look its texts up here: it asks gettext, which reads compiled catalogues only."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "click":
            if getattr(module, "_", None) is gettext.gettext:
                module._ = of_click  # type: ignore[attr-defined]
            if getattr(module, "ngettext", None) is gettext.ngettext:
                module.ngettext = of_click_counted  # type: ignore[attr-defined]
