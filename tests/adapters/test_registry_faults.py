"""What a caller of the platform sees of each fault of a registry: our adapters cope, or say what failed."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

import schemas
from adapters.base import Adapter, Call
from gateway.errors import ExchangeError
from gateway.message import ServiceId
from gateway.schema import Catalogue
from mock_registries import build, samples
from mock_registries.country import Country
from mock_registries.faults import HEADER, KINDS, Front
from mock_registries.registry import Registry
from ndxp.compose import ADAPTERS
from ndxp.registries import LocalWire

# A service of each registry, in the order of the rows below.
SERVICES = {
    "dancu": "TraCuuThongTinCongDan",
    "dkdn": "chiTietDoanhNghiep",
    "bhxh": "getTraCuuTtHgdByMaSoBhxh",
    "datdai": "traCuuThuaDat",
}
SAME = "the same"  # as without the fault
OTHER = "another"  # a good answer, with other content
FAILED, REFUSED, INVALID = "service_failed", "service_refused", "invalid_answer"

COPES = (SAME,) * 4
FAILS = (FAILED,) * 4
SEEN: dict[str, tuple[str, str, str, str]] = {
    "element_order": COPES,
    "namespace_prefixes": COPES,
    "name_in_ten": COPES,
    "name_split": COPES,
    "decomposed_letters": COPES,
    "capital_names;diacritics=lost": (OTHER,) * 4,
    "capital_names;diacritics=kept": (OTHER,) * 4,
    "date_form;form=iso": COPES,
    "date_form;form=compact": COPES,
    "date_form;form=slashed": COPES,
    "date_form;form=year": (OTHER, SAME, OTHER, SAME),
    "sex_code;list=judicial": (INVALID, SAME, OTHER, SAME),  # a woman's is unknown: left out
    "sex_code;list=words": COPES,
    "sex_code;list=numbers": COPES,
    "nine_digit_number": (FAILED, OTHER, SAME, OTHER),  # not who was asked for; left out
    "object_for_list": COPES,
    "list_for_object": COPES,
    "head_office_spelt_right": COPES,
    "empty_body": FAILS,
    "error_body;words=own": (FAILED, REFUSED, FAILED, FAILED),  # Status 0 does not tell which
    "error_body;words=proxy": FAILS,
    "latency;seconds=0.01": COPES,
    "rejected_once": (REFUSED,) * 4,
    "still_processing": COPES,
    "duplicate_rows": (SAME, OTHER, OTHER, OTHER),
    "address_codes;units=new": (OTHER, SAME, OTHER, OTHER),
    "address_codes;units=old": COPES,
    "missing_district": (OTHER, SAME, OTHER, OTHER),
    "error;status=500": FAILS,
    "error;status=503": FAILS,
    "wrong_content_type": COPES,
    "hang;seconds=0.01": FAILS,
    "connection_reset": FAILS,
    "truncated_body": FAILS,
    "slow_trickle;bytes_per_s=1000000": COPES,
}


@pytest.fixture(scope="module")
def registries(country: Country) -> Mapping[str, Registry]:
    return build(country)


@cache
def catalogue(service: ServiceId) -> Catalogue:
    return Catalogue.load(Path(schemas.__file__).parent, [service])


def question(country: Country, registry: str, service: str) -> dict[str, object]:
    """About a record that has what the faults change; a woman's, grown up."""
    if registry == "dancu":
        return samples.sample(country, registry, 1, 1, service, ["sex=female", "born=day"])[0]
    return samples.sample(country, registry, 5, 3, service)[2]


async def outcome(adapter: Adapter, body: dict[str, object], service: str, fault: str) -> object:
    """The answer that is within its schema, or the code of the error."""
    named = ServiceId.parse(f"{adapter.subsystem}/{service}")
    headers = {HEADER: fault} if fault else {}
    try:
        answer = await adapter.answer(
            Call(service=service, body=body, request_id="r", time_left_s=10, headers=headers)
        )
        catalogue(named).check_response(named, answer.body)
    except ExchangeError as error:
        return error.code
    return answer.body


@pytest.mark.parametrize("fault", SEEN)
async def test_a_fault_of_a_registry_is_seen_as_described(
    fault: str, country: Country, registries: Mapping[str, Registry]
) -> None:
    seen = []
    for name, service in SERVICES.items():
        adapter = ADAPTERS[name](LocalWire(registries[name], Front()))
        body = question(country, name, service)

        plain = await outcome(adapter, body, service, "")
        found = await outcome(adapter, body, service, fault)

        seen.append(found if isinstance(found, str) else SAME if found == plain else OTHER)

    assert tuple(seen) == SEEN[fault]


def test_every_fault_has_its_row() -> None:
    assert {fault.partition(";")[0] for fault in SEEN} == set(KINDS)


DOSSIER, DOSSIERS = "tinhTrangHoSo", "danhSachHoSo"


async def test_what_was_refused_is_taken_when_it_is_sent_again(
    country: Country, registries: Mapping[str, Registry]
) -> None:
    for name, service in SERVICES.items():
        adapter = ADAPTERS[name](LocalWire(registries[name], Front()))
        body = question(country, name, service)

        first, second = [await outcome(adapter, body, service, "rejected_once") for _ in range(2)]

        assert first == REFUSED
        assert second == await outcome(adapter, body, service, "")


async def test_a_dossier_is_in_work_until_it_was_polled_often_enough(
    country: Country, registries: Mapping[str, Registry]
) -> None:
    adapter = ADAPTERS["dkdn"](LocalWire(registries["dkdn"], Front()))
    body = samples.sample(country, "dkdn", 1, 1, DOSSIER)[0]

    seen = [await outcome(adapter, body, DOSSIER, "still_processing;polls=2") for _ in range(3)]

    states = [answer["HoSo"]["TrangThai"] for answer in seen if isinstance(answer, dict)]
    assert states[:2] == ["Đang xử lý", "Đang xử lý"]
    assert states[2] != "Đang xử lý"


async def test_more_rows_than_a_page_has_are_no_good_answer(
    country: Country, registries: Mapping[str, Registry]
) -> None:
    adapter = ADAPTERS["dkdn"](LocalWire(registries["dkdn"], Front()))
    body = samples.sample(country, "dkdn", 1, 1, DOSSIERS)[0] | {"SoLuong": 100}

    assert await outcome(adapter, body, DOSSIERS, "duplicate_rows") == INVALID
