"""Base data of customers: how often they are checked, and who keeps them where there is no clerk."""

VALUES = {
    "data_verification_days": 180,
    "data_filing_days": 3,
    "programme_months": 6,
    "care_months": 3,
    "file_clerk_substitute": "sales_assistant",
}
