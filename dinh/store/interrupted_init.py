"""A house whose making was cut short: it never was whole, nobody saw it, and it is made anew from nothing."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction


def forget(house: str) -> None:
    """Take all that the books hold of it away. Rule to keep: only of a house that its folder never named."""
    with transaction.atomic():
        for model in apps.get_app_config("store").get_models():
            model._default_manager.filter(house=house).delete()
