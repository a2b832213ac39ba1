"""What the five CRM roles may do (C40, G44 to G47, L49)."""

import pytest

from groupctl.control import Right, may
from groupctl.control.permissions import RIGHTS
from groupctl.model import CrmRole


def test_every_role_is_there():
    """C40, G45."""
    assert RIGHTS.keys() == set(CrmRole)


def test_group_management_sees_all_segments_and_assigns_activities_anywhere():
    """G44, I9."""
    assert may(CrmRole.GROUP_MANAGEMENT, Right.READ, own_segment=False)
    assert may(CrmRole.GROUP_MANAGEMENT, Right.ASSIGN_ACTIVITY, own_segment=False)


@pytest.mark.parametrize("role", [CrmRole.SEGMENT_HEAD, CrmRole.SEGMENT_ADMINISTRATOR])
def test_a_segment_sees_only_itself(role):
    """G46, G30, L49, I10, I12, K35."""
    assert may(role, Right.READ, own_segment=True)
    assert not may(role, Right.READ, own_segment=False)


def test_business_staff_have_their_own_records():
    """L49, I11."""
    assert may(CrmRole.BUSINESS_STAFF, Right.EDIT_OWN_RECORDS, own_segment=True, own_record=True)
    assert not may(CrmRole.BUSINESS_STAFF, Right.EDIT_OWN_RECORDS, own_segment=True)
    assert not may(CrmRole.BUSINESS_STAFF, Right.READ, own_segment=False, own_record=True)


def test_only_the_segments_administrator_submits_account_changes():
    """G47, D70."""
    submitting = [role for role in CrmRole if may(role, Right.SUBMIT_ACCOUNT_CHANGE, own_segment=True)]
    assert submitting == [CrmRole.SEGMENT_ADMINISTRATOR]


def test_the_systems_administrator_decides_nothing_about_business():
    """L49, I13."""
    rights = [
        right
        for right in Right
        if may(CrmRole.SYSTEM_ADMINISTRATOR, right, own_segment=True, own_record=True)
    ]
    assert rights == [Right.ADMINISTER_SYSTEM]


def test_nobody_assigns_across_segments():
    """G46, H62: the group's marketing department does, outside the five roles."""
    assert not any(may(role, Right.ASSIGN_ACROSS_SEGMENTS, own_segment=False) for role in CrmRole)
