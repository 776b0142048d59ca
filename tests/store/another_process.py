"""Another process at the same books, as the command line is beside the server: `DATABASE HOUSE TIMES NAME`.

Says `ready`, moves a case of its own so many times, and says how many seconds its slowest write took.
"""

import sys
import time

import django
from django.conf import settings


def main(database: str, house: str, times: str, name: str) -> None:
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from tests.store.stories import moved, opened

    opened(f"c-{name}", house)
    print("ready", flush=True)
    slowest = 0.0
    for _ in range(int(times)):
        begun = time.monotonic()
        moved(f"c-{name}", house=house)
        slowest = max(slowest, time.monotonic() - begun)
    print(slowest, flush=True)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.server.settings")
    main(*sys.argv[1:])
