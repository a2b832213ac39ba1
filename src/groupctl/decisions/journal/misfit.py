"""Why JSON is no decision, in the words of the decision log: which field is missing, unknown or of another kind."""

from collections.abc import Iterator

from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote

from groupctl.errors import Fault


def misfit(error: BaseException) -> Fault:
    """The first thing that is wrong, of all that the converter found."""
    path: list[str] = []
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
        path += steps(error)
    where = "".join(path).removeprefix(".")
    if isinstance(error, ForbiddenExtraKeysError):
        extra = ".".join(filter(None, (where, min(error.extra_fields))))
        return Fault("journal.field-unknown", {"field": extra})
    if isinstance(error, KeyError):
        return Fault("journal.field-missing", {"field": where or str(error.args[0])})
    return Fault("journal.field-of-another-kind", {"field": where}) if where else Fault("journal.no-object")


def steps(error: BaseException) -> Iterator[str]:
    """The way that one level of nesting adds to the path: ``.because``, ``[1]``."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            yield f".{note.name}"
        elif isinstance(note, IterableValidationNote):
            yield f"[{note.index}]"
