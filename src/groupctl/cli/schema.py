"""`groupctl schema`: the JSON Schema of what is read and written."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import click

from groupctl.cli.guard import FINE
from groupctl.cli.options import Invocation, OneOf, help_text, request
from groupctl.cli.output import opened
from groupctl.decisions.journal.schema import decision_schema, log_schema
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.json_schema import schema as of_class
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.loading.schema import policy_schema
from groupctl.schema.entities import Schema

SCHEMAS: Final[Mapping[str, Callable[[Schema], dict[str, Any]]]] = {
    "decision": lambda _: decision_schema(),
    "decision-log": lambda _: log_schema(),
    "policy": lambda _: policy_schema(),
    "portfolio": lambda records: of_class(Portfolio, records),
}


def written(name: str, records: Schema = STANDARD) -> str:
    """A schema as text; that of a portfolio with the fields and records that a policy adds."""
    return json.dumps(SCHEMAS[name](records), ensure_ascii=False, indent=2)


@click.command("schema", help=help_text("schema"))
@click.argument("name", type=OneOf(list(SCHEMAS)))
@request("policy")
def schema(asked: Invocation, name: str) -> int:
    """Print a JSON Schema."""
    records = asked.load_policy().schema if asked.policy else STANDARD
    with opened(asked) as output:
        output.text(written(name, records))
    return FINE
