"""Exact answers about conditions: is there a form for which this holds? A real one, or none, or *not proven*.

Every test compares one value with constants, so each value's domain falls into finitely many cells whose values all behave
alike (`cells`). A question is a formula over tests (`formula`), together with what always holds between values (`cone`);
boxes of cells are split until the formula is decided (`solve`), what cannot be together is refuted by bounds (`bounds`),
and what is found is made a real form and asked of the engine itself (`form`). Neither refuted nor found is said to be so.
Source: `docs/grammar.md` §11.
"""
