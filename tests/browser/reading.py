"""Whether a page can be read by everyone: on every width, light and dark, by whoever cannot see, without a stroke sideways."""

from collections.abc import Callable, Iterable

from axe_playwright_python.base import AXE_SCRIPT

LOOKS = (("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def looks_in(lang: str) -> tuple[tuple[str, int], ...]:
    """Every look in Vietnamese; in English the narrow one, where longer words would show."""
    return LOOKS if lang == "vi" else LOOKS[2:3]


def readable(
    page,
    addresses: Iterable[str],
    looks: Iterable[tuple[str, int]] = LOOKS,
    *,
    first: Callable = lambda page: None,
) -> None:
    """Opens each address in each look. first: what is done on the page before it is looked at."""
    for address in addresses:
        for scheme, width in looks:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            first(page)
            assert not violations(page), (address, scheme, width)
            assert sideways(page) <= 0, (address, scheme, width)


def said_in(at: str, names: Iterable[str], lang: str) -> list[str]:
    return [f"{at}/{name}{'&' if '?' in name else '?'}lang={lang}" for name in names]


def violations(page) -> list[str]:
    """Only what is wrong is told in full and handed over: all that is right of a page is a hundred times as much."""
    page.evaluate(f"{AXE_SCRIPT};undefined")
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = page.evaluate(
        "options => axe.run(document, options).then(found => found.violations)", options
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def sideways(page) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
