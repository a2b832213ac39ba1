"""``groupctl adapters``."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

import click
from attrs import frozen

from groupctl.adapters.capabilities import Capabilities, TableSupport
from groupctl.adapters.contract import AdapterKind
from groupctl.adapters.discovery import Discovery, PluginFault, discover
from groupctl.cli.guard import FINE, FOUND
from groupctl.cli.new_adapter import write_adapter
from groupctl.cli.options import Invocation, help_text, request
from groupctl.cli.output import opened, present
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.codec import to_plain
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, table


@frozen
class AdaptersPage:
    """What hosts can be read, by which plugin, and what is wrong with the others."""

    discovery: Discovery

    @classmethod
    def discover(cls) -> Self:
        """Look for all that are installed."""
        return cls(discover())

    @property
    def faults(self) -> tuple[PluginFault, ...]:
        """What is wrong."""
        return self.discovery.faults

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        yield from table(
            [self._row(scheme, kind, lang) for scheme, kind in self.discovery.kinds.items()], indent=0
        )
        disabled = [str(plugin) for plugin in self.discovery.plugins if plugin.disabled]
        if disabled:
            yield Line()
            yield Line.of(say("cli.disabled", lang, plugins=", ".join(disabled)))
        for fault in self.faults:
            yield Line()
            yield Line.of(Part(fault.render(lang), "bad"))

    def _row(self, scheme: str, kind: AdapterKind, lang: Language) -> tuple[str | Part, ...]:
        return (
            Part(f"{scheme}:", "strong"),
            kind.title[lang],
            say("cli.tables", lang, count=len(readable(kind))),
            str(self.discovery.provider(scheme)),
        )

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        for scheme, kind in self.discovery.kinds.items():
            plugin = self.discovery.provider(scheme)
            yield {
                "scheme": scheme,
                "title": dict(kind.title),
                "tables": readable(kind),
                "plugin": plugin.name,
                "distribution": plugin.distribution,
                "version": plugin.version,
                "contract": kind.contract,
                **claims(kind.capabilities),
            }
        for fault in self.faults:
            yield {
                "fault": fault.code,
                "message": fault.message(),
                "stage": fault.stage,
                "plugin": fault.plugin,
                "distribution": fault.distribution,
            }


def readable(kind: AdapterKind) -> list[str]:
    """The tables that an adapter can read, wholly or in part."""
    return sorted(
        name for name in STANDARD.tables if kind.capabilities.support(name) is not TableSupport.UNSUPPORTED
    )


def claims(capabilities: Capabilities) -> dict[str, object]:
    """What such hosts answer and take besides tables; what is not claimed is not there."""
    limits = capabilities.limits
    return {
        "features": sorted(feature.name for feature in capabilities.features),
        "changes": {kind.name: to_plain(writing) for kind, writing in capabilities.changes.items()},
        "limits": limits
        and {
            "scope": limits.scope.name,
            "zero": limits.zero.name,
            "forms": sorted(form.name for form in limits.forms),
        },
        "hold": capabilities.hold.name if capabilities.hold else None,
    }


@click.group(help=help_text("adapters"), invoke_without_command=True)
@request()
def adapters(asked: Invocation) -> int:
    """The adapters that are installed, and what is wrong with those that can't be used."""
    if click.get_current_context().invoked_subcommand:
        return FINE
    page = AdaptersPage.discover()
    present(page, asked)
    return FOUND if page.faults else FINE


@adapters.command("new", help=help_text("adapters-new"))
@click.argument("name")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help=help_text("new-folder"),
)
@request()
def new(asked: Invocation, name: str, folder: Path) -> int:
    """Write the distribution of an adapter to begin with."""
    files = write_adapter(name, folder)
    with opened(asked) as output:
        for file in files:
            output.text(asked.say("init-written", path=file))
        output.text(asked.say("new-next", readme=files[1]))
    return FINE
