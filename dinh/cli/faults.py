"""How the command line tells that something was not done."""

from __future__ import annotations

import errno
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

from django.conf import settings

from dinh import folder, trace
from dinh.access.finders import NotFound
from dinh.engine.refusal import Refusal, Refused
from dinh.input.values import refuse
from dinh.messages import fault_told, told
from dinh.messages.system import reason
from dinh.serialize import refused_json
from dinh.store import trouble
from dinh.store.writer import NoHouse

log = logging.getLogger(__name__)
CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.ENOTDIR})
NO_FOLDER = frozenset({errno.ENOENT, errno.EEXIST})
__all__ = ["refusal_of", "refuse", "told_fault"]


def told_fault(fault: Exception, lang: str) -> tuple[Any, int]:
    """Says it on stderr. The refusal as JSON, None where the program is at fault; and the exit code."""
    refusal = refusal_of(fault)
    if refusal is None:
        return None, _broken(fault, lang)
    where = ""
    if not isinstance(
        fault, Refused | NotFound | NoHouse
    ):  # of the machine: it is refused, and whoever mends it wants to know why
        trace_id = _noted(refusal.code, fault)
        where = f" · {trace_id}" if _is_kept(trace_id) else f" · {type(fault).__name__}: {fault}"
    words = told(refusal.code, refusal.facts, lang)
    lines = [
        words.message,
        *(f"  {one.field}: {fault_told(one, lang)}" for one in refusal.at),
        words.do,
        f"({refusal.code}{where})",
    ]
    print("\n".join(line for line in lines if line), file=sys.stderr)
    return refused_json(refusal, lang), 1


def refusal_of(fault: BaseException) -> Refusal | None:
    """The refusal a fault stands for; None: the program is at fault."""
    if isinstance(fault, Refused):
        return fault.refusal
    if isinstance(fault, NotFound):
        return Refusal("not_found", {"what": str(fault)})
    if isinstance(fault, NoHouse):
        return Refusal("house.none", {"house": str(fault)})
    return trouble.refusal_of(fault) or _closed(fault)


def _closed(fault: BaseException) -> Refusal | None:
    """The house's folder is another account's, or is no folder and cannot become one."""
    if not isinstance(fault, OSError) or not isinstance(fault.filename, str | Path):
        return None
    house, place = folder.named(), Path(fault.filename)
    if (fault.errno in CLOSED and (place.is_relative_to(house) or house.is_relative_to(place))) or (
        fault.errno in NO_FOLDER and house.is_relative_to(place)
    ):
        return Refusal("house.closed", {"house": str(house), "why": reason(fault)})
    return None


def _broken(fault: Exception, lang: str) -> int:
    trace_id = _noted("a command failed", fault)
    if not _is_kept(trace_id):
        traceback.print_exception(fault)
    said = (
        "Chương trình gặp lỗi nên lệnh này chưa chắc đã xong; sổ còn đúng không thì `dinh verify` trả lời. Mã để báo"
        if lang == "vi"
        else "The program failed, so it is not known whether this was done; `dinh verify` says whether the books hold. Report this id"
    )
    print(
        f"{said}: {trace_id}" + (f"  (dinh trace {trace_id})" if _is_kept(trace_id) else ""),
        file=sys.stderr,
    )
    return 3


def _noted(message: str, fault: Exception) -> str:
    """The id under which `dinh trace` finds it, where the house's folder can keep it."""
    trace_id = trace.begin()
    log.error("%s", message, exc_info=fault)
    return trace_id


def _is_kept(trace_id: str) -> bool:
    try:
        return any(trace.faults(settings.HOUSE, trace_id))
    except OSError:  # the folder may not be entered
        return False
