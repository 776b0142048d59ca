"""Who does the tasks of a fold: this thread, or dask's processes. A task is a small value that is called with the fold.

Processes see the planes in shared memory and read their own scenes, so that a task carries no array. They are started when there is
enough to do, for that alone takes seconds. Rule to keep: tasks of one round touch no cell but their own, so that it does not matter who
does which, nor when.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dinh.forest.fold import Fold

Task = Callable[["Fold"], Any]
_BATCHES = 4
"""For each worker and round, so that none waits long for the slowest."""
WORTH_SECONDS = 4.0
"""Processor time that the tasks take here before others are started: two need 1.7 s on the wall until they work, and halve what is left."""


@dataclass(eq=False)
class Crew:
    """One worker: this thread."""

    shared: bool = False

    def __call__(self, fold: Fold, tasks: Sequence[Task]) -> list[Any]:
        return [task(fold) for task in tasks]

    def numbers(self) -> list[int]:
        """Its other processes."""
        return []

    @property
    def used(self) -> int:
        """How many have worked at once."""
        return 1

    def close(self) -> None:
        """Ends them."""


@dataclass(eq=False)
class Processes(Crew):
    """Each with its own interpreter and one thread; they end with this one, however it ends. after: seconds of `WORTH_SECONDS`."""

    shared: bool = True
    workers: int = 2
    after: float = WORTH_SECONDS
    _spent: float = 0.0
    _pool: Any = field(default=None, repr=False)

    def __call__(self, fold: Fold, tasks: Sequence[Task]) -> list[Any]:
        done = self._alone(fold, tasks)
        return done + self._together(fold, tasks[len(done) :]) if len(done) < len(tasks) else done

    def _alone(self, fold: Fold, tasks: Sequence[Task]) -> list[Any]:
        """Those that this process does before others are worth it."""
        done, began = [], time.thread_time()
        while (
            self._pool is None
            and len(done) < len(tasks)
            and self._spent + time.thread_time() - began < self.after
        ):
            done.append(tasks[len(done)](fold))
        self._spent += time.thread_time() - began
        return done

    def _together(self, fold: Fold, tasks: Sequence[Task]) -> list[Any]:
        import dask

        where = fold.address()
        parts = [
            dask.delayed(_done_there, pure=False, traverse=False)(where, part)
            for part in batches(tasks, self.workers * _BATCHES)
        ]
        done = dask.compute(
            *parts,
            scheduler="processes",
            pool=self._ready(),
            num_workers=self.workers,
            optimize_graph=False,
            chunksize=1,
        )  # else six at a time
        return [one for part in done for one in part]

    def _ready(self):
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.workers, get_context("spawn"), initializer=_begin)
        return self._pool

    def numbers(self) -> list[int]:
        return list(self._pool._processes or {}) if self._pool is not None else []

    @property
    def used(self) -> int:
        return self.workers if self._pool is not None else 1

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


in_turn = Crew()


def in_processes(workers: int, after: float = WORTH_SECONDS) -> Crew:
    return Processes(workers=workers, after=after) if workers > 1 else in_turn


def as_asked(workers: int) -> Crew:
    """No more than there are processors for this process."""
    return in_processes(min(workers, os.process_cpu_count() or 1))


def batches(tasks: Sequence[Task], count: int) -> list[Sequence[Task]]:
    """In order, so that neighbours are read together."""
    size = max(1, -(-len(tasks) // count))
    return [tasks[at : at + size] for at in range(0, len(tasks), size)]


_here: dict[Any, Fold] = {}


def _done_there(where: Any, tasks: Sequence[Task]) -> list[Any]:
    """In another process: the fold is a view of the same memory."""
    from dinh.forest.fold import Fold

    if where not in _here:
        _here.clear()
        _here[where] = Fold.at(where)
    return in_turn(_here[where], tasks)


def _begin() -> None:
    """A worker whose parent was killed would wait for ever."""
    from multiprocessing import connection, parent_process

    import numba

    numba.set_num_threads(1)
    parent = parent_process()

    def wait() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    if parent is not None:
        threading.Thread(target=wait, daemon=True).start()
