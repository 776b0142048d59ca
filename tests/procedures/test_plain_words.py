"""What people type leads to the matter they mean, with marks and without."""

import pytest

from dinh.web.shared.procedure_search import found
from tests.world import own_files

MEANT = {
    "dang-ky-ho-kinh-doanh": [
        "mở quán tạp hóa",
        "mo quan tap hoa",
        "mở tiệm sửa xe",
        "đăng ký kinh doanh",
        "mở quán",
    ],
    "giay-phep-xay-dung": [
        "xây nhà",
        "xin phép xây nhà mới",
        "giay phep xay dung",
        "làm nhà hai tầng",
    ],
    "hoa-giai-tranh-chap-dat-dai": [
        "tranh chấp đất",
        "hàng xóm lấn đất",
        "tranh chap ranh gioi",
        "bị lấn rẫy",
    ],
    "khieu-nai-lan-dau": ["khiếu nại", "khieu nai quyet dinh phat", "khiếu nại xã"],
    "khai-thac-go": ["bán gỗ keo", "chặt cây", "cưa cây vườn nhà", "khai thac rung trong"],
}


@pytest.mark.parametrize(
    ("text", "slug"), [(text, slug) for slug, texts in MEANT.items() for text in texts]
)
def test_the_words_people_use_find_their_matter_first(text, slug):
    offered = [one.procedure for one in own_files().packages if one.procedure]
    assert [one.slug for one in found(offered, text)][:1] == [slug]
