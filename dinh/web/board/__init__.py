"""The public board: what the commune achieved, by field and month, and what it offers. For everybody, and nothing of anybody."""
