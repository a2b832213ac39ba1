"""The reference pages that follow from the code: the command line, the errors, the schema of a decision.

``LC_ALL=C python -m groupctl.cli.reference docs/reference`` writes them anew after a change, in English.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from groupctl.cli.commands import groupctl
from groupctl.decisions.journal.schema import decision_schema, log_schema
from groupctl.texts import area

AREAS: Final[Mapping[str, str]] = {
    "policy": "Policy files",
    "expression": "Expressions",
    "model": "Objects of the model",
    "adapters": "Adapters and mapping files",
    "decision": "Deciding",
    "processes": "Processes",
    "engines": "Engines",
    "journal": "Decision logs",
    "explain": "Names of a policy",
    "requirements": "Rows of the source documents",
    "cli": "The command line",
}
"""The areas whose texts are errors, in the order of the page."""

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

Written by `LC_ALL=C python -m groupctl.cli.reference docs/reference` from the commands themselves; a test keeps it current.

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

ERRORS: Final = """\
# Errors

Written by `LC_ALL=C python -m groupctl.cli.reference docs/reference` from the texts; a test keeps it complete.

Every fault has a stable code: `error.faults[0].code` in Python, `code` in JSON. `{...}` stands for what is filled in.
The classes are drawn at the top of `groupctl.errors`. Where no remedy stands beside a fault, its message says it.
"""


def is_error(key: str) -> bool:
    """Whether a text is the message of a fault; others are advice, causes, names and what a command says when all is well."""
    name = key.partition(".")[2]
    if key.startswith("explain."):
        return name in {"no-such-name", "no-such-section", "no-such-language"}
    if key.startswith("cli."):
        return name in {
            "as-of-needed",
            "init-exists",
            "init-nothing",
            "no-subject",
            "rejected",
            "no-rules-about",
            "later",
            "not-a-date",
            "not-one",
            "not-one-but",
            "needs-extra",
            "report-needs-extra",
            "defect",
        }
    if key.startswith("journal."):
        said = {"replayed", "policy_hash", "portfolio_hash", "changed", "more"}
        return name not in said and not name.startswith("verdict-") and not name.endswith("-hint")
    part_of_a_text = (
        "cause-",
        "stage-",
        "found-",
        "wanted-mapping",
        "wanted-list",
        "wanted-value",
        "value-",
        "looser-",
        "function-",
        "advice-",
        "part-",
    )
    return not (name.endswith(("hint", "-title")) or name.startswith(part_of_a_text) or "." in name)


def remedy(key: str) -> Mapping[str, str] | None:
    """The advice that belongs to a message, if it has one."""
    texts = area(key.partition(".")[0])
    return texts.get(f"{key}-hint") or texts.get(f"{key}.hint") or texts.get(f"{key}.remedy")


def errors_page() -> str:
    """Every code with what it means and what to do, in both languages."""
    parts = [ERRORS]
    for name, title in AREAS.items():
        parts.append(f"## {title}\n")
        parts += [section(key, said) for key, said in area(name).items() if is_error(key)]
    parts.append(
        "## Why a value is unknown\n\nCauses are no errors: they travel with an unknown value into the decision.\n"
    )
    for name in AREAS:
        parts += [section(key, said) for key, said in area(name).items() if ".cause-" in key]
    parts.append(
        "## Advice about a sound policy\n\nWhat `groupctl check` says about a policy that loads; the exit code stays 0.\n"
    )
    parts += [section(key, said) for key, said in area("policy").items() if key.startswith("policy.advice-")]
    return "\n".join(parts)


def section(key: str, said: Mapping[str, str]) -> str:
    """One code."""
    lines = [f"### `{key}`\n", f"{said['en']}\\", f"{said['zh']}"]
    advice = remedy(key)
    if advice:
        lines += ["", f"→ {advice['en']}\\", f"→ {advice['zh']}"]
    return "\n".join(lines) + "\n"


def command_line_page() -> str:
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


def files() -> dict[str, str]:
    """The pages by their names below ``docs/reference``."""
    return {
        "command-line.md": command_line_page(),
        "errors.md": errors_page(),
        "schemas/decision.schema.json": json.dumps(decision_schema(), ensure_ascii=False, indent=2) + "\n",
        "schemas/decision-log.schema.json": json.dumps(log_schema(), ensure_ascii=False, indent=2) + "\n",
    }


def main(folder: str) -> None:
    """Write the pages."""
    for name, text in files().items():
        (Path(folder) / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
