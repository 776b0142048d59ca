"""Accounts: a person's sign-in, by the person's id. Who the person is and may do stands in the house's log, never here.

Rule to keep: an account holds a password and nothing else; taking a post away is an event, not the deletion of a user.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator


class _Links(PasswordResetTokenGenerator):
    """A link holds for PASSWORD_RESET_TIMEOUT, and until the next sign-in or change of the password: so it works once."""

    key_salt = "dinh.sign-in"


_links = _Links()


def account(person: str) -> User:
    """The person's account, made without a password when it is not there."""
    user, made = User.objects.get_or_create(username=person)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def one_time(person: str) -> str:
    """What stands behind `/sign-in/` in a link that lets the person in once."""
    return f"{person}-{_links.make_token(account(person))}"


def holder(word: str) -> User | None:
    """Whose link this is; nobody's when it was used, is too old, or never was one."""
    person, _, token = word.partition("-")
    user = User.objects.filter(username=person, is_active=True).first()
    return user if user and _links.check_token(user, token) else None
