"""The border to host systems. What is named here is the contract of adapters: public, with a version and a promise of its own.

The promise (`CONTRACT`): within 1.x names are added; none is removed, renamed or given another meaning, and nothing that an adapter need not do
becomes its duty. What changes otherwise is 2.0, and plugins written for 1.x are then refused by name, not by accident.
"""

from groupctl.adapters.capabilities import (
    EVERYTHING,
    Capabilities,
    ChangeKind,
    Effect,
    Feature,
    HoldMeans,
    Idempotency,
    LimitForm,
    LimitRules,
    LimitScope,
    Lock,
    TableSupport,
    WriteMode,
    Writing,
    ZeroLimit,
)
from groupctl.adapters.changes import (
    Before,
    Busy,
    Change,
    Doubtful,
    Operation,
    Outcome,
    Receipt,
    same_limit,
)
from groupctl.adapters.contract import (
    CONTRACT,
    Adapter,
    AdapterKind,
    Balance,
    Changed,
    IncrementalAdapter,
    Options,
    Permissions,
    ProbedAdapter,
    Reading,
    ReconciledAdapter,
    ScopedAdapter,
    WritingAdapter,
    refuse,
)
from groupctl.adapters.families import family_of, scoped
from groupctl.adapters.secrets import Secret, credential
from groupctl.adapters.spec import hookimpl
from groupctl.adapters.text_rows import reading_of

__all__ = [
    "CONTRACT",
    "EVERYTHING",
    "Adapter",
    "AdapterKind",
    "Balance",
    "Before",
    "Busy",
    "Capabilities",
    "Change",
    "ChangeKind",
    "Changed",
    "Doubtful",
    "Effect",
    "Feature",
    "HoldMeans",
    "Idempotency",
    "IncrementalAdapter",
    "LimitForm",
    "LimitRules",
    "LimitScope",
    "Lock",
    "Operation",
    "Options",
    "Outcome",
    "Permissions",
    "ProbedAdapter",
    "Reading",
    "Receipt",
    "ReconciledAdapter",
    "ScopedAdapter",
    "Secret",
    "TableSupport",
    "WriteMode",
    "Writing",
    "WritingAdapter",
    "ZeroLimit",
    "credential",
    "family_of",
    "hookimpl",
    "reading_of",
    "refuse",
    "same_limit",
    "scoped",
]
