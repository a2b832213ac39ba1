"""The command line: parse, call, print."""

import gc
import os
import sys
from importlib.util import find_spec

from groupctl.cli.language import language_of_environment
from groupctl.texts import say


def main() -> None:
    """The command ``groupctl``. Exit codes are those of ``groupctl.cli.guard``."""
    if not (find_spec("click") and find_spec("rich")):
        sys.stderr.write(say("cli.needs-extra", language_of_environment()) + "\n")
        sys.exit(2)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, who wants none of it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
    gc.set_threshold(
        100_000, 50, 50
    )  # what a command reads stays: looking for garbage took a fifth of its time
    from groupctl.cli.commands import groupctl  # noqa: PLC0415 - needs what was looked for above

    groupctl(prog_name="groupctl")
