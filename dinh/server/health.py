"""`/health`: do the books answer? Asked by whoever watches the server, so it needs no sign-in and says nothing of anybody."""

import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from dinh.store import ledger

log = logging.getLogger(__name__)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 with the house and the number of its last event; 503 when the books cannot be read or hold no house."""
    try:
        houses = ledger.houses()
        head = ledger.head(houses[0][0]) if houses else None
    except Exception:
        log.exception("the books do not answer")
        head = None
    answer = {"ok": head is not None, "house": houses[0][0] if head else None, "number": head.number if head else None}
    return JsonResponse(answer, status=200 if head else 503, headers={"Cache-Control": "no-store"})
