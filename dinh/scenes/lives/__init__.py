"""Everyday lives of the procedures, many of each: how their forms are filled by chance and which ways they go.

A file for each procedure says only that. Which way a case goes, how long it takes and when it begins is one for all:
`life.py` and `spread.py`.
"""

from __future__ import annotations

from dinh.scenes.lives.reviews import reviews
from dinh.scenes.lives.spread import ALL, spread
from dinh.scenes.lives.waiting import waiting

__all__ = ["ALL", "reviews", "spread", "waiting"]
