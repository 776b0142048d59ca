"""Event logs written for a test, and where the public one lies."""

import gzip
import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from dinh.calendar import default_profile, house_calendar
from dinh.engine.definition.procedure import Procedure
from dinh.engine.schedule.calendar import Calendar
from dinh.procedures import own, read_procedure

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = (
    Path(os.environ.get("DINH_TEST_DATA") or ROOT.parent / "shared/data") / "receipt/receipt.xes.gz"
)
NAMES = {
    "CR": "Confirmation of receipt", "T02": "T02 Check confirmation of receipt", "T03": "T03 Adjust confirmation of receipt", "T04": "T04 Determine confirmation of receipt",
    "T05": "T05 Print and send confirmation of receipt", "T06": "T06 Determine necessity of stop advice", "T07-1": "T07-1 Draft intern advice aspect 1",
    "T10": "T10 Determine necessity to stop indication",
}  # fmt: skip
USUAL = "CR T02 T04 T05 T06 T10"


@cache
def receipt_phase() -> Procedure:
    found, problems = read_procedure(own() / "xay-dung/receipt-phase.yaml")
    assert found is not None, problems
    return found


@cache
def calendar() -> Calendar:
    return house_calendar(default_profile())


def trace(
    names: str,
    case: str = "1",
    *,
    deadline: str = "2011-12-06T13:41:31.788+01:00",
    resource: str = "Resource01",
) -> str:
    """One trace of the receipt phase, an hour between its events. `names`: the short ones, with blanks."""
    at = datetime.fromisoformat("2011-10-11T13:45:40.276+02:00")
    events = "".join(
        _event(NAMES.get(name, name), at + timedelta(hours=hour), resource)
        for hour, name in enumerate(names.split())
    )
    return f'<trace><string key="concept:name" value="{case}"/><date key="deadline" value="{deadline}"/><string key="channel" value="Internet"/>{events}</trace>'


def _event(name: str, at: datetime, resource: str) -> str:
    return (
        f'<event><string key="concept:name" value="{name}"/><string key="org:resource" value="{resource}"/><string key="lifecycle:transition" value="complete"/>'
        f'<date key="time:timestamp" value="{at.isoformat()}"/></event>'
    )


def log(*traces: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0" xmlns="http://www.xes-standard.org/">{"".join(traces)}</log>'


def written(folder: Path, text: str | bytes, name: str = "log.xes") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def packed(text: str) -> bytes:
    return gzip.compress(text.encode())


def large(folder: Path, members: int, traces: Iterable[str], ends: Mapping[str, str]) -> Path:
    """A packed log of any size that costs nothing to write: gzip members one behind another, as the format allows."""
    member = gzip.compress("".join(traces).encode(), 1)
    file = folder / "large.xes.gz"
    with file.open("wb") as out:
        out.write(packed(ends["head"]))
        for _ in range(members):
            out.write(member)
        out.write(packed(ends["foot"]))
    return file
