"""`/health`: do the books answer, and can time be told? Asked by whoever watches the server, so it needs no sign-in and says nothing of anybody.

It is asked every few seconds, so only the first of a row of faults is kept as one: no outage pushes out what people met.
"""

import logging
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from dinh import clock
from dinh.access import finders
from dinh.serialize import instant
from dinh.store import ledger
from dinh.web.shared.session import the_house

log = logging.getLogger(__name__)
_silent = False


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 with the folder's house and the number of its last event; 503 when the books cannot be read or do not hold it.

    Where the clock is behind the log, `clock` says both instants: all can be read and nothing recorded, so it stays 200, or a proxy
    that asks here would take the pages away too.
    """
    global _silent
    house, head, last = "", None, None
    try:
        house = the_house()
        head = ledger.head(house) if house else None
        last = finders.log_ahead_of_clock(house) if head else None
        _silent = False
    except Exception as fault:
        if not _silent:
            log.error("the books do not answer", exc_info=fault)
        _silent = True
    answer: dict[str, Any] = {
        "ok": head is not None,
        "house": house if head else None,
        "number": head.number if head else None,
    }
    if last:
        answer["clock"] = {"shows": instant(clock.now()), "log_ends": instant(last)}
    return JsonResponse(answer, status=200 if head else 503, headers={"Cache-Control": "no-store"})
