"""Why does a server not answer? What must be known, gathered while it still hangs: afterwards its folder is gone.

Where each thread of each of its processes stands (they write it to their journal when asked by a signal), who is at the
port, what the database waits for, and the end of the journal.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

JOURNAL_SIGNS = 12_000
WAITING = (
    "SELECT pid, state, wait_event_type, wait_event, pg_blocking_pids(pid), now() - xact_start, left(query, 120) "
    "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def autopsy(group: int, port: int | None, journal: Path) -> str:
    """group: the processes' group, as the server was begun in a session of its own."""
    processes = _processes(group)
    for pid, _ in processes:
        if _dumps(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGUSR1)
    time.sleep(0.5)  # they write where they stand
    parts = {
        "processes of the server": [f"{pid} {line}" for pid, line in processes],
        f"listening at {port}": _listening(port),
        "the database": _database(),
        "journal": [journal.read_text(errors="replace")[-JOURNAL_SIGNS:]],
    }
    return "\n".join(
        f"--- {name}:\n" + "\n".join(lines or ["nothing"]) for name, lines in parts.items()
    )


def _processes(group: int) -> list[tuple[int, str]]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            state, parent, its_group = (place / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group:
                words = (
                    (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                )
                found.append(
                    (
                        int(place.name),
                        f"state {state} parent {parent} waits in {(place / 'wchan').read_text()}: {words[:200]}",
                    )
                )
    return found


def _dumps(pid: int) -> bool:
    """Does it catch SIGUSR1? Whoever does not would die of it."""
    with suppress(OSError, StopIteration):
        caught = next(
            line
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("SigCgt:")
        )
        return bool(int(caught.split()[1], 16) >> (signal.SIGUSR1 - 1) & 1)
    return False


def _listening(port: int | None) -> list[str]:
    if port is None:
        return []
    wanted = f":{port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {words[9] for words in lines if words[1].endswith(wanted) and words[3] == "0A"}
    return [
        f"socket {inode} of {sorted(_holders(inode)) or 'nobody that can be seen'}"
        for inode in inodes
    ]


def _holders(inode: str) -> set[int]:
    found = set()
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(handle.readlink()) == f"socket:[{inode}]":
                found.add(int(handle.parts[2]))
    return found


def _database() -> list[str]:
    url = os.environ.get("DINH_DATABASE_URL", "")
    if not url:
        return ["a file"]
    import psycopg

    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as server:
            return [" ".join(map(str, row)) for row in server.execute(WAITING)]
    except psycopg.Error as fault:
        return [f"does not answer: {fault}"]
