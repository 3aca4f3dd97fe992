"""Cards that were issued, as the registries show them."""

from mock_registries.country.people import Person
from mock_registries.overlay import ChangedCountry
from tests.mock_registries.overlay.wires import Wires


def somebody(country: ChangedCountry, *, insured: bool, card: bool = False) -> Person:
    """Somebody in the warehouse or not, with an agreeing record, with a card or without."""
    people, insurance = country.population, country.insurance
    index = next(
        n
        for n in range(people.size)
        if insurance.insured(n) == insured
        and (insurance.card(n) is not None) == card
        and (not insured or insurance.record(n).matched)
        and len(people.person(n).born) == 10
    )
    return people.person(index)


def newborn(country: ChangedCountry) -> Person:
    people = country.population
    mother = next(
        person
        for person in map(people.person, range(people.size))
        if not person.male and 1985 < person.year < 2000
    )
    given = {"mother": mother.identity, "given": "An", "sex": "male", "date": "2022-12-01"}
    child = people.by_identity(country.changes.make("person.born", given).subject)
    assert child is not None
    return child


def issue(country: ChangedCountry, **given: str) -> str:
    days = {"from": "2022-12-01", "until": "2023-11-30"}
    return country.changes.make("card.issued", {**days, **given}).subject


def test_a_renewed_card_keeps_its_code(changed: ChangedCountry, wires: Wires) -> None:
    person = somebody(changed, insured=True, card=True)
    before = changed.insurance.card(person.index)
    assert before is not None

    code = issue(changed, identity=person.identity)

    checked = wires.card(code, person.name, person.born)
    assert code == before.code
    assert checked["maKetQua"] == "000"
    assert (checked["gtTheTu"], checked["gtTheDen"]) == ("01/12/2022", "30/11/2023")
    assert checked["maDKBD"] == before.hospital_code


def test_a_card_is_found_by_the_insurance_number_too(changed: ChangedCountry) -> None:
    person = somebody(changed, insured=True, card=True)

    code = issue(changed, number=changed.insurance.number(person.index))

    card = changed.insurance.by_card(code)
    assert card is not None
    assert card.holder.index == person.index
    assert f"{card.valid_until}" == "2023-11-30"


def test_a_card_may_name_another_hospital(changed: ChangedCountry, wires: Wires) -> None:
    person = somebody(changed, insured=True, card=True)

    code = issue(changed, identity=person.identity, hospital="79001")

    checked = wires.card(code, person.name, person.born)
    assert checked["maDKBD"] == "79001"
    assert checked["tenDKBD"] == "Bệnh viện Đa khoa Thành phố Hồ Chí Minh"


def test_a_newborn_has_no_card_until_it_is_issued(changed: ChangedCountry, wires: Wires) -> None:
    child = newborn(changed)
    assert changed.insurance.card(child.index) is None
    assert not changed.insurance.covered(child.index)

    code = issue(changed, identity=child.identity, until="2028-12-31")

    checked = wires.card(code, child.name, child.born)
    assert code.startswith("TE1")
    assert code.endswith(changed.insurance.number(child.index))
    assert checked["maKetQua"] == "000"
    assert checked["mucHuong"] == 100
    assert changed.insurance.covered(child.index)


def test_who_was_not_in_the_warehouse_is_with_the_first_card(
    changed: ChangedCountry, wires: Wires
) -> None:
    person = somebody(changed, insured=False)

    code = issue(changed, identity=person.identity)

    number = changed.insurance.number(person.index)
    household = wires.household(number)
    assert code.endswith(number)
    assert wires.card(code, person.name, person.born)["maKetQua"] == "000"
    assert number in [one["maSo"] for one in household["dsThanhVien"]]


def test_every_issued_card_is_in_order(changed: ChangedCountry, wires: Wires) -> None:
    holders = [
        changed.population.person(index)
        for index in range(2000)
        if changed.insurance.card(index) and changed.population.person(index).year < 2022
    ]
    assert {wires.card(*card_of(changed, one))["maKetQua"] for one in holders} != {"000"}

    with changed.changes.together():
        for holder in holders:
            issue(changed, identity=holder.identity)

    assert {wires.card(*card_of(changed, one))["maKetQua"] for one in holders} == {"000"}


def card_of(country: ChangedCountry, person: Person) -> tuple[str, str, str]:
    """What to ask about somebody's card."""
    card = country.insurance.card(person.index)
    assert card is not None
    return card.code, card.holder.name, card.holder.born


def test_an_issued_card_ends_with_its_holder(changed: ChangedCountry) -> None:
    person = somebody(changed, insured=True, card=True)
    issue(changed, identity=person.identity)

    died = {"identity": person.identity, "date": "2022-12-20"}
    changed.changes.make("person.died", died)

    card = changed.insurance.card(person.index)
    assert card is not None
    assert f"{card.valid_until}" == "2022-12-20"
