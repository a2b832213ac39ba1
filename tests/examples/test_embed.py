"""The example that embeds groupctl runs as it stands, and is as short as promised."""

import subprocess
import sys

from tests.repository.files import ROOT

EMBED = ROOT / "examples" / "embed.py"


def test_it_decides_and_explains():
    shown = subprocess.run([sys.executable, EMBED], capture_output=True, check=True, encoding="utf-8").stdout
    first, *note = shown.splitlines()
    assert first == "REFER ['order-release.limit']"
    assert note[0] == "REFER for approval · order SO-R13"
    assert any(line.startswith("    overridden by request RQ-R13: ") for line in note)


def test_it_is_ten_lines():
    code = [
        line for line in EMBED.read_text(encoding="utf-8").splitlines() if line and not line.startswith('"')
    ]
    assert len(code) <= 10
