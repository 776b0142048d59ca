"""The communes of the country in force, by their codes, from a kept package; no list of units stands in this program."""
from __future__ import annotations

from msgspec import Struct


class Unit(Struct, frozen=True):
    """name: `Xã Trường Xuân`; place: `Trường Xuân`; province: `tỉnh Lâm Đồng`."""

    code: str
    name: str
    place: str
    province: str


KINDS = ("xã", "phường", "đặc khu", "thị trấn")


def unit(code: str) -> Unit | None:
    """The commune of a code, None when there is none."""
    if not code.isdigit() or not code.isascii():
        return None
    from vietnam_provinces import Province, Ward

    try:
        found = Ward.from_code(int(code))
        province = Province.from_code(found.province_code)
    except (ValueError, KeyError, LookupError, TypeError):
        return None
    name = found.name[:1].upper() + found.name[1:]
    place = next((name[len(kind) + 1 :] for kind in KINDS if name.lower().startswith(kind + " ")), name)
    return Unit(f"{int(code):05d}", name, place, province.name[:1].lower() + province.name[1:])
