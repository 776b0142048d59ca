"""The second factor of a person: codes by time (TOTP), passkeys (WebAuthn), and recovery codes, each good once.

Rule to keep: a code is used once. What is stored beside the account opens nothing by itself, and no event has any of it.
"""

from __future__ import annotations

import secrets
from typing import Any

import pyotp
from django.db import transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
)

from dinh.accounts import sealing
from dinh.accounts.models import Account, SecondFactor
from dinh.engine.refusal import Refusal

STEP_SECONDS = 30
STEPS_AROUND = (-1, 0, 1)  # a telephone's clock may be off by half a minute
NAME_MAX = 60
PASSKEYS_MAX = 5
RECOVERY_CODES = 10
RECOVERY_DIGITS = 16
FREE_WRONG_CODES = 5
WAIT_SECONDS, WAIT_SECONDS_MAX = (
    15,
    15 * 60,
)  # after the last free one, then twice as long each time


def rows(person: str) -> list[SecondFactor]:
    """What the person answers with, the first made first: codes by time that can still be read, and passkeys."""
    found = (
        SecondFactor.objects.filter(person=person).exclude(kind="recovery").order_by("made", "id")
    )
    return [row for row in found if row.kind != "totp" or sealing.unseal(row.content)]


def has_one(person: str) -> bool:
    return bool(rows(person))


def recovery_left(person: str) -> int:
    return SecondFactor.objects.filter(person=person, kind="recovery").count()


def remove(person: str, number: int) -> None:
    """Take one away; with the last one the recovery codes go too."""
    with transaction.atomic():
        SecondFactor.objects.filter(person=person, pk=number).exclude(kind="recovery").delete()
        if not has_one(person):
            SecondFactor.objects.filter(person=person).delete()


def reset(person: str) -> None:
    """Take all of them away."""
    with transaction.atomic():
        SecondFactor.objects.filter(person=person).delete()
        Account.objects.filter(person=person).update(wrong_codes=0, wait_until=0)


# --- codes ------------------------------------------------------------------------------------------------------------


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, person: str, house: str) -> str:
    """The `otpauth:` address that an application on a telephone reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=person, issuer_name=house)


def add_totp(person: str, secret: str, code: str, now: int) -> bool:
    """Take the secret, once a code shows that the telephone has it. An earlier secret of the person ends."""
    step = _step_of(secret, code, now)
    if step is None:
        return False
    with transaction.atomic():
        SecondFactor.objects.filter(person=person, kind="totp").delete()
        SecondFactor.objects.create(
            person=person, kind="totp", content=sealing.seal(secret), last=step, made=now
        )
    return True


def _step_of(secret: str, code: str, now: int) -> int | None:
    """The step of time whose code this is."""
    totp = pyotp.TOTP(secret)
    for off in STEPS_AROUND:
        step = now // STEP_SECONDS + off
        if secrets.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def renew_recovery_codes(person: str, now: int) -> list[str]:
    """New codes of four groups of four digits; earlier ones end. They can be shown this once."""
    codes = [
        f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}"
        for _ in range(RECOVERY_CODES)
    ]
    with transaction.atomic():
        SecondFactor.objects.filter(person=person, kind="recovery").delete()
        SecondFactor.objects.bulk_create(
            SecondFactor(
                person=person, kind="recovery", content=_recovery_digest(person, code), made=now
            )
            for code in codes
        )
    return [" ".join(code[n : n + 4] for n in range(0, RECOVERY_DIGITS, 4)) for code in codes]


def _recovery_digest(person: str, code: str) -> str:
    return sealing.digest(f"recovery {person} {code}")


def refused_code(person: str, typed: str, now: int) -> Refusal | None:
    """Why a code does not do; None where it is right, and is then used up.

    Wrong ones are slowed down for the account: the password was right before, so nobody else can bring that about.
    A recovery code is too long to be guessed, so it passes at any time.
    """
    code = "".join(sign for sign in typed if sign.isdigit())
    if len(code) == RECOVERY_DIGITS:
        found = SecondFactor.objects.filter(
            person=person, kind="recovery", content=_recovery_digest(person, code)
        )
        if found.delete()[0]:
            return None
    account, _ = Account.objects.get_or_create(person=person)
    if 0 < account.wait_until - now <= WAIT_SECONDS_MAX:  # longer: of a clock that was set back
        return Refusal("factor.wait", {"seconds": account.wait_until - now})
    row = SecondFactor.objects.filter(person=person, kind="totp").first()
    secret = sealing.unseal(row.content) if row else None
    step = _step_of(secret, code, now) if secret else None
    if row is None or step is None:
        return _wrong(person, now)
    if not SecondFactor.objects.filter(pk=row.pk, last__lt=step).update(last=step):
        return Refusal("factor.used", {})
    Account.objects.filter(person=person).update(wrong_codes=0, wait_until=0)
    return None


def _wrong(person: str, now: int) -> Refusal:
    with transaction.atomic():
        account = Account.objects.select_for_update().get(person=person)
        account.wrong_codes += 1
        over = account.wrong_codes - FREE_WRONG_CODES
        if over >= 0:
            account.wait_until = now + min(WAIT_SECONDS * 2 ** min(over, 10), WAIT_SECONDS_MAX)
        account.save(update_fields=["wrong_codes", "wait_until"])
    return Refusal("factor.wrong", {})


# --- passkeys ---------------------------------------------------------------------------------------------------------


class Passkeys:
    """The passkeys of a person for the server under this name. origin: `https://xa.example.vn`, as the browser has it."""

    def __init__(self, person: str, host: str, origin: str, house: str) -> None:
        self.person, self.host = person, host
        entity = PublicKeyCredentialRpEntity(id=host, name=house)
        self._server = Fido2Server(entity, verify_origin=lambda given: given == origin)

    def _rows(self) -> list[SecondFactor]:
        return list(SecondFactor.objects.filter(person=self.person, kind="passkey", host=self.host))

    def begin_adding(self, called: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the browser is asked, and what must be kept until it answers."""
        user = PublicKeyCredentialUserEntity(
            id=sealing.digest(f"passkey {self.person}")[:32].encode(),
            name=self.person,
            display_name=called,
        )
        options, state = self._server.register_begin(
            user,
            [_credential(row) for row in self._rows()],
            resident_key_requirement="discouraged",
            user_verification="preferred",
        )
        return dict(options), state

    def add(self, state: dict[str, Any], answer: dict[str, Any], name: str, now: int) -> bool:
        """False where the answer is not to what was asked, or the person has too many."""
        if len(self._rows()) >= PASSKEYS_MAX:
            return False
        try:
            made = self._server.register_complete(state, answer)
        except (ValueError, KeyError, TypeError):
            return False
        SecondFactor.objects.create(
            person=self.person,
            kind="passkey",
            name=name[:NAME_MAX],
            host=self.host,
            content=websafe_encode(bytes(made.credential_data)),
            last=made.counter,
            made=now,
        )
        return True

    def begin(self) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """As `begin_adding`, to be answered by one that there is; None where there is none for this server."""
        credentials = [_credential(row) for row in self._rows()]
        if not credentials:
            return None
        options, state = self._server.authenticate_begin(credentials, user_verification="preferred")
        return dict(options), state

    def is_right(self, state: dict[str, Any], answer: dict[str, Any]) -> bool:
        """Was this answered, now and here, by a passkey of the person? One whose count fell back was copied: it is not taken."""
        by_id = {_credential(row).credential_id: row for row in self._rows()}
        try:
            credential = self._server.authenticate_complete(
                state, [_credential(row) for row in by_id.values()], answer
            )
            count = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
        except (ValueError, KeyError, TypeError):
            return False
        row = by_id[credential.credential_id]
        if row.last and count <= row.last:
            return False
        SecondFactor.objects.filter(pk=row.pk).update(last=count)
        return True


def _credential(row: SecondFactor) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(row.content))
