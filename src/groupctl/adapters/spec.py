"""The hook by which a distribution offers adapters. Hooks find adapters; data goes through `contract.Adapter`."""

from collections.abc import Iterable
from typing import Final

import pluggy

from groupctl.adapters.contract import AdapterKind

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
