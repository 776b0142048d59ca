"""Tables beside Django's own of users: the epoch of an account, the sessions that are open, and second factors."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Account(models.Model):
    """epoch: counts up whenever all sessions and tokens of the person end; one of an earlier epoch opens nothing.

    wrong_codes: of the second factor, since the last right one; wait_until: seconds of the clock, no code is looked at before.
    """

    person = models.CharField(max_length=150, unique=True)
    epoch = models.PositiveIntegerField(default=0)
    wrong_codes = models.PositiveIntegerField(default=0)
    wait_until = models.BigIntegerField(default=0)


class OpenSession(models.Model):
    """A session as its owner may see it. session: its id, which opens nothing by itself; begun, seen: seconds of the clock.

    device: a few words such as "Firefox, Windows"; the browser's own description is not kept.
    """

    session = models.CharField(max_length=40, primary_key=True)
    person = models.CharField(max_length=150)
    epoch = models.PositiveIntegerField(default=0)
    begun = models.BigIntegerField()
    seen = models.BigIntegerField()
    address = models.CharField(max_length=45)
    device = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person"], name="accounts_session_person"),
            models.Index(fields=["begun"], name="accounts_session_begun"),
        ]


class SecondFactor(models.Model):
    """One way in which a person answers the second factor. No row holds anything that could be used by itself.

    kind: `totp` (content: the secret, sealed with `accounts.key`; last: the step of the code used last),
    `passkey` (content: its public key; last: its count; host: the name of the server it is for) or
    `recovery` (content: a keyed digest of a code that may be used once).
    """

    person = models.CharField(max_length=150)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60, default="")
    host = models.CharField(max_length=255, default="")
    content = models.TextField()
    last = models.BigIntegerField(default=0)
    made = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person"], name="accounts_factor_person")]
