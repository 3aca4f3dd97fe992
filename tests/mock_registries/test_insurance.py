"""The insurance registry's JSON."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_registries.country import Country
from mock_registries.country.cards import Card
from mock_registries.faults import Faults

Post = Callable[[str, object], tuple[int, Any]]
HOUSEHOLD, CRITERIA, CARD = "getTraCuuTtHgdByMaSoBhxh", "getMaSoBhxhTheoTieuChi", "kiemTraTheBhyt"


@pytest.fixture
def card(country: Country) -> Card:
    cards = (country.insurance.card(index) for index in range(country.population.size))
    return next(
        one
        for one in cards
        if one is not None and one.valid_on(country.as_of) and len(one.holder.born) == 10
    )


def asked(card: Card, **other: str) -> dict[str, str]:
    """A request that agrees with a card but for what is given."""
    year, month, day = card.holder.born.split("-")
    right = {"maThe": card.code, "hoTen": card.holder.name, "ngaySinh": f"{day}/{month}/{year}"}
    return {**right, **other}


def test_a_household_is_the_persons_family(country: Country, post: Post) -> None:
    number = country.insurance.number(77)

    status, answer = post(HOUSEHOLD, {"maSoBhxh": number})

    found = answer["TST_GetTraCuuTtHgdByMaSoBhxhResponse"]
    names = [one["hoTen"] for one in found["dataThongTinHgd"]["dsThanhVien"]]
    assert (status, found["successful"]) == (200, True)
    assert names == [one.name for one in country.population.family(77)]
    assert number in [one["maSo"] for one in found["dataThongTinHgd"]["dsThanhVien"]]


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


@pytest.mark.parametrize("index", [1, 500, 3333])
def test_criteria_lead_to_the_number(country: Country, post: Post, index: int) -> None:
    person = country.population.person(index)
    criteria = {
        "hoTen": person.name.upper(),
        "ngaySinh": person.born.replace("-", ""),
        "loaiNgaySinh": "1" if len(person.born) == 4 else "0",
        "gioiTinh": "3",
        "maTinhKs": person.birthplace.province_code,
    }

    _, answer = post(CRITERIA, criteria)

    found = answer["TST_GetMaSoBhxhTheoTieuChiResponse"]["dataThongTin"]
    assert found["maSo"] == country.insurance.number(index)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"hoTen": "Nguyễn Văn Không"}, "DATA_NOT_FOUND"),
        ({"maTinhKs": "99"}, "DATA_NOT_FOUND"),
        ({"loaiNgaySinh": "2", "ngaySinh": "198001"}, "DATA_NOT_FOUND"),
        ({"loaiNgaySinh": "1", "ngaySinh": "0000"}, "DATA_NOT_FOUND"),
        ({"hoTen": " "}, "INVALID_PARAM"),
        ({"maTinhKs": "079"}, "INVALID_PARAM"),
        ({"gioiTinh": "0"}, "INVALID_PARAM"),
        ({"loaiNgaySinh": "1"}, "INVALID_PARAM"),
        ({"ngaySinh": "19800230"}, "INVALID_PARAM"),
    ],
)
def test_other_criteria_find_nobody_or_are_refused(
    post: Post, wrong: dict[str, str], error: str
) -> None:
    right = {
        "hoTen": "Nguyễn Văn Nam",
        "ngaySinh": "19800131",
        "loaiNgaySinh": "0",
        "gioiTinh": "1",
        "maTinhKs": "79",
    }

    _, answer = post(CRITERIA, {**right, **wrong})

    found = answer["TST_GetMaSoBhxhTheoTieuChiResponse"]
    assert (found["dataThongTin"], found["errorCode"]) == (None, error)


def test_a_card_in_order_is_000(post: Post, card: Card) -> None:
    status, answer = post(CARD, asked(card))

    assert status == 200
    assert answer["maKetQua"] == "000"
    assert answer["gtTheDen"] == f"{card.valid_until:%d/%m/%Y}"
    assert answer["mucHuong"] == card.percent


def test_an_expired_card_is_010_with_its_data(country: Country, post: Post) -> None:
    cards = (country.insurance.card(index) for index in range(country.population.size))
    expired = next(
        one
        for one in cards
        if one is not None and not one.valid_on(country.as_of) and len(one.holder.born) == 10
    )

    _, answer = post(CARD, asked(expired))

    assert (answer["maKetQua"], answer["maThe"]) == ("010", expired.code)


def test_what_is_wrong_with_a_card_has_its_code(country: Country, post: Post, card: Card) -> None:
    code = card.code
    wrong = {
        "050": {"maThe": code[:5] + country.insurance.unknown_number(3)},
        "051": {"maThe": "ZZ" + code[2:]},
        "052": {"maThe": code[:3] + "99" + code[5:]},
        "053": {"maThe": code[:2] + ("1" if code[2] != "1" else "2") + code[3:]},
        "060": {"hoTen": "Ẩn Danh"},
        "061": {"hoTen": card.holder.name[0]},
        "070": {"ngaySinh": "01/01/1901"},
        "205": {"ngaySinh": "1901-01-01"},
    }

    results = {expected: post(CARD, asked(card, **other)) for expected, other in wrong.items()}

    assert {expected: answer["maKetQua"] for expected, (_, answer) in results.items()} == {
        code: code for code in wrong
    }
    assert all(set(answer) == {"maKetQua", "ghiChu"} for _, answer in results.values())


def test_a_malformed_card_number_is_051(post: Post, card: Card) -> None:
    _, answer = post(CARD, asked(card, maThe="DN9"))

    assert answer["maKetQua"] == "051"


def test_somebody_without_a_card_is_050(country: Country, post: Post, card: Card) -> None:
    index = next(n for n in range(1000) if not country.insurance.insured(n))

    _, answer = post(CARD, asked(card, maThe=f"DN479{country.insurance.number(index)}"))

    assert answer["maKetQua"] == "050"


def test_down_is_an_error_of_the_system(post: Post, faults: Faults) -> None:
    with faults.on("bhxh", "down"):
        status, answer = post(CARD, {})

    assert (status, answer["errorCode"]) == (500, "SYSTEM_ERROR")
