"""Who gets what: every address asked by everybody, held equal to docs/routes.md."""

import pytest

from tools import routes


@pytest.fixture(scope="module")
def page() -> str:
    return routes.PAGE.read_text("utf-8")


def test_everybody_gets_at_every_address_what_the_page_says(house, page: str):
    asking, rows = routes.matrix(routes.furnished(house))
    assert routes.written(asking, rows) == page, (
        "it has changed who gets what: if that is meant, ./dev routes writes the page anew"
    )


def test_every_address_stands_on_the_page(page: str):
    assert {address for address, _ in routes.addresses()} - {
        line.split("`")[1] for line in page.splitlines() if line.count("`") > 1
    } == set()
