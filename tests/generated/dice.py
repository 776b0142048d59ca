"""Chance, from a seed: the same number always throws the same."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random


class Dice:
    def __init__(self, seed: int | str) -> None:
        self.random = Random(seed)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def pick[T](self, some: Sequence[T]) -> T:
        return self.random.choice(some)

    def few[T](self, some: Sequence[T], most: int, least: int = 0) -> list[T]:
        """Some of them, each once, in their order."""
        count = min(len(some), self.random.randint(least, most))
        chosen = set(self.random.sample(range(len(some)), count))
        return [one for place, one in enumerate(some) if place in chosen]
