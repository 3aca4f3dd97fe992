"""Provinces, districts and communes as they were before the merger of 1 July 2025.

The facts in places.json (codes and names) come from the General Statistics Office's public list of
administrative units (Danh mục hành chính Việt Nam, codes of Quyết định 124/2004/QĐ-TTg as amended),
state of 2022. It holds all 63 provinces and, for each, four districts with four communes: a sample
of real units, never an invented code. A place outside the sample is simply one where nobody of the
synthetic country lives.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mock_registries.country.permutation import mix

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune, ward or town with the units above it; codes 2, 3 and 5 digits."""

    code: str
    name: str
    district_code: str
    district: str
    province_code: str
    province: str

    @property
    def urban(self) -> bool:
        """Whether it is a ward or a town rather than a rural commune (xã)."""
        return not self.name.startswith("Xã")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A commune and the words that lead to the door there."""

    commune: Commune
    detail: str

    def text(self) -> str:
        """Return the address as it is written on a letter."""
        place = self.commune
        return f"{self.detail}, {place.name}, {place.district}, {place.province}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A province with the communes that the country uses; code of two digits."""

    code: str
    name: str
    inhabitants: int  # in ten thousands
    communes: tuple[Commune, ...]

    def commune(self, number: int) -> Commune:
        """Choose one of its communes by a mixed number."""
        return self.communes[number % len(self.communes)]


@cache
def provinces() -> tuple[Province, ...]:
    """Return the 63 provinces in the order of their codes."""
    data = json.loads(Path(__file__).with_name("places.json").read_text(encoding="utf-8"))
    return tuple(
        Province(
            code=code,
            name=name,
            inhabitants=inhabitants,
            communes=tuple(
                Commune(
                    code=commune_code,
                    name=commune,
                    district_code=district_code,
                    district=district,
                    province_code=code,
                    province=name,
                )
                for district_code, district, communes in districts
                for commune_code, commune in communes
            ),
        )
        for (code, name, districts), inhabitants in zip(data, _INHABITANTS, strict=True)
    )


@cache
def province_numbers() -> dict[str, int]:
    """Return the position in `provinces()` of each two-digit code."""
    return {province.code: number for number, province in enumerate(provinces())}


@cache
def commune_numbers() -> dict[str, int]:
    """Return the position in `communes()` of each five-digit code."""
    return {commune.code: number for number, commune in enumerate(communes())}


@cache
def communes() -> tuple[Commune, ...]:
    """Return every commune that the country uses, province by province."""
    return tuple(commune for province in provinces() for commune in province.communes)


def address(commune: Commune, number: int) -> Address:
    """Make an address in a commune from a mixed number, in the words used there."""
    if commune.urban:
        street = _STREETS[mix(number, 1) % len(_STREETS)]
        return Address(commune=commune, detail=f"Số {1 + number % 400}, đường {street}")
    hamlet = "Ấp" if int(commune.province_code) >= _SOUTH_FROM else "Thôn"
    return Address(commune=commune, detail=f"{hamlet} {1 + number % 12}")
