"""`make help` explains every target."""

import re
import shutil
import subprocess

from tests.repository.files import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z][\w-]*):(?!=)", MAKEFILE, flags=re.MULTILINE)


def test_the_targets_of_the_project_are_there():
    promised = {
        "help",
        "demo",
        "test",
        "lint",
        "bench",
        "typing",
        "format",
        "docs",
        "site",
        "clean",
        "lock",
        "fuzz",
    }
    assert promised <= set(TARGETS)


def test_help_has_a_line_for_each_target():
    make = shutil.which("make")
    assert make, "make is part of what the project asks of a machine"
    shown = subprocess.run([make, "help"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8").stdout
    for target in TARGETS:
        assert re.search(rf"^  make {target} +\w.+$", shown, flags=re.MULTILINE), f"no ## text at {target}"


def test_no_target_is_mistaken_for_a_file():
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == set(TARGETS)
