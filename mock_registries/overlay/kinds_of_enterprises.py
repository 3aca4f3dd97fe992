"""Changes of enterprises: registered, dissolved."""

from typing import Final

from mock_registries.country.enterprises import DISSOLVED
from mock_registries.country.places import province_numbers, provinces
from mock_registries.overlay.enterprises import activity_title
from mock_registries.overlay.fields import Fields, RefusedError
from mock_registries.overlay.kinds_of_people import living
from mock_registries.overlay.made import Made, Registers

_FOUNDERS_FROM: Final = 18  # Luật Doanh nghiệp 2020 art. 17: not minors


def registered(registers: Registers, fields: Fields) -> Made:
    """{name, representative, date, commune, detail, activity, capital}: with a new tax code.

    The representative is the only owner of the company (công ty TNHH một thành viên). `activity` is
    a code of the lines of business that the country uses, `capital` in dong.
    """
    leader = living(registers, fields, "representative")
    name, day = fields.text("name").upper(), fields.day("date")
    commune, detail = fields.commune("commune"), fields.text("detail")
    activity, capital = fields.digits("activity", 4), fields.number("capital")
    fields.end()
    if activity_title(activity) is None:
        raise RefusedError("activity", "is no line of business that the country uses")
    if _eighteenth(leader.born) > day.isoformat():
        raise RefusedError("representative", f"is under {_FOUNDERS_FROM} on that day")
    store, register = registers.store, registers.enterprises
    count = store.one("SELECT count(*) FROM enterprises")[0]
    code = register.unknown_code(_in_province(commune.province_code, count))
    store.write(
        "INSERT INTO enterprises VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(register.size + count, code, name, leader.index, day.isoformat(), capital, activity),
        *(commune.code, detail),
    )
    data = {"code": code, "name": name, "representative": leader.identity, "date": day.isoformat()}
    more = {"commune": commune.code, "detail": detail, "activity": activity, "capital": capital}
    return Made(code, {**data, **more})


def dissolved(registers: Registers, fields: Fields) -> Made:
    """{code, date}: the status says so, and nobody works there any more."""
    index, code = enterprise(registers, "code", fields.digits("code", 10))
    day = fields.day("date")
    fields.end()
    if day < registers.enterprises.founded(index):
        raise RefusedError("date", "is before the founding")
    registers.store.write("INSERT INTO dissolutions VALUES (?, ?)", index, day.isoformat())
    return Made(code, {"code": code, "date": day.isoformat()})


def enterprise(registers: Registers, name: str, code: str) -> tuple[int, str]:
    """Return index and code of an enterprise; RefusedError for none and for a dissolved one."""
    index = registers.enterprises.index_of(code)
    if index is None:
        raise RefusedError(name, "this tax code was never issued")
    if registers.enterprises.status(index) == DISSOLVED:
        raise RefusedError(name, "this enterprise is dissolved")
    return index, code


def _in_province(code: str, count: int) -> int:
    """Return a number for which `unknown_code` gives a code of a province."""
    return province_numbers()[code] + len(provinces()) * count


def _eighteenth(born: str) -> str:
    """Return the eighteenth birthday, or its year, to be compared as text."""
    return f"{int(born[:4]) + _FOUNDERS_FROM}{born[4:]}"
