"""The forest watch: satellite scenes in, checked patches out.

A scene is folded, one date at a time, into a small state per pixel; what the state flags is joined into patches. Rule to keep:
nothing here reads a scene younger than the one being folded, and a state is never half-written.
The packages it computes with are an extra (`dinh[forest]`); this file and `needs` import none of them.
"""
