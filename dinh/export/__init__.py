"""A procedure told in the languages of others: a diagram (BPMN 2.0), decision tables (DMN 1.3), a picture (SVG).

All of it is read off the values of `engine.procedure`; nothing is read back in, and no case depends on it.
"""
