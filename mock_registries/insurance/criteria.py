"""Searching people by criteria, in the words of the insurer's services."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mock_registries.country import Country, households, places
from mock_registries.country.mismatches import Insured
from mock_registries.country.places import Commune
from mock_registries.insurance.cards import CODE
from mock_registries.wire import read_compact_day, read_year

Fields = dict[str, str]

_PROVINCE = re.compile(r"[0-9]{2}", re.ASCII)
_DISTRICT = re.compile(r"(?:[0-9]{3})?", re.ASCII)
_COMMUNE = re.compile(r"(?:[0-9]{5})?", re.ASCII)
_NUMBER = re.compile(r"[0-9]{10}", re.ASCII)
_LONGEST_NAME = 200  # it is compared many times over
_SEXES: Final = {"1": (True,), "2": (False,), "3": (True, False)}
_BY_BIRTHPLACE: Final = {"": True, "1": True, "0": False}  # isKs


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Whom somebody looks for; an empty code of a place stands for every one."""

    name: str
    born: str  # YYYY-MM-DD, YYYY-MM or YYYY
    sexes: tuple[bool, ...]  # True is male
    province: str
    district: str = ""
    commune: str = ""
    by_birthplace: bool = True  # else by the place of the household


def read_number_criteria(given: Fields) -> Criteria | None:
    """Read what getMaSoBhxhTheoTieuChi is given, None if it is malformed."""
    district, commune = given.get("maHuyenKs", ""), given.get("maXaKs", "")
    if not _DISTRICT.fullmatch(district) or not _COMMUNE.fullmatch(commune):
        return None
    return _read(given, given.get("maTinhKs", ""), district, commune)


def read_household_criteria(given: Fields) -> Criteria | None:
    """Read what getTraCuuThongTinHgd is given, None if it is malformed."""
    number, card = given.get("soSo", ""), given.get("maThe", "")
    if (number and not _NUMBER.fullmatch(number)) or (card and not CODE.fullmatch(card)):
        return None
    return _read(given, given.get("maTinh", ""))


def search(country: Country, wanted: Criteria) -> Iterator[Insured]:
    """Yield everybody who agrees with the criteria as far as the warehouse knows."""
    if wanted.by_birthplace:
        unit = wanted.commune or wanted.district or None
        for male in wanted.sexes:
            yield from country.insurance.search(
                wanted.name, wanted.born, male, wanted.province, unit
            )
        return
    for province in places.provinces():
        for male in wanted.sexes:
            people = country.insurance.search(wanted.name, wanted.born, male, province.code)
            yield from (one for one in people if _lives_there(country, one, wanted))


def holds(country: Country, record: Insured, given: Fields) -> bool:
    """Say whether somebody has the number and the card that are given, if any are."""
    number, code = given.get("soSo", ""), given.get("maThe", "")
    if number not in ("", record.number):
        return False
    card = country.insurance.card(record.index) if code else None
    return not code or (card is not None and card.code == code)


def _read(given: Fields, province: str, district: str = "", commune: str = "") -> Criteria | None:
    name, sexes = given.get("hoTen", "").strip(), _SEXES.get(given.get("gioiTinh", ""))
    by_birthplace = _BY_BIRTHPLACE.get(given.get("isKs", ""))
    born = _birth(given.get("ngaySinh", ""), given.get("loaiNgaySinh", ""))
    if not 0 < len(name) <= _LONGEST_NAME or not _PROVINCE.fullmatch(province):
        return None
    if sexes is None or born is None or by_birthplace is None:
        return None
    return Criteria(
        name=name,
        born=born,
        sexes=sexes,
        province=province,
        district=district,
        commune=commune,
        by_birthplace=by_birthplace,
    )


def _birth(text: str, kind: str) -> str | None:
    """Read a birth as loaiNgaySinh says; None if malformed. Nobody is known to the month."""
    if kind == "0":
        day = read_compact_day(text)
        return day.isoformat() if day else None
    if kind == "1":
        return read_year(text)
    if kind == "2" and read_compact_day(f"{text}01"):
        return f"{text[:4]}-{text[4:]}"
    return None


def _lives_there(country: Country, record: Insured, wanted: Criteria) -> bool:
    home = households.home(country.population, record.index)
    place: Commune = places.current(home.commune, country.as_of)
    return (
        place.province_code == wanted.province
        and wanted.district in ("", place.district_code)
        and wanted.commune in ("", place.code)
    )
