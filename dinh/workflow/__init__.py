"""The one door: open a case, act on it, and what follows from an act, in one transaction."""
