"""Makes a small house of this very release, to be kept: `python -m tests.old_houses.make tests/old_houses/YYYY-MM-DD`.

Done once, when a release has other tables than the last one kept here; what is there is never made again. It holds a case
of every kind of history (open, settled, rejected, withdrawn, reversed, struck, secret, delegated, waiting), files, letters,
records, keys of commands, an account; `expected.json` is what the release itself said of it. Everybody in it is invented.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sqlite3
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HOUSE = "24730"
ROLES = ("counter", "economy", "leader", "office", "land")
HOLDER = {"name": "Điểu Xuân", "address": "Bon A"}
CLOTH = {"holder": HOLDER, "kind": "cloth", "area": 10, "from": "2026-08-01", "to": "2026-08-31"}
PLAIN = {
    "applicant": {"name": "Y Bách", "address": "Bon A"},
    "way": "days",
    "event_on": "2026-12-01",
    "code_of": "T1",
}
SECRET = {
    "accuser": "Thị Mai",
    "born": "1990-01-01",
    "about": "Lấn đất",
    "accused": "Y Ba",
    "witnesses": [{"name": "H'Bia", "saw": "Thấy hết"}],
}
PUBLISHED = ("quay-hang.yaml", "thoi-han.yaml", "to-cao.yaml")


def dinh(*words: str, data: Any = None) -> Any:
    from dinh.cli import main

    given = []
    if data is not None:
        path = Path(os.environ["DINH_HOUSE"]).parent / "data.json"
        path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        given = [str(path)] if words[0] in ("appoint", "delegate") else ["--data", str(path)]
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out):
        code = main(["--json", *words, *given])
    out.flush()
    said = out.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert code == 0, (words, said)
    return json.loads(said)


def furnished(house: Path) -> None:
    from django.core.management import call_command

    from dinh import folder
    from dinh.calendar import default_profile
    from dinh.engine.schedule.calendar import local
    from dinh.store.keys import make_key
    from dinh.store.writer import open_books
    from dinh.workflow import cases, publishing
    from tests.procedures_for_tests import FOLDER

    folder.make(house)
    call_command("migrate", verbosity=0, interactive=False)
    open_books(HOUSE, HOUSE, "Xã Trường Xuân")
    make_key(house)
    folder.name_house(house, HOUSE)
    begin = local("2026-07-01T07:30")
    profile = {
        "unit": HOUSE,
        "unit_id": "H36.99",
        "name": "Xã Trường Xuân",
        "rehearsal": True,
        "from": begin.isoformat(),
        "house": {},
    }
    cases.begin(HOUSE, {**default_profile(), **profile}, begin)
    publishing.publish(
        HOUSE,
        publishing.check([*(FOLDER / one for one in PUBLISHED), FOLDER / "registers"]),
        at=begin,
    )


def lived(files: Path) -> None:
    people = [
        {
            "person": role,
            "name": f"Người {role}",
            "posts": [role],
            "roles": [role],
            "from": "2025-07-01",
        }
        for role in ROLES
    ]
    dinh("appoint", data=people)
    dinh(
        "delegate",
        data={
            "decision": "12/QĐ-UBND",
            "giver": "leader",
            "receiver": "office",
            "roles": ["leader"],
            "from": "2026-07-01",
            "to": "2026-12-31",
        },
    )
    dinh("profile", "--set", "house.zone=k2", "--set", "days_off=2026-07-09")
    dinh("account", "counter")
    scan = files / "quay.pdf"
    scan.write_bytes(b"%PDF-1.4\n% ban ve quay, dat ra de thu\n")
    opened("--key", "mo-1")
    granted(2, "leader")
    granted(3, "office", documents={"plan": {"file": str(scan)}}, area=120)
    reversed_ = granted(6, "leader")
    dinh(
        "act",
        reversed_,
        "reverse",
        "--by",
        "leader",
        "--at",
        "2026-07-06T15:00",
        data={"reason": "Nhầm quầy"},
    )
    struck = granted(7, "leader")
    dinh(
        "strike",
        struck,
        "holder.name",
        "--by",
        "leader",
        "--order",
        "QĐ 1/QĐ-TA",
        "--at",
        "2026-07-07T16:00",
    )
    code = accepted(8)
    dinh(
        "act",
        code,
        "reject",
        "--by",
        "economy",
        "--at",
        "2026-07-08T10:00",
        data={"reason": "Hết chỗ"},
    )
    dinh("act", code, "sign", "--by", "leader", "--at", "2026-07-08T11:00")
    dinh(
        "act",
        accepted(8),
        "withdraw",
        "--by",
        "applicant",
        "--at",
        "2026-07-08T14:00",
        data={"reason": "Không thuê nữa"},
    )
    waiting = dinh("open", "thoi-han", "--by", "counter", "--at", "2026-07-08T15:00", data=PLAIN)[
        "code"
    ]
    dinh("act", waiting, "accept", "--by", "counter", "--at", "2026-07-08T15:10")
    dinh("act", waiting, "wait", "--by", "land", "--at", "2026-07-08T16:00")
    dinh("open", "to-cao", "--by", "office", "--at", "2026-07-08T16:10", data=SECRET)


def opened(*words: str, on: int = 1, **data: Any) -> str:
    return dinh(
        "open",
        "quay-hang",
        "--by",
        "counter",
        "--at",
        f"2026-07-0{on}T08:00",
        *words,
        data={**CLOTH, **data},
    )["code"]


def accepted(on: int, **data: Any) -> str:
    code = opened(on=on, **data)
    dinh("act", code, "accept", "--by", "counter", "--at", f"2026-07-0{on}T08:10")
    return code


def granted(on: int, signer: str, **data: Any) -> str:
    code = accepted(on, **data)
    dinh(
        "act",
        code,
        "allow",
        "--by",
        "economy",
        "--at",
        f"2026-07-0{on}T09:00",
        data={"grade": "a", "remark": "Quầy số 3"},
    )
    dinh("act", code, "sign", "--by", signer, "--at", f"2026-07-0{on}T10:00")
    return code


def expected() -> dict[str, Any]:
    """What this release says of the house that the environment names, by the contracts that later ones keep."""
    codes = sorted({one["case"] for one in dinh("log") if one["case"]})
    for code in codes:
        dinh(
            "show", code
        )  # what waits for its instant happens now, not when the house is looked at later
    events = dinh("log")
    return {
        "head": dinh("head"),
        "events": [[one["number"], one["case"], one["kind"], one["seal"][:16]] for one in events],
        "cases": {code: dinh("show", code) for code in codes},
        "people": dinh("people"),
        "stalls": dinh("records", "stalls"),
        "profile": dinh("profile"),
    }


def migrations() -> list[str]:
    with contextlib.closing(
        sqlite3.connect(Path(os.environ["DINH_HOUSE"]) / "books.sqlite")
    ) as books:
        return [
            f"{app}.{name}"
            for app, name in books.execute("SELECT app, name FROM django_migrations ORDER BY id")
        ]


def main(place: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = Path(folder) / "house"
        os.environ.update(
            DINH_HOUSE=str(house),
            DINH_DATABASE_URL="",
            DJANGO_SETTINGS_MODULE="dinh.server.settings",
        )
        import django

        django.setup()
        furnished(house)
        lived(Path(folder))
        place.mkdir(parents=True)
        said = json.dumps(
            {**expected(), "migrations": migrations()},
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        (place / "expected.json").write_text(said + "\n", "utf-8")
        dinh("backup", str(place / "backup.zip"), "--plain")
        from django.db import connections

        connections.close_all()
        with contextlib.closing(sqlite3.connect(house / "books.sqlite")) as books:
            books.execute("PRAGMA journal_mode=DELETE")
            books.execute("VACUUM")
        for left in (
            "books.sqlite-wal",
            "books.sqlite-shm",
            "next.lock",
            "writing.lock",
            "faults.jsonl",
        ):
            (house / left).unlink(missing_ok=True)
        with tarfile.open(place / "house.tar.xz", "w:xz", preset=9) as tar:
            tar.add(house, "house")
        shutil.rmtree(house)


def tell() -> None:
    import django

    django.setup()
    print(
        json.dumps(
            {**expected(), "verified": dinh("verify"), "rebuilt": dinh("rebuild", "--check")},
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    tell() if sys.argv[1] == "--tell" else main(Path(sys.argv[1]).absolute())
