"""Events for tests of the store: what a commune's counter could have written, without asking any procedure."""

from datetime import datetime, timedelta, timezone

from django.db import connection

from dinh.engine.record.events import (
    Acted,
    Actor,
    Appointed,
    Filled,
    Noted,
    Opened,
    OpenStep,
    RecordChange,
    Struck,
)
from dinh.store.writer import desk_of, open_books, write

LOCAL = timezone(timedelta(hours=7))
MORNING = datetime(2026, 7, 1, 8, 0, tzinfo=LOCAL)
CLERK = Actor("counter.1", "counter")
HOUSE = "24730"


def a_house(house: str = HOUSE) -> str:
    """Empty books of a commune."""
    open_books(house, "24730", "Xã Trường Xuân")
    return house


def opening(at: datetime = MORNING, **values):
    """A birth registered for H'Lan Niê Kđăm, unless the values say otherwise."""
    step = OpenStep("reception", at, ("counter",), limit=at + timedelta(days=1))
    body = Opened(
        procedure="khai-sinh", version="2026-07-01", digest="0" * 64, name={"vi": "Đăng ký khai sinh"}, field="ho-tich", code="1.000894",
        channel="counter", opener="counter.1", title="child.name", entered=(step,),
    )  # fmt: skip
    given = {"child.name": "H'Lan Niê Kđăm", "mother.name": "Điểu Thị Xuân"} | values
    return [(at, CLERK, body), (at, CLERK, Filled(values={"pages": 3}, personal=given))]


def opened(code: str, house: str = HOUSE, **values):
    return write(house, lambda batch: batch.append(code, opening(**values)))


def moving(batch, code: str, to: str = "check", **facts):
    """The case goes on from the step it is in."""
    case = batch.case(code)
    left = tuple(step.name for step in case.steps)
    body = Acted(
        step=left[0] if left else "",
        action="go",
        left=left,
        entered=(OpenStep(to, MORNING, ("officer",)),) if to else (),
        **facts,
    )
    return batch.append(code, [(case.last_at, CLERK, body)])


def pen(house: str = HOUSE):
    """What the house's writer writes with."""
    return desk_of(connection, house).link()


def moved(code: str, to: str = "check", house: str = HOUSE, **facts):
    return write(house, lambda batch: moving(batch, code, to, **facts))


def registered(
    code: str,
    record: str,
    *,
    change: str = "add",
    start: str = "2026-07-01",
    end: str = "",
    house: str = HOUSE,
    personal=None,
    **values,
):
    """The case changes a record of the register of births."""
    columns = {f"records.0.{column}": value for column, value in (personal or {}).items()}
    return moved(
        code,
        records=(RecordChange("births", record, change, values, start, end),),
        personal=columns,
        house=house,
    )


def struck(code: str, *names: str, house: str = HOUSE):
    def work(batch):
        return batch.append(
            code, [(batch.case(code).last_at, CLERK, Struck(names=names, order="QĐ 12/QĐ-UBND"))]
        )

    return write(house, work)


def noted(code: str, text: str, house: str = HOUSE):
    return write(
        house,
        lambda batch: batch.append(
            code, [(batch.case(code).last_at, CLERK, Noted(personal={"text": text}))]
        ),
    )


def appointed(person: str, name: str, house: str = HOUSE):
    body = Appointed(
        person=person, post="chair", roles=("leader",), start="2025-07-01", personal={"name": name}
    )
    return write(house, lambda batch: batch.append("", [(MORNING, CLERK, body)]))
