"""The pages and files of the reference that are written from the code when the site is built."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final

from docs.site.pages import command_line, coverage, errors, model, standard_policy
from groupctl.cli.schema import SCHEMAS
from groupctl.cli.schema import written as schema

PAGES: Final[Mapping[PurePosixPath, Callable[[], str]]] = {
    PurePosixPath("docs/reference") / name: page
    for name, page in {
        "command-line.md": command_line.page,
        "coverage.md": coverage.page,
        "errors.md": errors.page,
        "model.md": model.page,
        "standard-policy.md": standard_policy.page,
    }.items()
}


def written() -> Mapping[PurePosixPath, str]:
    """Every page and JSON Schema with its text, by its path as if it were kept in the repository."""
    schemas = {
        PurePosixPath(f"docs/reference/schemas/{name}.schema.json"): schema(name) + "\n" for name in SCHEMAS
    }
    return {path: page() for path, page in PAGES.items()} | schemas
