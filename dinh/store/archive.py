"""A house as one file: its log, its documents, the key of its heads, its accounts. Taken while the house runs, restored where there is none.

What can be made from the log is not in it; restoring folds the log anew and checks every seal before anything is kept. The secret
that signs sessions is not in it either: whoever has a backup signs in nowhere by it, and a restored house gets a secret of its own.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import msgspec
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from dinh import folder as folders
from dinh.engine.record.seal import FIRST, Sealed, verify
from dinh.engine.refusal import Refusal, Refused
from dinh.folder import add_house, name_house
from dinh.store import (
    books,
    damage,
    documents,
    encrypted,
    integrity,
    keys,
    ledger,
    trouble,
    upgrade,
)
from dinh.store.events import EVENTS, kept_of
from dinh.store.ledger import PAGE
from dinh.store.link import Link, Row, linked
from dinh.store.link import faults as link_faults
from dinh.store.rebuild import fold_into
from dinh.store.unit_of_work import EVENT_IN, HEAD_SET, PERSONAL_IN
from dinh.store.writer import alone, open_books

FORMAT = 1
MANIFEST = "manifest.json"
EVENTS_FILE = "events.jsonl"
# What no event tells: the columns of each table, in the order they are written.
BESIDES = {
    "counters": ("series", "last"),
    "commands": ("key", "digest", "result"),
    "jobs": ("kind", "key", "facts", "number", "due", "tries", "done", "fault"),
    "contents": ("digest", "content"),
    "trail": ("at", "last", "what", "person", "tried", "address", "about", "times"),
}
NOT_KEPT = {"auth.permission", "accounts.opensession"}  # what no restored house goes on with
LOST_SHOWN_MAX = 5
MARK = "restoring"
KEYS = (keys.KEY,)
NEVER_RESTORED = frozenset(
    {f"keys/{folders.SECRET}"}
)  # backups that were made before December 2026 have it
ELSEWHERE = {
    "store",
    "contenttypes",
    "sessions",
}  # apps whose rows are told otherwise, or made by `migrate`


def broken(why: str) -> Refused:
    return Refused(Refusal("archive.broken", {"why": why}))


# --- taking -----------------------------------------------------------------------------------------------------------


def backup(house: str, file: Path, recipients: Sequence[str] = ()) -> dict[str, Any]:
    """`{"events", "documents"}`, and `"lost"`: digests of documents whose file is gone or changed, `"gone"`: values and published files that are
    no longer beside the log (`NUMBER REASON`). The file has its name only once it is whole. Which documents there are is told by the log itself.

    recipients  `age1…`: for whose keys it is encrypted; for nobody, it is plain

    Where only what is made from the log is hurt the backup is whole, and `"hurt"` names it; else nothing is written (`backup.damaged`).
    What is lost must not end all backups; but an older backup may be the last that has it, so such a one never takes
    an older one's place (`backup.lossy`). A log whose seals do not hold is not backed up at all (`backup.broken`): no restore would take it.
    """
    half = file.with_name(file.name + ".half")
    parts = integrity.hurt_parts()
    if any(part.weight != "anew" for part in parts):
        raise _damaged(house, file, damage.survey(house, parts))
    link = linked()
    link.look()
    try:
        with os.fdopen(_opened(half, file), "w+b") as handle:
            log = _must_hold(link, house, file)
            with (
                encrypted.encrypting(handle, recipients) if recipients else nullcontext(handle)
            ) as stream:
                told = _written(stream, link, house, log)
            if file.exists() and (lost := [*told.get("lost", ()), *log.gone]):
                raise Refused(
                    Refusal(
                        "backup.lossy",
                        {"file": str(file), "lost": lost[:LOST_SHOWN_MAX], "count": len(lost)},
                    )
                )
            handle.flush()
            os.fsync(handle.fileno())
        half.rename(file)
    except link_faults() as fault:
        if not trouble.is_damage(fault):
            raise
        raise _damaged(house, file, damage.survey(house, parts)) from fault
    except OSError as fault:
        if (
            fault.errno in trouble.NO_ROOM
        ):  # of the disk it was to lie on, which is seldom the house's
            raise Refused(Refusal("disk.full", {"folder": str(file.absolute().parent)})) from fault
        raise
    finally:
        link.rollback()
        with suppress(FileNotFoundError, NotADirectoryError):
            half.unlink()
    return {**told, "hurt": [part.reason for part in parts]} if parts else told


def _written(stream: IO[bytes], link: Link, house: str, log: books.Told) -> dict[str, Any]:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        return _fill(_Filling(archive), link, house, log)


def _opened(half: Path, file: Path) -> int:
    if file.exists() and not file.is_file():  # it would be renamed over
        raise Refused(Refusal("backup.no_file", {"file": str(file)}))
    try:
        return os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    except (FileNotFoundError, NotADirectoryError, PermissionError, IsADirectoryError) as fault:
        raise Refused(
            Refusal("backup.place", {"folder": str(half.absolute().parent), "why": fault.strerror})
        ) from fault


def _damaged(house: str, file: Path, damaged: list[damage.Damaged] | None = None) -> Refused:
    """Names all that is damaged, and not only the first."""
    damaged = damage.survey(house) if damaged is None else damaged
    facts = {"file": str(file), "count": len(damaged)}
    return Refused(Refusal("backup.damaged", facts, tuple(one.fault for one in damaged)))


def _must_hold(link: Link, house: str, file: Path) -> books.Told:
    found = books.told(link, house)
    head = ledger.head(house)
    if found.bad or head is None or head.number != found.events:
        facts = {
            "file": str(file),
            "first_bad": int(found.bad) if found.bad else found.events,
            "reason": found.reason or "head",
        }
        raise Refused(
            Refusal("backup.broken", facts, tuple(one.fault for one in damage.survey(house)))
        )
    return found


class _Filling:
    """Members with their digests, which the manifest tells at the end."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.digests: dict[str, str] = {}

    def add(self, name: str, pieces: Iterator[bytes]) -> int:
        digest, count = sha256(), 0
        with self.archive.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                member.write(piece)
                count += 1
        self.digests[name] = digest.hexdigest()
        return count


def _fill(filling: _Filling, link: Link, house: str, log: books.Told) -> dict[str, Any]:
    row = link.one("SELECT unit, name, number, seal FROM houses WHERE house=?", (house,))
    if row is None:
        raise LookupError(house)
    events = filling.add(EVENTS_FILE, _events(link, house))
    for table, columns in BESIDES.items():
        filling.add(f"{table}.jsonl", _lines(link, house, table, columns))
    filling.add("accounts.jsonl", _accounts())
    lost = [digest for digest in log.documents if not _document(filling, digest)]
    for name in KEYS:
        place = Path(settings.HOUSE) / name
        if place.exists():
            filling.add(f"keys/{name}", iter([place.read_bytes()]))
    about: dict[str, Any] = {
        "format": FORMAT,
        "house": house,
        "unit": row[0],
        "name": row[1],
        "number": row[2],
        "seal": row[3],
        "members": filling.digests,
    }
    told: dict[str, Any] = {"events": events, "documents": len(log.documents) - len(lost)}
    if log.gone:
        told["gone"] = list(log.gone)
    if lost:
        about["lost"] = told["lost"] = lost
    filling.archive.writestr(MANIFEST, json.dumps(about, ensure_ascii=False, indent=1))
    return told


def _document(filling: _Filling, digest: str) -> bool:
    try:
        content = documents.read(digest)
    except (documents.Lost, documents.NotAsKept):
        return False
    filling.add(f"documents/{digest}", iter([content]))
    return True


def _events(link: Link, house: str) -> Iterator[bytes]:
    after = 0
    while rows := link.all(
        f"{EVENTS} AND e.number > ? ORDER BY e.number LIMIT ?", (house, after, PAGE)
    ):
        for row in rows:
            yield msgspec.json.encode(row[1:]) + b"\n"
        after = rows[-1][1]


def _lines(link: Link, house: str, table: str, columns: tuple[str, ...]) -> Iterator[bytes]:
    for row in link.all(
        f"SELECT {', '.join(columns)} FROM {table} WHERE house=? ORDER BY {columns[0]}, {columns[1]}",
        (house,),
    ):
        yield msgspec.json.encode(row) + b"\n"  # bytes as base64


def _accounts() -> Iterator[bytes]:
    """Who may sign in, and what else the desks keep by the ORM."""
    models = [
        model
        for model in apps.get_models()
        if model._meta.app_label not in ELSEWHERE and model._meta.managed
    ]
    for model in models:
        if model._meta.label_lower in NOT_KEPT:
            continue
        for row in model._default_manager.order_by("pk").iterator():
            yield serializers.serialize("jsonl", [row], ensure_ascii=False).encode()


# --- restoring --------------------------------------------------------------------------------------------------------


def restore(file: Path, folder: Path, identity: Path | None = None) -> dict[str, Any]:
    """Put a house into a folder without it: an empty one, or one whose houses have the same keys, for it was one of them.
    Refuses (`archive.broken`, `restore.house_exists`, `restore.other_keys`, `restore.encrypted`) before anything is changed.

    One that was killed half-way may be done again with the same file: a mark in the folder says which it was.
    folder    the one the settings name as the house's; its books may be in PostgreSQL
    identity  the file with the key of one of those for whom the backup was encrypted
    """
    mark = folder / MARK
    begun = mark.read_text() if mark.exists() else None
    beside = folders.houses_of(folder)
    if not beside and (folder / keys.KEY).exists() and begun is None:
        raise Refused(Refusal("restore.house_exists", {"folder": str(folder)}))
    with _archive(file, identity, folder) as archive:
        about = _checked(archive)
        folders.make(folder)
        upgrade.prepared()
        if about["house"] in beside:
            raise Refused(
                Refusal("restore.house_exists", {"folder": str(folder), "house": about["house"]})
            )
        if beside and not _same_keys(archive, about, folder):
            raise Refused(
                Refusal("restore.other_keys", {"folder": str(folder), "house": about["house"]})
            )
        house, this = about["house"], sha256(archive.read(MANIFEST)).hexdigest()
        there = linked().one("SELECT number, seal FROM houses WHERE house=?", (house,))
        is_in = there == (about["number"], about["seal"])
        if there and not (begun == this and (is_in or there[0] == 0)):
            raise Refused(Refusal("restore.house_exists", {"folder": str(folder), "house": house}))
        _put(mark, this.encode())
        try:
            told = _put_back(archive, about, folder, is_in)
        except Exception:
            if not linked().one(
                "SELECT 1 FROM houses WHERE house=?", (house,)
            ):  # else the same file puts back what still lacks
                mark.unlink()
            raise
        mark.unlink()
        return told


@contextmanager
def _archive(file: Path, identity: Path | None, folder: Path) -> Iterator[zipfile.ZipFile]:
    try:
        is_encrypted = encrypted.is_encrypted(file)
    except OSError as fault:
        raise broken(str(fault)) from fault
    if is_encrypted and identity is None:
        raise Refused(Refusal("restore.encrypted", {"file": str(file)}))
    with ExitStack() as opened:
        content: IO[bytes] | Path = file
        if is_encrypted and identity is not None:
            content = opened.enter_context(encrypted.decrypted(file, identity, folder))
        try:
            archive = opened.enter_context(zipfile.ZipFile(content))
        except (OSError, zipfile.BadZipFile) as fault:
            raise broken(str(fault)) from fault
        yield archive


def _keys_in(about: dict[str, Any]) -> list[str]:
    return [
        name for name in about["members"] if name.startswith("keys/") and name not in NEVER_RESTORED
    ]


def _same_keys(archive: zipfile.ZipFile, about: dict[str, Any], folder: Path) -> bool:
    return all(
        (place := folder / name.partition("/")[2]).exists()
        and place.read_bytes() == archive.read(name)
        for name in _keys_in(about)
    )


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every member is there with its digest."""
    try:
        about = json.loads(archive.read(MANIFEST))
        if about["format"] != FORMAT:
            raise broken(f"format {about['format']}")
        for name, digest in about["members"].items():
            found = sha256()
            with archive.open(name) as member:
                while piece := member.read(2**20):
                    found.update(piece)
            if found.hexdigest() != digest:
                raise broken(name)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, EOFError, OSError) as fault:
        raise broken(str(fault)) from fault
    if set(archive.namelist()) - {MANIFEST} != set(about["members"]):
        raise broken("members")
    return about


def _put_back(
    archive: zipfile.ZipFile, about: dict[str, Any], folder: Path, is_in: bool
) -> dict[str, Any]:
    """Documents first, then the books in one transaction, then the keys: a folder has a house only once all is in it.

    is_in  the books were written before, by a restore that was killed after that
    """
    kept = 0
    for name in about["members"]:
        if name.startswith("documents/"):
            if documents.keep(archive.read(name)) != name.partition("/")[2]:
                raise broken(name)
            kept += 1
    if not is_in:
        _write_books(archive, about)
    _write_accounts(archive)
    for name in _keys_in(about):
        _put(folder / name.partition("/")[2], archive.read(name))
    (add_house if folders.houses_of(folder) else name_house)(folder, about["house"])
    lost = {"lost": about["lost"]} if about.get("lost") else {}
    return {"events": about["number"], "documents": kept, **lost}


def _write_books(archive: zipfile.ZipFile, about: dict[str, Any]) -> None:
    house = about["house"]
    open_books(house, about["unit"], about["name"])
    try:
        with alone(house) as link:
            _write_events(link, archive, about)
            for table, columns in BESIDES.items():
                _write_lines(link, archive, house, table, columns)
            head = fold_into(link, house)
            if (head.number, head.seal) != (about["number"], about["seal"]):
                raise broken("head")
            link.run(HEAD_SET, (head.number, head.seal, head.version, head.version_seal, house))
    except BaseException as fault:
        linked().run("DELETE FROM houses WHERE house=? AND number=0", (house,))
        raise (
            broken(str(fault))
            if isinstance(fault, msgspec.MsgspecError | ValueError | TypeError)
            else fault
        ) from fault


def _write_events(link: Link, archive: zipfile.ZipFile, about: dict[str, Any]) -> None:
    def read() -> Iterator[Sealed]:
        rows: list[Row] = []
        kept: list[Row] = []
        for line in _read_lines(archive, EVENTS_FILE):
            *columns, personal = line
            rows.append((about["house"], *columns))
            if personal is not None:
                kept.append((about["house"], columns[0], personal))
            if len(rows) >= PAGE:
                _write(rows, kept)
            yield Sealed(about["house"], *columns, {} if personal is None else kept_of(personal))
        _write(rows, kept)

    def _write(rows: list[Row], kept: list[Row]) -> None:
        for sql, some in ((EVENT_IN, rows), (PERSONAL_IN, kept)):
            if some:
                link.many(sql, some)
                some.clear()

    checked, bad, reason = verify(read(), FIRST)
    if bad or checked != about["number"]:
        raise broken(f"{bad or checked} {reason}".strip())


def _write_lines(
    link: Link, archive: zipfile.ZipFile, house: str, table: str, columns: tuple[str, ...]
) -> None:
    if f"{table}.jsonl" not in archive.namelist():
        return  # of a backup that was made before there was this table
    binary = [column in ("result", "content") for column in columns]
    sql = f"INSERT INTO {table} (house, {', '.join(columns)}) VALUES ({', '.join('?' * (len(columns) + 1))})"
    rows = [
        (
            house,
            *(
                msgspec.convert(value, bytes) if is_bytes else value
                for value, is_bytes in zip(line, binary, strict=True)
            ),
        )
        for line in _read_lines(archive, f"{table}.jsonl")
    ]
    if rows:
        link.many(sql, rows)


def _read_lines(archive: zipfile.ZipFile, name: str) -> Iterator[list[Any]]:
    with archive.open(name) as member:
        for line in member:
            yield msgspec.json.decode(line)


def _write_accounts(archive: zipfile.ZipFile) -> None:
    """All of them or none. Whoever has an account here keeps it as it is, with what else is theirs: an older password, or a token that
    was taken back since, opens nothing again. What comes takes no other's number."""
    with archive.open("accounts.jsonl") as member:
        found = [
            one
            for one in serializers.deserialize(
                "jsonl", member.read().decode(), ignorenonexistent=True
            )
        ]
    here = set(get_user_model()._default_manager.values_list("username", flat=True))
    models = {type(one.object) for one in found}
    with transaction.atomic():
        for one in found:
            if getattr(one.object, "person", None) not in here and not _is_there(one.object):
                if type(one.object)._default_manager.filter(pk=one.object.pk).exists():
                    one.object.pk = None
                one.save(force_insert=True)
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(
                no_style(), models
            ):  # PostgreSQL counts by itself, and knows nothing of the numbers that came
                cursor.execute(sql)


def _is_there(row: Model) -> bool:
    """By its name, not by its number: the same number may be another's here."""
    fields = row._meta.concrete_fields
    names = [field for field in fields if field.unique and not field.primary_key] or [
        field for field in fields if field.primary_key
    ]
    return any(
        type(row)._default_manager.filter(**{field.attname: getattr(row, field.attname)}).exists()
        for field in names
    )


def _put(place: Path, content: bytes) -> None:
    half = place.with_name(place.name + ".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.rename(place)
