"""Tokens by which a person's program asks in the person's name. Only a digest is kept; the word itself is shown once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Token(models.Model):
    """made, until, used: seconds of the clock (used 0: never). name: what the person calls it.

    epoch: of the account when it was made; when that has moved on, the token opens nothing. address, device: of its last use.
    """

    person = models.CharField(max_length=150)
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    made = models.BigIntegerField()
    until = models.BigIntegerField()
    epoch = models.PositiveIntegerField(default=0)
    used = models.BigIntegerField(default=0)
    address = models.CharField(max_length=45, default="")
    device = models.CharField(max_length=60, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person"], name="api_token_person")]
