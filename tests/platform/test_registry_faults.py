"""A fault of a registry that a caller of the platform orders, who sees it and is told of it."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from gateway.faults import HEADER
from ndxp.registries import CountrySettings, Registries
from tests.platform.client import Answer, exchange, message
from tests.platform.in_process import platform

SERVICES = {
    "dancu": "VN/GOV/G01/dancu/TraCuuThongTinCongDan",
    "dkdn": "VN/GOV/G05/dkdn/chiTietDoanhNghiep",
    "bhxh": "VN/GOV/G24/bhxh/getTraCuuTtHgdByMaSoBhxh",
    "datdai": "VN/GOV/G13/datdai/traCuuThuaDat",
}
COPES = {
    "name_split": "name_split",
    "decomposed_letters": "decomposed_letters",
    "latency;place=registry;seconds=0.01": "latency;place=registry;seconds=0.01;waited_s=0.010",
}
"""And what the answer says of it."""

Ask = Callable[[str, str], Answer]
Switch = Callable[[str], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def registries() -> Registries:
    return Registries(CountrySettings(scale=1e-3))


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, registries: Registries) -> Iterator[int]:
    with platform(tmp_path_factory.mktemp("faulty"), registries) as port:
        yield port


@pytest.fixture(scope="module")
def ask(port: int, registries: Registries) -> Ask:
    """Ask about a record that exists, with a fault or without one."""
    bodies = {
        name: json.dumps(registries.sample(name, 1, 1, service.rpartition("/")[2])[0]).encode()
        for name, service in SERVICES.items()
    }

    def call(registry: str, fault: str) -> Answer:
        more = [(HEADER, fault)] if fault else []
        asked = message(bodies[registry], path=f"/r1/{SERVICES[registry]}", more=more)
        return exchange(port, asked)

    return call


@pytest.fixture
def switch(port: int) -> Switch:
    """Switches a fault on for the length of a block."""

    @contextmanager
    def on(fault: str) -> Iterator[None]:
        rule = json.dumps({"fault": fault}).encode()
        assert exchange(port, message(rule, path="/faults")).status == 201
        yield
        assert exchange(port, message(method="DELETE", path="/faults")).json() == {"off": 1}

    return on


@pytest.mark.parametrize("fault", COPES)
def test_what_the_adapter_copes_with_is_the_same_answer(ask: Ask, fault: str) -> None:
    plain, disturbed = ask("dancu", ""), ask("dancu", fault)

    assert (disturbed.status, disturbed.body) == (200, plain.body)
    assert disturbed.headers[HEADER.lower()] == COPES[fault]
    assert HEADER.lower() not in plain.headers


@pytest.mark.parametrize(
    "fault", ["error;place=registry", "empty_body", "truncated_body;place=registry"]
)
@pytest.mark.parametrize("registry", SERVICES)
def test_what_is_no_answer_is_a_failed_service(ask: Ask, registry: str, fault: str) -> None:
    answer = ask(registry, fault)

    assert (answer.status, answer.code) == (502, "service_failed")
    assert answer.headers[HEADER.lower()] == fault


def test_what_was_refused_is_taken_when_it_is_sent_again(ask: Ask) -> None:
    first, second = (ask("bhxh", "rejected_once") for _ in range(2))

    assert (first.status, first.code) == (422, "service_refused")
    assert first.headers[HEADER.lower()] == "rejected_once;field=maSoBhxh"
    assert second.body == ask("bhxh", "").body
    assert second.headers[HEADER.lower()] == "rejected_once;changed=nothing"


def test_an_order_with_a_memory_of_its_own_begins_anew(ask: Ask) -> None:
    statuses = [ask("datdai", f"rejected_once;memory={each}").status for each in "aabb"]

    assert statuses == [422, 200, 422, 200]


def test_a_rule_that_is_switched_on_anew_rejects_anew(ask: Ask, switch: Switch) -> None:
    runs = []
    for _ in range(2):
        with switch("rejected_once"):
            runs.append([ask("dancu", "").status for _ in range(2)])

    assert runs == [[422, 200], [422, 200]]


def test_a_fault_that_had_nothing_to_change_is_not_one_that_was_survived(ask: Ask) -> None:
    plain, disturbed = ask("dkdn", ""), ask("dkdn", "still_processing")

    assert disturbed.body == plain.body
    assert disturbed.headers[HEADER.lower()] == "still_processing;changed=nothing"


def test_new_address_codes_reach_the_caller(ask: Ask) -> None:
    plain, disturbed = (
        json.loads(ask("datdai", fault).body)["ThuaDat"] for fault in ("", "address_codes")
    )

    assert disturbed["MaXaCu"] == plain["MaXa"]
    assert "MaHuyen" not in disturbed["DiaChi"]
