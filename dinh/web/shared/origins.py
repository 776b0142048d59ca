"""What a request came from, in a few words: enough for its owner to recognise, too little to follow anybody."""

from __future__ import annotations

from django.http import HttpRequest

from dinh.accounts.last_used import Use
from dinh.web.shared.locks import address

# The first that stands in what a browser says of itself: many name others to be served like them.
BROWSERS = (
    ("coc_coc_browser", "Cốc Cốc"),
    ("Zalo", "Zalo"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
PROGRAM_MAX = 30


def device_of(request: HttpRequest) -> str:
    """Such as "Firefox, Windows"; of a program its name; "" where it says nothing."""
    said = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in BROWSERS if sign in said), "")
    system = next((name for sign, name in SYSTEMS if sign in said), "")
    program = "".join(one for one in said.partition("/")[0] if one.isprintable())[:PROGRAM_MAX]
    return ", ".join(one for one in (browser, system) if one) or program.strip()


def use_of(request: HttpRequest, now: int) -> Use:
    return Use(now, address(request), device_of(request))
