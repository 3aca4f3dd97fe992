"""What land is used for: codes and areas, the origin of the right, and how long it lasts.

The codes are those of the cadastral map (Phụ lục of Thông tư 25/2014/TT-BTNMT), the words for
origins those of Thông tư 23/2014/TT-BTNMT art. 6, both recalled, as are the terms (Luật Đất đai
2013 art. 125-126). How frequent they are, and how large, is invented.
"""

from datetime import date

from mock_registries.country.permutation import Choice

_RURAL = Choice(
    [
        *(("LUC", 30), ("ONT", 22), ("CLN", 15), ("BHK", 14)),
        *(("LUK", 8), ("RSX", 5), ("LUN", 3), ("NTS", 3)),
    ]
)
_URBAN = Choice([("ODT", 78), ("CLN", 8), ("BHK", 6), ("LUC", 6), ("NTS", 2)])
_RURAL_BUSINESS = Choice([("SKC", 50), ("TMD", 25), ("CLN", 15), ("RSX", 10)])
_URBAN_BUSINESS = Choice([("TMD", 45), ("SKC", 35), ("ODT", 20)])
# Square metres, from and to.
_AREAS = {
    "ODT": (40, 300),
    "ONT": (80, 400),
    "LUC": (300, 3000),
    "LUK": (200, 2000),
    "LUN": (500, 5000),
    "BHK": (200, 2500),
    "CLN": (200, 5000),
    "NTS": (300, 5000),
    "RSX": (2000, 30_000),
    "TMD": (100, 2000),
    "SKC": (300, 20_000),
}
_BESIDE = {"ONT": ("CLN", "NTS"), "ODT": ("CLN", "BHK"), "CLN": ("BHK", "NTS")}
_HOMES = ("ODT", "ONT")
_HOME_ORIGINS = (
    "Công nhận quyền sử dụng đất như giao đất có thu tiền sử dụng đất",
    "Nhà nước giao đất có thu tiền sử dụng đất",
)
_FARM_ORIGINS = (
    "Công nhận quyền sử dụng đất như giao đất không thu tiền sử dụng đất",
    "Nhà nước giao đất không thu tiền sử dụng đất",
)
_LEASES = (
    "Nhà nước cho thuê đất trả tiền hàng năm",
    "Nhà nước cho thuê đất trả tiền một lần",
)
# Fifty years from the allocations of 1993 for perennial crops and forest, renewed in 2013 for crops
# of a year.
_PERENNIAL_UNTIL, _ANNUAL_UNTIL = date(2043, 10, 15), date(2063, 10, 15)

Uses = tuple[tuple[str, float], ...]


def choose(number: int, *, urban: bool, business: bool) -> Uses:
    """Choose one to three land-use codes, each with its square metres, by a mixed number."""
    if business:
        kinds = _URBAN_BUSINESS if urban else _RURAL_BUSINESS
    else:
        kinds = _URBAN if urban else _RURAL
    kind = kinds.pick(number & 0xFFFF)
    least, most = _AREAS[kind]
    uses = [(kind, (least * 10 + (number >> 16 & 0xFFFFF) % ((most - least) * 10)) / 10)]
    more = (number >> 36 & 0xFF) % 20  # 15 % have a second use, another 5 % a third as well
    for turn, code in enumerate(_BESIDE.get(kind, ())):
        if more < (4, 1)[turn]:
            uses.append((code, (200 + (number >> 44 + 10 * turn & 0x3FF) * 3) / 10))
    return tuple(uses)


def origin(number: int, code: str, *, business: bool) -> str:
    """Choose the origin of the right to land that is mainly used for `code`."""
    origins = _HOME_ORIGINS if code in _HOMES else _LEASES if business else _FARM_ORIGINS
    return origins[number % len(origins)]


def until(number: int, code: str, *, business: bool) -> date | None:
    """Return the last day of the right to land mainly used for `code`; None if it has none."""
    if code in _HOMES:
        return None
    if business:
        return date(2050 + number % 23, 12, 31)  # fifty years from 2000 to 2022
    return _PERENNIAL_UNTIL if code in ("CLN", "RSX") else _ANNUAL_UNTIL
