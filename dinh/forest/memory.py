"""Planes of pixels in one block of memory, which several processes may see at once, so that no task carries an array.

A shared block is a file without a name (memfd) that other processes of this machine open by this one's number; where the system
has none, a file in the temporary folder. Rule to keep: the block goes with the process that made it.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Mapping

import numpy as np

_LINE = 4096
Shapes = Mapping[str, tuple[tuple[int, ...], type]]
"""Name -> shape and type of a plane."""


class Block:
    """Named planes, zero at first. `address` is what `Block(shapes, address)` needs elsewhere; None: private memory."""

    def __init__(self, shapes: Shapes, address: str | None = None, *, shared: bool = False):
        self.address, self._file = address, None
        places, size = {}, 0
        for name, (shape, kind) in shapes.items():
            places[name] = size
            size += -(-int(np.prod(shape)) * np.dtype(kind).itemsize // _LINE) * _LINE
        whole = (
            self._mapped(size, shared) if shared or address else np.zeros(max(size, 1), np.uint8)
        )
        self.planes: dict[str, np.ndarray] = {
            name: np.frombuffer(whole, kind, int(np.prod(shape)), places[name]).reshape(shape)
            for name, (shape, kind) in shapes.items()
        }

    def _mapped(self, size: int, shared: bool) -> mmap.mmap:
        size = max(size, _LINE)
        if self.address is None and hasattr(os, "memfd_create"):
            number = os.memfd_create("dinh.forest")
            self._file = os.fdopen(number, "r+b")
            self.address = f"/proc/{os.getpid()}/fd/{number}"
        elif self.address is None:
            self._file = tempfile.NamedTemporaryFile(prefix="dinh.forest.")  # noqa: SIM115 - lives as long as the block
            self.address = self._file.name
        else:
            self._file = open(self.address, "r+b")  # noqa: SIM115
        if shared:
            os.ftruncate(self._file.fileno(), size)
        return mmap.mmap(self._file.fileno(), size)
