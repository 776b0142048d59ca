"""Who a session belongs to: one row read by its key, as every page asks it. Django's own backend does all the rest."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from dinh.accounts import epochs


class Known(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        user = epochs.by_key(int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None
