"""Joining flagged pixels into patches, and adding to a patch what grew on it.

A patch is at least ten pixels that touch, flagged within two months of one another (longer where they died slowly, for clouds hide
a rainy season). Rule to keep: an alert's date is the day of the scene that decided it, and no pixel is ever alerted twice.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from dinh.forest.fold import Fold

RUN, SLOW, FILLED, FROZEN = 1, 2, 3, 8
CAUSE = 7
"""What is left of `how` without FROZEN."""
_TOUCH = np.ones((3, 3), np.uint8)


def join(fold: Fold, day: int) -> int:
    """Alerts whatever has become a patch with this scene; gives how many pixels that is."""
    state, s = fold.state, fold.settings
    join_days = np.where(state.how & CAUSE == SLOW, s.join_days_slow, s.join_days).astype(np.int32)
    recent = (state.flag > 0) & (state.flag.astype(np.int32) >= day - join_days)
    if not recent.any():
        return 0
    near = (state.alert > 0) & (state.alert.astype(np.int32) >= day - s.join_days_slow)
    window = _window(recent & (state.alert == 0), fold.grid.shape)
    if window is None:
        return 0
    part = _Part(fold, window, recent[window], near[window])
    return part.decide(day)


def _window(fresh: np.ndarray, shape: tuple[int, int]) -> tuple[slice, slice] | None:
    """Where there is anything to join, with room for the patches it may belong to."""
    rows, columns = np.flatnonzero(fresh.any(1)), np.flatnonzero(fresh.any(0))
    if not len(rows):
        return None
    room = 256
    return (
        slice(max(0, rows[0] - room), min(shape[0], rows[-1] + room + 1)),
        slice(max(0, columns[0] - room), min(shape[1], columns[-1] + room + 1)),
    )


class _Part:
    """The planes within a window; a view, so that what is written here is written in the state."""

    def __init__(self, fold: Fold, window: tuple[slice, slice], recent: np.ndarray, near: np.ndarray):
        self.fold, self.settings, self.recent, self.near = fold, fold.settings, recent, near
        self.top, self.left = window[0].start, window[1].start
        for name in ("flag", "how", "alert", "patch", "depth", "cusum", "ewma", "sigma_own", "last", "first"):
            setattr(self, name, getattr(fold.state, name)[window])

    def decide(self, day: int) -> int:
        candidates = self.recent & (self.alert == 0)
        filled = self._gaps(candidates, day)
        grounds = candidates | filled | self.near
        labels, count = ndimage.label(grounds, structure=_TOUCH)
        fresh = candidates | filled
        keep = fresh & self._deep(labels, count, fresh, filled)
        labels, count = ndimage.label(keep | self.near, structure=_TOUCH)
        sizes = np.bincount(labels.ravel(), minlength=count + 1)
        older = ndimage.minimum(np.where(self.near, self.patch, np.iinfo(np.int32).max), labels, np.arange(count + 1))
        enough = (sizes >= self.settings.pixels_min(self.fold.grid.metres)) | (older < np.iinfo(np.int32).max)
        enough[0] = False
        new = keep & enough[labels]
        if not new.any():
            return 0
        names = self._names(labels, count, new, np.asarray(older))
        self.patch[new] = names[labels[new]]
        self.alert[new] = day
        gap = new & filled
        self.flag[gap], self.how[gap], self.first[gap] = day, FILLED, day
        self.depth[gap] = self._tenths(self.ewma[gap])
        return int(new.sum())

    def _tenths(self, loss: np.ndarray) -> np.ndarray:
        return np.clip(loss / self.settings.scale, -32000, 32000).astype(np.int16)

    def _gaps(self, candidates: np.ndarray, day: int) -> np.ndarray:
        """Pixels among flagged ones that have half of what it takes."""
        s = self.settings
        genuine = (candidates | self.near) & (self.how & CAUSE != FILLED)
        around = ndimage.convolve(genuine.astype(np.uint8), _TOUCH, mode="constant")
        least = np.maximum(s.slow_drop, s.slow_own * self.sigma_own * np.float32(s.scale / 10)) * s.fill
        hollow = (around >= s.fill_neighbours) & (self.flag == 0) & (self.how == 0) & (self.last == day)
        return hollow & (self.cusum > s.limit * s.fill) & (self.ewma < -least)

    def _deep(self, labels: np.ndarray, count: int, fresh: np.ndarray, filled: np.ndarray) -> np.ndarray:
        """What lost about as much as the rest of its patch: beside a clearing, a mixed pixel loses a little."""
        depth = np.where(filled, self._tenths(self.ewma), self.depth).astype(np.float32)
        middle = np.zeros(count + 1, np.float32)
        if count:
            ground = np.where(fresh | self.near, labels, 0)
            middle[1:] = np.nan_to_num(ndimage.median(depth, ground, np.arange(1, count + 1)))
        return depth < self.settings.trim * middle[labels]

    def _names(self, labels: np.ndarray, count: int, new: np.ndarray, older: np.ndarray) -> np.ndarray:
        """A patch is named by its first pixel, so that folding again names it the same; one that grew keeps its name."""
        rows, columns = np.nonzero(new)
        place = (rows + self.top).astype(np.int64) * self.fold.grid.columns + columns + self.left + 1
        first = np.full(count + 1, np.iinfo(np.int32).max, np.int64)
        np.minimum.at(first, labels[rows, columns], place)
        return np.where(older < np.iinfo(np.int32).max, older, first).astype(np.int32)
