"""The description of the package: README.md without links that lead nowhere outside the source distribution."""

import re
from pathlib import Path

from setuptools import setup

RELATIVE = re.compile(r"\[([^]]+)\]\((?!https?://|#)([^)]+)\)")

setup(
    long_description=RELATIVE.sub(r"\1 (`\2`)", Path("README.md").read_text(encoding="utf-8")),
    long_description_content_type="text/markdown",
)
