"""A trail of who tried what: sign-ins, waits, denied cases, exports, mass reading. Kept apart from the log of the cases.

Read by the house's inspector and by whoever holds the folder, and forgotten after the months that the profile says. No
password, no tracking code and no personal number stands in it: whoever writes here sees to that (`desks.shared.trail`).
What happens again within an hour is one row that counts.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from msgspec import Struct

from dinh import clock
from dinh.store.instants import LOCAL
from dinh.store.models import TrailEntry

log = logging.getLogger(__name__)
MONTH = timedelta(days=31)
AGAIN_SECONDS = 3600
ABOUT_MAX = 80
ROWS_MAX = 100
OPERATOR = "operator"  # whoever holds the folder


class Row(Struct, frozen=True):
    """at, last: first and latest of what is counted together. person: signed in; tried: a name that was tried."""

    number: int
    at: datetime
    last: datetime
    what: str
    person: str
    tried: str
    address: str
    about: str
    times: int


def note(
    house: str,
    what: str,
    *,
    person: str = "",
    tried: str = "",
    address: str = "",
    about: str = "",
) -> None:
    """Keep it; the same again within an hour is counted in the same row. Books that cannot be written stop nobody: it is logged."""
    facts = {
        "house": house,
        "what": what,
        "person": person,
        "tried": tried,
        "address": address,
        "about": about[:ABOUT_MAX],
    }
    try:
        _keep(facts, int(clock.now().timestamp()))
    except DatabaseError:
        log.exception("the trail could not be written: %s", what)


def _keep(facts: dict[str, str], now: int) -> None:
    with transaction.atomic():
        same = TrailEntry.objects.filter(**facts, at__gt=now - AGAIN_SECONDS, at__lte=now)
        newest = same.order_by("-pk").values_list("pk", flat=True).first()
        if newest is None:
            TrailEntry.objects.create(**facts, at=now, last=now)
        else:
            TrailEntry.objects.filter(pk=newest).update(times=F("times") + 1, last=now)


def rows(
    house: str,
    *,
    first: datetime | None = None,
    last: datetime | None = None,
    person: str = "",
    what: str = "",
    before: int = 0,
    limit: int = ROWS_MAX,
) -> list[Row]:
    """The latest first. first: from this instant on; last: before this one; person: signed in or tried; what: a kind or its beginning."""
    found = TrailEntry.objects.filter(house=house)
    if first:
        found = found.filter(last__gte=int(first.timestamp()))
    if last:
        found = found.filter(at__lt=int(last.timestamp()))
    if person:
        found = found.filter(person=person) | found.filter(tried=person)
    if what:
        found = found.filter(what__startswith=what)
    if before:
        found = found.filter(pk__lt=before)
    return [
        Row(
            one.pk,
            datetime.fromtimestamp(one.at, LOCAL),
            datetime.fromtimestamp(one.last, LOCAL),
            one.what,
            one.person,
            one.tried,
            one.address,
            one.about,
            one.times,
        )
        for one in found.order_by("-pk")[:limit]
    ]


def forget(house: str, months: int) -> int:
    """Remove what is older than so many months; gives how many rows."""
    oldest = int((clock.now() - MONTH * months).timestamp())
    return int(TrailEntry.objects.filter(house=house, last__lt=oldest).delete()[0])
