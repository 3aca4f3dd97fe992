"""Changes of health-insurance cards: issued."""

from datetime import date
from typing import Final

from mock_registries.country import households, treatments
from mock_registries.country.cards import Card
from mock_registries.country.people import Person
from mock_registries.country.treatments import Hospital
from mock_registries.overlay.fields import Fields, RefusedError
from mock_registries.overlay.kinds_of_people import living
from mock_registries.overlay.made import Made, Registers

_SMALL_CHILDREN_UNTIL: Final = 6  # years
_LONGEST_YEARS: Final = 10  # no card runs longer; assumed


def issued(registers: Registers, fields: Fields) -> Made:
    """{identity or number, from, until, hospital?}: the card's validity from now on.

    Who had a card keeps its code. The first card of a child under six begins with TE, of anybody
    else with GD; who was not in the warehouse is from then on. Without `hospital` it is the one of
    the card before, or else one near the family's home.
    """
    person = _holder(registers, fields)
    start, end = fields.day("from"), fields.any_day("until")
    chosen = _hospital(fields)
    fields.end()
    if start.isoformat() < person.born:
        raise RefusedError("from", "is before the birth")
    if end < start or end.year - start.year > _LONGEST_YEARS:
        raise RefusedError("until", f"is before `from`, or more than {_LONGEST_YEARS} years after")
    before = registers.insurance.card(person.index)
    hospital = chosen or _usual_hospital(registers, person, before)
    code = before.code if before else _first_code(registers, person, start)
    registers.store.write(
        "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?)",
        *(person.index, code, start.isoformat(), end.isoformat(), hospital.code, hospital.name),
    )
    data = {"identity": person.identity, "card": code, "from": start.isoformat()}
    return Made(code, {**data, "until": end.isoformat(), "hospital": hospital.code})


def _holder(registers: Registers, fields: Fields) -> Person:
    if not fields.has("number"):
        return living(registers, fields, "identity")
    index = registers.insurance.index_of(fields.digits("number", 10))
    if index is None:
        raise RefusedError("number", "nobody has this insurance number")
    if registers.people.death(index) is not None:
        raise RefusedError("number", "this person has died")
    return registers.people.person(index)


def _hospital(fields: Fields) -> Hospital | None:
    if not fields.has("hospital"):
        return None
    found = treatments.hospital(fields.digits("hospital", 5))
    if found is None:
        raise RefusedError("hospital", "there is no place of treatment with this code")
    return found


def _usual_hospital(registers: Registers, person: Person, before: Card | None) -> Hospital:
    if before is not None:
        return Hospital(before.hospital_code, before.hospital)
    start = registers.people.family_start(person.index)
    home = households.home(registers.people.computed, start)
    return treatments.nearby(home.commune, registers.people.key(person.index, 912))


def _first_code(registers: Registers, person: Person, start: date) -> str:
    """Make the code of a first card: the province is that of today's home."""
    small = start.year - person.year < _SMALL_CHILDREN_UNTIL
    home = households.home(registers.people, person.index).commune
    number = registers.insurance.computed.recorded(person).number
    return f"{'TE1' if small else 'GD4'}{home.province_code}{number}"
