"""What is typed without diacritics finds what is written with them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.store import queries
from dinh.store.plain import after, plain, words
from tests.store.stories import HOUSE, a_house, opened


@pytest.mark.parametrize(
    ("written", "plainly"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("H'Lan Niê Kđăm", "h lan nie kdam"),
        ("H’Lan  Niê-Kđăm", "h lan nie kdam"),
        ("H\u02bcLan Niê Kđăm", "h lan nie kdam"),
        ("Y Bham Êban", "y bham eban"),
        ("xác nhận   độc thân", "xac nhan doc than"),
        ("ＡＢ１２", "ab12"),
        ("H36.99-261124-0001", "h36.99 261124 0001"),
        ("…", ""),
    ],
)
def test_a_text_is_told_plainly(written, plainly):
    assert plain(written) == plainly
    assert plain(unicodedata.normalize("NFD", written)) == plainly


def test_what_an_apostrophe_joins_is_also_found_whole():
    assert words("H'Lan Niê") == {"h", "lan", "hlan", "nie"}


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_what_is_written_in_plain_letters_already_is_told_as_all_else(text):
    assert plain(text) == plain("é " + text).partition(" ")[2]


@given(st.text(max_size=60))
def test_telling_it_plainly_again_changes_nothing(text):
    assert plain(plain(text)) == plain(text)
    assert all(word < after(word[:1]) for word in words(text))


def test_a_case_is_found_by_the_beginning_of_any_of_its_words(house):
    a_house()
    opened("H36.99-260701-0001")
    opened("H36.99-260701-0002", **{"child.name": "Y Bham Êban"})
    for typed in (
        "nie kdam",
        "H’Lan",
        "hlan",
        "H'LAN nie",
        "0001",
        "khai sinh kđ",
        "H36.99-260701-0001",
    ):
        assert queries.search(HOUSE, typed) == ["H36.99-260701-0001"], typed
    assert queries.search(HOUSE, "diem") == []
    assert len(queries.search(HOUSE, "dieu xuan")) == 2
