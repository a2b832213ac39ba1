"""The language of a user who has not chosen one."""

import os
from collections.abc import Mapping

from groupctl.texts import Language


def language_of_environment(environment: Mapping[str, str] = os.environ) -> Language:
    """Chinese where LC_ALL, LC_MESSAGES or LANG (the first that is set) says so, else English."""
    locale = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    return "zh" if locale.lower().startswith("zh") else "en"
