"""Each procedure is found by the plain ways in which people ask for it, and what is not offered finds nothing."""

import pytest

from dinh.store.plain import plain
from dinh.web.shared.procedure_search import found
from tests.world import own_files

BEST = 3
ASKED = {
    "khai-sinh": ("con mới sinh làm giấy khai sinh", "lam khai sinh cho chau", "khai xinh", "khai sanh", "đăng ký cho em bé mới đẻ", "khai sinh quá hạn", "birth certificate", "newborn"),
    "khai-tu": ("đăng ký khai tử", "giay chung tu", "khai tữ", "bố tôi mất làm giấy gì", "báo tử cho ông", "bà ngoại qua đời", "nguoi nha mat", "death certificate"),
    "ket-hon": ("đăng ký kết hôn", "lam giay ket hon", "kết hông", "giấy hôn thú", "giá thú", "cưới vợ", "lấy chồng", "get married"),
    "xac-nhan-tinh-trang-hon-nhan": ("giấy độc thân", "xac nhan doc than", "độc thâng", "chưa vợ chưa chồng", "giấy chứng nhận chưa kết hôn", "xác nhận độc thân để kết hôn", "single certificate", "unmarried"),
    "chung-thuc-ban-sao": ("sao y bản chính", "chung thuc ban sao", "sao i bản chính", "photo công chứng", "cong chung ban sao", "photo bằng tốt nghiệp có dấu", "certified copy"),
    "tro-cap-xa-hoi-hang-thang": ("trợ cấp người khuyết tật", "tro cap nguoi gia", "trợ cấp khuyết tặt", "bảo trợ xã hội", "tiền cho người già 80 tuổi", "mẹ đơn thân", "disability allowance", "orphan"),
    "tro-cap-mai-tang": ("hỗ trợ chi phí mai táng", "tien mai tang", "mai tán phí", "tiền đám ma", "tiền tuất", "trợ cấp mai táng phí cho người cao tuổi", "funeral costs"),
    "dang-ky-ho-kinh-doanh": ("đăng ký hộ kinh doanh", "mo cua hang tap hoa", "hộ kinh daonh", "đăng kí kinh doanh", "giấy phép kinh doanh", "mở tiệm tóc", "open a shop", "business license"),
    "hoa-giai-tranh-chap-dat-dai": ("hoà giải tranh chấp đất", "tranh chap ranh gioi", "hàng xóm lấn chiếm đất", "bị lấn rẫy", "kiện đất đai", "land dispute", "boundary"),
    "khieu-nai-lan-dau": ("đơn khiếu nại", "khieu nai quyet dinh cua xa", "khiếu lại", "không đồng ý quyết định hành chính", "đơn kiện ủy ban", "bị phạt oan muốn khiếu nại", "complaint"),
    "khai-thac-go": ("khai thác gỗ rừng trồng", "chat cay rung trong", "khai thát gỗ", "bán gỗ keo", "cưa cây", "bảng kê lâm sản", "timber harvest", "cut trees"),
    "giay-phep-xay-dung": ("giấy phép xây dựng", "xin phep xay nha", "giấy phep xây dựn", "làm nhà hai tầng", "cất nhà", "xây nhà cấp 4", "building permit", "build a house"),
}  # fmt: skip
NOT_OFFERED = (
    "mua bitcoin", "phóng vệ tinh", "phong ve tinh", "hộ chiếu", "làm căn cước", "đăng ký xe máy", "bằng lái xe", "đổi bằng lái",
    "khám sức khỏe", "tiêm chủng", "xin việc làm", "nộp thuế", "thời tiết hôm nay", "passport", "driving licence", "tax", "asdf qwer", "?!",
)  # fmt: skip


@pytest.fixture(scope="module")
def offered():
    return [one.procedure for one in own_files().packages if one.procedure]


def test_every_procedure_says_what_people_call_it_in_both_languages(offered):
    assert [
        one.slug
        for one in offered
        if one.level != "internal"
        and not (any(also.vi for also in one.known_as) and any(also.en for also in one.known_as))
    ] == []


def test_what_people_call_it_finds_every_procedure_among_the_first_three_with_marks_and_without(
    offered,
):
    missed = [
        (text, one.slug)
        for one in offered
        for text in called(one)
        if one.slug not in [other.slug for other in found(offered, text)[:BEST]]
    ]
    assert missed == []


def called(one):
    phrases = [
        phrase.strip()
        for also in one.known_as
        for text in (also.vi, also.en)
        for phrase in text.split(",")
        if phrase.strip()
    ]
    return dict.fromkeys([*phrases, *map(plain, phrases)])


@pytest.mark.parametrize(
    ("text", "slug"), [(text, slug) for slug, texts in ASKED.items() for text in texts]
)
def test_a_procedure_is_found_among_the_first_three_however_it_is_asked_for(offered, text, slug):
    assert slug in [one.slug for one in found(offered, text)[:BEST]]


@pytest.mark.parametrize("text", [text for text in NOT_OFFERED if text != "?!"])
def test_what_is_not_offered_finds_nothing(offered, text):
    assert found(offered, text) == []


def test_its_own_name_finds_every_procedure_first_with_marks_without_and_in_english(offered):
    for one in offered:
        for name in (
            one.name.vi,
            one.name.vi.upper(),
            one.name.en,
            one.slug,
            one.slug.replace("-", " "),
        ):
            assert found(offered, name)[0].slug == one.slug, name


def test_marks_are_read_wherever_in_the_word_they_stand_and_wrong_ones_are_forgiven_where_every_word_fits(
    offered,
):
    assert [one.slug for one in found(offered, "hoà giải đất")] == [
        one.slug for one in found(offered, "hòa giải đất")
    ]
    assert found(offered, "hòa giải đất")[0].slug == "hoa-giai-tranh-chap-dat-dai"
    assert [one.slug for one in found(offered, "khái thạc gộ")] == ["khai-thac-go"]
    assert found(offered, "khái thạc đá") == []


def test_nothing_said_shows_all_and_words_that_say_nothing_find_nothing(offered):
    assert len(found(offered, "")) == len(found(offered, " ")) == len(offered)
    assert found(offered, "?!") == found(offered, "\U0001f600") == []
    assert found(offered, "tôi muốn làm giấy gì") == []


def test_words_typed_without_end_are_read_to_a_bound(offered):
    assert found(offered, "qwerty " * 5000) == []
