"""`groupctl schema`: the JSON Schema of what is read and written."""

import json

import pytest
from jsonschema import Draft202012Validator

from groupctl.cli.schema import SCHEMAS


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_prints_each(run, name):
    result = run("schema", name)
    assert (result.exit_code, result.stderr) == (0, "")
    Draft202012Validator.check_schema(json.loads(result.stdout))


def test_into_a_file(run, here):
    assert run("schema", "decision", "--out", here / "decision.json").exit_code == 0
    assert json.loads((here / "decision.json").read_text())["title"] == "A decision of groupctl"
