"""The communes and provinces of the country in force, by their codes, from a kept package; no list of units stands in this program."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct


class Unit(Struct, frozen=True):
    """name: `Xã Trường Xuân`; place: `Trường Xuân`; province: `tỉnh Lâm Đồng`; above: the province's code, of a province its own."""

    code: str
    name: str
    place: str
    province: str
    above: str = ""


KINDS = ("xã", "phường", "đặc khu", "thị trấn", "tỉnh", "thành phố")
PROVINCE_DIGITS = 2


@lru_cache(maxsize=64)
def unit(code: str) -> Unit | None:
    """The commune of a code of five digits, the province of one of two; None when there is none."""
    if not code.isdigit() or not code.isascii():
        return None
    if len(code) <= PROVINCE_DIGITS:
        return _province(int(code))
    from vietnam_provinces import Province, Ward
    from vietnam_provinces.codes import WardCode

    try:
        found = Ward.from_code(WardCode(int(code)))
        province = Province.from_code(found.province_code)
    except (ValueError, KeyError, LookupError, TypeError):
        return None
    return Unit(
        f"{int(code):05d}",
        *_called(found.name),
        province.name[:1].lower() + province.name[1:],
        f"{int(found.province_code):02d}",
    )


def _province(code: int) -> Unit | None:
    from vietnam_provinces import Province
    from vietnam_provinces.codes import ProvinceCode

    try:
        found = Province.from_code(ProvinceCode(code))
    except (ValueError, KeyError, LookupError, TypeError):
        return None
    return Unit(
        f"{code:02d}", *_called(found.name), found.name[:1].lower() + found.name[1:], f"{code:02d}"
    )


def _called(name: str) -> tuple[str, str]:
    """The name with a capital, and without what kind of unit it is."""
    name = name[:1].upper() + name[1:]
    return name, next(
        (name[len(kind) + 1 :] for kind in KINDS if name.lower().startswith(kind + " ")), name
    )
