"""Officers and leaders: my work by due, the signing queue, people and posts, loads, the day's sheet."""
