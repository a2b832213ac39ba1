"""One meaning of a rule, several machines that evaluate it."""
