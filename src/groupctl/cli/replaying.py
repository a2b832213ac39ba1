"""`groupctl replay`: stored decisions are decided again."""

from pathlib import Path

import click

from groupctl.cli.guard import FINE, FOUND
from groupctl.cli.options import Invocation, help_text, request
from groupctl.cli.output import opened, progress, scrolls
from groupctl.decisions.journal.log import read_log
from groupctl.decisions.journal.replay import Replay
from groupctl.decisions.journal.tally import ReplayTally
from groupctl.errors import DataError


@click.command(help=help_text("replay"))
@click.argument("file", type=click.Path(path_type=Path))
@request("host", "mapping", "policy", "given", "engine")
@click.option("--show", "most", default=20, metavar="N", help=help_text("show"), show_default=True)
def replay(asked: Invocation, file: Path, most: int) -> int:
    """Decide stored decisions again and report every difference."""
    loaded = asked.load_policy()
    snapshot, engine = asked.snapshots(asked.connect(loaded)), asked.make_engine(loaded)
    again = Replay(entries=read_log(file), engine=engine, snapshot=snapshot)
    tally = ReplayTally(file=str(file), most=most)
    with opened(asked) as output:
        with progress(asked.say("progress-replay"), hidden=scrolls(asked)) as report:
            for replayed in again:
                tally.add(replayed)
                report(tally.count, 0)
                if asked.format == "json" and not replayed.same:
                    output.json(replayed.to_json())
        if not tally.decisions:
            hint = "journal.no-log-hint"
            raise DataError.of("journal.no-log", hint=hint, file=file, count=tally.count)
        if asked.format == "text":
            output.lines(tally.lines(asked.lang))
    return FOUND if tally.differing else FINE
