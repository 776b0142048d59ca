"""What a scanner types when an identity card is held under it, on the keyboards a commune has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.web.counter.card import Card, Unread, read_card
from dinh.web.counter.telex import is_syllable, untelexed

PLAIN = "067091004512|245123456|Nguyễn Văn Tài|14031991|Nam|Thôn 6, xã Trường Xuân, tỉnh Lâm Đồng|05052021"


def card(text: str) -> Card:
    found = read_card(text)
    assert isinstance(found, Card), found
    return found


def test_a_card_says_number_name_birth_sex_residence_and_day_of_issue():
    assert card(PLAIN) == Card(
        "067091004512",
        "Nguyễn Văn Tài",
        "245123456",
        "1991-03-14",
        "male",
        "Thôn 6, xã Trường Xuân, tỉnh Lâm Đồng",
        "2021-05-05",
    )


def test_the_old_number_may_be_empty():
    found = card(PLAIN.replace("245123456", ""))
    assert (found.old_id, found.name) == ("", "Nguyễn Văn Tài")


def test_a_newer_card_may_add_fields():
    assert card(PLAIN + "|Nguyễn Văn Cha|Trần Thị Mẹ||").name == "Nguyễn Văn Tài"


def test_what_a_scanner_puts_around_the_text_is_dropped():
    for text in (
        "]Q1" + PLAIN,
        PLAIN + "\r\n",
        "\ufeff" + PLAIN,
        "  " + PLAIN + "\t",
        PLAIN.replace("|", "｜"),
    ):
        assert card(text) == card(PLAIN)


def test_letters_in_pieces_become_whole():
    from unicodedata import normalize

    assert card(normalize("NFD", PLAIN)) == card(PLAIN)


@pytest.mark.parametrize(
    "name",
    ["Y Bách", "H'Lan Niê", "K’ Brèo", "Điểu Xuân", "Thị Mai", "Lý A Páo", "Ksor H'Bia", "Mang"],
)
def test_a_minority_name_stays_as_it_is(name):
    found = card(PLAIN.replace("Nguyễn Văn Tài", name))
    assert found.name == name
    assert "card.telex" not in found.notes
    assert "card.input_method" not in found.notes


def test_capitals_become_a_name():
    assert card(PLAIN.replace("Nguyễn Văn Tài", "NGUYỄN VĂN TÀI")).name == "Nguyễn Văn Tài"
    assert card(PLAIN.replace("Nguyễn Văn Tài", "H'LAN NIÊ")).name == "H'Lan Niê"


def test_utf8_taken_for_a_western_page_is_mended_and_said():
    found = card(PLAIN.encode().decode("latin-1"))
    assert found.name == "Nguyễn Văn Tài"
    assert "card.mended" in found.notes


def test_digits_that_the_vietnamese_keyboard_turned_into_letters_are_turned_back():
    row = str.maketrans(
        dict(
            zip(
                "1234567890",
                ["ă", "â", "ê", "ô", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323", "đ"],
                strict=True,
            )
        )
    )
    number, old, name, born, sex, _, issued = PLAIN.split("|")
    typed = "|".join(
        [
            number.translate(row),
            old.translate(row),
            name,
            born.translate(row),
            sex,
            "Thôn Sáu",
            issued.translate(row),
        ]
    )
    found = card(typed)
    assert (found.id, found.old_id, found.birth_date, found.issued) == (
        "067091004512",
        "245123456",
        "1991-03-14",
        "2021-05-05",
    )
    assert "card.keyboard" in found.notes


@pytest.mark.parametrize(("keys", "text"), [
    ("Nguyeenx Vawn Taif", "Nguyễn Văn Tài"), ("Leee", "Leee"), ("Traanf Thij Maanj", "Trần Thị Mận"), ("Leej Thij Thu Haf", "Lệ Thị Thu Hà"),
    ("DDieeur Xuaan", "Điểu Xuân"), ("Hoangf", "Hoàng"), ("Quys", "Quý"), ("Gianf", "Giàn"), ("Thuys", "Thúy"), ("Hoaf", "Hòa"), ("Nuwx", "Nữ"),
    ("Truwowngf Xuaan", "Trường Xuân"), ("xax Truowngf Xuaan", "xã Trường Xuân"), ("Ddawks Noong", "Đắk Nông"), ("LUUWU VAWN", "LUUWU VĂN"),
    ("Nguyeexn", "Nguyễn"), ("Dduwcs", "Đức"), ("Muaf", "Mùa"), ("Khuyeen", "Khuyên"), ("Tooi", "Tôi"),
])  # fmt: skip
def test_telex_keys_become_letters(keys, text):
    assert untelexed(keys) == text


@pytest.mark.parametrize(("keys", "text"), [
    ("Nguye64n Va8n Ta2i", "Nguyễn Văn Tài"), ("Nguyen64 Van8 Tai2", "Nguyễn Văn Tài"), ("Tru7o7ng2 Xua6n", "Trường Xuân"), ("Truong72 Xuan6", "Trường Xuân"),
    ("D9ie63u Xua6n", "Điểu Xuân"), ("DD9", "DD9"), ("D9u71c", "Đức"), ("NGUYE64N VA8N", "NGUYỄN VĂN"), ("Le6 Thi5 Ha2", "Lê Thị Hà"), ("Quo71", "Quớ"), ("Nu74", "Nữ"),
    ("Tho6n 3, khu A2, to63 5, Tru7o7ng2 Xua6n", "Thôn 3, khu A2, tổ 5, Trường Xuân"), ("Thon 3, khu A2", "Thon 3, khu A2"), ("khu B12, ap2", "khu B12, ap2"), ("C10", "C10"),
])  # fmt: skip
def test_vni_keys_become_letters_and_numbers_of_houses_stay(keys, text):
    assert untelexed(keys) == text


def test_a_name_has_no_digits_of_its_own():
    assert untelexed("Ly1 A Pao1", digits=False) == "Lý A Páo"


def test_a_card_typed_as_vni_keys_is_read_and_said():
    found = card(
        "067091004512||Nguye64n Va8n Ta2i|14031991|Nam|Tho6n 6, xa4 Tru7o7ng2 Xua6n, ti3nh La6m D9o62ng|05052021"
    )
    assert found.name == "Nguyễn Văn Tài"
    assert found.address == "Thôn 6, xã Trường Xuân, tỉnh Lâm Đồng"
    assert "card.telex" in found.notes


def test_a_card_typed_as_telex_keys_is_read_and_said():
    found = card(
        "067091004512||Nguyeenx Vawn Taif|14031991|Nam|Thoon 6, xax Truwowngf Xuaan, tinhr Laam DDoongf|05052021"
    )
    assert found.name == "Nguyễn Văn Tài"
    assert found.address == "Thôn 6, xã Trường Xuân, tỉnh Lâm Đồng"
    assert "card.telex" in found.notes


def test_a_woman_typed_as_telex_keys_is_a_woman():
    found = card("067191004512||Traanf Thij Maanj|14031991|Nuwx|Thoon 6|05052021")
    assert found.sex == "female"
    assert "card.sex_differs" not in found.notes


def test_letters_that_the_input_method_doubled_are_said():
    assert (
        "card.input_method"
        in card(PLAIN.replace("Nguyễn", "Nguyeễn").replace("eễ", "eê\u0303")).notes
    )


def test_lost_letters_are_said():
    assert "card.lost_letters" in card(PLAIN.replace("Nguyễn Văn Tài", "Nguy?n V?n Tài")).notes


def test_a_residence_with_a_district_is_said_and_kept():
    found = card(
        PLAIN.replace("xã Trường Xuân, tỉnh Lâm Đồng", "xã Nâm N'Jang, huyện Đắk Song, Đắk Nông")
    )
    assert "card.old_address" in found.notes
    assert "huyện Đắk Song" in found.address


@pytest.mark.parametrize(("number", "born", "sex", "notes"), [
    ("067091004512", "14031991", "Nam", ()),
    ("067191004512", "14031991", "Nữ", ()),
    ("067205004512", "14032005", "Nam", ()),
    ("067305004512", "14032005", "Nữ", ()),
    ("067191004512", "14031991", "Nam", ("card.sex_differs",)),
    ("067091004512", "14031992", "Nam", ("card.year_differs",)),
    ("067091004512", "14032091", "Nam", ("card.year_differs",)),
])  # fmt: skip
def test_the_number_says_century_sex_and_year(number, born, sex, notes):
    assert card(f"{number}||A|{born}|{sex}|Thôn 6|05052021").notes == notes


def test_a_birth_date_that_is_none_is_left_to_the_person_and_said():
    found = card(PLAIN.replace("14031991", "00001950"))
    assert found.birth_date == ""
    assert "card.birth_date" in found.notes


@pytest.mark.parametrize(("text", "code"), [
    ("", "card.empty"),
    ("245123456", "card.old_number"),
    ("067091004512", "card.typed_number"),
    ("https://vi.example/abc", "card.short"),
    ("067091004512|x|y", "card.short"),
    ("245123456||Nguyễn Văn Tài|14031991|Nam|Thôn 6|05052021", "card.old_number"),
    ("67091004512||Nguyễn Văn Tài|14031991|Nam|Thôn 6|05052021", "card.number"),
    ("067091004512|||14031991|Nam|Thôn 6|05052021", "card.no_name"),
])  # fmt: skip
def test_what_is_no_card_says_what_it_is(text, code):
    assert read_card(text) == Unread(code)


@given(st.text(max_size=300))
def test_no_text_ever_breaks_it(text):
    assert isinstance(read_card(text), Card | Unread)


@given(
    st.lists(
        st.text(
            alphabet=st.characters(exclude_characters="|｜¦", exclude_categories=["Cs"]),
            max_size=30,
        ),
        min_size=4,
        max_size=12,
    )
)
def test_no_fields_ever_break_it(fields):
    assert isinstance(read_card("067091004512|" + "|".join(fields)), Card | Unread)


@pytest.mark.parametrize(
    "word",
    ["nguyễn", "đức", "trường", "xuân", "quý", "giàn", "khuya", "nghĩa", "y", "ương", "thuở"],
)
def test_these_are_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["alex", "ksor", "nguyeenx", "brèo", "h'lan", "njang"])
def test_these_are_not(word):
    assert not is_syllable(word)


@pytest.mark.parametrize("sign", ["\u2019", "\u02bc", "\u2018", "`"])
def test_the_apostrophe_of_a_name_is_one_however_the_card_prints_it(sign):
    assert card(PLAIN.replace("Nguyễn Văn Tài", f"H{sign}LAN NIÊ")).name == "H'Lan Niê"


OTHER = "067194999417||Thị Mai|20051994|Nữ|Bon Bu Bơ, xã Trường Xuân, tỉnh Lâm Đồng|05052021"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN + OTHER,
        PLAIN + "\r\n" + OTHER,
        PLAIN + "|" + OTHER,
        PLAIN + PLAIN,
        PLAIN + "|Nguyễn Văn Cha|Trần Thị Mẹ||" + OTHER,
        PLAIN[:40] + OTHER,
        PLAIN[:60] + OTHER[:40],
    ],
)
def test_two_cards_in_one_scan_are_told(text):
    assert read_card(text) == Unread("card.two")


@pytest.mark.parametrize("length", [len(PLAIN) - 1, len(PLAIN) - 5, len(PLAIN) - 8])
def test_a_scan_that_was_cut_in_its_last_field_is_told(length):
    assert read_card(PLAIN[:length]) == Unread("card.cut")


def test_a_scan_cut_anywhere_is_never_taken_for_a_card():
    for length in range(len(PLAIN)):
        assert isinstance(read_card(PLAIN[:length]), Unread), PLAIN[:length]
    for start in range(1, len(PLAIN)):
        assert isinstance(read_card(PLAIN[start:]), Unread), PLAIN[start:]
