"""Tokens by which a person's program asks in the person's name. Only a digest is kept; the word itself is shown once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Token(models.Model):
    """made, until: seconds of the clock. name: what the person calls it."""

    person = models.CharField(max_length=150)
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    made = models.BigIntegerField()
    until = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person"], name="api_token_person")]
