"""The options that commands have in common, and what they stand for."""

import warnings
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Final, Literal, ParamSpec

import click
from attrs import frozen

import groupctl
from groupctl.cli.guard import DEBUG, language
from groupctl.cli.language import LANG, language_of_environment
from groupctl.errors import DataError
from groupctl.texts import LANGUAGES, Language, say
from groupctl.texts.similar import similar

if TYPE_CHECKING:
    from groupctl.decisions.engine import EngineName

DEMO_HOST: Final = "memory:demo"
DEMO_POLICY: Final = "demo"
STANDARD_POLICY: Final = "standard"
ENGINES: Final = ("durable", "compiled", "reference")

P = ParamSpec("P")
Format = Literal["text", "json"]


def help_text(key: str) -> str:
    """A help text in the language of the environment: it is needed before any option is read."""
    return say(f"cli.help-{key}", language_of_environment())


class DateOption(click.ParamType[date]):
    """A date, written ``2026-11-21``."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a usage error for anything else."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(say("cli.not-a-date", chosen(ctx), value=value), param, ctx)


class OneOf(click.Choice[str]):
    """One of some names; a mistyped one gets a suggestion."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name; a usage error for anything else."""
        names = [str(name) for name in self.choices]
        if value not in names:
            near = similar(str(value), names)
            told = "cli.not-one-but" if near else "cli.not-one"
            self.fail(say(told, chosen(ctx), value=value, near=near, known=", ".join(names)), param, ctx)
        return str(value)


def chosen(ctx: click.Context | None) -> Language:
    """The language in which to speak to the user."""
    return language(ctx) if ctx else language_of_environment()


@frozen(kw_only=True)
class Invocation:
    """What the user asks for with the common options; files and hosts are opened when they are asked for."""

    host: str = DEMO_HOST
    mapping: Path | None = None
    policy: str | None = None
    as_of: date | None = None
    given: tuple[Path, ...] = ()
    engine: "EngineName" = "durable"
    person: str | None = None
    format: Format = "text"
    out: Path | None = None
    lang: Language = "en"

    def say(self, key: str, **values: object) -> str:
        """A text of the command line."""
        return say(f"cli.{key}", self.lang, **values)

    @property
    def policy_name(self) -> str:
        """The policy that was named; else the demo's own for the demo, and the standard one for any other ledger."""
        return self.policy or (DEMO_POLICY if self.host == DEMO_HOST else STANDARD_POLICY)

    def load_policy(self) -> "groupctl.Policy":
        """The policy; where a foreign ledger meets one that was not named, stderr says so. PolicyError with all its faults."""
        if self.policy is None and self.host != DEMO_HOST:
            click.echo(self.say("policy-by-default", policy=self.policy_name), err=True)
        return groupctl.load_policy(self.policy_name)

    def connect(self, policy: "groupctl.Policy") -> "groupctl.Host":
        """The host, in the policy's currency."""
        return groupctl.connect(
            self.host, mapping=self.mapping, currency=policy.currency, schema=policy.schema
        )

    def snapshots(self, host: "groupctl.Host") -> Callable[[date], "groupctl.Portfolio"]:
        """What gives the host's data as of a day, with the given values that were asked for. DataError with all their faults."""
        given = [one for file in self.given for one in groupctl.read_given(file, host.schema)]
        return lambda as_of: host.snapshot(as_of).with_given(given) if given else host.snapshot(as_of)

    def date(self) -> date:
        """The date as of which to decide: no decision depends on today's."""
        if self.as_of:
            return self.as_of
        if self.host == DEMO_HOST:
            from groupctl.demo import AS_OF  # noqa: PLC0415 - large, and wanted here only

            return AS_OF
        raise DataError.of("cli.as-of-needed", hint="cli.as-of-needed-hint", host=self.host)

    def make_engine(self, policy: "groupctl.Policy") -> "groupctl.Engine":
        """The engine; where it is not the one asked for, a notice goes to stderr, and no warning of Python's."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            engine = groupctl.Engine(policy, self.engine)
        if engine.notice:
            click.echo(engine.notice.message(self.lang), err=True)
        return engine


def _remember(key: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def remember(ctx: click.Context, _: click.Parameter, value: Any) -> Any:
        ctx.meta[key] = value
        return value

    return remember


OPTIONS: Final = {
    "host": click.option(
        "--host", metavar="SPEC", default=DEMO_HOST, help=help_text("host"), show_default=True
    ),
    "mapping": click.option(
        "--mapping", type=click.Path(path_type=Path), metavar="FILE", help=help_text("mapping")
    ),
    "policy": click.option("--policy", metavar="PATH", help=help_text("policy")),
    "as_of": click.option("--as-of", type=DateOption(), metavar="DATE", help=help_text("as-of")),
    "given": click.option(
        "--given", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help=help_text("given")
    ),
    "engine": click.option(
        "--engine", type=OneOf(ENGINES), default="durable", help=help_text("engine"), show_default=True
    ),
    "person": click.option("--as", "person", metavar="ID", help=help_text("as-person")),
    "format": click.option(
        "--format",
        type=OneOf(["text", "json"]),
        default="text",
        help=help_text("format"),
        show_default=True,
    ),
    "out": click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help=help_text("out")),
    "lang": click.option(
        "--lang",
        type=OneOf(LANGUAGES),
        default=language_of_environment,
        is_eager=True,
        callback=_remember(LANG),
        help=help_text("lang"),
    ),
    "debug": click.option(
        "--debug",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_remember(DEBUG),
        help=help_text("debug"),
    ),
}
"""By the name of their field in a request."""

EVERYWHERE: Final = ("format", "out", "lang", "debug")
LEDGER: Final = ("host", "mapping", "policy", "as_of", "given", "engine")


def request(*names: str) -> Callable[[Callable[Concatenate[Invocation, P], int]], Callable[P, int]]:
    """Give a command the options of these names and those that all have; it receives them as a `Invocation`."""

    def decorate(command: Callable[Concatenate[Invocation, P], int]) -> Callable[P, int]:
        @wraps(command)
        def run(*arguments: P.args, **values: P.kwargs) -> int:
            fields: dict[str, Any] = {
                name: values.pop(name) for name in (*names, *EVERYWHERE) if name != "debug"
            }
            return command(Invocation(**fields), *arguments, **values)

        for name in reversed((*names, *EVERYWHERE)):
            run = OPTIONS[name](run)
        return run

    return decorate
