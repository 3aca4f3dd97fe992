"""Tokens of the hospital gateway, without its wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.insurance.tokens import LIFETIME_S, Tokens

START = 1_700_000_000
names = st.text(max_size=20)


def at(now: float, seed: int = 1) -> Tokens:
    return Tokens(seed, lambda: now)


@given(names, names)
def test_tokens_are_good_for_the_account_that_took_them(taken_by: str, used_by: str) -> None:
    session = at(START).issue(taken_by)

    accepted = at(START).accepts(used_by, session.access_token, session.id_token)

    assert accepted == (taken_by == used_by)


@pytest.mark.parametrize(
    ("passed", "good"), [(0, True), (LIFETIME_S - 1, True), (LIFETIME_S, False)]
)
def test_tokens_are_good_for_their_lifetime(passed: int, good: bool) -> None:
    session = at(START).issue("a")

    later = at(START + passed)

    assert later.accepts("a", session.access_token, session.id_token) is good


def test_the_two_tokens_are_not_each_other() -> None:
    session = at(START).issue("a")

    assert not at(START).accepts("a", session.id_token, session.access_token)
    assert not at(START).accepts("a", session.access_token, session.access_token)


def test_tokens_of_two_hours_do_not_go_together() -> None:
    first, second = at(START).issue("a"), at(START + 1).issue("a")

    assert not at(START + 1).accepts("a", first.access_token, second.id_token)


def test_a_token_cannot_be_prolonged() -> None:
    session = at(START).issue("a")
    longer = [
        f"{START + 2 * LIFETIME_S}.{token.partition('.')[2]}"
        for token in (session.access_token, session.id_token)
    ]

    assert not at(START).accepts("a", *longer)


def test_another_seed_does_not_take_the_tokens() -> None:
    session = at(START).issue("a")

    assert not at(START, seed=2).accepts("a", session.access_token, session.id_token)


@given(st.text(), st.text(), st.text())
def test_no_text_is_taken_for_a_token(username: str, access: str, id_token: str) -> None:
    assert not at(START).accepts(username, access, id_token)
