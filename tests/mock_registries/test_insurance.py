"""The insurer's services under /apiBHXH."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.country.cards import Card
from mock_registries.insurance import InsuranceRegistry, cards
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest
from tests.mock_registries.asking_of_cards import asked, card_in_order
from tests.mock_registries.contracts import Contract

Post = Callable[[str, object], tuple[int, Any]]
HOUSEHOLD, NUMBERS = "getTraCuuTtHgdByMaSoBhxh", "getMaSoBhxhTheoTieuChi"
HOUSEHOLDS, CARD = "getTraCuuThongTinHgd", "kiemTraTheBhyt"
reading_registries = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def card(country: Country) -> Card:
    return card_in_order(country)


@pytest.fixture
def contract(registries: Mapping[str, Registry]) -> Contract:
    return Contract(registries["bhxh"])


def test_a_household_is_the_insured_of_a_family(country: Country, post: Post) -> None:
    insurance = country.insurance
    index = next(n for n in range(77, 1000) if insurance.insured(n))

    status, answer = post(HOUSEHOLD, {"maSoBhxh": insurance.number(index)})

    found = answer["TST_GetTraCuuTtHgdByMaSoBhxhResponse"]
    family = country.population.family(index)
    insured = [one.index for one in family if insurance.insured(one.index)]
    assert (status, found["successful"], found["errorCode"]) == (200, True, "")
    assert found["dataThongTinHgd"]["maHo"] == insurance.household_code(index)
    assert [one["maSo"] for one in found["dataThongTinHgd"]["dsThanhVien"]] == [
        insurance.number(one) for one in insured
    ]


def test_all_members_of_a_household_lead_to_it(country: Country, post: Post) -> None:
    index = next(n for n in range(1000) if country.insurance.insured(n))
    _, answer = post(HOUSEHOLD, {"maSoBhxh": country.insurance.number(index)})
    found = answer["TST_GetTraCuuTtHgdByMaSoBhxhResponse"]["dataThongTinHgd"]

    for member in found["dsThanhVien"]:
        _, again = post(HOUSEHOLD, {"maSoBhxh": member["maSo"]})

        assert again == answer


def test_a_member_stands_there_as_the_warehouse_has_them(country: Country, post: Post) -> None:
    everybody = (n for n in range(5000) if country.insurance.insured(n))
    index = next(n for n in everybody if not country.insurance.record(n).matched)
    record = country.insurance.record(index)

    _, answer = post(HOUSEHOLD, {"maSoBhxh": record.number})

    members = answer["TST_GetTraCuuTtHgdByMaSoBhxhResponse"]["dataThongTinHgd"]["dsThanhVien"]
    (member,) = (one for one in members if one["maSo"] == record.number)
    assert member["hoTen"] == record.name
    assert member["ngaySinh"] == record.born.replace("-", "")
    assert member["gioiTinh"] == ("1" if record.male else "2")


def test_an_unknown_number_is_not_found(country: Country, post: Post) -> None:
    _, answer = post(HOUSEHOLD, {"maSoBhxh": country.insurance.unknown_number(5)})

    assert answer["TST_GetTraCuuTtHgdByMaSoBhxhResponse"] == {
        "successful": True,
        "dataThongTinHgd": None,
        "errorCode": "DATA_NOT_FOUND",
    }


@pytest.mark.parametrize(
    "body", [{}, {"maSoBhxh": 12}, {"maSoBhxh": "12"}, [], b"\xff", b"[" * 9999]
)
def test_a_malformed_number_is_refused(post: Post, body: object) -> None:
    _, answer = post(HOUSEHOLD, body)

    found = answer["TST_GetTraCuuTtHgdByMaSoBhxhResponse"]
    assert (found["successful"], found["errorCode"]) == (False, "INVALID_PARAM")


def test_after_the_merger_a_household_is_in_the_new_units_without_a_district() -> None:
    merged = Country(as_of=date(2025, 7, 1), scale=1e-4)
    registry = InsuranceRegistry(merged)
    index = next(n for n in range(1000) if merged.insurance.insured(n))
    body = json.dumps({"maSoBhxh": merged.insurance.number(index)}).encode()
    path = f"/apiBHXH/{HOUSEHOLD}"

    reply = registry.answer(NativeRequest(method="POST", path=path, body=body))

    answer = json.loads(reply.body)
    found = answer["TST_GetTraCuuTtHgdByMaSoBhxhResponse"]["dataThongTinHgd"]
    assert found["maHuyen"] is None
    assert found["maXa"] != ""
    Contract(registry).check(path, reply.status, answer)


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", f"/apiBHXH/{CARD}", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/apiBHXH/xoaThe", 404, "SERVICE_NOT_FOUND"),
        ("POST", "/apiBHXH", 404, "SERVICE_NOT_FOUND"),
    ],
)
def test_what_is_not_served_has_an_error_code(
    registries: Mapping[str, Registry], method: str, path: str, status: int, error: str
) -> None:
    reply = registries["bhxh"].answer(NativeRequest(method=method, path=path))

    assert (reply.status, json.loads(reply.body)["errorCode"]) == (status, error)


def test_down_is_an_error_of_the_system(
    registries: Mapping[str, Registry], contract: Contract
) -> None:
    path = f"/apiBHXH/{CARD}"

    reply = registries["bhxh"].broken(NativeRequest(method="POST", path=path))

    answer = json.loads(reply.body)
    assert (reply.status, answer["errorCode"]) == (500, "SYSTEM_ERROR")
    contract.check(path, reply.status, answer)


def test_the_contract_is_openapi_and_has_every_service(contract: Contract) -> None:
    contract.check_document()

    assert list(contract.document["paths"]) == [
        *(f"/apiBHXH/{service}" for service in (HOUSEHOLD, NUMBERS, HOUSEHOLDS, CARD)),
        "/api/token/take",
        "/api/egw/KQNhanLichSuKCB2024",
    ]
    for code, text in cards.RESULTS.items():
        assert f"- {code}: {text}" in contract.document["info"]["description"]


@reading_registries
@given(st.data())
def test_households_and_cards_are_as_the_contract_says(
    country: Country, post: Post, contract: Contract, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, country.population.size - 1))
    if not country.insurance.insured(index):
        return

    household = post(HOUSEHOLD, {"maSoBhxh": country.insurance.number(index)})
    contract.check(f"/apiBHXH/{HOUSEHOLD}", *household)
    found = cards.find(country, index)
    if found is not None:
        contract.check(f"/apiBHXH/{CARD}", *post(CARD, asked(found.card)))


def test_nothing_that_was_sent_comes_back_in_an_error(post: Post, card: Card) -> None:
    secret = "Nguyễn Văn Bí Mật"
    bodies: dict[str, object] = {
        HOUSEHOLD: {"maSoBhxh": secret},
        NUMBERS: {"hoTen": secret},
        HOUSEHOLDS: {"hoTen": secret, "maTinh": "79"},
        CARD: asked(card, hoTen=secret),
    }

    for service, body in bodies.items():
        _, answer = post(service, body)

        assert "Mật" not in json.dumps(answer, ensure_ascii=False)
