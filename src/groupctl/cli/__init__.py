"""The command line: parse, call, print."""

import sys
from importlib.util import find_spec

from groupctl.cli.language import language_of_environment
from groupctl.texts import say


def main() -> None:
    """The command ``groupctl``. Exit codes are those of ``groupctl.cli.guard``."""
    if not (find_spec("click") and find_spec("rich")):
        sys.stderr.write(say("cli.needs-extra", language_of_environment()) + "\n")
        sys.exit(2)
    from groupctl.cli.commands import groupctl  # noqa: PLC0415 - needs what was looked for above

    groupctl(prog_name="groupctl")
