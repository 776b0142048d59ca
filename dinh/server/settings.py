"""One installation put together: a house's folder, its books, the desks that exist.

Where a person may choose, an environment variable says so, and there are five: DINH_HOUSE, DINH_DATABASE_URL, DINH_ORIGIN
(the `https://…` under which a proxy shows this server; empty on a counter's PC), DINH_METRICS (networks that may ask for
the figures of `/metrics`, parted by commas; this machine may always) and DINH_MAIL (`smtp://NAME:PASSWORD@HOST:PORT`, through which
mail leaves). Nothing else is set by hand.
"""

import gc
import os
import pkgutil
import re
import socket
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from dinh import folder, web
from dinh.server.database import database, networks
from dinh.server.mail import mail_sender, mail_server

HOUSE = folder.named()
ORIGIN = os.environ.get("DINH_ORIGIN", "").rstrip("/")
if ORIGIN and not re.fullmatch(r"https?://[^/\s]+", ORIGIN):
    raise ImproperlyConfigured(
        f"DINH_ORIGIN is the address under which a proxy shows this server, such as https://xa.example.vn, and not '{ORIGIN}'"
    )
METRICS = networks(os.environ.get("DINH_METRICS", ""))
DEBUG = False
# What the engine makes is values, hardly ever in a ring: looking for rings after each 700 of them took a tenth of every fold and step.
gc.set_threshold(20_000)

# The books
DATABASES = {"default": database(os.environ.get("DINH_DATABASE_URL", ""), HOUSE / folder.BOOKS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Mail: heads of the log go to witnesses by it, nothing of anybody
MAILERS = mail_server(os.environ.get("DINH_MAIL", ""))
SILENCED_SYSTEM_CHECKS = ["mail.W001"]  # a house without a mail server lacks nothing else
DEFAULT_FROM_EMAIL = mail_sender(os.environ.get("DINH_MAIL", ""), socket.gethostname())

# The parts: a desk is a package in dinh/desks
DESKS = [f"dinh.web.{desk.name}" for desk in pkgutil.iter_modules(web.__path__) if desk.ispkg]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "dinh.store",
    "dinh.accounts",
    *DESKS,
]
ROOT_URLCONF = "dinh.server.urls"
MIDDLEWARE = [
    "dinh.server.guards.traced",
    "dinh.server.request_log.told",
    "dinh.server.guards.known_host",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "dinh.server.guards.bounded",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # a public page that has not changed is not sent again
    "django.middleware.common.CommonMiddleware",  # `/counter` leads to `/counter/`
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dinh.server.rate_limit.orderly",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# The desks' own layers (who asks, in which language, how a refusal is shown), innermost first to last.
if find_spec("dinh.web.shared") and find_spec("dinh.web.shared.middleware"):
    from dinh.web.shared.middleware import LAYERS

    MIDDLEWARE += LAYERS
TEMPLATES = [
    {
        "BACKEND": "dinh.web.shared.templating.Pages",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "dinh.web.shared.templating.environment",
            "context_processors": ["dinh.web.shared.templating.of_house"],
            "auto_reload": False,
        },
    },
]

# Who may sign in, and what their cookie is
SECRET_KEY = folder.secret(HOUSE)
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["dinh.web.shared.backend.Known"]
CSRF_FAILURE_VIEW = "dinh.web.shared.refusals.stale"
SESSION_ENGINE = "dinh.web.shared.cookies"  # reading a row for every page costs more than the page
SESSION_COOKIE_AGE = 10 * 3600  # one working day
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ORIGIN.startswith("https:")

# What a browser may do with a page, and who may ask for one
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 0  # the proxy that holds the certificate says it, not a PC in the commune
ALLOWED_HOSTS = [
    "*"
]  # guards.known_host judges: it also lets in bare addresses, which this list cannot say
HOSTS = {"localhost", socket.gethostname().lower(), urlsplit(ORIGIN).hostname or "localhost"}
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
if ORIGIN.startswith("https:"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# How much one request may bring
REQUEST_BYTES_MAX = 30 * 2**20
FORM_BYTES_MAX = (
    120 * 2**20
)  # a file that is too large is read to its end and dropped: the form it came with is not lost
FILE_UPLOAD_HANDLERS = [
    "dinh.server.uploads.Dropping",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_PERMISSIONS = 0o600

# Words and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# Static files: `static/shared/fonts/be-vietnam-pro-{400,600}.woff2` and `static/shared/htmx.min.js` in dinh/web/shared
# are made by `./dev`; in a template `{% static 'shared/htmx.min.js' %}`.
STATIC_URL = "/static/"
STATIC_ROOT = HOUSE / folder.STATIC
STORAGES = {"staticfiles": {"BACKEND": "dinh.server.assets.Gathered"}}
WHITENOISE_USE_FINDERS = not os.path.isdir(STATIC_ROOT)  # noqa: PTH112  # of a folder that may not be entered it says no

# The journal
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"journal": {"()": "dinh.trace.JournalLine"}},
    "filters": {"by_pattern": {"()": "dinh.trace.ByPattern"}},
    "handlers": {
        "journal": {"class": "logging.StreamHandler", "formatter": "journal"},
        "faults": {"class": "dinh.trace.FaultFile", "formatter": "journal"},
        "refusals": {"class": "dinh.trace.RefusalFile", "formatter": "journal"},
    },
    "root": {"handlers": ["journal", "faults"], "level": "INFO"},
    "loggers": {
        "django": {"level": "WARNING"},
        # A page that is not there, or a form that came too late, is no fault of the program.
        "django.request": {"level": "ERROR", "filters": ["by_pattern"]},
        "django.security": {
            "level": "CRITICAL"
        },  # who sends too much, or what cannot be, is refused: that is told as all refusals are
        "dinh.request": {"handlers": ["refusals"]},
        # A command speaks to a person: what it kept in the file is not written between its words.
        "dinh.cli.faults": {"handlers": ["faults"], "propagate": False},
        "_granian": {"level": "INFO"},
    },
}
