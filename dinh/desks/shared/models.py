"""Failed tries to sign in, by name and by address, so that guessing ends. No person's data: rows go after a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Tries(models.Model):
    """`about`: `name:PERSON` or `address:IP`; `since`, `until`: seconds of the clock (until 0: not locked)."""

    about = models.CharField(max_length=120, unique=True)
    failed = models.PositiveIntegerField(default=0)
    since = models.BigIntegerField()
    until = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["since"], name="shared_trie_since_0e5a2a_idx")]
