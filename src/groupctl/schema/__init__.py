"""What records exist: the kinds of values a field may hold, and how fields are declared."""
