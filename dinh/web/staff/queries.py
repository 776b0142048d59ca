"""What the staff desk shows: finished rows, only of what this person may see and do, bounded."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from dinh.access import finders, vacancies
from dinh.access.finders import CaseRow, Who, WorkRow
from dinh.engine.decisions.vacancy import able
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.house import House
from dinh.engine.schedule.calendar import Calendar, to_local
from dinh.export.names import step_label
from dinh.insight import lateness
from dinh.insight.lateness import Risk
from dinh.messages.words import day_of, words_of
from dinh.store import ledger, queries
from dinh.store.models import Work
from dinh.store.queries import WorkKey
from dinh.web.shared.deadline_view import StateShown, state
from dinh.web.shared.labels import OTHERS, action_label, role_label, roles
from dinh.web.shared.lateness import TOLD_FROM, told
from dinh.web.shared.likely_action import likely_first

PAGE = 50
TEXT_MAX = 200
COUNTED_MAX = 200
REMINDERS_MAX = 20
FOUND_MAX = 30
GROUPS = ("late", "today", "", "wait")


class Row(Struct, frozen=True):
    """A line of the work list. `due`: what it is sorted by; `next`: what the first action is called."""

    work: WorkRow
    state: StateShown
    at: str
    next: str
    assigned: str
    risk: Risk | None = None
    risk_said: str = ""

    @property
    def due(self) -> datetime | None:
        return min(
            (at for at in (self.work.limit, None if self.work.paused else self.work.due) if at),
            default=None,
        )

    @property
    def late(self) -> bool:
        return self.work.late

    @property
    def first_due(self) -> datetime | None:
        """Beside the case's own due only, not beside the limit of a step."""
        return self.work.first_due if self.due == self.work.due else None

    @property
    def paused(self) -> bool:
        return self.work.paused

    @property
    def awaits_applicant(self) -> bool:
        return self.work.awaits_applicant


class Group(Struct, frozen=True):
    kind: str
    rows: tuple[Row, ...]


class WorkShown(Struct, frozen=True):
    """`counts`: kind -> how many, exact up to COUNTED_MAX rows (`more`: there are others); `after`: where the next page begins."""

    groups: tuple[Group, ...]
    counts: dict[str, int]
    total: int
    more: bool
    after: str
    procedures: tuple[tuple[str, str], ...]

    @property
    def ahead(self) -> int:
        return self.counts[""]


class Wanted(Struct, frozen=True):
    """What the page was asked to leave out. risk: only what may be late, the likeliest first."""

    procedure: str = ""
    step: str = ""
    late: bool = False
    mine: bool = False
    risk: bool = False
    after: str = ""


def work(house: str, person: str, wanted: Wanted, now: datetime, lang: str) -> WorkShown:
    one = finders.who(house, person, now)

    def made(key: WorkKey) -> Row | None:
        return _row(house, one, key, now, lang)

    found = finders.worklist(
        house,
        person,
        after=cursor(wanted.after),
        limit=COUNTED_MAX + 1,
        slug=wanted.procedure,
        step=wanted.step,
        late=wanted.late,
        mine=wanted.mine,
        at=now,
        made=made,
    )
    rows = found[:COUNTED_MAX]
    counts = {kind: sum(row.state.kind == kind for row in rows) for kind in GROUPS}
    if wanted.risk:
        shown = sorted(
            (row for row in _told(house, rows, now, wanted, lang) if row.risk),
            key=lambda row: -row.risk.likely if row.risk else 0,
        )[:PAGE]
        groups, after = (Group("risk", tuple(shown)),) if shown else (), ""
    else:
        shown = _told(house, rows[:PAGE], now, wanted, lang)
        groups = tuple(
            Group(kind, tuple(row for row in shown if row.state.kind == kind)) for kind in GROUPS
        )
        after = place(shown[-1].work.key) if len(found) > len(shown) else ""
    procedures = tuple(
        (spec.slug, words_of(spec.name, lang))
        for spec in finders.procedures(house)
        if spec.slug == wanted.procedure or _has_a_step_for(one, spec)
    )
    return WorkShown(
        tuple(group for group in groups if group.rows),
        counts,
        len(rows),
        len(found) > COUNTED_MAX,
        after,
        procedures,
    )


def _has_a_step_for(one: Who, spec: Procedure) -> bool:
    mine = one.roles_in(spec.slug)
    return any(not mine.isdisjoint(step.roles) for step in spec.steps.values())


def _told(house: str, rows: list[Row], now: datetime, wanted: Wanted, lang: str) -> list[Row]:
    """With how likely each is to end late, where that is known; in words where it is asked for or worth a look."""
    return [_risky(row, _risk(house, row.work.code, now), wanted, lang) for row in rows]


def _risk(house: str, code: str, now: datetime) -> Risk | None:
    case = ledger.case_state(house, code)
    return lateness.of_case(house, case, now) if case else None


def _risky(row: Row, risk: Risk | None, wanted: Wanted, lang: str) -> Row:
    return replace(
        row,
        risk=risk,
        risk_said=told(risk, lang) if risk and (wanted.risk or risk.likely >= TOLD_FROM) else "",
    )


def cursor(text: str) -> tuple[int, str, str] | None:
    due, _, rest = text.partition("~")
    code, _, step = rest.partition("~")
    return (
        (int(due), code, step)
        if due.isascii() and due.isdigit() and len(due) < 15 and code
        else None
    )


def place(key: tuple[int, str, str]) -> str:
    """A row's place in a list, as an address carries it; `cursor` reads it."""
    return "~".join(map(str, key))


def _row(house: str, one: Who, key: WorkKey, now: datetime, lang: str) -> Row | None:
    case = ledger.case_state(house, key[1])
    row = finders.work_of(house, one, key, now, case) if case else None
    if case is None or row is None:
        return None
    spec, state = finders.followed(house, case), finders.state(house)
    shown = standing(case, row.limit, now, finders.calendar_of(state.profile), lang)
    return Row(
        row,
        shown,
        step_label(spec, row.step, lang),
        action_label(spec, likely_first(spec, row.step, row.actions)[0], lang, row.step),
        state.names.get(row.assigned, ""),
    )


def standing(
    case: Case, limit: datetime | None, now: datetime, calendar: Calendar, lang: str
) -> StateShown:
    """Against the case's due; without one, against the limit of the step."""
    found = state(case, now, calendar, lang)
    if case.due is None and limit is not None:
        day = "today" if day_of(limit) == day_of(now) else ""
        return (
            StateShown("late", "Quá hạn của bước" if lang != "en" else "Past the step's limit")
            if limit < now
            else StateShown(day, "Có hạn của bước" if lang != "en" else "Within the step's limit")
        )
    return found


class Reminder(Struct, frozen=True):
    """A step of which this person was reminded and that is not done."""

    code: str
    title: str
    name: dict[str, str]
    step: str
    told: datetime
    due: datetime | None
    state: StateShown


def reminders(house: str, person: str, now: datetime, lang: str) -> list[Reminder]:
    """The most pressing first; at most REMINDERS_MAX."""
    calendar = finders.calendar_of(finders.state(house).profile)
    rows = [
        Reminder(
            one.case.code,
            finders.title_of(one.case),
            one.case.name,
            words_of(one.step.label, lang) or one.step.name,
            one.told,
            one.case.due or one.step.limit,
            standing(one.case, one.step.limit, now, calendar, lang),
        )
        for one in finders.reminded(house, person, limit=REMINDERS_MAX)
    ]
    return sorted(
        rows,
        key=lambda row: (
            GROUPS.index(row.state.kind) if row.state.kind in GROUPS else len(GROUPS),
            row.told,
        ),
    )


class Found(Struct, frozen=True):
    row: CaseRow
    state: str


def search(house: str, person: str, text: str, lang: str) -> tuple[list[Found], bool]:
    """By name, number or code, without diacritics; with where each stands. Then: are there others?"""
    rows = finders.search(house, person, text, limit=FOUND_MAX + 1)
    return [Found(row, _where(house, row, lang)) for row in rows[:FOUND_MAX]], len(rows) > FOUND_MAX


def _where(house: str, row: CaseRow, lang: str) -> str:
    case = ledger.case_state(house, row.code)
    if case is None or case.end:
        return words_of(row.end_label, lang)
    at = f"{finders.called(case.now)}: " if case.away else ""
    return at + ", ".join(words_of(step.label, lang) or step.name for step in case.steps)


class Load(Struct, frozen=True):
    """What waits for a role. holders: how many people have it today; late: of the cases that wait."""

    role: str
    label: str
    holders: int
    items: int
    nearest: datetime | None


def loads(house: str, now: datetime, lang: str) -> list[Load]:
    """The roles for whom anything waits, the most laden first."""
    found, day = finders.state(house), str(day_of(now))
    rows = [
        Load(role, called(house, role, lang), _holders(found, role, day), items, _instant(due, now))
        for role, items, due in queries.loads(house)
    ]
    return sorted(rows, key=lambda row: (-row.items, row.label))


def called(house: str, role: str, lang: str) -> str:
    """A role by its label; one person's own work by their name, a post's by its title."""
    kind, _, one = role.partition(":")
    if kind == "person":
        return finders.state(house).names.get(one, one)
    title = (
        next(
            (
                words_of(h.title, lang)
                for h in reversed(finders.state(house).holdings)
                if h.post == one
            ),
            "",
        )
        if kind == "post"
        else ""
    )
    return title or role_label(role, lang)


def _holders(found: House, role: str, day: str) -> int:
    kind, _, one = role.partition(":")
    if kind == "person":
        return int(bool(found.holdings_of(one, day)))
    return len(
        {
            h.person
            for h in found.holdings
            if h.on(day) and (h.post == one if kind == "post" else role in h.roles)
        }
    )


def _instant(due: int, now: datetime) -> datetime | None:
    return None if due >= Work.FAR else datetime.fromtimestamp(due, now.tzinfo)


class Waiting(Struct, frozen=True):
    code: str
    title: str
    name: dict[str, str]
    step: str
    step_name: str
    due: datetime | None
    state: StateShown
    assigned: str
    first_due: datetime | None = None
    paused: bool = False
    awaits_applicant: bool = False


class Queue(Struct, frozen=True):
    """What waits for a role. items: all of it; `after`: where the next page begins, "" at the end."""

    rows: tuple[Waiting, ...]
    items: int
    after: str


def waiting_for(
    house: str, who: finders.Who, role: str, after: str, now: datetime, lang: str, carrier: str = ""
) -> Queue:
    """The cases that wait for a role and that this person may read, the earliest due first; carrier: only those given to this person.
    Raises NotFound where there is no such role."""
    items = next((items for name, items, _ in queries.loads(house) if name == role), 0)
    if not items and not is_role(house, role):
        raise finders.NotFound(role)
    found: list[tuple[tuple[int, str, str], Waiting]] = []
    behind = cursor(after)
    while len(found) <= PAGE:
        keys = queries.work(house, [role], behind=behind, carried_by=carrier, limit=PAGE + 1)
        found += [
            (key, row) for key in keys if (row := _waiting(house, who, key, now, lang)) is not None
        ]
        if len(keys) <= PAGE:
            break
        behind = keys[-1]
    return Queue(
        tuple(row for _, row in found[:PAGE]),
        items,
        place(found[PAGE - 1][0]) if len(found) > PAGE else "",
    )


def holders(house: str, role: str, now: datetime) -> list[tuple[str, str]]:
    """(person, name) of those who have the role on that day, by name."""
    found = finders.state(house)
    people = {one.person for one in found.holders_of(role, str(day_of(now)))}
    return sorted(
        ((person, found.names.get(person, person)) for person in people), key=lambda one: one[1]
    )


def carriers(house: str, role: str) -> list[tuple[str, str]]:
    """(person, name) of those to whom some of what waits for the role is given, by name."""
    names = finders.state(house).names
    return sorted(
        ((person, names.get(person, person)) for person in queries.carriers(house, role)),
        key=lambda one: one[1],
    )


def is_role(house: str, name: str) -> bool:
    """A role of the program or of the house, one that every case knows, or one person's or post's own work."""
    found = finders.state(house)
    kind, _, one = name.partition(":")
    own = {"person": set(found.names), "post": {holding.post for holding in found.holdings}}.get(
        kind, set()
    )
    return (
        name in {*roles(), *OTHERS}
        or one in own
        or any(name in holding.roles for holding in found.holdings)
    )


def _waiting(
    house: str, who: finders.Who, key: tuple[int, str, str], now: datetime, lang: str
) -> Waiting | None:
    _, code, step = key
    case = ledger.case_state(house, code)
    open_step = case.step(step) if case else None
    if case is None or open_step is None or not finders.may_read(case, who):
        return None
    calendar, names = finders.calendar_of(finders.state(house).profile), finders.state(house).names
    return Waiting(
        code,
        finders.title_of(case),
        case.name,
        words_of(open_step.label, lang) or step,
        step,
        case.due or open_step.limit,
        standing(case, open_step.limit, now, calendar, lang),
        names.get(case.assigned.get(step, ""), ""),
        case.first_due,
        case.paused,
        case.awaits_applicant,
    )


class VacantPost(Struct, frozen=True):
    roles: str
    codes: tuple[str, ...]


class Vacant(Struct, frozen=True):
    """Steps that nobody covers, how many cases stand there, and the names of those who may appoint."""

    posts: tuple[VacantPost, ...]
    count: int
    able: tuple[str, ...]


def vacant(house: str, person: str, now: datetime, lang: str) -> Vacant:
    """The cases that this person may read and nobody may move."""
    found, day = finders.state(house), to_local(now).date().isoformat()
    posts = vacancies.vacancies(house, found, day, person)
    return Vacant(
        tuple(
            VacantPost(", ".join(role_label(role, lang) for role in one.roles), one.codes)
            for one in posts
        ),
        len({code for one in posts for code in one.codes}),
        tuple(able(found, day)),
    )
