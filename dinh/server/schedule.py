"""The server's timer: every few seconds, limits that are over act. What a machine that was off missed happens at its own instant.

Once a day it begins to learn what may be late, and signed heads of the log leave for their witnesses.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import connections, transaction

from dinh import clock, folder, trace
from dinh.access import finders
from dinh.accounts import open_sessions
from dinh.input.profile import trail_months
from dinh.insight import lateness
from dinh.mining.forecast import available
from dinh.store import sweep, trail, tree
from dinh.web.api import tokens
from dinh.witnesses import sending
from dinh.workflow import cases

EVERY_SECONDS = 15
USE_KEPT_EVERY = 20  # rounds: five minutes
HEADS_EVERY_SECONDS = 60
logger = logging.getLogger("dinh.schedule")
_stop = threading.Event()
_days: dict[str, date] = {}
"""what is done once a day -> the day on which it was done last."""
_failing: dict[tuple[str, str], str] = {}
"""what could not be done, for which house -> why, in the last round. Of a row of the same only the first is kept as a fault, as with
`/health`: a house that stays broken pushes out nothing of what people met."""


def start() -> threading.Thread:
    timer = threading.Thread(target=_run, name="schedule", daemon=True)
    timer.start()
    threading.Thread(target=_hand_out, name="witnesses", daemon=True).start()
    return timer


def _hand_out() -> None:
    """By a thread of its own: a witness that answers slowly holds up no limit."""
    while not _stop.wait(HEADS_EVERY_SECONDS):
        hand_out_heads()


def hand_out_heads() -> None:
    _each("heads could not be handed out", sending.round_of)


def _run() -> None:
    fresh, rounds = True, 0
    while not _stop.wait(EVERY_SECONDS):
        once()
        look_ahead()
        rounds += 1
        if rounds % USE_KEPT_EVERY == 0:
            keep_last_uses()
        forget_trail()
        sweep_files()
        if fresh:
            settle()
            fresh = False


def settle() -> None:
    """What is loaded by now stays (the program, its templates, procedures), so it is looked through for rings no more: a look through all took
    a tenth of a second, in which no page was made."""
    gc.collect()
    gc.freeze()


def once() -> None:
    """One round, for every house of the folder. A fault is logged and tried again in the next: the timer never dies."""
    trace.catch_up()
    _each("time could not act", cases.let_time_act)
    _each("the tree over the log could not be kept", tree.keep_blocks)


def _each(fails: str, do: Callable[[str], object]) -> None:
    """Done for each house by itself: one that is broken holds up no other."""
    for house in folder.houses_of(settings.HOUSE):
        try:
            do(house)
        except Exception as fault:
            why = f"{type(fault).__name__}: {fault}"
            if _failing.get((fails, house)) != why:
                logger.exception("%s: %s", fails, house)
            _failing[fails, house] = why
        else:
            _failing.pop((fails, house), None)
        finally:
            connections.close_all()


def keep_last_uses() -> None:
    """Write when sessions and tokens were used last, which requests only note in memory."""
    try:
        with transaction.atomic():
            open_sessions.last_used.keep()
            tokens.last_used.keep()
    except Exception:
        logger.exception("the last use of sessions and tokens could not be written")
    finally:
        connections.close_all()


def _is_first_today(what: str) -> bool:
    """Is it not done yet today? From now on it is."""
    today = clock.now().date()
    if _days.get(what) == today:
        return False
    _days[what] = today
    return True


def forget_trail() -> None:
    """Once a day what stands in the trail for longer than the house keeps it goes."""
    if _is_first_today("trail"):
        _each(
            "the trail could not be forgotten",
            lambda house: trail.forget(house, trail_months(house)),
        )


def sweep_files() -> None:
    """Remove once a day the files that no event has named for seven days."""
    if not _is_first_today("files"):
        return
    try:
        found = sweep.sweep()
    except Exception:
        logger.exception("files that no event names could not be removed")
    else:
        if found.removed:
            logger.info("%d files that no event names removed", len(found.removed))
    finally:
        connections.close_all()


def look_ahead() -> None:
    """Once a day each house learns from its own log which cases may be late, so that no page has to wait for it."""
    if not available():
        return
    _each(
        "the forecast of lateness could not be begun",
        lambda house: lateness.begin(house, finders.time_of(house)),
    )
