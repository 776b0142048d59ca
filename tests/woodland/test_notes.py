"""Notes that the house itself writes: sealed in Vietnamese, told to everybody in their language; what people typed stays as they typed it."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dinh.messages import notes

names, days = (
    st.sampled_from(sorted(notes.NOTES)),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(lambda day: f"{day:%d/%m/%Y}"),
)


@given(names, st.integers(0, 10**7), st.integers(0, 10**9), days)
def test_whatever_was_sealed_is_known_again_and_told_in_english_with_the_same_figures(
    name, n, area, day
):
    text = notes.written(name, n, area, day)
    assert notes.name_of(text) == name and notes.told(text, "vi") == text
    english = notes.told(text, "en")
    assert (
        english.startswith("Satellite watch: ")
        and day in english
        and f"{area:,} m²" in english
        and f"{n} pixel" in english
    )
    assert not re.search(r"[^\x00-\x7f²]", english)


@given(st.text(max_size=120))
def test_what_a_person_typed_is_never_taken_for_the_house_s_own(text):
    assert notes.name_of(text) == "" and notes.told(text, "en") == text


def test_a_person_who_quotes_a_note_keeps_their_words():
    text = notes.written("forest.freeze", 54, 5400, "25/11/2026")
    assert (
        text
        == "Theo dõi bằng ảnh: đóng băng 54 điểm ảnh (5.400 m²) từ 25/11/2026 đến khi trồng lại"
    )
    assert (
        notes.told(text, "en")
        == "Satellite watch: froze 54 pixels (5,400 m²) from 25/11/2026 until replanted"
    )
    assert notes.told(f"{text}, tôi đã xem", "en") == f"{text}, tôi đã xem"
    assert notes.told(notes.written("forest.thaw", 1, 100, "25/11/2026"), "en").startswith(
        "Satellite watch: watches 1 pixel (100 m²) again"
    )
