"""A scene's index as a picture: brown is bare, green is forest, grey is cloud. PNG with a palette, by zlib alone."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from dinh.forest.settings import MISSING

SHADES = 24
OUTSIDE, CLOUD, EDGE, FIRST = 0, 1, 2, 3
"""Numbers of the palette; OUTSIDE is clear. The shades from bare to forest follow."""
_BARE, _FOREST = np.array((196, 140, 84)), np.array((16, 82, 40))
PALETTE = np.vstack(
    [
        np.array([(255, 255, 255), (225, 229, 235), (214, 32, 32)]),
        np.linspace(_BARE, _FOREST, SHADES).round(),
    ]
).astype(np.uint8)


def stretch(values: np.ndarray) -> tuple[float, float]:
    """What is painted bare and what forest, from a scene of mostly forest; an index × 10,000 or decibels."""
    known = values[values != MISSING]
    high = float(np.percentile(known, 90)) if len(known) else 8000.0
    return (high - 6000.0 if high > 0 else high - 800.0), high


def painted(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Numbers of the palette, a byte a pixel."""
    share = np.clip((values.astype(np.float32) - low) / max(high - low, 1), 0, 1)
    return np.where(values == MISSING, CLOUD, FIRST + np.rint(share * (SHADES - 1))).astype(
        np.uint8
    )


def png(numbers: np.ndarray) -> bytes:
    """(rows, columns) numbers of the palette as a PNG."""
    rows, columns = numbers.shape
    raw = b"".join(b"\0" + numbers[row].astype(np.uint8).tobytes() for row in range(rows))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"PLTE", PALETTE.tobytes())
        + chunk(b"tRNS", b"\0")
        + chunk(b"IDAT", zlib.compress(raw, 9))
        + chunk(b"IEND", b"")
    )
