"""The CRM in daily use: what a fine costs and when an order is entered."""

VALUES = {
    "login_penalty": 200,
    "order_entry_days": 3,
}
