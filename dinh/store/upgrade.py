"""A house of an older release in the hands of this one: the schema is brought up, and every table made anew from the log.

All of it is one transaction, so it is done or it is not: a fault, a kill, a full disk leave the older house as it was. The
log itself is never touched; its seals are checked before anything is kept. Rule to keep: whoever changes what a fold gives
adds a migration, if only an empty one, for it is by its migrations that a house is known to be older.
"""

from __future__ import annotations

import fcntl
import json
import os
import pkgutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from msgspec import Struct

from dinh.engine.record.seal import verify
from dinh.engine.refusal import Refusal, Refused
from dinh.store import ledger, rebuild
from dinh.store.link import linked

SERVING = "serving.lock"
ENDING_SECONDS_MAX = 10.0


class Standing(Struct, frozen=True):
    """Migrations as `app.name`: what the books lack, and what a newer release did to them. fresh: they have no tables at all."""

    fresh: bool
    lacking: tuple[str, ...]
    beyond: tuple[str, ...]


def standing() -> Standing:
    done = _done()
    known = set(_known())
    return Standing(
        not done,
        tuple(sorted(known - done)),
        tuple(sorted(one for one in done - known if one.partition(".")[0] in _apps())),
    )


def _apps() -> dict[str, str]:
    return {app.label: app.name for app in apps.get_app_configs()}


def _known() -> Iterator[str]:
    """By their files' names: a command that only looks need not load them."""
    for label, name in _apps().items():
        found = find_spec(f"{name}.migrations")
        for module in pkgutil.iter_modules(found.submodule_search_locations if found else ()):
            if not module.name.startswith("_"):
                yield f"{label}.{module.name}"


def _done() -> set[str]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "django_migrations" not in tables:
            if "events" in tables:
                raise Refused(Refusal("books.broken", {}))
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return {f"{app}.{name}" for app, name in cursor.fetchall()}


def current() -> None:
    """Raises Refused where the books are not this release's: `house.older`, `house.newer`."""
    found = standing()
    if found.beyond:
        raise Refused(Refusal("house.newer", {"steps": list(found.beyond)}))
    if found.lacking and not found.fresh:
        raise Refused(Refusal("house.older", {"steps": list(found.lacking)}))


def prepared() -> None:
    """Tables in books that have none, all or none of them; refuses where there are houses of another release."""
    if standing().fresh:
        with _whole():
            call_command("migrate", verbosity=0, interactive=False)
    current()


def upgrade() -> dict[str, Any]:
    """`{"applied": [migration…], "events"}`. Raises Refused: `house.newer`, `upgrade.served`, `upgrade.broken`."""
    with _alone(Refusal("upgrade.served", {})):
        found = standing()
        if found.beyond:
            current()
        if not found.lacking:
            return {"applied": [], "events": 0}
        with _whole():
            call_command("migrate", verbosity=0, interactive=False)
            events = sum(_replayed(house) for house, _, _ in ledger.houses())
        return {"applied": list(found.lacking), "events": events}


@contextmanager
def _whole() -> Iterator[None]:
    """One transaction around what changes the tables."""
    connection.disable_constraint_checking()  # SQLite changes tables only so, and asks for it outside of the transaction
    try:
        with transaction.atomic():
            yield
    finally:
        connection.enable_constraint_checking()


def _replayed(house: str) -> int:
    """Every table of the house from its log, once its seals hold up to the end that the house names."""
    events, bad, reason = verify(ledger.log(house))
    head = ledger.head(house)
    if bad or head is None or head.number != events:
        raise Refused(
            Refusal(
                "upgrade.broken",
                {"house": house, "first_bad": bad or events, "reason": reason or "head"},
            )
        )
    rebuild.anew(linked(), house)
    return events


# --- one server on a folder, and no upgrade under its feet ------------------------------------------------------------


@contextmanager
def unserved() -> Iterator[None]:
    """While no server runs, which would go on with what it has read of the keys. Raises Refused `keys.served`."""
    with _alone(Refusal("keys.served", {})):
        yield


@contextmanager
def _alone(served: Refusal) -> Iterator[None]:
    handle = _lock_file()
    try:
        if not _lock(handle):
            raise Refused(served)
        os.ftruncate(handle, 0)  # whoever stands in it serves no more
        yield
    finally:
        os.close(handle)


def serving(address: str, now: datetime) -> None:
    """Take the folder for this process and those it starts, until all of them have ended.

    The lock goes with its processes, however they end, so nothing has to be removed after a kill or a power cut.
    The worker of a server that was killed ends a moment after it: as long as that is waited for.
    Raises Refused: `serve.running` with who serves it, `serve.held` where that is not known.
    """
    handle = _lock_file()
    end = time.monotonic() + ENDING_SECONDS_MAX
    while not _lock(handle):
        server = _server(handle)
        if (server and _runs(server["pid"])) or time.monotonic() > end:
            os.close(handle)
            raise Refused(Refusal("serve.running", server) if server else Refusal("serve.held", {}))
        time.sleep(ENDING_SECONDS_MAX / 100)
    facts = {"pid": str(os.getpid()), "since": now.isoformat(), "address": address}
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(facts).encode(), 0)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _server(handle: int) -> dict[str, str] | None:
    """Who serves the folder: `pid`, `since`, `address`. None: an upgrade, or an older release, which did not say."""
    try:
        said = json.loads(os.pread(handle, 1000, 0))
        return {name: said[name] for name in ("pid", "since", "address")}
    except (ValueError, KeyError, TypeError):
        return None


def _runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another account's
        return True
    return True


def _lock_file() -> int:
    return os.open(Path(settings.HOUSE) / SERVING, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
