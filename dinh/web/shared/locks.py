"""Slow down guessing: by the pair of where a try comes from and what it is for, never by an office as a whole.

A pair is (source, subject). The source is the address, or the device on which the right answer to this subject was once
given (`devices`); the subject is a sign-in name or a case code. The first wrong tries of a pair cost nothing, each
further one doubles the time until its next try. So nobody can lock a name or a code for its owner elsewhere.

A subject that is tried wrongly from many addresses gives each new address fewer free tries: spraying is not free, and
the owner's own first try is still answered at once. Wrong case codes also use up a small allowance of their address,
which fills again by itself and which known devices do not need. Rows hold digests only: no name, no code, no address.
"""

from __future__ import annotations

import hmac
import ipaddress

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from msgspec import Struct

from dinh.web.shared import devices
from dinh.web.shared.models import Tries

FREE_TRIES = 5
WAIT_SECONDS = 15  # after the last free try; then twice as long each time
WAIT_SECONDS_MAX = 15 * 60
SPRAYED_TRIES = 20  # wrong ones for one subject, from unknown devices of all addresses together
SPRAYED_FREE_TRIES, SPRAYED_WAIT_SECONDS = 2, 60
FORGOTTEN_SECONDS = 24 * 60 * 60
CODES_MAX = 60  # wrong case codes that an address may send at once
CODE_SECONDS = 10  # in which it may send one more
IPV6_NET = 64  # a household or an office has one; its machines choose their addresses in it


class Attempt(Struct, frozen=True):
    """A try, before it is known whether it is right. `known`: on a device that once gave the right answer."""

    subject: str
    address: str
    pair: str
    known: bool

    @property
    def is_for_a_case(self) -> bool:
        return self.subject.startswith("case:")


def address(request: HttpRequest) -> str:
    """Behind the proxy that DINH_ORIGIN names, the last address it wrote down; else whoever connected."""
    told = request.headers.get("X-Forwarded-For", "") if settings.ORIGIN else ""
    return (told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]


def network(address: str) -> str:
    """The address, of IPv6 its network; "" for this machine itself, `unknown` for what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.is_loopback:
        return ""
    mapped = getattr(ip, "ipv4_mapped", None)
    if mapped or ip.version == 4:
        return str(mapped or ip)
    return str(ipaddress.ip_network((ip, IPV6_NET), strict=False))


def sign_in_attempt(request: HttpRequest, name: str) -> Attempt:
    return _attempt(request, f"name:{name}")


def case_attempt(request: HttpRequest, code: str) -> Attempt:
    return _attempt(request, f"case:{code}")


def _attempt(request: HttpRequest, subject: str) -> Attempt:
    from_ = network(address(request))
    device = devices.knows(request, subject)
    source = f"device:{device}" if device else f"address:{from_}"
    return Attempt(subject, from_, f"{source} {subject}", bool(device))


def wait_seconds(attempt: Attempt, now: int) -> int:
    """Seconds until this pair may try again; 0: now. The answer must not be looked at before."""
    untils = [_of(f"pair {attempt.pair}").until]
    if attempt.is_for_a_case and not attempt.known:
        untils.append(_of(f"codes {attempt.address}").until)
    left = max(until - now for until in untils)
    return left if 0 < left <= WAIT_SECONDS_MAX else 0  # longer: of a clock that was set back


def failed(attempt: Attempt, now: int) -> int:
    """Count a wrong try; gives the seconds until the next one of this pair."""
    with transaction.atomic():
        Tries.objects.filter(since__lt=now - FORGOTTEN_SECONDS).delete()
        free, first_wait = FREE_TRIES, WAIT_SECONDS
        if not attempt.known and _counted(f"subject {attempt.subject}", now).failed > SPRAYED_TRIES:
            free, first_wait = SPRAYED_FREE_TRIES, SPRAYED_WAIT_SECONDS
        if attempt.is_for_a_case and not attempt.known:
            _use_allowance(f"codes {attempt.address}", now)
        pair = _counted(f"pair {attempt.pair}", now)
        if pair.failed >= free:
            pair.until = now + min(first_wait * 2 ** min(pair.failed - free, 10), WAIT_SECONDS_MAX)
            pair.save()
        return max(0, pair.until - now)


def succeeded(attempt: Attempt) -> None:
    """After the right answer: the pair's wrong tries are forgotten, those of others are not."""
    Tries.objects.filter(about=_digest(f"pair {attempt.pair}")).delete()


def _of(about: str) -> Tries:
    return Tries.objects.filter(about=_digest(about)).first() or Tries(until=0)


def _counted(about: str, now: int) -> Tries:
    """Wrong tries of a day; a clock that was set back begins anew."""
    tries, _ = Tries.objects.select_for_update().get_or_create(
        about=_digest(about), defaults={"since": now}
    )
    if not 0 <= now - tries.since <= FORGOTTEN_SECONDS:
        tries.failed, tries.since, tries.until = 0, now, 0
    tries.failed += 1
    tries.save()
    return tries


def _use_allowance(about: str, now: int) -> None:
    """One more wrong code. `failed` falls by one every CODE_SECONDS; `since`: until when that is counted."""
    tries, _ = Tries.objects.select_for_update().get_or_create(
        about=_digest(about), defaults={"since": now}
    )
    fallen = (now - tries.since) // CODE_SECONDS if now >= tries.since else tries.failed
    tries.failed, tries.since = max(0, tries.failed - fallen) + 1, now
    tries.until = now + CODE_SECONDS if tries.failed >= CODES_MAX else 0
    tries.save()


def _digest(about: str) -> str:
    """Keyed by the house's secret, so that nobody who has only the books can try which code this is."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"tries {about}".encode(), "sha256").hex()
