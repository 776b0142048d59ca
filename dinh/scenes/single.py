"""Certificates of marital status of the demo weeks."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.matter import Matter


def matters(commune: Commune) -> Iterator[Matter]:
    yield from ()
