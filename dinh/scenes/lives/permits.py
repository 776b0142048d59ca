"""Building permits for houses: a field check, sometimes an opinion of others, at most two supplements."""

from __future__ import annotations

from datetime import date
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import WAYS, Kind
from dinh.scenes.lives.ways import settle
from dinh.scenes.matter import Matter, papers_asked

SLUG = "giay-phep-xay-dung"
DESIGNERS = ("Tự thiết kế", "Công ty thiết kế mẫu", "Tổ thiết kế nhà ở nông thôn mẫu")
ASKED = (
    ("Điện lực khu vực", "Khoảng cách tới đường dây 22 kV"),
    ("Ban quản lý đường tỉnh", "Hành lang an toàn đường bộ"),
    ("Công ty thủy lợi", "Hành lang bảo vệ kênh"),
)
SEEN = ("Đất trống, ranh giới rõ", "Nhà cũ đã dỡ, còn móng", "Đất bằng, giáp đường thôn")
PERMITTED = {
    "base_level": "Cao hơn tim đường 0,3 m",
    "building_line": "Lùi 3 m từ chỉ giới đường đỏ",
}
TEXTS = {
    "supplied": {
        "items": ["documents.drawings"],
        "missing": "Mặt cắt móng và sơ đồ thoát nước",
        "missing_reason": "Bản vẽ nộp còn thiếu",
        "guidance": "Người thiết kế bổ sung hai bộ, ký tên, nộp tại quầy",
    },
    "rejected": {
        "rejection_reason": "Nhà ở nông thôn ngoài khu quy hoạch được miễn giấy phép",
        "rejection_basis": "Luật Xây dựng, Điều 89",
        "go_instead": "Thông báo ngày khởi công cho xã",
    },
    "refused": {
        "refusal_reason": "Đất chưa chuyển mục đích sang đất ở",
        "refusal_basis": "Luật Xây dựng, Điều 91",
    },
    "withdrawn": {"reason": "Gia đình đổi bản vẽ"},
    "extended": {"by": "10 days", "reason": "Chờ số liệu đo đạc lại của thửa đất"},
    "reversed": {"reason": "Đã tra được quyết định chuyển mục đích sử dụng đất"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    chance, owner = commune.chance, commune.citizens.adult(ages=(24, 62))
    storeys, footprint = chance.choice((1, 1, 2, 2, 3)), chance.randint(60, 130)
    adjoining = chance.random() < 0.4
    return {
        "applicant": owner.part(),
        "proxy": {"used": False},
        "land": parcel(commune, owner.address) | {"area": footprint + chance.randint(40, 500)},
        "zone": chance.choice(("urban", "rural_planned", "rural_planned")),
        "storeys": storeys,
        "basement": False,
        "footprint": footprint,
        "floors": footprint * storeys,
        "height": round(3.9 * storeys + 0.6, 1),
        "designer": chance.choice(DESIGNERS),
        "adjoining": adjoining,
        "documents": {
            "land_paper": "seen",
            "drawings": "seen",
            **({"commitment": "seen"} if adjoining else {}),
        },
    }


def parcel(commune: Commune, place: str) -> dict[str, Any]:
    return {
        "place": place,
        "sheet": str(commune.chance.randint(3, 60)),
        "number": str(commune.chance.randint(10, 400)),
    }


def visit(commune: Commune, one: Matter) -> dict[str, Any]:
    """What the minutes say; on the day before they are written or on the same."""
    return {
        "attended": f"Công chức xây dựng xã; ông, bà {one.data['applicant']['name']}",
        "found": commune.chance.choice(SEEN),
        "concluded": "Phù hợp bản vẽ",
    }


def prepare(commune: Commune, one: Matter) -> None:
    if commune.chance.random() < 0.65:
        one.checked("survey").waits(commune.some_days(1, 2, 3)).checked(
            "visited", said=commune.on_the_day("visit", visit(commune, one))
        )
        return
    body, question = commune.chance.choice(ASKED)
    one.checked("ask", bodies=[{"body": body, "question": question}]).signed(act="send")
    one.waits(commune.some_days(2, 3)).checked(
        "visited", said=commune.on_the_day("visit", visit(commune, one))
    )
    one.waits(commune.some_days(2, 3)).checked(
        "answered",
        row={
            "view": "Đồng ý, không ảnh hưởng",
            "view_ref": f"{commune.chance.randint(20, 300)}/CV",
        },
    )


def check(commune: Commune, one: Matter) -> None:
    one.checked(**PERMITTED)


def again(commune: Commune, one: Matter) -> None:
    """What was supplied is not enough: a second notice, and that is the last."""
    one.accepted()
    prepare(commune, one)
    one.checked("supplement", **TEXTS["supplied"]).by(
        one.citizen, "complete", later=commune.some_days(2, 3), said=papers_asked
    )
    one.waits(commune.some_days(1, 2)).checked(
        "supplement_again",
        items=["documents.drawings"],
        missing="Mặt cắt qua móng cũ",
        missing_reason="Bản vẽ bổ sung chưa có",
        guidance="Vẽ thêm một mặt cắt",
    )
    one.by(one.citizen, "complete", later=commune.some_days(2, 4), said=papers_asked)
    settle(KIND, commune, one)


KIND = Kind(
    slug=SLUG,
    count=22,
    form=form,
    prepare=prepare,
    check=check,
    texts=TEXTS,
    takes=(1, 2, 3),
    slow=(9, 11),
    online=20,
    ways=WAYS | {"again": 6, "rejected": 6},
    own={"again": again},
)
