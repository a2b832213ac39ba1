"""What a fuzzer starts from, and what it once broke something with, is answered with a value or an error that says what is wrong."""

from pathlib import Path

import pytest

from tests.fuzz.targets import SEEDS, TARGETS, fed

FOUND = sorted((Path(__file__).parent / "found").glob("*-*"))


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_has_a_start(name):
    for seed in SEEDS[name]:
        fed(name, seed)


def test_what_was_found():
    for path in FOUND:
        fed(path.name.partition("-")[0], path.read_bytes())
