"""What a record can be asked to be: each function says whether the record at an index is so.

Each computes the record's other side (a person's parcels, a parcel's owner) and never searches, so
that it costs the same in a country of any size.
"""

from collections.abc import Callable, Mapping
from datetime import date

from mock_registries.country import Country, households, places
from mock_registries.country.places import Commune


def _age(country: Country, index: int) -> int:
    """Return an age in full years; of whoever has only a year, as if born on the first of July."""
    person = country.population.person(index)
    born = date.fromisoformat(person.born if len(person.born) == 10 else f"{person.born}-07-01")
    passed = (country.as_of.month, country.as_of.day) >= (born.month, born.day)
    return country.as_of.year - born.year - (not passed)


def under(country: Country, index: int, value: str) -> bool:
    return _age(country, index) < int(value)


def over(country: Country, index: int, value: str) -> bool:
    return _age(country, index) > int(value)


def sex(country: Country, index: int, value: str) -> bool:
    return country.population.person(index).male == (value == "male")


def born(country: Country, index: int, value: str) -> bool:
    return (len(country.population.person(index).born) == 4) == (value == "year")


def birthplace(country: Country, index: int, value: str) -> bool:
    return country.population.birth_province(index).code == value


def _home(country: Country, index: int) -> Commune:
    return households.home(country.population, index).commune


def lives_in(country: Country, index: int, value: str) -> bool:
    return _home(country, index).province_code == value


def lives_in_commune(country: Country, index: int, value: str) -> bool:
    return _is_old(_home(country, index)) == (value == "old")


def _is_old(commune: Commune) -> bool:
    """Say whether a commune's code is gone since the merger of 1 July 2025."""
    return places.commune_on(commune.code, places.MERGER) is None


def person_has(country: Country, index: int, value: str) -> bool:
    return PERSON_HAS[value](country, index)


def _spouse(country: Country, index: int) -> bool:
    family = households.household(country.population, index)
    return family.spouse(country.population.person(index)) is not None


PERSON_HAS: Mapping[str, Callable[[Country, int], bool]] = {
    "card": lambda country, index: country.insurance.card(index) is not None,
    "child": lambda country, index: bool(country.population.children(index)),
    "employer": lambda country, index: country.insurance.employer(index) is not None,
    "enterprise": lambda country, index: bool(country.enterprises.of_person(index)),
    "old-number": lambda country, index: country.population.person(index).old_number is not None,
    "parcel": lambda country, index: bool(country.land.of_person(index)),
    "spouse": _spouse,
}


def matched(country: Country, index: int, value: str) -> bool:
    return country.insurance.insured(index) and (
        country.insurance.record(index).matched == (value == "yes")
    )


def card_group(country: Country, index: int, value: str) -> bool:
    card = country.insurance.card(index)
    return card is not None and card.code[:2] == value


def card(country: Country, index: int, value: str) -> bool:
    card = country.insurance.card(index)
    if card is None:
        return value == "none"
    return value == ("valid" if card.valid_on(country.as_of) else "expired")


def status(country: Country, index: int, value: str) -> bool:
    return country.enterprises.active(index) == (value == "active")


def enterprise_province(country: Country, index: int, value: str) -> bool:
    return country.enterprises.enterprise(index).address.commune.province_code == value


def enterprise_has(country: Country, index: int, value: str) -> bool:
    if value == "branch":
        return country.enterprises.branches(index) > 0
    if value == "parcel":
        return bool(country.land.of_enterprise(index))
    return next(iter(country.insurance.employees(index)), None) is not None


def founded(country: Country, index: int, value: str) -> bool:
    return country.enterprises.founded(index).year == int(value)


def owner(country: Country, index: int, value: str) -> bool:
    owners = country.land.parcel(index).owners
    if owners[0].person is None:
        return value == "enterprise"
    return value == ("couple" if len(owners) > 1 else "person")


def certified(country: Country, index: int, value: str) -> bool:
    return (country.land.parcel(index).certificate is not None) == (value == "yes")


def use(country: Country, index: int, value: str) -> bool:
    return any(kind == value for kind, _ in country.land.parcel(index).uses)


def parcel_province(country: Country, index: int, value: str) -> bool:
    return country.land.parcel(index).commune.province_code == value


def parcel_commune(country: Country, index: int, value: str) -> bool:
    return _is_old(country.land.parcel(index).commune) == (value == "old")
