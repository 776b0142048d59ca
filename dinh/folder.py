"""What lies where in a house's folder. Keep it small enough to copy: the folder is all that a house is, but for books in PostgreSQL.

Nobody but the house's own account may look inside: folders are made 0700, files 0600, by every process of the program (`keep_private`);
what an older release or a copy left wider is narrowed when the house is served or upgraded (`narrow`).
"""

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

BOOKS = "books.sqlite"
SECRET = "secret.key"
STATIC = "static"


def named() -> Path:
    """The folder that DINH_HOUSE names, `./house` when it names none."""
    return Path(os.environ.get("DINH_HOUSE") or "house").absolute()


OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private() -> None:
    """From here on, what this process and those it starts make is for their account only: books, their WAL, documents, backups."""
    os.umask(OTHERS)


class Narrowed(Struct, frozen=True):
    """done: how many files and folders others could read until now; left: those that belong to another account, so it stays so."""

    done: int
    left: tuple[Path, ...]


def narrow(house: Path) -> Narrowed:
    """Take from all other accounts what they may do with the folder and with all that lies in it. What a link points to is left alone."""
    done, left = 0, []
    for place in _within(house):
        with suppress(FileNotFoundError):  # a file of SQLite's that came and went
            mode = place.lstat().st_mode
            if stat.S_ISLNK(mode) or not mode & OTHERS:
                continue
            try:
                place.chmod(stat.S_IMODE(mode) & ~OTHERS)
            except PermissionError:
                left.append(place)
            else:
                done += 1
    return Narrowed(done, tuple(left))


def _within(house: Path) -> Iterator[Path]:
    yield house.resolve()
    for place, folders, files in house.resolve().walk():
        for name in (*folders, *files):
            yield place / name


def make(house: Path) -> None:
    """The folder with its secret. Making it twice keeps the first secret, so that nobody is signed out."""
    house.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = house.stat().st_mode
    if mode & OTHERS and not mode & stat.S_ISVTX:  # it was there; /tmp itself stays everybody's
        with suppress(PermissionError):
            house.chmod(0o700)
    try:
        handle = os.open(house / SECRET, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))


def new_secret(house: Path) -> None:
    """Another secret in the place of the one that is there: everybody signs in anew, and links that were not used yet open nothing."""
    half = house / (SECRET + ".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    half.rename(house / SECRET)


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
