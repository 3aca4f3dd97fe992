"""The network of the country: who is in it, what is marked as assumed, and who may ask what."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from gateway.formats import FORMATS
from gateway.message import ServiceId, SubsystemId
from gateway.network import Endpoint, Member, Network, Rule, Subsystem, load_network
from tests.gateway.members import SMALL

COUNTRY = SMALL.with_name("country.toml")
MINISTRIES = [f"VN/GOV/G{number:02}" for number in range(1, 23)]
PROVINCES = [f"VN/GOV/H{number:02}" for number in range(1, 64)]
SEEN = {f"VN/GOV/{code}" for code in ("G14", "G22", "H14", "H21", "H29", "H30", "H41")}
SHARED_BY_INSURANCE = {"G01", "G03", "G07", "G12", "G14", "G15", "G18", "G22"}


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(COUNTRY)


def granted(network: Network, client: str) -> set[ServiceId]:
    return {service for who, service in network.rights if str(who) == client}


def endpoints(rules: Iterable[Rule]) -> tuple[Endpoint, ...]:
    return tuple(rule.endpoint for rule in rules)


def services(network: Network, registry: str) -> set[ServiceId]:
    return {s for p in network.providers() if p.registry == registry for s in p.services}


def test_it_has_22_ministries_63_provinces_and_more_than_90_members(network: Network) -> None:
    government = [member for member in network.members if member.startswith("VN/GOV/")]

    assert government[: 22 + 63] == MINISTRIES + PROVINCES
    assert len(network.members) > 90


def test_every_code_that_no_published_document_shows_is_marked(network: Network) -> None:
    assert {m.id for m in network.members.values() if not m.assumed} == SEEN


def test_an_agency_without_a_code_gets_none_of_the_official_form(network: Network) -> None:
    unknown = [m for m in network.members.values() if m.assumed == "no source gives a code"]

    assert len(unknown) > 5
    official = [m.id for m in unknown if m.codes[0][1:].isdigit()]
    assert official == ["VN/GOV/G24"]  # Vietnam Social Security, as in the small network


def test_an_enterprise_stands_under_a_tax_code_that_is_assumed(network: Network) -> None:
    enterprises = [m for m in network.members.values() if "/COM/" in m.id]

    assert len(enterprises) > 1
    assert all(m.assumed and FORMATS["vn-tax-code"](m.codes[0]) for m in enterprises)


def test_every_agency_code_is_understood_in_its_older_spelling(network: Network) -> None:
    for member in MINISTRIES + PROVINCES:
        code = member.rpartition("/")[2]
        older = SubsystemId.parse(f"VN/GOV/000.00.00.{code}/lgsp")
        assert network.resolve(older) == SubsystemId.parse(f"{member}/lgsp")


def test_names_are_distinct_and_normalised(network: Network) -> None:
    rows: list[Member | Subsystem] = [*network.members.values(), *network.subsystems.values()]

    for names in ([row.name for row in rows], [row.name_vi for row in rows]):
        assert [name for name, count in Counter(names).items() if count > 1] == []
        assert all(unicodedata.is_normalized("NFC", name) for name in names)
    assert all(row.name.isascii() for row in rows)


def test_every_ministry_and_province_has_an_lgsp(network: Network) -> None:
    wanted = {SubsystemId.parse(f"{member}/lgsp") for member in MINISTRIES + PROVINCES}

    assert wanted <= network.subsystems.keys()


def test_what_the_small_network_allows_is_allowed_in_the_country(network: Network) -> None:
    small = load_network(SMALL)

    assert small.members.keys() <= network.members.keys()
    assert small.subsystems.items() <= network.subsystems.items()
    assert {pair: endpoints(rules) for pair, rules in small.rights.items()}.items() <= {
        pair: endpoints(rules) for pair, rules in network.rights.items()
    }.items()


@pytest.mark.parametrize("province", PROVINCES)
def test_a_one_stop_system_may_ask_every_service(network: Network, province: str) -> None:
    assert granted(network, f"{province}/motcua") == set(network.services())


def test_the_one_stop_systems_are_a_group_that_everybody_may_name(network: Network) -> None:
    group = network.groups["mot-cua"]

    assert [str(member) for member in group.members] == [f"{each}/motcua" for each in PROVINCES]
    assert group.owner is None


def test_the_group_of_the_insurance_database_is_for_its_services_only(network: Network) -> None:
    group = network.groups["bhxh.chia-se"]

    assert str(group.owner) == "VN/GOV/G24/bhxh"
    assert {member.member_code for member in group.members} == SHARED_BY_INSURANCE - {"G14"}


def test_the_insurance_database_is_shared_with_whom_the_source_names(network: Network) -> None:
    shared = services(network, "bhxh")

    clients = {client for client, service in network.rights if service in shared}

    codes = {client.member_code for client in clients if client.subsystem == "lgsp"}
    assert codes == SHARED_BY_INSURANCE


def test_the_lgsp_of_the_worked_example_asks_about_business_and_insurance(network: Network) -> None:
    found = granted(network, "VN/GOV/G14/lgsp")

    assert {service.provider.subsystem for service in found} == {"dkdn", "bhxh"}


def test_who_has_no_right_is_a_client_without_any(network: Network) -> None:
    assert granted(network, "VN/COM/0199999952/buuchinh") == set()
    assert granted(network, "VN/GOV/H01/lgsp") == set()


def test_a_person_can_read_it_line_by_line() -> None:
    lines = Path(COUNTRY).read_text("utf-8").splitlines()

    assert max(map(len, lines)) < 250
    assert len(lines) < 400
