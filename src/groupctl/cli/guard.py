"""From what happened to an exit code and a message without a stack trace.

0 fine; 1 ``replay`` found differences, ``check`` or ``adapters`` found faults; 2 wrong use, bad input or a full disk; 3 an
engine can't be trusted; 4 an adapter failed; 5 a defect of groupctl; 130 interrupted; 141 the reader of the
output went away.
"""

import os
import sys
import traceback
from typing import Any, Final

import click

from groupctl.cli.language import CHOSEN, LANG, language_of_environment
from groupctl.errors import AdapterError, EngineError, GroupctlError
from groupctl.texts import Language, say
from groupctl.texts.plain_text import harmless
from groupctl.texts.similar import similar

FINE: Final = 0
FOUND: Final = 1
WRONG: Final = 2
UNTRUSTED: Final = 3
ADAPTER: Final = 4
DEFECT: Final = 5
INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141

LONGEST_NAME: Final = 200
"""How much of a file's name a message shows."""

DEBUG: Final = "groupctl.debug"


class GuardedGroup(click.Group):
    """A group of commands that return their exit code, and whose errors are told in one message."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the program; what its help and version can't be written to is told as well."""
        CHOSEN.set(None)
        try:
            return super().main(*arguments, **options)
        except OSError as error:
            silence_stdout()
            click.echo(refused(error, language_of_environment()), err=True)
            sys.exit(WRONG)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; ends the program with its exit code."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except click.NoSuchOption as error:
            CHOSEN.set(ctx.meta.get(LANG))
            near = similar(error.option_name, options_of(error.ctx))
            raise click.NoSuchOption(
                error.option_name, possibilities=[near] if near else None, ctx=error.ctx
            ) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            CHOSEN.set(ctx.meta.get(LANG))
            raise
        except BrokenPipeError:
            silence_stdout()
            code = PIPE_CLOSED
        except KeyboardInterrupt:
            code = tell(ctx, say("cli.interrupted", language(ctx)), INTERRUPTED)
        except OSError as error:
            silence_stdout()
            code = tell(ctx, refused(error, language(ctx)), WRONG)
        except GroupctlError as error:
            code = tell(ctx, error.render(language(ctx)), exit_code(error))
        except Exception as error:  # noqa: BLE001 - a defect: told in one line, with its trace on request
            said = f"{type(error).__name__}: {error}"
            code = tell(ctx, say("cli.defect", language(ctx), error=said), DEFECT)
        ctx.exit(code or FINE)


def options_of(ctx: click.Context | None) -> list[str]:
    """The options of the command that is called."""
    known = ctx.command.get_params(ctx) if ctx else ()
    return [name for param in known if isinstance(param, click.Option) for name in param.opts]


def exit_code(error: GroupctlError) -> int:
    """The exit code for an error."""
    if isinstance(error, EngineError):
        return UNTRUSTED
    return ADAPTER if isinstance(error, AdapterError) else WRONG


def tell(ctx: click.Context, message: str, code: int) -> int:
    """Print the message on stderr, the trace before it with ``--debug``; the exit code."""
    if ctx.meta.get(DEBUG):
        click.echo(traceback.format_exc(), err=True, nl=False)
    click.echo("\n".join(map(harmless, message.split("\n"))), err=True)
    return code


def language(ctx: click.Context) -> Language:
    """The language that the user chose, or that of the environment."""
    chosen: Language | None = ctx.meta.get(LANG)
    return chosen or language_of_environment()


def refused(error: OSError, lang: Language) -> str:
    """What the operating system refused: a disk that is full, a name that is too long."""
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return say("cli.refused", lang, reason=reason)
    return say("cli.file-refused", lang, reason=reason, file=str(error.filename)[:LONGEST_NAME])


def silence_stdout() -> None:
    """What is still buffered and can't be written must not raise when the program ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
