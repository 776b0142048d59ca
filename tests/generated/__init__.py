"""Random whole procedures, random harm done to them, and random people who live what the checker passed: the checker's own proof.

`fields values ways letters` make a procedure as a tree of a file's keys, `source` writes it as files; `lives` are lived, `watch` sees
what must never happen, `harm` changes a tree; `proof` runs many and counts; `smaller` makes of a tree that shows a fault a small one.
"""
