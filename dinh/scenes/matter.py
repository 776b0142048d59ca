"""One matter of the demo, told act by act: who does what, and how long after the act before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any, Self

from msgspec import Struct

from dinh.engine.record.case import Case
from dinh.engine.record.payments import taken
from dinh.engine.record.requested_items import still_open

READ = "read"  # no act of a procedure: personal values are looked at
SILENT = 0  # minutes that mean: by chance, as long as such an act usually takes

# Office minutes that usually pass before an act.
USUAL = {
    "accept": (3, 9),
    "supplement": (5, 12),
    "reject": (5, 14),
    "supply": (8, 30),
    "propose": (14, 45),
    "refuse": (20, 60),
    "settle": (15, 50),
    "sign": (12, 55),
    "seal": (4, 15),
    "deliver": (6, 60),
    "pay": (1, 4),
    "send": (15, 60),
    "send_draft": (15, 40),
    "post": (20, 40),
    "sign_post": (10, 30),
}


type Said = Callable[[Case, Told, datetime], dict[str, Any] | None]
"""What is written with an act: from the case as it stands, what was told before, and when it is. None: it is not done."""


class Line(Struct, frozen=True):
    """minutes: of office time after the line before.

    days, at  or on the open day so many open days later, at a time
    over      or at `at` on the first open day after the limits that stand are over
    on        or at that very moment, where the line before is not later
    """

    person: str
    act: str
    minutes: int = 0
    days: int = 0
    at: str = ""
    over: bool = False
    step: str = ""
    data: Said = lambda case, told, at: {}
    on: datetime | None = None


class Told:
    """What later lines may ask: codes of matters by name, the rows they have in registers, the counter's next receipt and voucher."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.rows: dict[tuple[str, str], str] = {}
        self.receipts = self.vouchers = 0

    def receipt(self) -> str:
        self.receipts += 1
        return f"BL-{self.receipts:04d}"

    def voucher(self) -> str:
        self.vouchers += 1
        return f"PC-{self.vouchers:04d}"


class Cast(Struct, frozen=True):
    """Who has this matter in hand. officer: checks it; leader: signs."""

    counter: str
    officer: str
    leader: str
    clerk: str


def papers_asked(case: Case, told: Told, at: datetime) -> dict[str, Any]:
    """What an applicant brings when asked: every paper that is still open, taken in on paper."""
    asked = (item.of.split(".") for item in still_open(case.requested))
    return {"documents": {name[1]: "seen" for name in asked if name[0] == "documents"}}


class Matter:
    """A case to be opened at `start` with `data`, and the lines that follow. everyday: made by chance, one of many;
    found: of a house, the case that opened itself and is only followed from then on, None where there is none;
    also: what of its data is known only when it is opened, such as another matter's code."""

    def __init__(
        self,
        slug: str,
        start: datetime,
        data: dict[str, Any],
        cast: Cast,
        chance: Random,
        *,
        channel: str = "counter",
        name: str = "",
    ) -> None:
        self.slug, self.start, self.data, self.cast, self.chance, self.channel, self.name = (
            slug,
            start,
            data,
            cast,
            chance,
            channel,
            name,
        )
        self.lines: list[Line] = []
        self.everyday = False
        self.found: Callable[[str], Case | None] | None = None
        self.also: Callable[[Told], dict[str, Any]] = lambda told: {}
        self._later: tuple[int, str] | None = None

    @property
    def opener(self) -> str:
        return {"online": "applicant", "house": self.cast.officer}.get(
            self.channel, self.cast.counter
        )

    @property
    def citizen(self) -> str:
        """Who writes down what the applicant brings: themselves, or the counter for who has no account."""
        return self.opener

    def by(
        self,
        person: str,
        act: str,
        minutes: int = SILENT,
        /,
        *,
        later: tuple[int, str] | None = None,
        over: str = "",
        step: str = "",
        said: Said | None = None,
        **data: Any,
    ) -> Self:
        days, at = later or (not over and self._later) or (0, over)
        self._later = None
        minutes = minutes or (0 if at else self.chance.randint(*USUAL.get(act, (10, 40))))
        self.lines.append(
            Line(
                person,
                act,
                minutes,
                days,
                at,
                bool(over),
                step,
                said or (lambda case, told, at: data),
            )
        )
        return self

    def at(
        self, when: datetime, person: str, act: str, /, *, said: Said | None = None, **data: Any
    ) -> Self:
        """On a day that something outside of the house fixed."""
        self.lines.append(Line(person, act, data=said or (lambda case, told, at: data), on=when))
        return self

    def ends_after(self, *acts: str) -> None:
        """Nothing is told beyond the first of these acts; without any, nothing but that it was opened."""
        self.lines = (
            self.lines[
                : 1 + next(place for place, line in enumerate(self.lines) if line.act in acts)
            ]
            if acts
            else []
        )

    def waits(self, later: tuple[int, str] | None) -> Self:
        """The next line comes some days later; None: when it usually does."""
        self._later = later
        return self

    def accepted(
        self, minutes: int = SILENT, *, later: tuple[int, str] | None = None, **data: Any
    ) -> Self:
        return self.by(self.cast.counter, "accept", minutes, later=later, **data)

    def checked(
        self,
        act: str = "propose",
        minutes: int = SILENT,
        *,
        later: tuple[int, str] | None = None,
        over: str = "",
        step: str = "",
        said: Said | None = None,
        **data: Any,
    ) -> Self:
        return self.by(
            self.cast.officer, act, minutes, later=later, over=over, step=step, said=said, **data
        )

    def signed(
        self,
        minutes: int = SILENT,
        *,
        act: str = "sign",
        later: tuple[int, str] | None = None,
        by: str = "",
        said: Said | None = None,
        **data: Any,
    ) -> Self:
        return self.by(by or self.cast.leader, act, minutes, later=later, said=said, **data)

    def sealed(self, minutes: int = SILENT, *, later: tuple[int, str] | None = None) -> Self:
        return self.by(self.cast.clerk, "seal", minutes, later=later)

    def paid(self, how: str = "cash", minutes: int = SILENT, *, fee: str = "") -> Self:
        """The whole fee, or the one of this name where there are several."""

        def said(case: Case, told: Told, at: datetime) -> dict[str, Any]:
            due = next(one for one in case.fees if fee in ("", one.name))
            return {"line": due.name, "amount": due.amount, "how": how, "receipt": told.receipt()}

        return self.by(self.cast.counter, "pay", minutes, said=said)

    def given_back(self, reason: str, minutes: int = SILENT) -> Self:
        """All that was paid."""

        def said(case: Case, told: Told, at: datetime) -> dict[str, Any]:
            return {
                "line": case.paid[-1].line,
                "amount": -taken(case),
                "how": case.paid[-1].how,
                "receipt": told.voucher(),
                "reason": reason,
            }

        return self.by(self.cast.counter, "pay", minutes, said=said)

    def delivered(
        self,
        minutes: int = SILENT,
        *,
        how: str = "counter",
        to: str = "",
        later: tuple[int, str] | None = None,
        over: str = "",
    ) -> Self:
        to = to or (self.data.get("applicant") or self.data["groom"])["name"]
        return self.by(
            self.cast.counter, "deliver", minutes, later=later, over=over, how=how, to=to
        )

    def read(self, person: str, *names: str) -> Self:
        """They look at half-hidden values whole, which is noted."""
        return self.by(person, READ, 2, said=lambda case, told, at: {"names": names})

    def noted(self, person: str, text: str, minutes: int = SILENT) -> Self:
        return self.by(person, "note", minutes, text=text)
