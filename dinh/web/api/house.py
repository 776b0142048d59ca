"""The house's own books: procedures, people, registers, profile, log and head. What changes them is for a leader or the office."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest
from msgspec.structs import asdict

from dinh import proofs, serialize
from dinh.access import finders
from dinh.engine.definition.procedure import Register
from dinh.engine.field_types.reading import Bad, fault_of, read_date
from dinh.engine.record.house import Proposal
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.export.compare import foremost, published_compared, sections_json
from dinh.input.delegations import delegation, delegation_json
from dinh.input.posts import appointments, reason_of, strands_of
from dinh.input.profile import held, profile_json
from dinh.input.values import refuse
from dinh.procedures.checking import Checked
from dinh.procedures.lookup import own
from dinh.store import books, ledger, trouble
from dinh.web.api import shapes
from dinh.web.api.route import Bare, faulty, verb
from dinh.workflow import cases, proposals, publishing

RUNS = ("leader", "office")
EVENTS_MAX = 1000
FILES_MAX = 200
SUFFIXES = (".yaml", ".typ")


@verb("GET", "procedures", gives=list[shapes.Procedure], open=True)
def procedures(request: HttpRequest) -> list[dict[str, Any]]:
    """The procedures in force today."""
    return [serialize.procedure_row(one) for one in finders.procedures(request.asker.house)]


@verb("GET", "procedures/<str:slug>", gives=dict[str, Any], open=True)
def procedure(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One whole: its keys as in the file, parts and frames written out."""
    return finders.kept(request.asker.house, slug).expanded


@verb("GET", "people", gives=list[shapes.Person])
def people(request: HttpRequest) -> list[dict[str, Any]]:
    """Who holds which post and role today; for officers."""
    _officer(request)
    return [serialize.who_json(one) for one in finders.people(request.asker.house)]


@verb(
    "POST",
    "appointments",
    takes=list[dict[str, Any]] | dict[str, Any],
    gives=list[shapes.Person],
    status=201,
)
def appointed(request: HttpRequest, body: Any) -> Bare:
    """Persons into posts, in the shape of /api/people with `from` and `to`; one or a list. What widens who may sign or read a class
    needs a `reason` and waits for a second person: 202, with the proposal's address as Location, and nothing has changed yet. An end
    after which nobody can move some cases is refused and names them (`appoint.strands`); with `strands` it is recorded."""
    asker = request.asker
    bodies = appointments(body, finders.state(asker.house).names, _today(asker.house))
    number = cases.appoint(
        asker.house,
        bodies,
        person=asker.person,
        reason=reason_of(body),
        strands=strands_of(body),
    )
    names = finders.state(asker.house).names
    people = [
        serialize.who_json(finders.who(asker.house, person))
        for person in sorted({one.person for one in bodies} & names.keys())
    ]
    return _waiting(people, number) if number else Bare(people)


@verb("POST", "delegations", takes=dict[str, Any], gives=shapes.Delegation, status=201)
def delegated(request: HttpRequest, body: dict[str, Any]) -> Bare:
    """A post's authority given to a person, `from`–`to`, by whoever holds the post. With `ended`, taken back at once or from the day
    `ended_from`, by him or who stands above that post; until that day another end takes its place.
    What widens who may sign or read a class waits for a second person: 202, as for appointments."""
    asker = request.asker
    one = delegation(body, _today(asker.house))
    number = cases.delegate(asker.house, one, person=asker.person)
    if one.ended:
        return Bare(delegation_json(finders.delegation(asker.house, one.delegation)))
    value = delegation_json(one)
    return _waiting(value, number) if number else Bare(value)


def _waiting(value: Any, number: int) -> Bare:
    return Bare(value, {"Location": f"/api/proposals/{number}"}, status=202)


@verb("GET", "proposals", gives=list[shapes.Proposal])
def proposed(request: HttpRequest) -> list[dict[str, Any]]:
    """Changes of authority that wait for a second person, and those decided in the last month, that concern the asker."""
    _officer(request)
    asker = request.asker
    return [
        _proposal(request, one) for one in proposals.shown_to(asker.house, asker.person, asker.now)
    ]


@verb("GET", "proposals/<int:number>", gives=shapes.Proposal)
def proposal(request: HttpRequest, number: int) -> dict[str, Any]:
    """One of them."""
    _officer(request)
    asker = request.asker
    for one in proposals.shown_to(asker.house, asker.person, asker.now):
        if one.number == number:
            return _proposal(request, one)
    raise finders.NotFound(str(number))


@verb("GET", "proposals/<int:number>/files/<str:digest>", gives=dict[str, Any])
def proposed_file(request: HttpRequest, number: int, digest: str) -> dict[str, Any]:
    """A file that is to be published: its keys as it would be in force, parts and frames written out."""
    _officer(request)
    asker = request.asker
    for one in proposals.shown_to(asker.house, asker.person, asker.now):
        if one.number == number:
            for file in proposals.comparisons(asker.house, finders.state(asker.house), one):
                if file.body.digest == digest:
                    return file.whole()
    raise finders.NotFound(digest)


@verb(
    "POST",
    "proposals/<int:number>/approval",
    takes=shapes.Approval,
    bodiless=True,
    gives=shapes.Proposal,
    status=201,
)
def approval(request: HttpRequest, body: shapes.Approval, number: int) -> dict[str, Any]:
    """Agree to what somebody else proposed: it is recorded now. Where files are published, `seen` names what was looked at (409 otherwise)."""
    cases.approve(request.asker.house, number, person=request.asker.person, seen=body.seen)
    return proposal(request, number)


@verb(
    "POST",
    "proposals/<int:number>/refusal",
    takes=shapes.Answered,
    gives=shapes.Proposal,
    status=201,
)
def refusal(request: HttpRequest, body: shapes.Answered, number: int) -> dict[str, Any]:
    """Decline a proposal, or take one's own back, with a reason."""
    cases.decline(request.asker.house, number, person=request.asker.person, reason=body.reason)
    return proposal(request, number)


def _proposal(request: HttpRequest, one: Proposal) -> dict[str, Any]:
    asker = request.asker
    found = finders.state(asker.house)
    waits = not one.state
    return {
        "proposal": one.number,
        "at": one.at,
        "by": one.by,
        "reason": one.reason,
        "widens": proposals.told(asker.house, found, one.widens)[request.lang],
        "appoints": [serialize.appointed_json(body) for body in one.appoints],
        "delegates": [delegation_json(body) for body in one.delegates],
        "publishes": [
            {"slug": body.slug, "version": body.version, "digest": body.digest}
            for body in one.publishes
        ],
        "compared": [
            _compared(one.number, file, request.lang)
            for file in proposals.comparisons(asker.house, found, one)
        ],
        "seen": proposals.seen_digest(found, one),
        "approvers": list(proposals.may_approve(asker.house, found, one, asker.now))
        if waits
        else [],
        "may": waits
        and proposals.hinders(asker.house, found, one, asker.person, asker.now) is None,
        "state": one.state or "waiting",
        "decided": one.decided,
        "answer": one.answer or None,
    }


def _compared(number: int, one: proposals.Compared, lang: str) -> dict[str, Any]:
    sections = published_compared(one.before, one.after, lang)
    return {
        "slug": one.body.slug,
        "before": one.base,
        "version": one.body.version,
        "first": sections_json(foremost(sections, lang)),
        "sections": sections_json(sections),
        "file": f"/api/proposals/{number}/files/{one.body.digest}",
    }


def _today(house: str) -> str:
    return to_local(finders.time_of(house)).date().isoformat()


@verb(
    "GET",
    "records/<str:register>",
    gives=list[shapes.Record],
    query={"on": "the rows as they stood on this day"},
)
def records(request: HttpRequest, register: str) -> list[dict[str, Any]]:
    """The rows of a register, for officers. One of a class is for its roles, and so are its columns; a row of a case that the asker
    may not read is left out. That they were read is noted in the log."""
    _officer(request)
    asker = request.asker
    declared = finders.register(asker.house, register)
    if _closed(declared, declared.class_, asker.roles):
        raise finders.NotFound(register)
    closed = {
        name
        for name, column in declared.columns.items()
        if _closed(declared, column.class_, asker.roles)
    }
    try:
        on = read_date(request.GET["on"]) if request.GET.get("on") else ""
    except Bad as bad:
        raise faulty([fault_of("on", bad)]) from None
    may = cache(lambda code: not code or _readable(asker, code))
    rows = [
        _record(asker.house, row, closed)
        for row in ledger.all_records(asker.house, register, on)
        if may(row.case)
    ]
    if personal := sorted(
        name for name, column in declared.columns.items() if column.personal and name not in closed
    ):
        cases.looked(asker.house, asker.person, f"records:{register}", personal)
    return rows


def _readable(asker: Any, code: str) -> bool:
    case = ledger.case_state(asker.house, code)
    return case is None or finders.may_read(case, finders.who(asker.house, asker.person))


def _closed(declared: Register, class_: str, roles: Set[str]) -> bool:
    """Is what has this class kept from who has these roles?"""
    if class_ in ("", "open"):
        return False
    return class_ not in declared.classes or not roles & set(declared.classes[class_].roles)


def _record(house: str, row: Any, closed: set[str]) -> dict[str, Any]:
    values = {
        name: value
        for name, value in row.values.items()
        if value is not None and name not in closed
    }
    return {
        "record": row.record,
        "values": values,
        "from": row.start or None,
        "to": row.end or None,
        "case": row.case or None,
        "withdrawn": finders.withdrawn(house, row),
    }


@verb("GET", "profile", gives=shapes.Profile)
def profile(request: HttpRequest) -> dict[str, Any]:
    """What the house is set to: hours, days off, facts."""
    _officer(request)
    return profile_json(request.asker.house)


@verb("PATCH", "profile", takes=shapes.Settings, gives=shapes.Profile)
def configured(request: HttpRequest, body: shapes.Settings) -> dict[str, Any]:
    """Change what is given of it."""
    _runs(request, "profile")
    asker = request.asker
    before = finders.state(asker.house).profile
    values = {name: value for name, value in asdict(body).items() if value is not None}
    if body.house is not None:
        facts = {**before.get("house", {}), **body.house}
        values["house"] = {name: fact for name, fact in facts.items() if fact is not None}
    if values:
        cases.configure(asker.house, held(asker.house, values), person=asker.person)
    return profile_json(asker.house)


@verb("POST", "checks", takes=shapes.Files, gives=shapes.Checked)
def checked(request: HttpRequest, body: shapes.Files) -> dict[str, Any]:
    """Every problem of these files of procedures and registers, by file, line and column."""
    _officer(request)
    return _with_files(
        request, body.files, lambda found, folder: _problems(found, folder, request.lang)
    )


@verb("POST", "publications", takes=shapes.Publish, gives=shapes.Published, status=201)
def published(request: HttpRequest, body: shapes.Publish) -> Bare:
    """Propose versions when the files are sound; else the refusal names every problem. They are in force when a second person has
    approved: 202, as for appointments. Files that are in force already change nothing: 201."""
    _runs(request, "publish")
    asker = request.asker

    def publish(found: Checked, folder: Path) -> Bare:
        if not found.sound:
            raise Refused(
                Refusal("publish.unsound", {"count": len(found.problems)}, _faults(found, folder))
            )
        lines = publishing.publish(asker.house, found, person=asker.person, reason=body.reason)
        value = {"published": lines}
        number = lines[0].get("proposal") if lines else 0
        return _waiting(value, number) if number else Bare(value)

    return _with_files(request, body.files, publish)


def _with_files(request: HttpRequest, files: dict[str, str], do: Any) -> dict[str, Any]:
    """Checked in a folder that is gone afterwards, beside what the house has in force. Names cannot lead out of it."""
    if not files or len(files) > FILES_MAX:
        raise refuse("files.count", count=len(files), most=FILES_MAX)
    for name in files:
        path = PurePosixPath(name)
        if (
            path.is_absolute()
            or ".." in path.parts
            or not name.endswith(SUFFIXES)
            or "\\" in name
            or "\0" in name
            or len(name) > 200
            or any(p.startswith(".") for p in path.parts)
        ):
            raise refuse("files.name", given=name[:200])
    with TemporaryDirectory(prefix="dinh-check-") as folder:
        for name, text in files.items():
            place = Path(folder, name)
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, "utf-8")
            except OSError as fault:
                if trouble.refusal_of(fault):
                    raise
                raise refuse("files.name", given=name) from None
        return do(publishing.check([folder], request.asker.house), Path(folder))


def _faults(found: Checked, folder: Path) -> tuple[Fault, ...]:
    places = [
        (f"{_named(one.file, folder)}:{one.line}:{one.column}", one)
        for one in found.problems
        if one.severity == "problem"
    ]
    return tuple(
        Fault(
            place,
            "valid",
            {lang: f"{one.rule} {one.message.of(lang)} {one.do.of(lang)}" for lang in ("vi", "en")},
        )
        for place, one in places
    )


def _problems(found: Checked, folder: Path, lang: str) -> dict[str, Any]:
    value = found.as_json(lang)
    for one in value["problems"]:
        one["file"] = _named(one["file"], folder)
    return value


def _named(file: str, folder: Path) -> str:
    """As the asker named it; the program's own by its place in the program, never where this machine keeps it."""
    return str(file).removeprefix(f"{folder}/").removeprefix(f"{own().parent}/")


@verb(
    "GET",
    "log",
    gives=list[shapes.Event],
    query={"after": "behind this number", "limit": "at most so many, 1 to 1000"},
)
def log(request: HttpRequest) -> list[dict[str, Any]]:
    """The house's log as it was sealed, without what stands behind the digests; for officers. Events of a case that is not for the asker are withheld (`closed`), and the log can be verified all the same."""
    _officer(request)
    asker = request.asker
    after, limit = (
        _number(request, name, default) for name, default in (("after", 0), ("limit", EVENTS_MAX))
    )
    found = finders.log_seen_by(
        asker.house, asker.person, after=after, limit=max(1, min(limit, EVENTS_MAX))
    )
    return [{**serialize.event_json(one), "values": {}} for one in found]


def _number(request: HttpRequest, name: str, default: int) -> int:
    given = request.GET.get(name, "")
    if given and not (given.isascii() and given.isdigit() and len(given) < 16):
        raise faulty([Fault(name, "field.number", {"given": given[:60]})])
    return int(given) if given else default


@verb("GET", "head", gives=shapes.SignedHead, open=True)
def head(request: HttpRequest) -> dict[str, Any]:
    """The signed head of the log, to keep and verify against later."""
    return books.signed_head(request.asker.house, finders.time_of(request.asker.house))


@verb("POST", "head/consistency", takes=shapes.Head, gives=shapes.HistoryProof, open=True)
def continued(request: HttpRequest, body: shapes.Head) -> dict[str, Any]:
    """The proof (RFC 9162) that the log as it is now continues the log of a head that was given away earlier."""
    house = request.asker.house
    return proofs.of_history(house, _head(body), finders.time_of(house))


def _head(body: shapes.Head) -> dict[str, Any]:
    return {name: value for name, value in asdict(body).items() if value is not None}


@verb("GET", "verify", gives=shapes.Verified)
def verified(request: HttpRequest) -> dict[str, Any]:
    """Every seal of the log is checked; for officers."""
    _officer(request)
    return books.verify(request.asker.house)


@verb("POST", "verify", takes=shapes.Head, gives=shapes.Verified)
def verified_against(request: HttpRequest, body: shapes.Head) -> dict[str, Any]:
    """The same, and that the log still passes through a head that was given away earlier."""
    _officer(request)
    return books.verify(request.asker.house, _head(body))


def _officer(request: HttpRequest) -> None:
    """Holds a post today."""
    if not request.asker.roles:
        raise refuse("page.forbidden")


def _runs(request: HttpRequest, what: str) -> None:
    asker = request.asker
    if not asker.who.own_roles & set(RUNS):
        raise refuse("house.not_yours", what=what, by=list(RUNS))
