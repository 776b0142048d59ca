"""Another process at the same books that opens directives and settles their tasks until it is killed: `DATABASE FOLDER`. Says the code of each."""

import sys

import django
from django.conf import settings


def main(database: str, house: str) -> None:
    settings.DATABASES["default"]["NAME"] = database
    settings.HOUSE = house
    django.setup()
    from pathlib import Path

    from dinh.workflow import cases
    from tests.families.line import HOUSE, JOBS, Families, at

    settings.HOUSE = Path(house)
    families = Families.__new__(Families)
    while True:
        parent = families.directive(*JOBS)
        print(parent, flush=True)
        for child in families.children(parent):
            families.done(child)
        cases.let_time_act(HOUSE, at("2026-10-06"))


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.server.settings")
    main(*sys.argv[1:])
