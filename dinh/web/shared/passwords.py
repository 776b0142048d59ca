"""Is this a password to keep? Every fault of it at once, as codes of `dinh.messages`."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from dinh.engine.refusal import Fault

LENGTH_MIN = 8
CODES = {"password_too_short": "password.short", "password_too_common": "password.common"}


def faults(user: User, new: str, again: str) -> tuple[Fault, ...]:
    found = []
    try:
        password_validation.validate_password(new, user)
    except ValidationError as error:
        found += [
            Fault("new", CODES.get(one.code or "", "password.common"), {"min": LENGTH_MIN})
            for one in error.error_list
        ]
    if user.get_username().lower() in new.lower():
        found.append(Fault("new", "password.own_name"))
    if new != again:
        found.append(Fault("again", "password.differ"))
    return tuple(found)
