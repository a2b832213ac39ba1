"""What is controlled, as typed immutable objects."""
