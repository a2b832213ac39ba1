"""The release, as decisions and logs record it."""

from typing import Final

VERSION: Final = "0.1.0"
