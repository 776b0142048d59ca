"""How the command line tells that something was not done."""
from __future__ import annotations

import logging
import sys
import traceback

from django.conf import settings

from dinh import trace
from dinh.access import NotFound
from dinh.engine.refusal import Refusal, Refused
from dinh.given.values import refuse
from dinh.shown import encode, refused_json
from dinh.store import trouble
from dinh.store.writer import NoHouse
from dinh.texts import fault_told, told

log = logging.getLogger(__name__)
__all__ = ["refusal_of", "refuse", "told_fault"]


def told_fault(fault: Exception, lang: str, as_json: bool) -> int:
    refusal = refusal_of(fault)
    if refusal is None:
        return _broken(fault, lang)
    where = ""
    if not isinstance(fault, Refused | NotFound | NoHouse):  # of the machine: it is refused, and whoever mends it wants to know why
        where = f" · {_noted(refusal.code, fault)}"
    if as_json:
        sys.stdout.write(encode(refused_json(refusal, lang)).decode() + "\n")
    words = told(refusal.code, refusal.facts, lang)
    lines = [words.message, *(f"  {one.field}: {fault_told(one, lang)}" for one in refusal.at), words.do, f"({refusal.code}{where})"]
    print("\n".join(line for line in lines if line), file=sys.stderr)
    return 1


def refusal_of(fault: BaseException) -> Refusal | None:
    """The refusal a fault stands for; None: the program is at fault."""
    if isinstance(fault, Refused):
        return fault.refusal
    if isinstance(fault, NotFound):
        return Refusal("not_found", {"what": str(fault)})
    if isinstance(fault, NoHouse):
        return Refusal("house.none", {"house": str(fault)})
    return trouble.refusal_of(fault)


def _broken(fault: Exception, lang: str) -> int:
    trace_id = _noted("a command failed", fault)
    said = "Chương trình gặp lỗi; không có gì bị mất. Mã để báo" if lang == "vi" else "The program failed; nothing was lost. Report this id"
    print(f"{said}: {trace_id}" + (f"  (dinh trace {trace_id})" if _is_kept(trace_id) else ""), file=sys.stderr)
    return 3


def _noted(message: str, fault: Exception) -> str:
    """The id under which `dinh trace` finds it. Where the house's folder cannot keep it, stderr alone has the whole story."""
    trace_id = trace.begin()
    log.error("%s", message, exc_info=fault)
    if not _is_kept(trace_id):
        traceback.print_exception(fault)
    return trace_id


def _is_kept(trace_id: str) -> bool:
    return any(trace.faults(settings.HOUSE, trace_id))
