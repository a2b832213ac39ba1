"""What a reading says about itself: columns that no field takes, amounts that were rounded, rows that were left out."""

from attrs import frozen

from groupctl.errors import SourceSpan
from groupctl.texts.causes import Cause


@frozen(kw_only=True)
class Note:
    """One thing that is good to know about how ``table`` was read; ``where`` says where it shows.

    ``fault`` marks what should be mended. No decision looks at notes: what can't be known is unknown without them.
    """

    table: str
    reason: Cause
    where: SourceSpan | None = None
    fault: bool = False
