"""Durable steps a second beside SpiffWorkflow doing the same case in the same run.

The case is a certified copy: taken in, checked, signed, stamped, handed over. SpiffWorkflow runs it as a BPMN process of user
tasks and saves the whole workflow after each step, in SQLite with the same pragmas. Two ways, as its users have them: read
back before each step (people act hours apart, so a server cannot hold every workflow), and kept in memory by one process.
Both by one caller, and by as many as an office has: 64 callers at once in one process, each step of either answered when it is
on the disk. Đình does more in each step: access, faults of the form, deadline with proof, seal, projections.
"""

from __future__ import annotations

import itertools
import json
import logging
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.machine import machine
from bench.own import in_a_house_of_its_own
from bench.together import CALLERS, together

ROUNDS = 3
CASES = 40
CASES_TOGETHER = 128
TASKS = ("receive", "accept", "propose", "sign", "seal", "deliver")
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA temp_store=MEMORY;"
TABLES = (
    "CREATE TABLE workflows (id INTEGER PRIMARY KEY, state TEXT NOT NULL);"
    "CREATE TABLE steps (id INTEGER PRIMARY KEY, workflow INTEGER NOT NULL, task TEXT NOT NULL, person TEXT NOT NULL);"
)
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def run() -> dict[str, Any]:
    """The figure is Đình's through its one door with a whole office at it, the floor is SpiffWorkflow reading each workflow back."""
    found = in_a_house_of_its_own("bench.spiff", url="")
    first, *more = [
        _row(
            f"{callers}; beside SpiffWorkflow that {way}",
            found[f"own{many}"],
            found[f"{name}{many}"],
        )
        for callers, many in ((f"{CALLERS} callers", "_together"), ("one caller", ""))
        for name, way in (
            ("read_back", "reads each workflow back"),
            ("kept", "keeps its workflows in memory"),
        )
    ]
    return {**first, "more": more, "machine": machine()}


def _row(what: str, figure: int, floor: int) -> dict[str, Any]:
    return {
        "name": "spiff",
        "what": what,
        "figure": figure,
        "unit": "steps/s",
        "floor": floor,
        "ratio": round(figure / floor, 2),
    }


def measure() -> dict[str, int]:
    """Rounds of the three alternate, so that a busy machine is busy for all."""
    from bench.commune import begun, lived

    house = begun()
    lived(house, range(2))
    rates: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        spiff = Spiff(Path(folder) / "spiff.sqlite")
        spiff.lived(range(2), read_back=True)
        works: dict[str, Callable[[range], int]] = {
            "own": lambda numbers: lived(house, numbers),
            "read_back": lambda numbers: spiff.lived(numbers, read_back=True),
            "kept": lambda numbers: spiff.lived(numbers, read_back=False),
        }
        for turn, (name, work) in itertools.product(range(ROUNDS), works.items()):
            numbers = range(1000 * (turn + 1), 1000 * (turn + 1) + CASES)
            rates.setdefault(name, []).append(
                _rate(lambda numbers=numbers, work=work: work(numbers))
            )
            later = range(10_000 * (turn + 1), 10_000 * (turn + 1) + CASES_TOGETHER)
            rates.setdefault(f"{name}_together", []).append(
                _rate(lambda later=later, work=work: together(work, later))
            )
    return {name: round(statistics.median(found)) for name, found in rates.items()}


def _rate(work: Callable[[], int]) -> float:
    begun = time.perf_counter()
    count = work()
    return count / (time.perf_counter() - begun)


class Spiff:
    """The same case as a BPMN process; the state of a workflow is one row, as its serialiser gives it."""

    def __init__(self, file: Path) -> None:
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

        parser = BpmnParser()
        parser.add_bpmn_str(process().encode(), filename="case.bpmn")
        self.spec = parser.get_spec("case")
        self.serializer = BpmnWorkflowSerializer()
        for one in (
            "workflow",
            "task",
        ):  # it tells each change of each task: fair only where nobody listens
            logging.getLogger(f"spiff.{one}").setLevel(logging.WARNING)
        self.books = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self.turn = (
            threading.Lock()
        )  # one connection, one writer at a time: its callers do not starve each other
        self.books.executescript(PRAGMAS + TABLES)

    def lived(self, numbers: range, *, read_back: bool) -> int:
        """Whole cases, one after another; gives how many steps that was."""
        from SpiffWorkflow.bpmn import BpmnWorkflow
        from SpiffWorkflow.util.task import TaskState

        from bench.commune import data

        for number in numbers:
            workflow = BpmnWorkflow(self.spec)
            workflow.do_engine_steps()
            place = 0
            for task in TASKS:
                if read_back and place:
                    workflow = self._read(place)
                waiting = workflow.get_next_task(state=TaskState.READY, manual=True)
                assert waiting.task_spec.bpmn_id == task, (waiting.task_spec.bpmn_id, task)
                waiting.data.update(data(number) if task == "receive" else {"person": task})
                waiting.run()
                workflow.do_engine_steps()
                place = self._write(workflow, place, task)
            assert workflow.completed
        return len(numbers) * len(TASKS)

    def _read(self, place: int) -> Any:
        with self.turn:
            (state,) = self.books.execute(
                "SELECT state FROM workflows WHERE id=?", (place,)
            ).fetchone()
        return self.serializer.deserialize_json(state)

    def _write(self, workflow: Any, place: int, task: str) -> int:
        state = self.serializer.serialize_json(workflow)
        execute = self.books.execute
        with self.turn:
            execute("BEGIN IMMEDIATE")
            if place:
                execute("UPDATE workflows SET state=? WHERE id=?", (state, place))
            else:
                place = execute("INSERT INTO workflows (state) VALUES (?)", (state,)).lastrowid or 0
            execute(
                "INSERT INTO steps (workflow, task, person) VALUES (?, ?, ?)",
                (place, task, "counter.1"),
            )
            execute("COMMIT")
        return place


def process() -> str:
    """The case as BPMN 2.0: user tasks in a row."""
    nodes = ["start", *TASKS, "end"]
    tasks = "".join(f'<userTask id="{one}" name="{one}"/>' for one in TASKS)
    flows = "".join(
        f'<sequenceFlow id="to_{b}" sourceRef="{a}" targetRef="{b}"/>'
        for a, b in itertools.pairwise(nodes)
    )
    return (
        f'<definitions xmlns="{BPMN}" id="file" targetNamespace="dinh"><process id="case" isExecutable="true">'
        f'<startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}</process></definitions>'
    )


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure()))
