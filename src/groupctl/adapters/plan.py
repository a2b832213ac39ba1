"""What to read a table of the model from."""

from collections.abc import Mapping

from attrs import field, frozen

from groupctl.adapters.cells import PLAIN, Formats
from groupctl.errors import SourceSpan
from groupctl.model.vocabulary import STANDARD
from groupctl.schema.entities import Schema
from groupctl.schema.fields import FieldType, field_types


@frozen(kw_only=True)
class Plan:
    """What to read a table of ``schema`` from: which column holds which attribute, and how it is written.

    ``columns`` None means that the host's columns are called as our attributes are. ``values`` translates
    cells, ``constants`` are cells that every row has. ``currency`` and ``company`` may be mapped too, where
    rows hold money or limits. ``spans`` says where the mapping file names each column. ``distinct`` takes equal
    rows once: a table drawn from another table's rows. Rows with nothing in the column ``having`` are left out, and so
    are those whose cell in a column of ``where`` is not one of the values there. ``not_kept`` are the fields that the
    business has no such thing as: where no column states them, there is none.
    """

    table: str
    schema: Schema = STANDARD
    columns: Mapping[str, str] | None = None
    constants: Mapping[str, str] = field(factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(factory=dict)
    currency: str | None = None
    formats: Formats = PLAIN
    spans: Mapping[str, SourceSpan] = field(factory=dict)
    distinct: bool = False
    having: str | None = None
    where: Mapping[str, frozenset[str]] = field(factory=dict)
    not_kept: frozenset[str] = frozenset()

    @property
    def type(self) -> type:
        """The class of the rows."""
        return self.schema.tables[self.table]

    @property
    def fields(self) -> Mapping[str, FieldType]:
        """The fields of the rows."""
        return field_types(self.type)
