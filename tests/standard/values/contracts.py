"""Contracts: who reviews and signs them, and by when they are handed over and archived."""

VALUES = {
    "contract_reviewer_role": "legal",
    "contract_signer_role": "division_manager",
    "contract_change_role": "division_manager",
    "contract_handover_days": 5,
    "contract_archive_days": 30,
}
