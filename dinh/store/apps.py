"""The books of a house: its sealed log, and the tables that are made from it."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


def _overwrite_what_is_deleted(connection, **_) -> None:
    """What was struck must not lie on in free pages of the file, so SQLite writes zeros over everything it frees."""
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA secure_delete=ON")


class StoreConfig(AppConfig):
    name = "dinh.store"
    label = "store"
    verbose_name = "Sổ của đơn vị"

    def ready(self) -> None:
        connection_created.connect(
            _overwrite_what_is_deleted, dispatch_uid="dinh.store.secure_delete"
        )
