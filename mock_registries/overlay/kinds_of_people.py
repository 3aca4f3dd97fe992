"""Changes of people: moved, died, born."""

from datetime import date
from typing import Final

from mock_registries.country import households, places
from mock_registries.country.families import Marital, Role
from mock_registries.country.people import Person
from mock_registries.country.permutation import mix, permute
from mock_registries.overlay import rows
from mock_registries.overlay.fields import Fields, RefusedError
from mock_registries.overlay.made import Made, Registers

_AGES_OF_MOTHERS: Final = range(15, 56)  # on the day; assumed
_SUFFIXES: Final = 1_000_000
_SEXES: Final = {"male": True, "female": False}
# What a child is in the family, by what its mother is there.
_CHILDREN: Final = {
    Role.MOTHER: Role.CHILD,
    Role.SINGLE: Role.CHILD,
    Role.CHILD: Role.GRANDCHILD,
    Role.GRANDCHILD: Role.GRANDCHILD,
}


def moved(registers: Registers, fields: Fields) -> Made:
    """{identity, commune, detail, only?}: the head moves with the household, unless `only`.

    Anybody else moves alone, out of the household.
    """
    person = living(registers, fields, "identity")
    commune, detail, only = fields.commune("commune"), fields.text("detail"), fields.flag("only")
    fields.end()
    people = registers.people
    household = households.household(people, person.index)
    together = household.head.index == person.index and not only
    if len(household.members) == 1:
        together = True
    movers = household.members if together else (person,)
    if not together:
        _check_leaving(registers, person, household.members)
    for mover in movers:
        row = touch(registers, mover.index)
        founder = row.household if together else person.index
        registers.store.write(
            "UPDATE people SET commune = ?, detail = ?, household = ? WHERE person = ?",
            *(commune.code, detail, founder, mover.index),
        )
    data = {"identity": person.identity, "commune": commune.code, "detail": detail}
    return Made(person.identity, {**data, "people": [mover.identity for mover in movers]})


def died(registers: Registers, fields: Fields) -> Made:
    """{identity, date}: the spouse is widowed, the household has another head, the card ends."""
    person = living(registers, fields, "identity")
    day = fields.day("date")
    fields.end()
    if day.isoformat() < person.born:
        raise RefusedError("date", "is before the birth")
    people, store = registers.people, registers.store
    spouse = households.household(people, person.index).spouse(person)
    touch(registers, person.index)
    store.write("UPDATE people SET died = ? WHERE person = ?", day.isoformat(), person.index)
    if spouse is not None:
        touch(registers, spouse.index)
        widowed = Marital.WIDOWED.value
        store.write("UPDATE people SET marital = ? WHERE person = ?", widowed, spouse.index)
    return Made(person.identity, {"identity": person.identity, "date": day.isoformat()})


def born(registers: Registers, fields: Fields) -> Made:
    """{mother, name or given, sex, date}: a child in the mother's household, with a new number.

    A given name follows the father's surname, or else the mother's.
    """
    mother = living(registers, fields, "mother")
    day, male = fields.day("date"), fields.choice("sex", _SEXES)
    name = _name(registers, fields, mother)
    fields.end()
    role = _check_mother(mother, day)
    people = registers.people
    row = touch(registers, mother.index)
    if mother.role is Role.SINGLE:
        role_now = Role.MOTHER.value
        registers.store.write("UPDATE people SET role = ? WHERE person = ?", role_now, mother.index)
    home = households.home(people, mother.index).commune
    birthplace = places.current(home, people.as_of)
    count = registers.store.one("SELECT count(*) FROM people WHERE mother IS NOT NULL")[0]
    identity = _identity(registers, birthplace.province_code, day.year, male, count)
    registers.store.write(
        "INSERT INTO people (person, family, household, commune, detail, role, mother, identity,"
        " name, male, born, birthplace) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(people.size + count, row.family, row.household, row.commune, row.detail, role.value),
        *(mother.index, identity, name, int(male), day.isoformat(), birthplace.code),
    )
    sex = "male" if male else "female"
    data = {"identity": identity, "name": name, "sex": sex, "date": day.isoformat()}
    return Made(identity, {**data, "mother": mother.identity})


def living(registers: Registers, fields: Fields, name: str) -> Person:
    """Take the identity number of somebody who is alive."""
    return living_holder(registers, name, fields.digits(name, 12))


def living_holder(registers: Registers, name: str, identity: str) -> Person:
    """Return the holder of an identity number; RefusedError for nobody and for the dead."""
    person = registers.people.by_identity(identity)
    if person is None:
        raise RefusedError(name, "nobody holds this identity number")
    if registers.people.death(person.index) is not None:
        raise RefusedError(name, "this person has died")
    return person


def touch(registers: Registers, index: int) -> rows.PersonRow:
    """Return the row of the person at an index, made if there was none."""
    row = rows.person_row(registers.store, index)
    if row is None:
        family = registers.people.family_number(index)
        registers.store.write("INSERT INTO people (person, family) VALUES (?, ?)", index, family)
        return rows.PersonRow(index, family, *[None] * 12)
    return row


def _check_leaving(registers: Registers, person: Person, members: tuple[Person, ...]) -> None:
    """Refuse to leave minors without a grown-up, here or there."""
    is_minor = registers.people.is_minor
    if is_minor(person):
        raise RefusedError("identity", "a minor moves with the household, which its head moves")
    left = [one for one in members if one.index != person.index]
    if all(map(is_minor, left)):
        raise RefusedError("only", "would leave minors without a grown-up in the household")


def _check_mother(mother: Person, day: date) -> Role:
    """Return what the child is in the family; RefusedError for who cannot be its mother."""
    if mother.male:
        raise RefusedError("mother", "is a man")
    if day.year - mother.year not in _AGES_OF_MOTHERS:
        ages = f"{_AGES_OF_MOTHERS.start} to {_AGES_OF_MOTHERS.stop - 1}"
        raise RefusedError("date", f"mothers are {ages} years old then")
    role = _CHILDREN.get(mother.role)
    if role is None:
        raise RefusedError(
            "mother", "is a grandmother in her household, for whom it is not modelled"
        )
    return role


def _name(registers: Registers, fields: Fields, mother: Person) -> str:
    if fields.has("name"):
        return fields.name("name", words=2)
    given = fields.name("given", words=1)
    father = households.household(registers.people, mother.index).spouse(mother)
    return f"{(father or mother).name.split()[0]} {given}"


def _identity(registers: Registers, province: str, year: int, male: bool, count: int) -> str:
    """Return a number of the right form that nobody holds: Thông tư 07/2016/TT-BCA art. 7."""
    prefix = f"0{province}{2 * (year // 100 - 19) + (not male)}{year % 100:02d}"
    key = mix(int(prefix), 911)
    while True:  # of a million numbers no place and year has used up half
        identity = f"{prefix}{permute(count % _SUFFIXES, _SUFFIXES, key):06d}"
        if registers.people.index_of(identity) is None:
            return identity
        count += 1
