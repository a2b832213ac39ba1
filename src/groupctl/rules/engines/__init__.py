"""One meaning of a rule, several backends that evaluate it."""
