"""Measure what the program reaches, beside a floor taken in the same run: `./dev bench NAME`.

`run()` of each module gives a JSON value: figure, unit, floor, ratio, machine, and `more` figures of the same shape.
"""
