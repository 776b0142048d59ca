"""Where a paper says that the house is asked: a demo's follow the address at which it is served, a real house's never."""

import pytest

from dinh import printing
from dinh.access import finders
from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.conftest import commune  # noqa: F401  # the small commune of the desks' tests
from tests.desks.test_counter import settled


def led_to(house, **profile) -> tuple[str, str]:
    """The printed address, and where the QR code of the birth certificate leads without the letter's own part."""
    cases.configure(house, {**finders.state(house).profile, **profile})
    case = settled(house)
    letter = next(one for one in case.letters if one.result)
    assert ledger.letter(house, letter.digest)
    values = printing.page(house, case.code, letter).values
    return values["house"]["lookup"], values["qr"].partition("/letters/")[0]


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 8123, "http://127.0.0.1:8123"),
        ("0.0.0.0", 9000, "http://127.0.0.1:9000"),
        ("::1", 8001, "http://[::1]:8001"),
        ("10.0.0.7", 80, "http://10.0.0.7:80"),
    ],
)
def test_a_demos_papers_lead_to_where_it_is_served(commune, monkeypatch, host, port, address):
    monkeypatch.setenv(printing.SERVED, "")
    printing.serving(host, port)
    assert led_to(commune, lookup=printing.DEMO_ADDRESS) == (address, address)


def test_a_demo_that_nobody_serves_says_what_its_books_say(commune, monkeypatch):
    monkeypatch.delenv(printing.SERVED, raising=False)
    assert led_to(commune, lookup=printing.DEMO_ADDRESS) == (
        printing.DEMO_ADDRESS,
        printing.DEMO_ADDRESS,
    )


def test_an_address_that_the_house_gave_itself_stays_in_a_demo_and_out_of_one(commune, monkeypatch):
    monkeypatch.setenv(printing.SERVED, "http://127.0.0.1:8123")
    given = "https://xa.example"
    assert led_to(commune, lookup=given) == (given, given)
    real = {"lookup": printing.DEMO_ADDRESS, "demo": False}
    assert printing.asked_at(real) == real
