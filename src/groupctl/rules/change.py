"""What an importing policy did to a part of a policy that it imports."""

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from groupctl.texts import LANGUAGES
from groupctl.texts.title import Title


@frozen(kw_only=True)
class PolicyChange:
    """What a policy did to a part of a policy that it imports: which policy (``by``), at which place of its files, and why."""

    kind: Literal["added", "changed", "disabled"]
    by: str
    place: str = field(eq=False)
    reason: Title | None = None

    @property
    def reasons(self) -> Mapping[str, str]:
        """The reason for the texts of faults, by language: ``reason_en``."""
        return {f"reason_{lang}": self.reason.text(lang) if self.reason else "" for lang in LANGUAGES}
