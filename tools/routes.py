"""Every address asked by everybody: who gets what. `./dev routes` writes it to docs/routes.md; a test holds that page equal to what happens.

Nothing is declared here but an example for each name in an address: the rows are found in the program, the answers are its own.
"""

import datetime
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tools import environment
from tools.ground import PYTHON, ROOT, say, surroundings

PAGE = ROOT / "docs/routes.md"
HOUSE = "24730"
STRANGER, NO_POST = "a stranger", "in no post"
METHODS = ("GET", "POST")
# What a verb must be given before it looks at who gives it. An address that is not here gets an empty object or form.
GIVEN = {
    "POST /api/cases": {"procedure": "chung-thuc-ban-sao"},
    "POST /api/cases/<str:code>/actions": {"action": "note", "data": {"text": "Đã gọi điện"}},
    "POST /api/cases/<str:code>/strikings": {"names": ["nothing"], "order": "QĐ 1"},
    "POST /api/appointments": [],
    "POST /api/delegations": {
        "decision": "1/QĐ",
        "giver": "leader",
        "receiver": "nobody",
        "roles": ["leader"],
        "from": "2026-11-25",
        "to": "2026-11-26",
    },
    "PATCH /api/profile": {"house": {"zone": "k2"}},
    "POST /api/procedures/<str:slug>/versions/<str:version>/moves": {"dry_run": True},
    "POST /api/procedures/<str:slug>/versions/<str:version>/returns": {"dry_run": True},
    "POST /api/publications": {
        "files": {"villages.yaml": (ROOT / "dinh/registers/villages.yaml").read_text("utf-8")}
    },
}
TOLD = {"opens": "✓", "asks": "✎", "sign in": "→", "no": "✗", "none": "–"}
HEAD = """# Who gets what

Made by `./dev routes`, never by hand: every address of the program, asked by everybody in a house with one case (a certified copy, accepted at the counter, kept from nobody;
what the house opens itself is asked with a denunciation, which is kept to some roles) by a browser that has just signed in and sends nothing. A test asks again and holds this page equal to the answers. What may be done in a case depends on its procedure too, see `access.md`.

✓ opens, or is done · ✎ may be asked, and says what is missing · → sign in first · ✗ is for another post · – is not there for them
"""


class Sample(NamedTuple):
    """An example for each name that stands in an address."""

    code: str
    digest: str
    letter: str
    kept: str
    word: str
    proposal: int


class Row(NamedTuple):
    method: str
    address: str
    answers: tuple[str, ...]


def routes(_: list[str]) -> int:
    environment.ensure("test")
    with tempfile.TemporaryDirectory(prefix="dinh-routes-") as folder:
        environ = surroundings(
            DINH_HOUSE=str(Path(folder) / "house"),
            DINH_DATABASE_URL="",
            DJANGO_SETTINGS_MODULE="dinh.server.settings",
        )
        done = subprocess.run([PYTHON, "-m", "tools.routes"], cwd=ROOT, env=environ)
    if not done.returncode:
        say(f"{PAGE.relative_to(ROOT)} says who gets what")
    return done.returncode


# --- a house to ask in ------------------------------------------------------------------------------------------------


def furnished(folder: Path) -> Sample:
    """A house in empty books with one case; somebody in each role, and somebody in none."""
    from dinh import folder as folders
    from dinh.engine.record.events import Appointed
    from dinh.procedures import own, own_registers
    from dinh.store import accounts, uploads
    from dinh.store.keys import make_key
    from dinh.store.writer import open_books
    from dinh.workflow import cases, publishing

    folders.make(folder)
    make_key(folder)
    open_books(HOUSE, HOUSE, "Xã Trường Xuân")
    folders.name_house(folder, HOUSE)
    profile = {
        "name": "Xã Trường Xuân",
        "unit_id": "H36.99",
        "rehearsal": True,
        "from": "2026-11-25T09:14:00+07:00",
        "hours": ["mon-fri 07:30-11:30 13:30-17:00"],
    }
    cases.configure(HOUSE, profile)
    roles: dict[str, tuple[str, ...]] = {**{role: (role,) for role in every_role()}, NO_POST: ()}
    people = [
        Appointed(
            person=person_of(name),
            post=person_of(name),
            roles=held,
            start="2025-07-01",
            end="" if held else "2025-07-02",
            personal={"name": name},
        )
        for name, held in roles.items()
    ]
    cases.appoint(HOUSE, people)
    publishing.publish(
        HOUSE, publishing.check([own() / "chung-thuc", own() / "khieu-nai-to-cao", own_registers()])
    )
    digest = uploads.keep_made(b"%PDF-1.4 ban chinh")
    scan = {"digest": digest, "name": "ban-chinh.pdf", "type": "application/pdf", "size": 18}
    data = {
        "applicant": {"name": "Điểu Xuân", "address": "Bon Bu Bơ"}, "papers": [{"name": "Bằng tốt nghiệp", "issuer": "Sở Giáo dục", "pages": 1, "copies": 2}],
        "documents": {"originals": [scan], "copies": ["seen"]},
    }  # fmt: skip
    code = cases.open_case(HOUSE, "counter", "chung-thuc-ban-sao", data).code
    case = cases.act(HOUSE, "counter", code, "accept")
    from dinh.web.shared.files import with_word

    kept = with_word(scan, "counter")["kept"]
    proposal = cases.appoint(
        HOUSE,
        [
            Appointed(
                person="counter.9",
                post="counter.9",
                roles=("counter",),
                start="2026-11-25",
                personal={"name": "Thị Brơi"},
            )
        ],
        person="office",
        reason="Thêm quầy",
    )
    return Sample(
        code,
        digest,
        case.letters[0].digest,
        kept,
        accounts.one_time("newcomer"),
        proposal,
    )


def every_role() -> list[str]:
    import yaml

    return list(yaml.safe_load((ROOT / "dinh/procedures/roles.yaml").read_text("utf-8"))["roles"])


def person_of(name: str) -> str:
    return "none" if name == NO_POST else name.replace("_", ".")


# --- asking -----------------------------------------------------------------------------------------------------------


def matrix(sample: Sample) -> tuple[list[str], list[Row]]:
    """Who asked, and for each address and method what each got. Raises AssertionError where the program failed."""
    from django.test.client import ClientHandler

    asking = [STRANGER, NO_POST, *every_role()]
    program = ClientHandler(enforce_csrf_checks=False)
    signed = {who: {} if who == STRANGER else dict(signed_in(who).items()) for who in asking}
    rows = []
    for address, methods in addresses():
        for method in methods:
            answers = tuple(
                told(browser_of(signed[who], program), method, address, sample) for who in asking
            )
            if set(answers) != {""}:
                rows.append(Row(method, address, answers))
    return asking, rows


def addresses() -> list[tuple[str, tuple[str, ...]]]:
    """Every address of the program with the methods worth asking, in the alphabet; one that is for all that is no address is left out."""
    from django.urls import URLPattern, get_resolver

    from dinh.web.api.route import VERBS

    pending = list(get_resolver().url_patterns)  # first: reading them fills the table of verbs
    verbs: dict[str, list[str]] = {}
    for verb in VERBS:
        verbs.setdefault(f"api/{verb.path}", []).append(verb.method)
    found: dict[str, tuple[str, ...]] = {}
    while pending:
        one = pending.pop(0)
        if not isinstance(one, URLPattern):
            assert not str(one.pattern), f"{one.pattern}: an address is written whole at its desk"
            pending[:0] = one.url_patterns
            continue
        route = str(one.pattern)
        if route not in ("api/", "api/<path:rest>"):
            found[f"/{route}"] = tuple(sorted(verbs.get(route, METHODS)))
    return sorted(found.items())


def filled(address: str, sample: Sample) -> str:
    examples = {
        "code": sample.code, "digest": sample.letter if address.startswith(("/letters/", "/api/letters/")) else sample.digest, "action": "propose" if "drafts" in address else "note",
        "slug": "villages" if "registers" in address else "to-cao" if address.startswith("/within/") else "chung-thuc-ban-sao", "word": sample.kept if address.startswith("/kept/") else sample.word, "role": "leader", "on": "2026-11-25",
        "register": "villages", "version": "2025-07-01", "token": "1", "number": str(sample.proposal), "name": "before" if address.startswith("/forest/") or "/pictures/" in address else "none.png", "alert_id": "none", "which": "before", "layer": "none", "zoom": "14", "column": "0", "row": "0", "no": "1", "wanted": "cases.csv",  # of nobody here
    }  # fmt: skip
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda name: examples[name[1]], address)


def signed_in(who: str):
    """What a session holds once this one has signed in."""
    from django.test import Client

    from dinh.store import accounts

    browser = Client()
    browser.force_login(accounts.account(person_of(who)))
    return browser.session


def browser_of(signed: dict, program):
    """A browser nobody has used before, with a session of its own that has just begun. program: takes what it asks, as one server does for all."""
    from django.test import Client

    from dinh import clock
    from dinh.accounts.epochs import by_key
    from dinh.web.shared import sessions

    browser = Client(raise_request_exception=False)
    browser.handler = program
    if signed:
        session = browser.session
        session.update(signed)
        account = by_key(int(signed["_auth_user_id"]))  # one of those asking may end all sessions
        sessions.begin(session, int(clock.now().timestamp()), account.epoch)
        session.save()
        browser.cookies["sessionid"] = session.session_key
    return browser


def told(browser, method: str, address: str, sample: Sample) -> str:
    """One of TOLD; "" where the method is none of this address."""
    given = json.dumps(GIVEN.get(f"{method} {address}", {})) if address.startswith("/api/") else ""
    answer = browser.generic(
        method, filled(address, sample), given.encode(), content_type=kind_of(address)
    )
    status, goes = answer.status_code, answer.get("Location", "")
    assert status < 500, (
        f"{method} {address}: {status} {answer.content.decode(errors='replace')[:2000]}"
    )
    if status == 405:
        return ""
    if status == 401 or (status in (302, 303) and goes.startswith("/sign-in?")):
        return "sign in"
    if status == 403:
        return "no"
    if status in (404, 410):
        return "none"
    return "asks" if status >= 400 else "opens"


def kind_of(address: str) -> str:
    if address.startswith("/api/documents"):
        return "application/pdf"
    return (
        "application/json" if address.startswith("/api/") else "application/x-www-form-urlencoded"
    )


# --- the page ---------------------------------------------------------------------------------------------------------


def written(asking: list[str], rows: list[Row]) -> str:
    """Those who get the same everywhere stand in one column."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for place, who in enumerate(asking):
        columns.setdefault(tuple(row.answers[place] for row in rows), []).append(who)
    heads = [
        ", ".join(f"`{who}`" if who in every_role() else who for who in same)
        for same in columns.values()
    ]
    lines = ["| | address | " + " | ".join(heads) + " |", "|---" * (2 + len(heads)) + "|"]
    for row in rows:
        answers = [
            TOLD[row.answers[asking.index(same[0])]] if row.answers[asking.index(same[0])] else " "
            for same in columns.values()
        ]
        lines.append(f"| {row.method} | `{row.address}` | " + " | ".join(answers) + " |")
    return HEAD + "\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(ROOT))
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    settings.HOSTS.add("testserver")
    logging.disable(logging.CRITICAL)  # each of some 2,000 refusals would be told
    setup_test_environment()
    Path(os.environ["DINH_HOUSE"]).mkdir(mode=0o700)
    call_command("migrate", verbosity=0, interactive=False)
    begun = datetime.datetime.now(datetime.UTC)
    PAGE.write_text(written(*matrix(furnished(Path(os.environ["DINH_HOUSE"])))), "utf-8")
    say(f"asked in {(datetime.datetime.now(datetime.UTC) - begun).seconds} s")
