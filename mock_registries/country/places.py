"""The administrative units of Viet Nam, before and since the merger of 1 July 2025.

    provinces()                         63 provinces, 705 districts, 10,603 communes
    provinces_on(MERGER)                34 provinces, 3,321 communes, no districts
    current(commune, day)               what a commune of the first list is called on a day
    predecessors("00004")               the communes that a commune of the second one was made of
    province_on("15", day)              Yên Bái before the merger, Lào Cai from that day on

The two lists use the same codes for different places, so a code without a day means nothing: every
lookup by code takes one, or is named after the first list.

Codes and names are facts of the General Statistics Office (danh mục hành chính), taken once from
the package vietnam-provinces: 0.4.0 for the first list, its state of 2021, and 2025.10.1 for the
second. Since the latter still has 123 codes of the draft, its communes bear the codes in force
(Quyết định 19/2025/QĐ-TTg) as the package vietnamadminunits 1.0.4 gives them. Double spaces are
made one, syllables begin with a capital, and "Tỉnh" precedes the new provinces' names as it does
the old ones'. The predecessors are those of vietnamadminunits. It names for every commune of early
2025 the new one, or the several among which it was divided; the country knows one successor: the
part that kept the code, else the one that the package takes where the street is unknown.
docs/country.md counts what had to be assumed.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

MERGER: Final = date(2025, 7, 1)  # Nghị quyết 202/2025/QH15: two levels instead of three

_DATA = Path(__file__).with_name("data")
# Inhabitants in ten thousands, rounded from published estimates of about 2022, in the order of the
# codes. Only proportions matter here.
_INHABITANTS = (
    *(844, 89, 54, 33, 80, 77, 63, 48, 131, 84, 87, 134, 80, 136, 189, 152, 120, 149, 195, 209),
    *(129, 188, 88, 188, 101, 372, 342, 132, 92, 65, 117, 122, 152, 125, 151, 88, 126, 60, 126),
    *(58, 159, 192, 67, 134, 103, 119, 276, 326, 118, 939, 173, 179, 130, 102, 103, 160, 191, 175),
    *(126, 73, 120, 92, 121),
)
_SOUTH_FROM = 70  # codes rise from north to south; words for a hamlet differ
_STREETS = (
    *("Lê Lợi", "Trần Hưng Đạo", "Nguyễn Huệ", "Hai Bà Trưng", "Lý Thường Kiệt", "Quang Trung"),
    *("Nguyễn Trãi", "Phan Đình Phùng", "Lê Hồng Phong", "Hùng Vương", "Điện Biên Phủ"),
    *("Nguyễn Thị Minh Khai", "Võ Văn Tần", "Ngô Quyền", "Phan Chu Trinh", "Lê Duẩn"),
)


class Commune(NamedTuple):
    """A commune, ward, town or special zone with the units above it; codes 2, 3 and 5 digits.

    Since the merger there are no districts: their code and name are empty then.
    """

    code: str
    name: str
    district_code: str
    district: str
    province_code: str
    province: str

    @property
    def urban(self) -> bool:
        """Whether it is a ward (phường) or a town (thị trấn)."""
        return self.name.startswith(("Phường", "Thị trấn"))


class Address(NamedTuple):
    """A commune and the words that lead to the door there."""

    commune: Commune
    detail: str

    def text(self) -> str:
        """Return the address as it is written on a letter."""
        place = self.commune
        district = f"{place.district}, " if place.district else ""
        return f"{self.detail}, {place.name}, {district}{place.province}"


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A district, city or town of a province before the merger; code of three digits.

    Five districts are islands without any commune.
    """

    code: str
    name: str
    province_code: str
    communes: tuple[Commune, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A province or city of its rank; code of two digits. No districts since the merger."""

    code: str
    name: str
    inhabitants: int  # in ten thousands
    districts: tuple[District, ...]
    communes: tuple[Commune, ...]

    def commune(self, number: int) -> Commune:
        """Choose one of its communes by a mixed number."""
        return self.communes[number % len(self.communes)]


@cache
def provinces() -> tuple[Province, ...]:
    """Return the 63 provinces before the merger in the order of their codes."""
    rows = zip(_read("places-before-merger.json"), _INHABITANTS, strict=True)
    return tuple(_province(row, inhabitants) for row, inhabitants in rows)


@cache
def province_numbers() -> dict[str, int]:
    """Return the position in `provinces()` of each two-digit code."""
    return {province.code: number for number, province in enumerate(provinces())}


@cache
def districts() -> tuple[District, ...]:
    """Return the 705 districts before the merger, province by province."""
    return tuple(district for province in provinces() for district in province.districts)


@cache
def district_numbers() -> dict[str, int]:
    """Return the position in `districts()` of each three-digit code."""
    return {district.code: number for number, district in enumerate(districts())}


@cache
def communes() -> tuple[Commune, ...]:
    """Return the 10,603 communes before the merger, province by province."""
    return tuple(commune for province in provinces() for commune in province.communes)


@cache
def commune_numbers() -> dict[str, int]:
    """Return the position in `communes()` of each five-digit code."""
    return {commune.code: number for number, commune in enumerate(communes())}


def provinces_on(day: date) -> tuple[Province, ...]:
    """Return the provinces there are on a day, in the order of their codes."""
    return provinces() if day < MERGER else tuple(_merged().provinces.values())


def communes_on(day: date) -> tuple[Commune, ...]:
    """Return the communes there are on a day, province by province."""
    return communes() if day < MERGER else tuple(_merged().communes.values())


def province_on(code: str, day: date) -> Province | None:
    """Return the province that a code means on a day, None if it means none."""
    if day >= MERGER:
        return _merged().provinces.get(code)
    number = province_numbers().get(code)
    return None if number is None else provinces()[number]


def commune_on(code: str, day: date) -> Commune | None:
    """Return the commune that a code means on a day, None if it means none."""
    if day >= MERGER:
        return _merged().communes.get(code)
    number = commune_numbers().get(code)
    return None if number is None else communes()[number]


def current(commune: Commune, day: date) -> Commune:
    """Return what a commune from before the merger is part of on a day: before it, itself."""
    if day < MERGER or not commune.district_code:
        return commune
    return _merged().successors[commune.code]


def predecessors(code: str) -> tuple[Commune, ...]:
    """Return the communes that one of since the merger was made of, in the order of their codes.

    Empty for five special zones, islands that were districts without a commune, and for a code that
    is not in the list.
    """
    return tuple(communes()[commune_numbers()[one]] for one in _merged().parts.get(code, ()))


def address(commune: Commune, number: int) -> Address:
    """Make an address in a commune from a mixed number, in the words used there."""
    choice, rest = divmod(number, 400)
    if commune.urban:
        return Address(commune, f"Số {1 + rest}, đường {_STREETS[choice % len(_STREETS)]}")
    hamlet = "Ấp" if int(commune.province_code) >= _SOUTH_FROM else "Thôn"
    return Address(commune, f"{hamlet} {1 + rest % 12}")


class _Merged(NamedTuple):
    """The units since the merger, and both directions between the two lists."""

    provinces: dict[str, Province]
    communes: dict[str, Commune]
    successors: dict[str, Commune]  # by the code before
    parts: dict[str, tuple[str, ...]]  # codes before, by the code since


@cache
def _merged() -> _Merged:
    rows = _read("places-since-merger.json")
    parts = {code: tuple(codes) for _, _, inside in rows for code, _, codes in inside}
    new = {
        code: Commune(code, name, "", "", province_code, province)
        for province_code, province, inside in rows
        for code, name, _ in inside
    }
    successors = {one: new[code] for code, codes in parts.items() for one in codes}
    return _Merged(_merged_provinces(tuple(new.values()), successors), new, successors, parts)


def _merged_provinces(
    new: tuple[Commune, ...], successors: dict[str, Commune]
) -> dict[str, Province]:
    """Group the communes; old provinces were merged whole, so any commune tells into which."""
    inhabitants: dict[str, int] = {}
    for old in provinces():
        code = successors[old.communes[0].code].province_code
        inhabitants[code] = inhabitants.get(code, 0) + old.inhabitants
    grouped: dict[tuple[str, str], list[Commune]] = {}
    for commune in new:
        grouped.setdefault((commune.province_code, commune.province), []).append(commune)
    return {
        code: Province(
            code=code,
            name=name,
            inhabitants=inhabitants[code],
            districts=(),
            communes=tuple(inside),
        )
        for (code, name), inside in grouped.items()
    }


def _province(row: Any, inhabitants: int) -> Province:
    code, name, inside = row
    made = tuple(
        District(
            code=district_code,
            name=district,
            province_code=code,
            communes=tuple(
                Commune(commune_code, commune, district_code, district, code, name)
                for commune_code, commune in rows
            ),
        )
        for district_code, district, rows in inside
    )
    return Province(
        code=code,
        name=name,
        inhabitants=inhabitants,
        districts=made,
        communes=tuple(commune for district in made for commune in district.communes),
    )


def _read(name: str) -> Any:
    return json.loads((_DATA / name).read_text(encoding="utf-8"))
