"""The rows of the books' tables that are made from a case as it stands. Pure: the writer and `rebuild` ask the same functions.

Rule to keep: a row is a function of the folded case alone, so that tables can always be made anew from the log.
"""

from collections.abc import Iterator
from typing import Any

from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import Cause
from dinh.engine.record.seal import canonical
from dinh.store.instants import seconds
from dinh.store.link import Row
from dinh.store.plain import words
from dinh.store.snapshots import encoded

FAR = 253_402_300_799
TEXT_MAX = 200
WORDS_MAX = 300

CASE_IN = (
    'INSERT INTO cases (house, code, procedure, version, field, title, state, outcome, channel, opened, accepted, due, paused, settled, delivered, "class", readers, applicant, opener, place, number, snapshot) VALUES ('
    + ", ".join("?" * 22)
    + ")"
)
CASE_SET = "UPDATE cases SET version=?, title=?, state=?, outcome=?, accepted=?, due=?, paused=?, settled=?, delivered=?, place=?, number=?, snapshot=? WHERE house=? AND code=?"
WORK_IN = (
    'INSERT INTO work (house, role, due, code, step, procedure, since, limit_at, norm, assigned, "of") VALUES ('
    + ", ".join("?" * 11)
    + ")"
)
WORK_OUT = "DELETE FROM work WHERE house=? AND role=? AND due=? AND code=? AND step=?"
WORD_IN = "INSERT INTO words (house, word, code) VALUES (?, ?, ?)"
WORD_OUT = "DELETE FROM words WHERE house=? AND word=? AND code=?"
LETTER_IN = (
    'INSERT INTO letters (house, digest, code, place, name, "row", letter_number, issued, posted, valid_until, withdrawn) VALUES ('
    + ", ".join("?" * 11)
    + ")"
)
LETTER_OUT = "DELETE FROM letters WHERE house=? AND digest=? AND code=? AND place=?"
REMINDER_IN = "INSERT INTO reminders (house, role, at, code, step) VALUES (?, ?, ?, ?, ?)"
REMINDER_OUT = "DELETE FROM reminders WHERE house=? AND role=? AND at=? AND code=? AND step=?"

CAUSE_IN = "INSERT INTO causes (house, cause, code) VALUES (?, ?, ?)"

Statement = tuple[str, list[Row]]
"""An SQL statement, and the rows it is done with."""


def case_row(case: Case) -> Row:
    return (
        case.house, case.code, case.procedure, case.version, case.field, title(case), state(case), case.outcome, case.channel,
        seconds(case.opened), seconds(case.accepted), seconds(case.due), _paused(case), seconds(case.settled), seconds(case.delivered),
        case.class_, canonical(case.readers).decode(), case.applicant, case.opener, case.place, case.number, encoded(case),
    )  # fmt: skip


def _case_set(case: Case) -> Row:
    """What can change after the case was opened, in the order of `CASE_SET`."""
    return (
        case.version, title(case), state(case), case.outcome, seconds(case.accepted), seconds(case.due), _paused(case), seconds(case.settled),
        seconds(case.delivered), case.place, case.number, encoded(case), case.house, case.code,
    )  # fmt: skip


def state(case: Case) -> str:
    """`open`, the name of the end, or `away`: another house has it, and this one does not answer for it."""
    return case.end or ("open" if case.ours else "away")


def title(case: Case) -> str:
    """The value of the field that heads the case."""
    value = case.data.get(case.title, "") if case.title else ""
    return value.replace("\0", "")[:TEXT_MAX] if isinstance(value, str) else ""


def _paused(case: Case) -> int | None:
    return seconds(case.clock.paused) if case.clock else None


def work_rows(case: Case) -> set[Row]:
    """One row for each role of each open step."""
    if case.end or case.away:
        return set()
    promised = (
        seconds(case.due)
        if case.clock and case.clock.paused is None and case.clock.stopped is None
        else None
    )
    rows = set()
    for step in case.steps:
        limit, norm, of = (
            seconds(step.limit),
            seconds(step.time_due),
            canonical(step.of).decode() if step.of else "[]",
        )
        due = min(FAR if limit is None else limit, FAR if promised is None else promised)
        assigned, since = case.assigned.get(step.name, ""), seconds(step.since)
        for role in step.roles:
            rows.add(
                (
                    case.house,
                    called(role, case),
                    due,
                    case.code,
                    step.name,
                    case.procedure,
                    since,
                    limit if step.acts else None,
                    norm,
                    assigned,
                    of,
                )
            )
    return rows


def called(role: str, case: Case) -> str:
    """A step's role as lists know it: whoever opened the case by their own name, for `opener` is somebody else in each."""
    return f"person:{case.opener}" if role == "opener" and case.opener else role


def reminder_rows(case: Case) -> set[Row]:
    """One row for each role that was reminded of an open step."""
    return {
        (case.house, called(role, case), seconds(step.told_at), case.code, step.name)
        for step in case.steps
        if not (case.end or case.away)
        for role in step.told
    }


def word_rows(case: Case) -> set[Row]:
    """Words of the short texts of the case, of its code and of what it is called; what only some may read is found by nobody."""
    found = set(words(case.code))
    for text in [
        *case.name.values(),
        *_texts(
            {name: value for name, value in case.data.items() if name not in case.classed}
            if case.classed
            else case.data
        ),
    ]:
        if len(found) >= WORDS_MAX:
            break
        if len(text) <= TEXT_MAX:
            found |= words(text)
    return {(case.house, word, case.code) for word in found}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and "digest" not in value:
        for one in value.values():
            yield from _texts(one)


def letter_rows(case: Case) -> set[Row]:
    return {
        (
            case.house,
            x.digest,
            case.code,
            x.place,
            x.name,
            x.row,
            x.number,
            seconds(x.issued),
            x.posted,
            x.valid_until,
            int(x.withdrawn),
        )
        for x in case.letters
    }


def cause_key(procedure: str, cause: Cause) -> str:
    return f"{procedure}|{cause.start}|{cause.period}|{cause.row}"


def cause_rows(case: Case) -> set[Row]:
    """Only in the house that opened it: another that is told of the case may have one of the same cause itself."""
    return (
        {(case.house, cause_key(case.procedure, case.cause), case.code)}
        if case.cause and case.first == case.house
        else set()
    )


def case_changes(old: Case | None, new: Case) -> Iterator[Statement]:
    """What to write so that the tables tell `new` where they told `old`. What cannot have changed is not even looked at."""
    if old is None:
        yield CASE_IN, [case_row(new)]
        if new.cause and (rows := cause_rows(new)):
            yield CAUSE_IN, list(rows)
        old = Case(code=new.code)
        before_words: set[Row] = set()
    else:
        yield CASE_SET, [_case_set(new)]
        before_words = set() if old.data is new.data else word_rows(old)
    if (
        old.steps is not new.steps
        or old.clock is not new.clock
        or old.assigned is not new.assigned
        or old.end != new.end
        or old.went is not new.went
    ):
        yield from _differences(work_rows(old), work_rows(new), WORK_OUT, 5, WORK_IN)
        yield from _differences(
            reminder_rows(old), reminder_rows(new), REMINDER_OUT, 5, REMINDER_IN
        )
    if old.data is not new.data:
        yield from _differences(before_words, word_rows(new), WORD_OUT, 3, WORD_IN)
    if old.letters is not new.letters:
        yield from _differences(letter_rows(old), letter_rows(new), LETTER_OUT, 4, LETTER_IN)


def _differences(
    old: set[Row], new: set[Row], out: str, key_columns: int, into: str
) -> Iterator[Statement]:
    if gone := old - new:
        yield out, [row[:key_columns] for row in gone]
    if come := new - old:
        yield into, list(come)
