"""Business households: a shop, a food stall, crops bought, motorbikes repaired."""

from __future__ import annotations

from datetime import date
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import Kind
from dinh.scenes.matter import Matter

SLUG = "dang-ky-ho-kinh-doanh"
# Own name of the business, line, its code.
TRADES = (
    ("tạp hóa", "Bán lẻ lương thực, thực phẩm, đồ uống trong cửa hàng tổng hợp", "4711"),
    ("quán cơm", "Nhà hàng và các dịch vụ ăn uống phục vụ lưu động", "5610"),
    ("cà phê", "Dịch vụ phục vụ đồ uống", "5630"),
    ("thu mua nông sản", "Bán buôn nông, lâm sản nguyên liệu", "4620"),
    ("sửa xe", "Sửa chữa mô tô, xe máy", "9542"),
    ("may đo", "May trang phục", "1410"),
    ("cắt tóc", "Cắt tóc, làm đầu, gội đầu", "9631"),
    ("vật tư nông nghiệp", "Bán buôn phân bón, thuốc trừ sâu", "4669"),
)
TEXTS = {
    "supplied": {
        "items": ["documents.identity"],
        "missing": "Giấy tờ tùy thân của chủ hộ",
        "missing_reason": "Giấy chứng nhận phải ghi đúng số định danh",
        "guidance": "Mang căn cước đến quầy, hoặc mở VNeID",
    },
    "rejected": {
        "rejection_reason": "Nơi kinh doanh ở xã khác",
        "rejection_basis": "Nghị định 168/2025/NĐ-CP",
        "go_instead": "Phòng Kinh tế của xã nơi đặt cửa hàng",
    },
    "refused": {
        "refusal_reason": "Đã đăng ký một hộ kinh doanh tại xã khác và chưa chấm dứt",
        "refusal_basis": "Nghị định 168/2025/NĐ-CP",
    },
    "withdrawn": {"reason": "Chưa thuê được mặt bằng"},
    "extended": {"by": "2 working days", "reason": "Hệ thống của cơ quan thuế chưa trả mã số"},
    "reversed": {"reason": "Hộ kinh doanh ở xã khác đã chấm dứt từ năm trước"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    chance, owner = commune.chance, commune.citizens.adult(ages=(19, 58))
    name, what, code = chance.choice(TRADES)
    family = chance.random() < 0.2
    data: dict[str, Any] = {
        "applicant": owner.part(),
        "proxy": {"used": False},
        "founded_by": "family" if family else "individual",
        "trade_name": f"Hộ kinh doanh {name} {owner.name.split()[-1]} {chance.randint(2, 99)}",
        "place": owner.address,
        "businesses": [{"what": what, "code": code, "main": True}],
        "capital": chance.choice((20, 30, 50, 80, 120, 200)) * 1_000_000,
        "workers": chance.randint(1, 4),
        "documents": {"identity": "seen"},
    }
    if family:
        partner = commune.citizens.adult("", owner.ethnicity)
        data["members"] = [{"name": partner.name, "id": partner.number}]
        data["documents"] |= {"minutes": "seen", "appointment": "seen"}
    return data


def check(commune: Commune, one: Matter) -> None:
    """The tax authority gives the code, which is the owner's personal number."""
    one.checked("ask_code").checked(
        "coded", later=commune.some_days(0, 0, 1), household_code=one.data["applicant"]["id"]
    )


KIND = Kind(
    slug=SLUG,
    count=30,
    form=form,
    check=check,
    texts=TEXTS,
    takes=(0, 1),
    slow=(4, 5),
    online=30,
    signer="economy.1",
)
