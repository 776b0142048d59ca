"""Moments of a commune's weeks, counted back from the moment on which the story ends."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dinh.engine.schedule.calendar import ONE_DAY, Calendar, local, to_local

MINUTE = timedelta(minutes=1)


class Hours:
    """Office time before `until`. now: the last minute of office time up to it; today: its day."""

    def __init__(self, calendar: Calendar, until: datetime) -> None:
        self.calendar = calendar
        self.now = self._back_into_office(to_local(until).replace(second=0, microsecond=0))
        self.today = self.now.date()

    def _back_into_office(self, at: datetime) -> datetime:
        day = at.date()
        while True:
            for start, end in reversed(self.calendar.hours(day)):
                if start < at:
                    return min(at, end)
            day -= ONE_DAY

    def day(self, back: int, at: str) -> datetime:
        """A time on the open day that lies so many open days before today."""
        return local(self._open_day(self.today, -back), time.fromisoformat(at))

    def moment(self, back: int, share: float) -> datetime:
        """When that share of the office time of the open day so many back is over."""
        spans = self.calendar.hours(self._open_day(self.today, -back))
        left = share * sum((end - start for start, end in spans), timedelta())
        for start, end in spans:
            if left <= end - start:
                return (start + left).replace(second=0, microsecond=0)
            left -= end - start
        return spans[-1][1]

    def days_after(self, start: datetime, days: int, at: str) -> datetime:
        return local(self._open_day(to_local(start).date(), days), time.fromisoformat(at))

    def open_from(self, day: date, at: str) -> datetime:
        """A time on the first open day from `day` on."""
        while not self.calendar.is_open(day):
            day += ONE_DAY
        return local(day, time.fromisoformat(at))

    def _open_day(self, day: date, count: int) -> date:
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.calendar.is_open(day):
                day += step
        return day

    def ago(self, minutes: int) -> datetime:
        """So many minutes of office time before now: 7 hours and a half are a day."""
        at, left = self.now, minutes * MINUTE
        while True:
            start = next(
                start for start, end in reversed(self.calendar.hours(at.date())) if start < at
            )
            if at - left >= start:
                return at - left
            left -= at - start
            at = self._back_into_office(start)

    def after(self, start: datetime, minutes: int) -> datetime:
        """So many minutes of office time after `start`; before the office opens counts as its opening."""
        at, left = start, minutes * MINUTE
        while True:
            for opens, closes in self.calendar.hours(at.date()):
                if at >= closes:
                    continue
                at = max(at, opens)
                if at + left <= closes:
                    return at + left
                left -= closes - at
                at = closes
            at = local(at.date() + ONE_DAY)
