"""The commands of ``groupctl``, each loaded when it is called: help on all of them needs none."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final, cast

import click

import groupctl as face
from groupctl.cli.guard import GuardedGroup
from groupctl.cli.language import of_click, translate_click
from groupctl.cli.options import help_text

MODULES: Final = {
    "adapters": "adapters_page",
    "apply": "changing",
    "authority": "authority",
    "check": "policies",
    "desk": "desk",
    "diff": "diff",
    "explain": "deciding",
    "init": "policies",
    "plan": "changing",
    "policy": "policies",
    "process": "deciding",
    "prove": "prove",
    "replay": "replaying",
    "report": "report",
    "review": "deciding",
    "route": "authority",
    "schema": "schema",
    "status": "changing",
}
"""In which module of this package each command is."""


class Commands(Mapping[str, click.Command]):
    """The commands by name."""

    def __getitem__(self, name: str) -> click.Command:
        return cast("click.Command", getattr(import_module(f"groupctl.cli.{MODULES[name]}"), name))

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


class RootGroup(GuardedGroup):
    """All commands; help on them needs none."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Each command with its first sentence."""
        room = formatter.width - 6 - max(len(name) for name in MODULES)
        with formatter.section(of_click("Commands")):
            short = (click.Command(name, help=help_of(name)).get_short_help_str(room) for name in MODULES)
            formatter.write_dl([*zip(MODULES, short, strict=True)])


def help_of(name: str) -> str:
    """The help of a command."""
    return help_text("policy-group" if name == "policy" else name)


translate_click()


@click.group(
    cls=RootGroup,
    commands=Commands(),
    help=help_text("groupctl"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(face.__version__, prog_name="groupctl", message="%(prog)s %(version)s")
def groupctl() -> None:
    """Decide, with reasons, at a date."""
