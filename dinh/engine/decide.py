"""decide(procedure, case, command, context) -> events, or a Refusal: what may happen, by the procedure's values.

`decide` may refuse and changes nothing. One row of DECIDE for each command; what a person's action leads to is computed
here once and carried by the events.
"""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine import effects, timing
from dinh.engine.case import Case, evolve
from dinh.engine.condition import holds
from dinh.engine.context import NOBODY, Context, Standing
from dinh.engine.documents import lacking, read_documents
from dinh.engine.effects import Numbers, words
from dinh.engine.event import (
    Acted, Actor, Attached, CaseBody, Delegated, Extended, Filled, Issued, Opened, OpenStep, Passed, RecordChange,
)
from dinh.engine.fill import faults_of, missing, read, read_row, visible
from dinh.engine.issue import heading, is_result, issued
from dinh.engine.move import Moved, Stuck, move
from dinh.engine.offer import Offer, offer, offers
from dinh.engine.procedure import Action, Field, Procedure, Step
from dinh.engine.refusal import Fault, Refusal
from dinh.engine.scope import Scope, moment

NOT_FIELDS = ("documents", "present", "row", "rows")


class Open(Struct, frozen=True, kw_only=True):
    """Open a case. `data`: one JSON object as of `--data`."""

    code: str
    channel: str
    data: dict[str, Any] = {}
    applicant: str = ""
    start: str = ""


class Act(Struct, frozen=True, kw_only=True):
    """Do an action, declared or unwritten. `seen`: number of the last event the page showed, None: not said."""

    action: str
    step: str = ""
    data: dict[str, Any] = {}
    seen: int | None = None


Entry = tuple[datetime, Actor, CaseBody]


class Decided(Struct, frozen=True):
    """Events in order, the case after them, and the numbers they took from the house's series."""

    entries: tuple[Entry, ...]
    case: Case
    numbers: dict[str, int] = {}


def decide(procedure: Procedure, case: Case, command: Any, context: Context) -> Decided | Refusal:
    return DECIDE[type(command)](procedure, case, command, context)


class Draft:
    """Events being gathered: each is folded at once, so that what follows is decided on the case as it then stands."""

    def __init__(self, procedure: Procedure, case: Case, context: Context, actor: Actor) -> None:
        self.procedure, self.case, self.context, self.actor = procedure, case, context, actor
        self.entries: list[Entry] = []
        self.numbers = Numbers(context.last)

    def add(self, body: CaseBody) -> None:
        self.entries.append((self.context.at, self.actor, body))
        self.case = evolve(self.case, body, at=self.context.at, actor=self.actor)

    def decided(self) -> Decided:
        return Decided(tuple(self.entries), self.case, self.numbers.taken)

    def scope(self, **more: Any) -> Scope:
        return scope_of(self.procedure, self.case, self.context, **more)


def scope_of(procedure: Procedure, case: Case, context: Context, data: dict[str, Any] | None = None, **more: Any) -> Scope:
    """The values of a case at the moment of an action."""
    at = moment(context.at)
    reserved = {
        "opened": moment(case.opened) or at, "accepted": moment(case.accepted), "acted": at, "due": moment(case.due), "channel": case.channel,
        "opener": case.opener or None, "case": case.code or context.code or None, "home": case.house or context.house, "limit": None,
        "entered": None, "end": case.end or None, **more,
    }
    return Scope(procedure, case.data if data is None else data, reserved, calendar=context.calendar, facts={**context.facts, **case.facts})


# --- opening --------------------------------------------------------------------------------------------------------


def open_case(procedure: Procedure, case: Case, command: Open, context: Context) -> Decided | Refusal:
    if procedure.level == "info":
        return Refusal("procedure.info", {"procedure": procedure.name.vi})
    if command.channel not in procedure.channels:
        return Refusal("channel.closed", {"channel": command.channel, "channels": list(procedure.channels)})
    standing = _opener(command.channel, context)
    if standing is None:
        return Refusal("open.not_yours", {"channel": command.channel})
    case = Case(house=context.house, code=command.code, channel=command.channel, opener=context.person)
    case = replace(case, opened=context.at)
    filled = _form(procedure, case, command.data, context)
    if isinstance(filled, Refusal):
        return filled
    actor = context.actor(standing)
    draft = Draft(procedure, Case(house=context.house, code=command.code), context, actor)
    scope = scope_of(procedure, case, context, data=filled.values | filled.personal)
    try:
        moved = move(procedure, (), None, command.start or procedure.start, scope, context.at, context.calendar)
    except Stuck as stuck:
        return Refusal("procedure.stuck", {"step": str(stuck)})
    deadline = procedure.deadline
    clock = timing.started(deadline, scope, context.at, context.calendar) if deadline is None or "opened" in deadline.starts else None
    if clock and (lacks := lacking(procedure, scope, _brought(command.data))):
        return Refusal("documents.missing", {"documents": [fault.facts["label"] for fault in lacks]}, tuple(lacks))
    if clock:
        clock = timing.ticked(clock, moved.entered, context.at, context.calendar)
    draft.add(Opened(
        procedure=procedure.slug, version=procedure.in_force, digest=procedure.digest, name=words(procedure.name), field=procedure.field,
        code=procedure.code, channel=command.channel, opener=context.person, applicant=command.applicant, title=heading(procedure), class_=procedure.class_,
        readers=procedure.classes[procedure.class_].roles if procedure.class_ in procedure.classes else (), entered=moved.entered, passed=moved.passed,
        clock=clock, fees=effects.fees(procedure, "accept", scope) if clock else (), facts=dict(scope.facts_read),
    ))
    draft.add(filled)
    if attached := read_documents(procedure, command.data, scope)[0]:
        draft.add(attached)
    _letters_on_entry(draft, moved, standing)
    return draft.decided()


def _opener(channel: str, context: Context) -> Standing | None:
    """Counter and post are the counter's; online is the applicant's own; `house`: any officer in a post."""
    if channel == "online" or context.person == "applicant":
        return context.standings[0] if context.standings else NOBODY
    wanted = {"counter": "counter", "post": "counter"}.get(channel)
    return next((one for one in context.standings if (wanted in one.roles if wanted else one.post)), None)


def _brought(data: dict[str, Any]) -> dict[str, Any]:
    given = data.get("documents")
    return given if isinstance(given, dict) else {}


def _form(procedure: Procedure, case: Case, data: dict[str, Any], context: Context) -> Filled | Refusal:
    """Everything the form asks, typed and checked; all faults of fields and documents at once."""
    fields = {name: value for name, value in data.items() if name not in NOT_FIELDS}
    given = read(fields, procedure.form, {}, context.exists)
    faults = list(given.faults)
    started = {name: field.start for name, field in procedure.form.items() if field.start is not None and name not in given.values}
    values = {name: value for name, value in (started | given.values).items() if value is not None}
    scope = scope_of(procedure, case, context, data=values)
    faults += _unfilled(procedure, procedure.form.values(), scope, {fault.field for fault in faults})
    stop, warned = faults_of(procedure, scope, frozenset(procedure.form), "open")
    faults += [fault for fault in stop if fault.field not in {one.field for one in faults}]
    faults += read_documents(procedure, data, scope)[1]
    faults += [Fault(name, "field.unknown", {"name": name, "near": ""}) for name in ("row", "rows") if name in data]
    if faults:
        return Refusal("form.faults", {"count": len(faults)}, tuple(faults))
    return _filled(procedure, visible(procedure.form.values(), scope, values), warned, scope)


def _unfilled(procedure: Procedure, fields: Any, scope: Scope, known: set[str]) -> list[Fault]:
    later = _asked_columns(procedure)
    found = [fault for field in fields for fault in missing(field, scope, later.get(field.name, frozenset()))]
    return [fault for fault in found if fault.field not in known]


def _asked_columns(procedure: Procedure) -> dict[str, frozenset[str]]:
    """Columns that some action asks later: list -> columns."""
    cache = procedure.__dict__
    if "_asked_columns" not in cache:
        found: dict[str, set[str]] = {}
        for step in procedure.steps.values():
            for action in step.do.values():
                for name in action.asks:
                    rows, _, column = (f"{step.each}.{name[4:]}" if name.startswith("row.") else name).rpartition(".")
                    found.setdefault(rows, set()).add(column)
        cache["_asked_columns"] = {name: frozenset(columns) for name, columns in found.items()}
    return cache["_asked_columns"]


def _filled(procedure: Procedure, values: dict[str, Any], warned: list[str], scope: Scope, emptied: tuple[str, ...] = ()) -> Filled:
    """Values parted into open and personal; a list with a personal column is personal as a whole row by row."""
    public, personal = {}, {}
    for name, value in values.items():
        field = scope.field_of(name)
        hidden = field is not None and (field.personal or any(column.personal for column in field.columns.values()) or bool(field.class_))
        (personal if hidden else public)[name] = value
    return Filled(values=public, personal=personal, emptied=emptied, warned=tuple(warned))


# --- acting ---------------------------------------------------------------------------------------------------------


def act(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    if command.seen is not None and command.seen != case.number:
        return Refusal("case.moved", {"seen": command.seen, "now": case.number})
    if case.last_at and context.at < case.last_at:
        return Refusal("time.backwards", {"at": moment(context.at), "last": moment(case.last_at)})
    declared = any(command.action in procedure.steps[one.step].do for one in case.steps if one.step in procedure.steps)
    if not declared and command.action in UNWRITTEN:
        return UNWRITTEN[command.action](procedure, case, command, context)
    if not case.open:
        return Refusal("case.settled", {"end": case.end_label.get("vi", case.end)})
    found = _offered(procedure, case, command, context)
    if isinstance(found, Refusal):
        return found
    open_step, action = next(s for s in case.steps if s.name == found.step), procedure.steps[found.step.partition("/")[0]].do[command.action]
    return _acted(procedure, case, open_step, action, command, context, found.standing)


def _offered(procedure: Procedure, case: Case, command: Act, context: Context) -> Offer | Refusal:
    """The one open step at which this person means the action."""
    scope = scope_of(procedure, case, context)
    here = [one for one in case.steps if command.action in procedure.steps[one.step].do and command.step in ("", one.name, one.step)]
    found = [offer(procedure, case, one, procedure.steps[one.step].do[command.action], scope, context) for one in here]
    may = [one for one in found if one.may]
    if len(may) == 1:
        return may[0]
    if may:
        return Refusal("step.which", {"action": command.action, "steps": [one.step for one in may]})
    if found:
        return found[0].hindrances[0]
    return _unknown(procedure, case, command, scope, context)


def _unknown(procedure: Procedure, case: Case, command: Act, scope: Scope, context: Context) -> Refusal:
    can = sorted({one.action for one in offers(procedure, case, scope, context) if one.may})
    steps = [step.name for step in procedure.steps.values() if command.action in step.do]
    standing = [one.name for one in case.steps]
    if not steps:
        return Refusal("action.unknown", {"action": command.action, "can": can, "steps": standing})
    if command.step and command.step not in standing and command.step.partition("/")[0] not in {s.partition("/")[0] for s in standing}:
        return Refusal("step.not_open", {"step": command.step, "steps": standing, "can": can})
    return Refusal("action.not_here", {"action": command.action, "at": steps, "steps": standing, "can": can})


def _acted(procedure: Procedure, case: Case, open_step: OpenStep, action: Action, command: Act, context: Context, standing: Standing) -> Decided | Refusal:
    step = procedure.steps[open_step.step]
    draft = Draft(procedure, case, context, context.actor(standing))
    starts = procedure.deadline is not None and case.accepted is None and f"{step.name}.{action.name}" in procedure.deadline.starts
    refusal = _given(draft, open_step, step, action, command, starts)
    if refusal:
        return refusal
    if absent := [name for name in action.present if name not in _present(command.data)]:
        return Refusal("present.missing", {"persons": absent}, tuple(Fault("present", "present.missing", {"person": name}) for name in absent))
    return led(draft, open_step, step, action, standing, starts=starts, present=tuple(name for name in action.present))


def _present(data: dict[str, Any]) -> list[str]:
    given = data.get("present", [])
    given = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    return [str(one) for one in given]


def _given(draft: Draft, open_step: OpenStep, step: Step, action: Action, command: Act, starts: bool) -> Refusal | None:
    """Take in what the action asks, adds, edits and attaches; all faults at once."""
    procedure, case, context = draft.procedure, draft.case, draft.context
    values, faults, asked = _answers(draft, open_step, step, action, command.data)
    edits = "form" in action.edits or bool(action.edits)
    data = {name: value for name, value in {**case.data, **values}.items() if value is not None}
    scope = scope_of(procedure, case, context, data=data)
    attached, wrong = read_documents(procedure, command.data, scope)
    faults += wrong
    known = {fault.field for fault in faults}
    faults += _unanswered(draft, open_step, step, action, scope, known)
    changed = frozenset(values)
    warned: list[str] = []
    if changed or _has_valid(procedure, step, action):
        stop, warned = faults_of(procedure, scope, changed, f"{step.name}.{action.name}")
        faults += [fault for fault in stop if fault.field not in {one.field for one in faults}]
    if faults:
        return Refusal("form.faults", {"count": len(faults)}, tuple(faults))
    if changed:
        fields = [field for field in (*procedure.form.values(), *procedure.findings.values()) if edits or field.name in changed]
        kept = visible(fields, scope, data)
        emptied = tuple(name for name in (*case.data, *changed) if name not in kept and any(field.name == name for field in fields) and name in case.data)
        draft.add(_filled(procedure, {name: value for name, value in kept.items() if case.data.get(name) != value or name in changed}, warned, scope, tuple(dict.fromkeys(emptied))))
    if attached:
        draft.add(attached)
    if starts and (lacks := lacking(procedure, draft.scope(), draft.case.documents)):
        return Refusal("documents.missing", {"documents": [fault.facts["label"] for fault in lacks]}, tuple(lacks))
    return None


def _has_valid(procedure: Procedure, step: Step, action: Action) -> bool:
    return any(line.on in (action.name, f"{step.name}.{action.name}") for line in procedure.valid if line.on)


def _answers(draft: Draft, open_step: OpenStep, step: Step, action: Action, data: dict[str, Any]) -> tuple[dict[str, Any], list[Fault], set[str]]:
    """Values this action may give: what it asks, columns of rows, a new row, and what it edits."""
    procedure, case, context = draft.procedure, draft.case, draft.context
    allowed, columns = _allowed(procedure, step, action)
    flat = {name: value for name, value in data.items() if name not in NOT_FIELDS}
    given = read({k: v for k, v in flat.items() if not (k in columns and step.each)}, allowed, case.data, context.exists)
    values, faults = dict(given.values), list(given.faults)
    rows = _row_answers(data, open_step, step, columns)
    for (name, row_id), cells in rows.items():
        field = procedure.findings.get(name) or procedure.form.get(name)
        before = values.get(name) or case.data.get(name) or {}
        if field is None or row_id not in before:
            faults.append(Fault("rows", "field.row_unknown", {"row": row_id}))
            continue
        open_columns = {column: one for column, one in field.columns.items() if column in columns.get(name, ())}
        cells_read = read_row(replace(field, columns=open_columns), row_id, cells, faults, context.exists)
        values[name] = {**before, row_id: {**before[row_id], **cells_read}}
    if action.adds and ("row" in data):
        _add_row(procedure, case, action, data["row"], values, faults, context)
    elif action.adds:
        faults.append(Fault("row", "field.required"))
    elif "row" in data and not columns:
        faults.append(Fault("row", "field.unknown", {"name": "row", "near": ""}))
    return values, faults, set(allowed)


def _allowed(procedure: Procedure, step: Step, action: Action) -> tuple[dict[str, Field], dict[str, tuple[str, ...]]]:
    """Fields the action may fill, and for lists the columns it may fill in their rows."""
    fields: dict[str, Field] = {}
    columns: dict[str, tuple[str, ...]] = {}
    everything = {**procedure.form, **procedure.findings}
    for name in action.asks:
        full = f"{step.each}.{name[4:]}" if name.startswith("row.") else name
        if full in everything:
            fields[full] = everything[full]
        else:
            rows, _, column = full.rpartition(".")
            columns[rows] = (*columns.get(rows, ()), column)
            if any(one.startswith(full + ".") for one in everything):
                fields |= {one: field for one, field in everything.items() if one.startswith(full + ".")}
                columns.pop(rows)
    for name in action.edits:
        fields |= procedure.form if name == "form" else {one: field for one, field in everything.items() if one == name or one.startswith(name + ".")}
    return fields, columns


def _row_answers(data: dict[str, Any], open_step: OpenStep, step: Step, columns: dict[str, tuple[str, ...]]) -> dict[tuple[str, str], dict[str, Any]]:
    """`rows: {ROW: {column: value}}`, or `row: {…}` for the branch's own row."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    if not columns:
        return found
    own = step.each if step.each in columns else next(iter(columns))
    if isinstance(data.get("row"), dict) and open_step.row:
        found[own, open_step.row] = data["row"]
    rows = data.get("rows")
    for row_id, cells in rows.items() if isinstance(rows, dict) else ():
        if isinstance(cells, dict):
            found[own, str(row_id)] = {**found.get((own, str(row_id)), {}), **cells}
    for name in columns:
        listed = data.get(name)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and "row" in one:
                found[name, str(one["row"])] = {k: v for k, v in one.items() if k != "row"}
    if open_step.row and step.each in columns:
        bare = {column: data[column] for column in columns[step.each] if column in data}
        if bare:
            found[step.each, open_step.row] = {**bare, **found.get((step.each, open_step.row), {})}
    return found


def _add_row(procedure: Procedure, case: Case, action: Action, given: Any, values: dict[str, Any], faults: list[Fault], context: Context) -> None:
    field = procedure.findings.get(action.adds) or procedure.form.get(action.adds)
    if field is None or not isinstance(given, dict):
        faults.append(Fault("row", "field.rows_shape"))
        return
    before = values.get(action.adds) or case.data.get(action.adds) or {}
    row_id = str(max((int(one) for one in before if one.isdigit()), default=0) + 1)
    values[action.adds] = {**before, row_id: read_row(field, row_id, given, faults, context.exists)}


def _unanswered(draft: Draft, open_step: OpenStep, step: Step, action: Action, scope: Scope, known: set[str]) -> list[Fault]:
    procedure = draft.procedure
    fields, columns = _allowed(procedure, step, action)
    asked = [fields[name] for name in fields]
    faults = _unfilled(procedure, asked, scope, known)
    for name, names in columns.items():
        for row in scope.rows_of(name):
            if name == step.each and open_step.row and row.row_id != open_step.row:
                continue
            for column in names:
                one = row.field.columns.get(column)
                place = f"{name}.{row.row_id}.{column}"
                if one and place not in known and holds(one.shown, row) and holds(one.required, row) and row(column) is None:
                    faults.append(Fault(place, "field.required"))
    if action.adds and (field := scope.field_of(action.adds)) and f"{action.adds}" not in known:
        faults += [fault for fault in missing(field, scope, _asked_columns(procedure).get(action.adds, frozenset()))
                   if fault.field not in known and fault.code != "field.rows"]
    return faults


# --- what follows ---------------------------------------------------------------------------------------------------


def led(draft: Draft, open_step: OpenStep, step: Step, action: Action, standing: Standing, *, starts: bool = False, present: tuple[str, ...] = (),
        actor_action: str = "") -> Decided | Refusal:
    """Everything the action leads to, as `acted`, then `extended`, `delegated` and `issued`."""
    procedure, context = draft.procedure, draft.context
    case = draft.case
    scope = draft.scope(limit=moment(open_step.limit), entered=moment(open_step.since))
    inner = scope.row(step.each, open_step.row) if step.each and open_step.row else scope
    moved = Moved()
    if action.to:
        try:
            moved = move(procedure, case.steps, open_step, action.to, scope, context.at, context.calendar, breaks=action.breaks)
        except Stuck as stuck:
            return Refusal("procedure.stuck", {"step": str(stuck)})
    clock = _clock(draft, moved, starts, scope)
    fixed = effects.fees(procedure, "accept", scope) if starts else ()
    fixed += effects.fees(procedure, f"{step.name}.{action.name}", inner)
    changes, personal = effects.records(procedure, action.records, inner, context, draft.numbers)
    end = procedure.ends.get(moved.end)
    draft.add(Acted(
        step=open_step.name, action=actor_action or action.name, left=moved.left, entered=moved.entered, passed=moved.passed, emptied=moved.emptied,
        blocks=_inside(procedure, moved.blocks), clock=clock, accepted=starts, fees=fixed, records=changes, end=moved.end,
        outcome=end.outcome if end else "", end_label=words(end.label) if end else {}, present=present,
        taken_down=tuple(letter.digest for letter in case.letters if letter.posted and letter.posted in moved.left), facts=dict(scope.facts_read), personal=personal,
    ))
    if action.extends:
        _extend(draft, open_step, step, action, scope)
    if action.delegates:
        _delegate(draft, action, inner)
    after = draft.scope(limit=moment(moved.entered[0].limit if moved.entered else open_step.limit), entered=moment(context.at))
    letters_scope = after.row(step.each, open_step.row) if step.each and open_step.row else after
    names = (*action.letters, *(end.letters if end else ()))
    for letter in issued(procedure, names, draft.case, letters_scope, context, standing, draft.numbers, row=open_step.row, records=changes,
                         result=is_result(procedure, step, action.to)):
        draft.add(letter if not letter.form else replace(letter, result=False))
    _letters_on_entry(draft, moved, standing)
    return draft.decided()


def _inside(procedure: Procedure, blocks: tuple[str, ...]) -> tuple[str, ...]:
    """The steps of the blocks entered: what was counted in them begins anew."""
    from dinh.engine.move import chain

    return tuple(step for step in procedure.steps if any(block in chain(procedure, step) for block in blocks)) if blocks else ()


def _clock(draft: Draft, moved: Moved, starts: bool, scope: Scope) -> Any:
    """The clock from now on, or None when nothing about it changed."""
    case, context = draft.case, draft.context
    clock = timing.started(draft.procedure.deadline, scope, context.at, context.calendar) if starts else case.clock
    if clock is None:
        return None
    if moved.end:
        return timing.stopped(clock, context.at, context.calendar) if clock.stopped is None else None
    standing = [step for step in case.steps if step.name not in moved.left] + list(moved.entered)
    ticked = timing.ticked(clock, standing, context.at, context.calendar)
    return ticked if ticked is not case.clock else None


def _extend(draft: Draft, open_step: OpenStep, step: Step, action: Action, scope: Scope) -> None:
    extends, case, context = action.extends, draft.case, draft.context
    assert extends is not None
    use = case.counts.get(f"{open_step.name}.{action.name}", 1) - 1
    if extends.of == "limit":
        current = case.step(open_step.name)
        new = timing.extended_limit(current, extends, use, step.limit, scope, context.calendar) if current else None
        if current and new:
            draft.add(Extended(old=current.limit, new=new, step=open_step.name))
        return
    if case.clock is None or case.clock.stopped:
        return
    clock = timing.extended(case.clock, extends, use, draft.procedure.deadline, scope, context.calendar)
    if clock.due:
        draft.add(Extended(old=case.clock.due, new=clock.due, clock=clock))


def _delegate(draft: Draft, action: Action, scope: Scope) -> None:
    one = action.delegates
    assert one is not None
    draft.add(Delegated(delegation=draft.case.code, giver=str(scope(one.post) or one.post), to=str(scope(one.who) or one.who),
                        start=str(effects.value_of(one.start, scope, None) or "")[:10], end=str(effects.value_of(one.until, scope, None) or "")[:10]))


def _letters_on_entry(draft: Draft, moved: Moved, standing: Standing) -> None:
    """Letters posted in public while the case is in a step."""
    for name, letter in moved.posts:
        opened = next(step for step in moved.entered if step.name == name)
        scope = draft.scope(limit=moment(opened.limit), entered=moment(opened.since))
        for one in issued(draft.procedure, (letter,), draft.case, scope, draft.context, standing, draft.numbers, posted=name, row=opened.row):
            draft.add(one)


from dinh.engine.unwritten import UNWRITTEN  # noqa: E402  # the table stands beside its functions, which use Draft

DECIDE: dict[type, Callable[[Procedure, Case, Any, Context], Decided | Refusal]] = {Open: open_case, Act: act}
