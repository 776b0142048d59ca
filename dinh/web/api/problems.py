"""What could not be done, as RFC 9457 problem documents: the refusal's code, its reason and what to do, never a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from dinh import serialize, trace
from dinh.access.finders import NotFound
from dinh.engine.refusal import Refusal, Refused
from dinh.letters import PrinterBusy, PrinterLate
from dinh.messages import refusal_json
from dinh.store import trouble
from dinh.store.documents import SIZE_BYTES_MAX, TooLarge
from dinh.store.writer import NoHouse
from dinh.web.shared.refusals import status_of

MEDIA = "application/problem+json"
STATUS = {
    "not_found": 404,
    "api.method": 405,
    "api.content_type": 415,
    "api.too_large": 413,
    "page.no_length": 411,
    "api.who": 401,
    "api.token": 401,
    "api.csrf": 403,
    "api.busy": 503,
    "key.reused": 409,
    "house.none": 503,
    "page.too_many": 429,
    "file.quota": 429,
    "sign_in.locked": 429,
    "house.not_written": 503,
    "books.silent": 503,
    "books.held": 503,
    "books.unsure": 503,
    "books.broken": 503,
    "disk.full": 503,
    "document.lost": 503,
    "data.not_json": 400,
    "data.twice": 400,
    "page.unreadable": 400,
    "data.shape": 422,
    "page.failed": 500,
    "house.not_yours": 403,
    "page.no_post": 403,
    "factor.needed": 403,
    "factor.none": 403,
    "factor.wait": 429,
    "strike.not_yours": 403,
    "unwritten.not_yours": 403,
    "open.not_yours": 403,
    "appoint.strands": 409,
    "authority.own_gain": 403,
    "authority.above": 403,
    "authority.not_holder": 403,
    "delegation.not_yours_to_end": 403,
    "authority.same_person": 403,
    "authority.gains": 403,
    "authority.not_reader": 403,
    "authority.not_approver": 403,
    "authority.proposer_shut_out": 403,
    "proposal.unknown": 404,
    "proposal.unseen": 409,
    "step.not_by": 403,
    "step.named": 403,
}
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def refusal_of(fault: BaseException) -> Refusal | None:
    """The refusal a fault stands for; None: the program is at fault."""
    match fault:
        case Refused():
            return fault.refusal
        case NotFound():
            return Refusal("not_found", {"what": str(fault)})
        case NoHouse():
            return Refusal("house.none", {"house": str(fault)})
        case TooLarge():
            return Refusal("api.too_large", {"bytes": SIZE_BYTES_MAX})
        case PrinterBusy() | PrinterLate():
            return Refusal("api.busy", {})
    if trouble.is_unreadable(fault):
        return Refusal("page.unreadable", {})
    return trouble.refusal_of(fault)


def problem(refusal: Refusal, lang: str) -> HttpResponse:
    trace.say(refusal.code)
    words, status = refusal_json(refusal, lang), STATUS.get(refusal.code) or status_of(refusal)
    value: dict[str, Any] = {
        "type": f"urn:dinh:problem:{refusal.code}",
        "title": TITLES[status],
        "status": status,
        "detail": words["message"],
        "code": words["code"],
        "do": words["do"] or None,
        "at": words["at"],
        "instance": f"urn:dinh:trace:{trace.current()}",
        "trace": trace.current(),
    }
    answer = HttpResponse(serialize.encode(value), status=status, content_type=MEDIA)
    answer["Cache-Control"] = "no-store"
    answer["Content-Language"] = lang
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    if status == 503:
        answer["Retry-After"] = "5"
    return answer
