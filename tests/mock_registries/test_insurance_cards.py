"""Checking a health-insurance card: one result code for each outcome."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_registries.country import Country
from mock_registries.country.cards import Card
from mock_registries.country.mismatches import Mismatch
from mock_registries.insurance import cards
from tests.mock_registries.asking_of_cards import asked, card_in_order, slashed

Post = Callable[[str, object], tuple[int, Any]]
CARD = "kiemTraTheBhyt"


@pytest.fixture
def card(country: Country) -> Card:
    return card_in_order(country)


def test_a_card_in_order_is_000(post: Post, card: Card) -> None:
    status, answer = post(CARD, asked(card))

    assert status == 200
    assert answer["maKetQua"] == "000"
    assert answer["gtTheDen"] == f"{card.valid_until:%d/%m/%Y}"
    assert answer["mucHuong"] == card.percent


def test_the_year_of_birth_is_enough(post: Post, card: Card) -> None:
    _, answer = post(CARD, asked(card, ngaySinh=card.holder.born[:4]))
    _, other = post(CARD, asked(card, ngaySinh=str(int(card.holder.born[:4]) - 1)))

    assert (answer["maKetQua"], other["maKetQua"]) == ("000", "070")


def test_an_expired_card_is_010_with_its_data(country: Country, post: Post) -> None:
    held = (country.insurance.card(index) for index in range(country.population.size))
    expired = next(one for one in held if one is not None and not one.valid_on(country.as_of))

    _, answer = post(CARD, asked(expired))

    assert (answer["maKetQua"], answer["maThe"]) == ("010", expired.code)


@pytest.mark.parametrize("kind", [Mismatch.PLAIN_NAME, Mismatch.TONE, Mismatch.NO_MIDDLE_NAME])
def test_the_right_name_does_not_fit_a_card_with_a_name_keyed_wrong(
    country: Country, post: Post, kind: Mismatch
) -> None:
    held = (country.insurance.card(index) for index in range(country.population.size))
    card = next(one for one in held if one is not None and one.holder.mismatch is kind)
    right = country.population.person(card.holder.index).name

    _, refused = post(CARD, asked(card, hoTen=right))
    _, taken = post(CARD, asked(card))

    assert refused["maKetQua"] in ("060", "061")
    assert taken["hoTen"] == card.holder.name != right


def test_what_is_wrong_with_a_card_has_its_code(country: Country, post: Post, card: Card) -> None:
    code = card.code
    wrong = {
        "001": {"maThe": "QN" + code[2:]},
        "002": {"maThe": "CA" + code[2:]},
        "050": {"maThe": code[:5] + country.insurance.unknown_number(3)},
        "051": {"maThe": "ZZ" + code[2:]},
        "052": {"maThe": code[:3] + "99" + code[5:]},
        "053": {"maThe": code[:2] + ("1" if code[2] != "1" else "2") + code[3:]},
        "060": {"hoTen": "Ẩn Danh"},
        "061": {"hoTen": card.holder.name[0]},
        "070": {"ngaySinh": "01/01/1901"},
        "130": {"maThe": "TE179KT00000001"},
        "205": {"ngaySinh": "1901-01-01"},
    }

    results = {expected: post(CARD, asked(card, **other)) for expected, other in wrong.items()}

    assert {expected: answer["maKetQua"] for expected, (_, answer) in results.items()} == {
        code: code for code in wrong
    }
    assert all(set(answer) == {"maKetQua", "ghiChu"} for _, answer in results.values())


def test_a_card_that_was_exchanged_still_tells_of_itself(country: Country, post: Post) -> None:
    found = (cards.find(country, index) for index in range(country.population.size))
    exchanged = (one for one in found if one is not None and one.former is not None)
    results: dict[str, bool] = {}
    while set(results) != {"003", "004"}:
        one = next(exchanged)
        assert one.former is not None
        _, answer = post(CARD, asked(one.card, maThe=one.former.code))
        results[answer["maKetQua"]] = one.former.valid_until >= country.as_of
        assert answer["maThe"] == one.former.code != one.card.code
        assert answer["gtTheDen"] == f"{one.former.valid_until:%d/%m/%Y}"

    assert results == {"003": False, "004": True}


def test_some_cards_were_withdrawn_or_reported_as_reduced(country: Country) -> None:
    every = range(0, 20_000_000, 1009)
    found = [one for one in (cards.find(country, index) for index in every) if one is not None]

    results = [
        cards.check(country, one.card.code, one.card.holder.name, slashed(one.card.holder.born))
        for one in found
    ]

    counted = {code: [one.result for one in results].count(code) for code in cards.RESULTS}
    ended = {code: counted[code] for code in ("110", "120", "121", "122", "123", "124")}
    assert all(0 < count < len(found) * 0.003 for count in ended.values())
    assert counted["000"] + counted["010"] + sum(ended.values()) == len(found)


def test_a_malformed_card_number_is_051(post: Post, card: Card) -> None:
    _, answer = post(CARD, asked(card, maThe="DN9"))

    assert answer["maKetQua"] == "051"


def test_somebody_without_a_card_is_050(country: Country, post: Post, card: Card) -> None:
    insurance = country.insurance
    everybody = (n for n in range(1000) if insurance.insured(n))
    index = next(n for n in everybody if insurance.card(n) is None)

    _, answer = post(CARD, asked(card, maThe=f"DN479{insurance.number(index)}"))

    assert answer["maKetQua"] == "050"
