"""What the kit needs of a vendor: a host that can be filled, changed behind the adapter's back, counted and broken."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from groupctl.adapters import Adapter, Change


class NotGiven(Exception):
    """The bench lacks what a check needs."""


class Bench(ABC):
    """Your host on the kit's bench. `load` is needed; the others as far as the adapter claims what they test.

    Everything is done through the host's own client, not through the adapter. Ids are those of the rows: keep them where the adapter
    reads them.
    """

    @abstractmethod
    def load(self, tables: Mapping[str, Sequence[Any]]) -> Adapter:
        """The adapter, opened on a host that holds these rows and nothing else; leave out what the adapter doesn't offer."""

    def put(self, table: str, row: Any) -> None:
        """Add a row, or change the one that is called alike, in the host that was loaded last."""
        raise NotGiven(f"put a row of {table}: {row!r}")

    def count(self, change: Change) -> int:
        """How many holds, tags, tasks or notes of ``change`` the host has, open or done."""
        raise NotGiven(f"count {change.kind.label()}")

    def broken(self) -> AbstractContextManager[None]:
        """While this lasts the host can't be reached."""
        raise NotGiven("break the host")

    def warning(self) -> AbstractContextManager[None] | None:
        """While this lasts the host warns of every change, as it does of a limit below the balance; None where it never warns."""
        raise NotGiven("let the host warn")
