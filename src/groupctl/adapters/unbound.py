"""What ends the reading of a whole table."""

from collections.abc import Iterable

from groupctl.errors import SourceSpan
from groupctl.schema.money import Problem


class Unbound(Exception):
    """A table that can't be read at all; ``problems`` are the places and reasons."""

    def __init__(self, problems: Iterable[tuple[SourceSpan, Problem]]) -> None:
        super().__init__()
        self.problems = tuple(problems)
