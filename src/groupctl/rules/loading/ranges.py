"""Which values what rules read can have: the least, whether there are fractions, whether it may be unknown."""

from attrs import frozen

from groupctl.rules import core
from groupctl.rules.policy import Aggregate, Computed, GrantedOn, Policy, Ranking, WorkingDays
from groupctl.schema.fields import FieldType


@frozen
class Ranges:
    """What is known of the values that rules about one kind of record read, whatever the ledger."""

    policy: Policy
    about: str

    def least(self, read: core.Read) -> int | None:
        """The least value; None where that is not known."""
        named = self._field(read)
        if named is not None and named.kind in ("money", "count", "days"):
            return int(named.least)
        formula = self._formula(read)
        return 0 if isinstance(formula, Aggregate) and formula.function.startswith("count") else None

    def whole(self, read: core.Read) -> bool:
        """Whether it has no fractions: whole numbers, and amounts that are stated or added up."""
        if read.type.kind in ("count", "days"):
            return True
        formula = self._formula(read)
        added = (
            isinstance(formula, Aggregate)
            and formula.function in ("sum", "min", "max")
            and isinstance(formula.value, core.Read)
        )
        return read.type.kind == "money" and (self._field(read) is not None or added)

    def optional(self, read: core.Read) -> bool:
        """Whether it may be unknown."""
        if read.root != core.SUBJECT:
            return False
        entity = self.about
        for name in read.path:
            attribute = self.policy.schema.entities[entity].attributes.get(name) if entity else None
            if attribute is None or attribute.optional:
                return True
            entity = attribute.target or ""
        return False

    def _formula(self, read: core.Read) -> Computed | Aggregate | Ranking | WorkingDays | GrantedOn | None:
        entity = self._entity(read)
        measure = self.policy.measures.get((entity, read.path[-1])) if entity else None
        return None if measure is None else measure.formula

    def _field(self, read: core.Read) -> FieldType | None:
        entity = self._entity(read)
        return self.policy.schema.entities[entity].fields.get(read.path[-1]) if entity else None

    def _entity(self, read: core.Read) -> str:
        """What kind of record the last name of a path is read from."""
        entity = self.about if read.root == core.SUBJECT else ""
        for name in read.path[:-1]:
            attribute = self.policy.schema.entities[entity].attributes.get(name) if entity else None
            entity = (attribute.target or "") if attribute else ""
        return entity
