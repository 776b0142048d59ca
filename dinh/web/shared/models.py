"""Wrong tries to sign in and to follow a case, so that guessing is slow, and sessions that were ended. No person's data: rows go after a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Tries(models.Model):
    """`about`: a keyed digest of what is counted (`locks`); `since`, `until`: seconds of the clock (until 0: no wait)."""

    about = models.CharField(max_length=120, unique=True)
    failed = models.PositiveIntegerField(default=0)
    since = models.BigIntegerField()
    until = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["since"], name="shared_trie_since_0e5a2a_idx")]


class Ended(models.Model):
    """A session that was signed out of, until it would have ended by itself (seconds of the clock)."""

    session = models.CharField(max_length=40, primary_key=True)
    until = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["until"], name="shared_ended_until")]
