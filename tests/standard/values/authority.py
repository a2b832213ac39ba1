"""The borders of the bands of the matrix of authority."""

from collections.abc import Mapping
from typing import Final

VALUES: Final[Mapping[str, object]] = {"band_1": 500_000, "band_2": 5_000_000}
