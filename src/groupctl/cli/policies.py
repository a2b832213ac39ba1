"""`groupctl check`, `init` and `policy show`: a policy by itself."""

from pathlib import Path

import click

from groupctl.adapters.proposed import is_database
from groupctl.cli.check_page import CheckPage
from groupctl.cli.guard import FINE, FOUND
from groupctl.cli.options import STANDARD_POLICY, Invocation, help_text, request
from groupctl.cli.output import opened, present
from groupctl.cli.policy_page import PolicyPage
from groupctl.cli.requirement_page import RequirementPage
from groupctl.cli.starting import Start
from groupctl.decisions.describe import entries
from groupctl.requirements import requirements


@click.command(help=help_text("check"))
@request("policy")
def check(asked: Invocation) -> int:
    """All faults of a policy, and advice about a sound one."""
    page = CheckPage.of(asked)
    present(page, asked)
    return FOUND if page.faults else FINE


@click.command(help=help_text("init"))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--ledger", type=click.Path(path_type=Path), metavar="PATH", help=help_text("init-ledger"))
@click.option("--currency", metavar="CODE", help=help_text("init-currency"))
@request()
def init(asked: Invocation, folder: Path, ledger: Path | None, currency: str | None) -> int:
    """Write a policy and a mapping to begin with."""
    written = Start.of(STANDARD_POLICY, ledger, currency, asked.lang).write(folder)
    commands = [f"groupctl check --policy {folder / 'policy.yaml'}"]
    if ledger:
        scheme = "sqlite" if is_database(ledger) else "files"
        commands.append(
            f"groupctl review --host {scheme}:{ledger} --mapping {folder / 'mapping.yaml'} "
            f"--policy {folder / 'policy.yaml'} --as-of YYYY-MM-DD"
        )
    with opened(asked) as output:
        for path in written:
            output.text(asked.say("init-written", path=path))
        for command in commands:
            output.text(asked.say("init-next", command=command))
    return FINE


@click.group(help=help_text("policy-group"))
def policy() -> None:
    """What a policy says."""


@policy.command("show", help=help_text("policy-show"))
@click.argument("name", required=False)
@request("policy")
def policy_show(asked: Invocation, name: str | None) -> int:
    """The whole policy in short, or everything about one name or requirement."""
    loaded = asked.load_policy()
    own = {entry.name for entry in entries(loaded)}
    if name and name in requirements() and name not in own:
        present(RequirementPage.of(loaded, requirements()[name], asked.lang), asked)
    else:
        present(PolicyPage.of(loaded, name, asked.lang), asked)
    return FINE
