"""Tables beside Django's own of users: the epoch of an account, and the sessions that are open."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Account(models.Model):
    """epoch: counts up whenever all sessions and tokens of the person end; one of an earlier epoch opens nothing."""

    person = models.CharField(max_length=150, unique=True)
    epoch = models.PositiveIntegerField(default=0)


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
