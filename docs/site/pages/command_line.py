"""The page of the command line, from the commands themselves."""

from collections.abc import Iterator
from typing import Final

import click

from groupctl.cli.commands import groupctl

EXITS: Final = (
    (
        0,
        "Fine. Decisions that can't be made and rows that were rejected are part of the answer, not failures.",
    ),
    (1, "`replay` found differences; `check` found faults; `adapters` found a plugin that can't be used."),
    (
        2,
        "Wrong use or bad input: an unknown option, a policy with faults, an unknown id, a file that can't be written.",
    ),
    (3, "An engine can't be trusted: it lost or invented a firing. A file named by `--out` is untouched."),
    (4, "The host can't be opened or read: an unknown scheme, a missing folder, an adapter that raised."),
    (5, "A defect of groupctl; `--debug` shows where."),
    (130, "Interrupted."),
    (141, "The reader of the output went away (`groupctl review --format json | head`)."),
)

COMMAND_LINE: Final = """\
# The command line

```sh
groupctl review                                     # the demo
groupctl review --host files:ledger/ --policy policy/ --as-of 2026-11-21 --out decisions.jsonl
groupctl explain SO-1042 --host files:ledger/ --policy policy/ --as-of 2026-11-21 --lang zh
groupctl check --policy policy/
groupctl policy show D24
groupctl process --host files:ledger/ --policy policy/ --as-of 2026-11-21 --overdue
groupctl report --host files:ledger/ --policy policy/ --as-of 2026-11-21 --out report.html
groupctl replay decisions.jsonl --host files:ledger/ --policy policy/
groupctl adapters
```

Results go to stdout, in UTF-8 whatever the locale; notices, progress and errors go to stderr, and progress only to a
terminal. An error is one message, with file, line, column and what to write instead; `--debug` adds the stack trace.
With `--format json` each line is one object: a line of a decision log as in
[schemas/decision-log.schema.json](schemas/decision-log.schema.json) for `review`, a decision as in
[schemas/decision.schema.json](schemas/decision.schema.json) for `explain`, a finding for `check`, a part of the policy for `policy show`, a status for `process`, a decision that differs or a fault
of the log for `replay`, an adapter or a fault for `adapters`.

`--out FILE` writes a file whole or not at all: a failure leaves what was there before. With `review`, it keeps the
decisions as a [log](decisions.md#keeping-decisions) whatever the format; in text the summary still goes to stdout.

No decision depends on today's date: only the demo has a date of its own, any other host needs `--as-of`.
`replay` takes the date from each stored decision.
"""


def page() -> str:
    """All commands with their options, and the exit codes."""
    parts = [COMMAND_LINE]
    parts += [command_section(path, command) for path, command in commands(groupctl, ("groupctl",))]
    parts.append("## Exit codes\n")
    parts += ["| code | meaning |", "|---|---|", *(f"| {code} | {meaning} |" for code, meaning in EXITS)]
    return "\n".join(parts) + "\n"


def commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def command_section(path: str, command: click.Command) -> str:
    """A command: what it does, its argument, its options."""
    words = [
        path,
        *(usage(parameter) for parameter in command.params if isinstance(parameter, click.Argument)),
    ]
    rows = [option_row(option) for option in command.params if isinstance(option, click.Option)]
    table = "\n".join(["| option | meaning | default |", "|---|---|---|", *rows])
    return f"## `{' '.join(words)}`\n\n{command.help}\n\n{table}\n"


def usage(argument: click.Argument) -> str:
    """An argument as usage lines show it."""
    name = str(argument.name).upper()
    return name if argument.required else f"[{name}]"


def option_row(option: click.Option) -> str:
    """An option as a row of a table."""
    metavar = option.metavar or ("" if option.is_flag else "\\|".join(getattr(option.type, "choices", ())))
    meaning, _, default = str(option.help).partition("  [default: ")
    shown = default.rstrip("]") or (str(option.default) if option.show_default else "")
    return f"| `{option.opts[0]}{' ' + metavar if metavar else ''}` | {meaning} | {shown} |"
