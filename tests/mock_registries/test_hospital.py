"""The hospital gateway: tokens, cards and past treatments."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries import build, route
from mock_registries.country import Country
from mock_registries.country.cards import Card
from mock_registries.insurance import InsuranceRegistry, cards
from mock_registries.wire import NativeRequest
from tests.mock_registries.asking_of_cards import asked, card_in_order, matched_card, slashed
from tests.mock_registries.contracts import Contract

TAKE, HISTORY = "/api/token/take", "/api/egw/KQNhanLichSuKCB2024"
ACCOUNT = {"username": "79001_BV", "password": "0123456789abcdef0123456789ABCDEF"}
START = 1_700_000_000  # 2023-11-14T22:13:20Z
HOUR_S = 3600
Ask = Callable[..., Any]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now: float = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway(country: Country, clock: Clock) -> InsuranceRegistry:
    return InsuranceRegistry(country, clock)


@pytest.fixture
def contract(gateway: InsuranceRegistry) -> Contract:
    return Contract(gateway)


@pytest.fixture
def ask(gateway: InsuranceRegistry, contract: Contract) -> Ask:
    """Post JSON, hold the answer against the contract and return it."""

    def post(path: str, body: object, **query: str) -> Any:
        raw = json.dumps(body).encode()
        request = NativeRequest(method="POST", path=path, query=urlencode(query), body=raw)
        reply = gateway.answer(request)
        answer = json.loads(reply.body)
        contract.check(path, reply.status, answer)
        return answer

    return post


@pytest.fixture
def history(country: Country, ask: Ask) -> Ask:
    """Ask about a card, as an officer with a token; query parameters may be changed."""
    key = ask(TAKE, ACCOUNT)["APIKey"]
    access = {"token": key["access_token"], "id_token": key["id_token"], **ACCOUNT}
    person = country.population.person(77)
    officer = {"hoTenCb": person.name, "cccdCb": person.identity}

    def post(body: dict[str, str], **changed: str) -> Any:
        return ask(HISTORY, {**officer, **body}, **{**access, **changed})

    return post


@pytest.fixture
def card(country: Country) -> Card:
    return card_in_order(country)


def test_a_token_is_given_for_any_account(ask: Ask) -> None:
    answer = ask(TAKE, ACCOUNT)

    assert answer["maKetQua"] == "200"
    assert answer["APIKey"]["username"] == ACCOUNT["username"]
    assert answer["APIKey"]["expires_in"] == "2023-11-14T23:13:20.0000000Z"


def test_an_account_may_come_as_a_form(gateway: InsuranceRegistry) -> None:
    body = urlencode({"Username": "79001_BV", "Password": ACCOUNT["password"]}).encode()

    reply = gateway.answer(NativeRequest(method="POST", path=TAKE, body=body))

    assert json.loads(reply.body)["maKetQua"] == "200"


@pytest.mark.parametrize(
    "account",
    [
        {},
        [],
        {"username": "", "password": "0" * 32},
        {"username": "a b", "password": "0" * 32},
        {"username": "\ud800", "password": "0" * 32},
        {"username": "a" * 65, "password": "0" * 32},
        {"username": "79001_BV", "password": "123456"},
        {"username": "79001_BV", "password": "٠" * 32},
        {"username": 1, "password": "0" * 32},
    ],
)
def test_a_password_that_was_not_hashed_is_401(ask: Ask, account: object) -> None:
    assert ask(TAKE, account) == {"maKetQua": "401", "APIKey": None}


def test_a_card_in_order_comes_with_its_holder_and_treatments(
    country: Country, history: Ask
) -> None:
    held = (country.insurance.card(index) for index in range(country.population.size))
    card = next(
        one for one in held if one is not None and len(country.insurance.visits(one.holder.index))
    )

    answer = history(asked(card))

    assert answer["maThe"] == card.code
    assert answer["maSoBHXH"] == card.holder.number
    assert (answer["hoTen"], answer["maDKBD"]) == (card.holder.name, card.hospital_code)
    visits = country.insurance.visits(card.holder.index)
    treated = answer["dsLichSuKCB2018"]
    assert [one["maHoSo"] for one in treated] == [visit.record for visit in visits]
    assert all(one["ngayVao"] <= one["ngayRa"] for one in treated)


def test_the_identity_and_the_insurance_number_stand_for_the_card(
    country: Country, history: Ask
) -> None:
    card = matched_card(country)
    assert card.holder.identity is not None

    for number in (card.code, card.holder.number, card.holder.identity):
        answer = history(asked(card, maThe=number))

        assert answer["maThe"] == card.code


def test_an_identity_number_that_the_warehouse_lacks_leads_nowhere(
    country: Country, history: Ask
) -> None:
    held = (country.insurance.card(index) for index in range(country.population.size))
    card = next(one for one in held if one is not None and one.holder.identity is None)
    right = country.population.person(card.holder.index).identity
    unknown = country.population.unknown_identity(3)

    for number in (right, unknown, country.insurance.unknown_number(1)):
        answer = history(asked(card, maThe=number))

        assert answer["maKetQua"] == "050"


def test_an_exchanged_card_names_the_new_one_and_the_new_one_the_old(
    country: Country, history: Ask
) -> None:
    found = (cards.find(country, index) for index in range(country.population.size))
    one = next(one for one in found if one is not None and one.former is not None)
    assert one.former is not None

    new = history(asked(one.card))
    old = history(asked(one.card, maThe=new["maTheCu"]))

    assert old["maKetQua"] in ("003", "004")
    assert old["maThe"] == new["maTheCu"] == one.former.code
    assert old["maTheMoi"] == new["maThe"] == one.card.code
    assert (old["gtTheTuMoi"], old["gtTheDenMoi"]) == (new["gtTheTu"], new["gtTheDen"])
    assert (new["maTheMoi"], old["maTheCu"]) == ("", "")


def test_an_officer_has_to_be_somebody_under_the_right_name(
    country: Country, history: Ask, card: Card
) -> None:
    wrong: dict[str, dict[str, str]] = {
        "054": {"cccdCb": country.population.unknown_identity(1)},
        "055": {"hoTenCb": "Ẩn Danh"},
        "205": {"cccdCb": "1"},
    }

    results = {code: history({**asked(card), **change}) for code, change in wrong.items()}

    assert {code: answer["maKetQua"] for code, answer in results.items()} == {
        code: code for code in wrong
    }
    assert history({**asked(card), "hoTenCb": ""})["maKetQua"] == "205"


@pytest.mark.parametrize(
    "change",
    [
        {"token": ""},
        {"token": "9" * 500},
        {"id_token": ""},
        {"id_token": "\u00e9"},
        {"username": "79002_BV"},
        {"username": ""},
        {"password": "123456"},
    ],
)
def test_without_the_token_of_the_account_it_is_401(
    history: Ask,
    card: Card,
    change: dict[str, str],
) -> None:
    answer = history(asked(card), **change)

    assert (answer["maKetQua"], set(answer)) == ("401", {"maKetQua", "ghiChu"})


def test_a_token_runs_out(history: Ask, card: Card, clock: Clock) -> None:
    clock.now = START + HOUR_S - 1
    before = history(asked(card))
    clock.now = START + HOUR_S
    after = history(asked(card))

    assert (before["maKetQua"], after["maKetQua"]) == ("000", "401")


def test_the_gateways_paths_lead_to_the_insurer(country: Country) -> None:
    registries = build(country)

    found = [route(registries, path) for path in (TAKE, HISTORY, "/api/egw", "/api", "/api/x")]

    assert found == [*[registries["bhxh"]] * 3, None, None]


@pytest.mark.parametrize(
    ("method", "path", "status", "result"),
    [("GET", TAKE, 405, "205"), ("GET", HISTORY, 405, "205"), ("POST", "/api/egw/x", 404, "101")],
)
def test_what_is_not_served_has_a_result(
    gateway: InsuranceRegistry, method: str, path: str, status: int, result: str
) -> None:
    reply = gateway.answer(NativeRequest(method=method, path=path))

    assert (reply.status, json.loads(reply.body)["maKetQua"]) == (status, result)


def test_down_is_an_error_of_the_server(gateway: InsuranceRegistry, contract: Contract) -> None:
    reply = gateway.broken(NativeRequest(method="POST", path=TAKE))

    answer = json.loads(reply.body)
    assert (reply.status, answer["maKetQua"]) == (500, "101")
    contract.check(TAKE, reply.status, answer)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_card_is_as_the_contract_says(
    country: Country,
    history: Ask,
    data: st.DataObject,
) -> None:
    index = data.draw(st.integers(0, country.population.size - 1))
    found = cards.find(country, index)
    if found is None:
        return

    answer = history(asked(found.card))

    assert answer["ngaySinh"] == slashed(found.card.holder.born)
    treated = [one["ngayVao"][:8] for one in answer["dsLichSuKCB2018"]]
    assert all(day <= f"{country.as_of:%Y%m%d}" for day in treated)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([TAKE, HISTORY]),
    st.text(max_size=40),
    st.binary(max_size=80) | st.sampled_from([b'{"username":"\\ud800"}', b"{" * 9999, b"a=%ff"]),
)
def test_no_bytes_make_the_gateway_raise(
    gateway: InsuranceRegistry, path: str, query: str, body: bytes
) -> None:
    reply = gateway.answer(NativeRequest(method="POST", path=path, query=query, body=body))

    assert json.loads(reply.body)["maKetQua"] in ("200", *cards.RESULTS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["maThe", "hoTen", "ngaySinh"]), st.text(max_size=20)))
def test_no_question_of_somebody_with_a_token_makes_it_raise(
    history: Ask, given_: dict[str, str]
) -> None:
    assert history(given_)["maKetQua"] in cards.RESULTS
