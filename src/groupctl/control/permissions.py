"""What the five roles of the group's CRM may do, and where (G44 to G47, L49)."""

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from groupctl.model.people import CrmRole


class Right(Enum):
    """Something that a CRM role may do (C40, G30, G31)."""

    READ = auto()
    ASSIGN_ACTIVITY = auto()
    EDIT_OWN_RECORDS = auto()
    EDIT_SEGMENT_DATA = auto()
    SUBMIT_ACCOUNT_CHANGE = auto()
    ASSIGN_ACROSS_SEGMENTS = auto()
    ADMINISTER_SYSTEM = auto()


class Reach(Enum):
    """How far a right goes: nowhere, one's own records, one's own segment, everywhere."""

    NONE = auto()
    OWN_RECORDS = auto()
    OWN_SEGMENT = auto()
    EVERYWHERE = auto()


RIGHTS: Final[Mapping[CrmRole, Mapping[Right, Reach]]] = MappingProxyType(
    {
        CrmRole.GROUP_MANAGEMENT: {
            Right.READ: Reach.EVERYWHERE,
            Right.ASSIGN_ACTIVITY: Reach.EVERYWHERE,
        },
        CrmRole.SEGMENT_HEAD: {
            Right.READ: Reach.OWN_SEGMENT,
            Right.ASSIGN_ACTIVITY: Reach.OWN_SEGMENT,
        },
        CrmRole.BUSINESS_STAFF: {
            Right.READ: Reach.OWN_RECORDS,
            Right.EDIT_OWN_RECORDS: Reach.OWN_RECORDS,
        },
        CrmRole.SEGMENT_ADMINISTRATOR: {
            Right.READ: Reach.OWN_SEGMENT,
            Right.EDIT_SEGMENT_DATA: Reach.OWN_SEGMENT,
            Right.SUBMIT_ACCOUNT_CHANGE: Reach.OWN_SEGMENT,
        },
        CrmRole.SYSTEM_ADMINISTRATOR: {Right.ADMINISTER_SYSTEM: Reach.EVERYWHERE},
    }
)
"""The rights of each role (G44, L49). Assigning across segments is nobody's here: the group's marketing department does it (G46)."""


def may(role: CrmRole, right: Right, *, own_segment: bool, own_record: bool = False) -> bool:
    """Whether somebody with ``role`` has ``right`` about a record of the own or another segment (G44 to G47, L49).

    Segments don't see each other's information (G46). The system's administrator decides nothing about business.
    """
    match RIGHTS[role].get(right, Reach.NONE):
        case Reach.EVERYWHERE:
            return True
        case Reach.OWN_SEGMENT:
            return own_segment
        case Reach.OWN_RECORDS:
            return own_segment and own_record
        case Reach.NONE:
            return False
