"""An officer at the browser, and a birth that was accepted, to which they bring files."""

import pytest
from django.test import Client

from dinh.store import accounts

WHO = "civil.1"


@pytest.fixture
def case(world):
    return world.case("khai-sinh").accepted("2026-10-12").case


@pytest.fixture
def browser():
    client = Client()
    accounts.account(WHO)
    assert client.post("/sign-in", {"demo": WHO}).status_code == 302
    return client
