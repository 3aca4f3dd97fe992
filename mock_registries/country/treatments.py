"""Places of treatment and past treatments of the insured; all of it invented.

A place of treatment has the province's two digits and three more, as on health-insurance cards;
here the three count through the province: its general hospital, a health centre in each district, a
station in each commune. The official list (mã cơ sở khám chữa bệnh) was not available.

Diagnoses are categories of ICD-10 with the titles of the Ministry of Health's Vietnamese edition,
from memory. The codes of reason, state and result are those of Quyết định 4210/QĐ-BYT (2017), from
memory: reason 1 at the right level, 2 emergency, 3 at another level; state 1 discharged, 2 moved to
another place; result 1 cured, 2 better, 3 unchanged, 4 worse.
"""

from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import Final, NamedTuple

from mock_registries.country.places import Commune, province_numbers, provinces

VIETNAM: Final = timezone(timedelta(hours=7))
_DAYS = 3 * 365  # how far back the history goes
_CHRONIC_FROM = 40
_ILLNESSES: Final = (
    ("J00", "Viêm mũi họng cấp [cảm thường]"),
    ("J02", "Viêm họng cấp"),
    ("J03", "Viêm amidan cấp"),
    ("J20", "Viêm phế quản cấp"),
    ("J18", "Viêm phổi, tác nhân không xác định"),
    ("H10", "Viêm kết mạc"),
    ("K02", "Sâu răng"),
    ("L20", "Viêm da cơ địa"),
)
_CHRONIC: Final = (
    ("I10", "Tăng huyết áp vô căn (nguyên phát)"),
    ("E11", "Bệnh đái tháo đường không phụ thuộc insuline"),
    ("K29", "Viêm dạ dày và tá tràng"),
    ("M17", "Thoái hóa khớp gối"),
    ("M54", "Đau lưng"),
)
_KINDS = (0, 4, 8)  # of ten choices the first: station, health centre, general hospital
_REASONS = "1111112223"
_RESULTS = "1111222223"


class Hospital(NamedTuple):
    """A place of treatment (cơ sở khám chữa bệnh)."""

    code: str  # five digits
    name: str


class Visit(NamedTuple):
    """One past treatment (một lượt khám chữa bệnh)."""

    record: str  # number of the file at the insurer (mã hồ sơ)
    hospital: Hospital
    admitted: datetime
    discharged: datetime
    diagnosis: str  # ICD-10 category
    disease: str
    reason: str
    state: str
    result: str


def nearby(commune: Commune, number: int) -> Hospital:
    """Choose a place of treatment for somebody who lives in a commune, mostly a close one."""
    kind = number % 10
    if kind < _KINDS[1]:
        unit, name = commune.code, f"Trạm Y tế {commune.name}"
    elif kind < _KINDS[2]:
        unit, name = commune.district_code, f"Trung tâm Y tế {commune.district}"
    else:
        unit, name = commune.province_code, f"Bệnh viện Đa khoa {commune.province}"
    place = _counted(commune.province_code)[unit]
    return Hospital(f"{commune.province_code}{place:03d}", name)


def hospital(code: str) -> Hospital | None:
    """Return the place of treatment with a code, None if there is none. Looks through a province."""
    number = province_numbers().get(code[:2])
    communes = () if number is None else provinces()[number].communes
    every = (nearby(commune, kind) for commune in communes for kind in _KINDS)
    return next((one for one in every if one.code == code), None)


def visit(commune: Commune, as_of: date, age: int, key: int) -> Visit:
    """Make one treatment of somebody who lives in a commune, from a mixed number."""
    place = nearby(commune, key)
    days = key >> 8
    admitted = as_of - timedelta(days=1 + days % _DAYS)
    stayed = (days >> 16) % 9 if place.name.startswith("Bệnh viện") else 0
    picks = key >> 36
    known = _ILLNESSES + _CHRONIC if age >= _CHRONIC_FROM else _ILLNESSES
    diagnosis, disease = known[picks % len(known)]
    reason = _REASONS[(picks >> 8) % 10]
    came = datetime.combine(admitted, _at(picks >> 12), VIETNAM)
    return Visit(
        record=f"{key % 10**12:012d}",
        hospital=place,
        admitted=came,
        discharged=min(came + timedelta(days=stayed, hours=1), _midnight(as_of)),
        diagnosis=diagnosis,
        disease=disease,
        reason=reason,
        state="2" if place.name.startswith("Trạm") and reason == "2" else "1",
        result=_RESULTS[(picks >> 20) % 10],
    )


def _at(number: int) -> time:
    """Choose a time in the hours in which places of treatment receive."""
    return time(7 + number % 10, number // 10 % 60)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


@cache
def _counted(province_code: str) -> dict[str, int]:
    """Number a province, its districts and its communes from one on, by code."""
    communes = provinces()[province_numbers()[province_code]].communes
    districts = dict.fromkeys(commune.district_code for commune in communes)
    units = [province_code, *districts, *(commune.code for commune in communes)]
    return {code: place for place, code in enumerate(units, 1)}
