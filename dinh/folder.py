"""What lies where in a house's folder. Keep it small enough to copy: the folder is all that a house is, but for books in PostgreSQL.

Nobody but the house's own account may look inside: the folder is made 0700, its secrets 0600.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

BOOKS = "books.sqlite"
SECRET = "secret.key"
STATIC = "static"


def named() -> Path:
    """The folder that DINH_HOUSE names, `./house` when it names none."""
    return Path(os.environ.get("DINH_HOUSE") or "house").absolute()


def make(house: Path) -> None:
    """The folder with its secret. Making it twice keeps the first secret, so that nobody is signed out."""
    house.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(house / SECRET, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))


def secret(house: Path) -> str:
    """What signs the house's cookies. A folder without one gets a secret for this process only: nothing signed with it lasts."""
    try:
        return (house / SECRET).read_text()
    except (
        FileNotFoundError,
        NotADirectoryError,
        PermissionError,
    ):  # who may not read it may read nothing here
        return secrets.token_urlsafe(48)


NAME = "house.json"
CHOSEN = "DINH_OF"  # which of the folder's houses a command is about; the first, when it says none


def name_house(house: Path, name: str) -> None:
    """Say whose books this folder's are."""
    _write(house / NAME, {"house": name})


def add_house(house: Path, name: str) -> None:
    """One more house in this folder: they share its keys and documents, and hand cases to one another."""
    first, *more = houses_of(house)
    _write(house / NAME, {"house": first, "more": list(dict.fromkeys([*more, name]))})


def _write(place: Path, value: dict) -> None:
    """The old file or the new one, whatever happens meanwhile: a folder without it has no house."""
    half = place.with_name(place.name + ".half")
    with half.open("w", encoding="utf-8") as file:
        file.write(json.dumps(value) + "\n")
        file.flush()
        os.fsync(file.fileno())
    half.rename(place)


MAKING = "making"


class Making:
    """A house that is being made in the folder. cut_short: the one that was begun here and never became whole, "" where there is none."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self.cut_short = os.read(handle, 100).decode("ascii", "replace")

    def of(self, name: str) -> None:
        """Noted before anything of the house is in the books: what is found there later was left by nobody else."""
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, name.encode(), 0)
        os.fsync(self.handle)


@contextmanager
def making(house: Path) -> Iterator[Making]:
    """One process at a time makes a house in the folder. Raises BlockingIOError when another does."""
    handle = os.open(house / MAKING, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield Making(handle)
        (house / MAKING).unlink()
    finally:
        os.close(handle)


def houses_of(house: Path) -> tuple[str, ...]:
    """The houses of the folder, the first one first; none when it holds none. Every page asks: the file is read when it has changed."""
    place = _place(house)
    try:
        found = place.stat()
    except OSError:
        return ()
    return _houses_in(place, (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size))


@lru_cache(maxsize=64)
def _place(house: Path) -> Path:
    return house / NAME


@lru_cache(maxsize=64)
def _houses_in(place: Path, state: tuple[int, ...]) -> tuple[str, ...]:
    try:
        named = json.loads(place.read_text("utf-8"))
        return (named["house"], *named.get("more", ()))
    except (OSError, ValueError, KeyError):
        return ()


def chosen() -> str:
    """Which of the folder's houses is meant, "" when nobody said."""
    return os.environ.get(CHOSEN, "")


def house_of(house: Path) -> str | None:
    """The house of the folder, or the one of them that was chosen; None when it holds none, or not that one."""
    houses = houses_of(house)
    wanted = chosen() or (houses[0] if houses else "")
    return wanted if wanted in houses else None
