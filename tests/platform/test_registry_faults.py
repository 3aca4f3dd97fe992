"""A fault of a registry that a caller of the platform orders, who sees it and is told of it."""

import json
from collections.abc import Callable, Iterator

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
COPES = ["name_split", "decomposed_letters", "latency;place=registry;seconds=0.01"]

Ask = Callable[[str, str], Answer]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Ask about a record that exists, with a fault or without one."""
    registries = Registries(CountrySettings(scale=1e-3))
    bodies = {
        name: json.dumps(registries.sample(name, 1, 1, service.rpartition("/")[2])[0]).encode()
        for name, service in SERVICES.items()
    }
    with platform(tmp_path_factory.mktemp("faulty"), registries) as port:

        def call(registry: str, fault: str) -> Answer:
            more = [(HEADER, fault)] if fault else []
            asked = message(bodies[registry], path=f"/r1/{SERVICES[registry]}", more=more)
            return exchange(port, asked)

        yield call


@pytest.mark.parametrize("fault", COPES)
def test_what_the_adapter_copes_with_is_the_same_answer(ask: Ask, fault: str) -> None:
    plain, disturbed = ask("dancu", ""), ask("dancu", fault)

    assert (disturbed.status, disturbed.body) == (200, plain.body)
    assert disturbed.headers[HEADER.lower()] == fault
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
    assert second.body == ask("bhxh", "").body


def test_new_address_codes_reach_the_caller(ask: Ask) -> None:
    plain, disturbed = (
        json.loads(ask("datdai", fault).body)["ThuaDat"] for fault in ("", "address_codes")
    )

    assert disturbed["MaXaCu"] == plain["MaXa"]
    assert "MaHuyen" not in disturbed["DiaChi"]
