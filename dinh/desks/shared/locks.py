"""Signing in is locked after too many wrong tries: for the name, and for the address the tries come from."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from dinh.desks.shared.models import Tries

FAILED_MAX = {"name": 5, "address": 30}  # a whole commune may stand behind one address
LOCKED_SECONDS = 15 * 60
FORGOTTEN_SECONDS = 24 * 60 * 60


def address(request: HttpRequest) -> str:
    """Behind the proxy that DINH_ORIGIN names, the last address it wrote down; else whoever connected."""
    told = request.headers.get("X-Forwarded-For", "") if settings.ORIGIN else ""
    return (told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]


def locked_minutes(name: str, address: str, now: int) -> int:
    """How long still, rounded up; 0: not locked."""
    untils = Tries.objects.filter(about__in=_about(name, address)).values_list("until", flat=True)
    left = max(
        (until - now for until in untils if until - now <= LOCKED_SECONDS), default=0
    )  # longer: of a clock that was set back
    return max(0, -(-left // 60))


def failed(name: str, address: str, now: int) -> None:
    with transaction.atomic():
        Tries.objects.filter(since__lt=now - FORGOTTEN_SECONDS).delete()
        for about in _about(name, address):
            _count(about, FAILED_MAX[about.partition(":")[0]], now)


def _count(about: str, most: int, now: int) -> None:
    """Tries of the last quarter of an hour count; a lock that is over starts from nothing."""
    tries, _ = Tries.objects.select_for_update().get_or_create(about=about, defaults={"since": now})
    if not 0 <= now - tries.since <= LOCKED_SECONDS or 0 < tries.until <= now:
        tries.failed, tries.since, tries.until = 0, now, 0
    tries.failed += 1
    if tries.failed >= most:
        tries.until = now + LOCKED_SECONDS
    tries.save()


def forget(name: str, address: str) -> None:
    """After a right password: the name's tries are forgotten, the address's are not (one right guess excuses no others)."""
    Tries.objects.filter(about=f"name:{name}").delete()


def _about(name: str, address: str) -> tuple[str, str]:
    return f"name:{name[:100]}", f"address:{address}"
