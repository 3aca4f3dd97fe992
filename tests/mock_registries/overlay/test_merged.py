"""Changes in a country after the merger of communes of 1 July 2025."""

from datetime import date
from pathlib import Path

import pytest

from mock_registries.country import places
from mock_registries.country.people import Person
from mock_registries.land_keys import Keys
from mock_registries.overlay import ChangedCountry, RefusedError, open_country
from tests.mock_registries.overlay.wires import SCALE, Wires

AS_OF = date(2025, 12, 31)
NEW = places.communes_on(AS_OF)[0]


@pytest.fixture
def changed(database: Path) -> ChangedCountry:
    return open_country(2022, AS_OF, SCALE, database)


def mother(country: ChangedCountry) -> Person:
    people = country.population
    found = map(people.person, range(people.size))
    return next(one for one in found if not one.male and 1990 < one.year < 2000)


def test_people_move_to_the_communes_of_the_day(changed: ChangedCountry, wires: Wires) -> None:
    person = mother(changed)
    place = {"commune": NEW.code, "detail": "Số 1", "only": True}

    changed.changes.make("person.moved", {"identity": person.identity, **place})

    assert wires.citizen(person, "ThuongTru/MaPhuongXa") == NEW.code
    assert wires.citizen(person, "ThuongTru/MaTinhThanh") == NEW.province_code
    assert wires.citizen(person, "ThuongTru/MaQuanHuyen") is None


def test_a_commune_that_is_gone_is_refused(changed: ChangedCountry) -> None:
    gone = next(one for one in places.communes() if places.commune_on(one.code, AS_OF) is None)
    place = {"commune": gone.code, "detail": "Số 1"}

    with pytest.raises(RefusedError, match="commune: there is no commune of this code"):
        changed.changes.make("person.moved", {"identity": mother(changed).identity, **place})


def test_a_child_is_born_in_the_units_of_the_day(changed: ChangedCountry, wires: Wires) -> None:
    birth = {"given": "An", "sex": "female", "date": "2025-12-01"}

    change = changed.changes.make("person.born", {"mother": mother(changed).identity, **birth})

    child = changed.population.by_identity(change.subject)
    assert child is not None
    assert child.identity[3:6] == "325"
    assert places.commune_on(child.birthplace.code, AS_OF) == child.birthplace
    assert wires.citizen(child, "NoiDangKyKhaiSinh/MaPhuongXa") == child.birthplace.code
    days = {"from": "2025-12-01", "until": "2031-12-31"}
    card = changed.changes.make("card.issued", {"identity": child.identity, **days}).subject
    assert wires.card(card, child.name, child.born)["maKetQua"] == "000"


def test_an_enterprise_is_registered_in_the_units_of_the_day(
    changed: ChangedCountry, wires: Wires
) -> None:
    work = {"activity": "6920", "capital": 1, "date": "2025-12-01", "name": "Công ty Ví Dụ"}
    place = {"commune": NEW.code, "detail": "Số 1"}

    change = changed.changes.make(
        "enterprise.registered", {"representative": mother(changed).identity, **place, **work}
    )

    address = wires.enterprise(change.subject)["HOAdress"]
    assert (address["WardName"], address["DistrictName"]) == (NEW.name, None)


def test_a_parcel_is_named_by_its_key_of_the_day(changed: ChangedCountry, wires: Wires) -> None:
    land = changed.land
    parcel = next(one for one in map(land.parcel, range(land.size)) if one.certificate)
    key = Keys(land, AS_OF).of(parcel)
    named = {"commune": key.commune.code, "sheet": key.sheet, "parcel": key.number}
    buyer = mother(changed).identity

    changed.changes.make("parcel.transferred", {**named, "to": [buyer], "date": "2025-12-31"})

    found = wires.parcel(key.commune.code, key.sheet, key.number)
    assert [one["sodinhdanhcanhan"] for one in found["chusudung"]] == [buyer]
    assert (key.commune.code, key.sheet, key.number) in wires.holding(sodinhdanh=buyer)
