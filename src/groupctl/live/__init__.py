"""A policy at work on a live host: decisions at order entry, and changes written back."""
