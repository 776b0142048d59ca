"""Where the books lie: SQLite in the house's folder, or the PostgreSQL that DINH_DATABASE_URL names."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# FULL: what was acknowledged survives a power cut. Fewer, larger checkpoints keep the slowest action short.
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA temp_store=MEMORY;"
_BUSY_SECONDS = 20
_CONNECT_SECONDS = 5
# A machine that loses its power says no goodbye: without these its session would keep the house's head locked for hours, and
# whoever is asked next would wait as long. Whoever waits for a lock gives up as with SQLite; look() says how long it may think.
# The same the other way round, where the server is another machine: a line that went dead is given up, not waited at for hours.
_LINE = {
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 40_000,
}
_SESSION = "-c lock_timeout=20s -c idle_in_transaction_session_timeout=60s -c client_connection_check_interval=5s"


def database(url: str, books: Path) -> dict:
    """Django's description of the books' database: of `url` when it is not empty, else of the SQLite file `books`."""
    if not url:
        return _sqlite(books)
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        # The URL may hold a password, so only its scheme is repeated.
        raise ImproperlyConfigured(
            f"DINH_DATABASE_URL bắt đầu bằng '{urlsplit(url).scheme or url.partition(':')[0]}'; phải là postgresql://…, hoặc để trống thì sổ nằm trong thư mục của đơn vị. "
            "/ It must be postgresql://… . Leave it empty to keep the books in the house's folder."
        )
    return _postgresql(url)


def _sqlite(books: Path) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": books,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "init_command": _PRAGMAS,
            "transaction_mode": "IMMEDIATE",
            "timeout": _BUSY_SECONDS,
        },
        # A test's books are a file like a house's, so that WAL and locks are the real ones.
        "TEST": {"NAME": books.with_name("test-" + books.name)},
    }


def _postgresql(url: str) -> dict:
    """Every part of a libpq URL is kept, a socket's folder (`?host=/run/postgresql`) included."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"DINH_DATABASE_URL không đọc được / cannot be read: {error}"
        ) from error
    own = {name: parts.pop(name, "") for name in ("dbname", "user", "password", "host", "port")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": own["dbname"],
        "USER": own["user"],
        "PASSWORD": own["password"],
        "HOST": own["host"],
        "PORT": own["port"],
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # What the URL says comes last, so it holds.
        "OPTIONS": {
            "connect_timeout": _CONNECT_SECONDS,
            **_LINE,
            **parts,
            "options": f"{_SESSION} {parts.get('options', '')}".strip(),
        },
    }


def networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """`10.1.0.0/16, 192.168.1.7` as networks."""
    try:
        return [ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip()]
    except ValueError as fault:
        raise ImproperlyConfigured(
            f"DINH_METRICS holds networks parted by commas, such as 10.1.0.0/16: {fault}"
        ) from fault
