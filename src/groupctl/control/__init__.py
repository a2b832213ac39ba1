"""Who may decide: control modes, matters, the matrix, delegation and routes."""
