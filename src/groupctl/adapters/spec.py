"""The hook by which a distribution offers adapters. Hooks find adapters; data goes through `contract.Adapter`."""

from collections.abc import Callable, Iterable
from typing import Final

import pluggy

from groupctl.adapters.capabilities import EVERYTHING, Capabilities
from groupctl.adapters.contract import CONTRACT, Adapter, AdapterKind, Options
from groupctl.texts import LANGUAGES, say

PROJECT: Final = "groupctl"
"""Name of the plugin project and of the entry-point group."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Hooks:
    """All hooks there are. A plugin is a module or an instance with a function marked ``@hookimpl``."""

    @hookspec
    def groupctl_adapters(self) -> Iterable[AdapterKind]:
        """The kinds of hosts that this plugin can read."""
        return ()


def built_in(
    scheme: str, open_: Callable[[str, Options], Adapter], capabilities: Capabilities = EVERYTHING
) -> Callable[[], Iterable[AdapterKind]]:
    """The hook by which a module of this package offers its kind of host, which has whatever a ledger holds."""

    @hookimpl
    def groupctl_adapters() -> Iterable[AdapterKind]:
        title = {lang: say(f"adapters.{scheme}-title", lang) for lang in LANGUAGES}
        kind = AdapterKind(
            scheme=scheme, title=title, open=open_, contract=CONTRACT, capabilities=capabilities
        )
        return [kind]

    return groupctl_adapters
