"""The lists of parameters that many decisions of a log share: written with the first two, named by the others.

Either of the two may be lost, and no other line is. A name is the beginning of the list's SHA-256, so that a list which was changed is not taken for the one that was meant.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from attrs import define, evolve, field

from groupctl.decisions.decision import Decision, ParameterValue
from groupctl.errors import DataError
from groupctl.portfolio.codec import to_plain

Parameters = tuple[ParameterValue, ...]
NAME: Final = 16
"""How many digits of its hash name a list."""
COPIES: Final = 2
"""How many decisions hold a list before it is only named."""
REACH: Final = 1000
"""After so many decisions lists are written again: a bad line costs no decision that is further away."""


@define
class Shared:
    """What a log shares, while it is written or read."""

    _written: dict[Parameters, list[str]] = field(factory=dict)
    """The name of each list, as often as it was written."""
    _read: dict[str, Parameters] = field(factory=dict)
    _since: int = 0

    def short(self, decision: Decision) -> dict[str, Any]:
        """The JSON of a decision; a list of parameters that was written before is named."""
        self._since += 1
        if self._since > REACH:
            self._written.clear()
            self._since = 1
        plain = plain_without(decision)
        if not decision.parameters:
            return plain
        names = self._written.setdefault(decision.parameters, [])
        if len(names) == COPIES:
            return plain | {"parameters": names[0]}
        whole = to_plain(decision.parameters)
        names.append(name_of(whole))
        return plain | {"parameters": whole}

    def long(self, plain: Mapping[str, Any]) -> Decision:
        """The decision that `short` wrote. DataError where a list that it names is not here, and for anything else."""
        named = plain.get("parameters")
        if not isinstance(named, str):
            decision = Decision.from_plain(plain)
            if named:
                self._read[name_of(named)] = decision.parameters
            return decision
        if named not in self._read:
            raise DataError.of("journal.parameters-lost", name=named)
        bare = Decision.from_plain({name: value for name, value in plain.items() if name != "parameters"})
        return evolve(bare, parameters=self._read[named])


def plain_without(decision: Decision) -> dict[str, Any]:
    """The JSON of a decision without its parameters."""
    plain: dict[str, Any] = to_plain(evolve(decision, parameters=()))
    return plain


def name_of(parameters: object) -> str:
    """What a list of parameters, as JSON, is called."""
    written = json.dumps(parameters, sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()[:NAME]
