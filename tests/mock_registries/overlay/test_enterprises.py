"""Enterprises that were registered and dissolved, as the registries show them."""

from mock_registries.country.enterprises import ACTIVE, DISSOLVED
from mock_registries.country.families import Role
from mock_registries.country.people import Person
from mock_registries.country.taxcodes import check_digit
from mock_registries.overlay import ChangedCountry
from tests.mock_registries.overlay.wires import Wires, household_where


def founder(country: ChangedCountry) -> Person:
    """Somebody grown up who has no enterprise yet."""
    return household_where(
        country,
        lambda one: (
            one.head.role is Role.FATHER and not country.enterprises.of_person(one.head.index)
        ),
    ).head


def register(country: ChangedCountry, leader: Person, **other: object) -> str:
    given = {
        "name": "Công ty TNHH một thành viên Ví Dụ",
        "representative": leader.identity,
        "date": "2022-12-20",
        "commune": "26734",
        "detail": "Số 5, đường Lê Lợi",
        "activity": "6920",
        "capital": 500_000_000,
    }
    return country.changes.make("enterprise.registered", {**given, **other}).subject


def test_a_registered_enterprise_is_found(changed: ChangedCountry, wires: Wires) -> None:
    leader = founder(changed)

    code = register(changed, leader)

    details = wires.enterprise(code)
    main = details["MainInformation"]
    assert main["NAME"] == "CÔNG TY TNHH MỘT THÀNH VIÊN VÍ DỤ"
    assert main["ENTERPRISE_STATUS"] == ACTIVE
    assert main["CAPITAL_AMOUNT"] == 500_000_000
    assert main["FOUNDING_DATE"] == "20/12/2022"
    assert details["HOAdress"]["StreetNumber"] == "Số 5, đường Lê Lợi"
    assert details["Representatives"]["IDENTITY_NO"] == leader.identity
    assert details["Member"][0]["RATIO_PERCENT"] == 100.0
    assert details["BusinessActivity"][0]["CODE"] == "6920"


def test_a_new_tax_code_is_valid_and_was_never_issued(changed: ChangedCountry) -> None:
    leader = founder(changed)

    codes = [register(changed, leader) for _ in range(20)]

    assert len(set(codes)) == 20
    for code in codes:
        assert code[:2] == "03"
        assert int(code[9]) == check_digit(code[:9])
        assert changed.enterprises.computed.index_of(code) is None


def test_the_representative_leads_to_the_enterprise(changed: ChangedCountry) -> None:
    leader = founder(changed)

    code = register(changed, leader)

    (index,) = changed.enterprises.of_person(leader.index)
    assert changed.enterprises.code(index) == code
    assert changed.enterprises.index_of(code) == index
    assert changed.enterprises.name(index) == changed.enterprises.enterprise(index).name
    assert f"{changed.enterprises.founded(index)}" == "2022-12-20"
    assert changed.enterprises.branches(index) == 0
    assert list(changed.insurance.employees(index)) == []


def test_a_code_that_was_taken_is_not_unknown(changed: ChangedCountry, wires: Wires) -> None:
    code = register(changed, founder(changed))
    numbers = range(63)

    unknown = [changed.enterprises.unknown_code(number) for number in numbers]

    assert code in [changed.enterprises.computed.unknown_code(number) for number in numbers]
    assert code not in unknown
    assert all(wires.enterprise(one) is None for one in unknown)


def test_a_dissolved_enterprise_says_so_and_employs_nobody(
    changed: ChangedCountry, wires: Wires
) -> None:
    register = changed.enterprises
    index = next(
        n
        for n in range(register.size)
        if register.branches(n) and next(changed.insurance.employees(n), None) is not None
    )
    employee = next(changed.insurance.employees(index))
    code = register.code(index)

    changed.changes.make("enterprise.dissolved", {"code": code, "date": "2022-12-20"})

    assert wires.enterprise(code)["MainInformation"]["ENTERPRISE_STATUS"] == DISSOLVED
    assert wires.enterprise(f"{code}-001")["MainInformation"]["ENTERPRISE_STATUS"] == DISSOLVED
    assert not register.active(index)
    assert list(changed.insurance.employees(index)) == []
    assert changed.insurance.employer(employee) is None
    found = register.by_code(code)
    branch = register.by_code(f"{code}-001")
    assert found is not None
    assert branch is not None
    assert (found.status, branch.status) == (DISSOLVED, DISSOLVED)


def test_a_registered_enterprise_can_be_dissolved(changed: ChangedCountry, wires: Wires) -> None:
    code = register(changed, founder(changed))

    changed.changes.make("enterprise.dissolved", {"code": code, "date": "2022-12-31"})

    assert wires.enterprise(code)["MainInformation"]["ENTERPRISE_STATUS"] == DISSOLVED
