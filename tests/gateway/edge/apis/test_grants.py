"""Access tokens: one for each account and hour, ended at once with the account; and calls by the minute."""

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.applications import Application, Applications, digest
from gateway.authority import DAY_MS
from gateway.edge.apis.grants import Grants, UnknownTokenError
from gateway.edge.quotas import Quotas
from gateway.errors import InactiveTokenError, QuotaError
from gateway.message import SubsystemId

NOW = 1_795_330_800_000  # a full minute
HOUR_S = 3600


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.ms = NOW

    def now_ms(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.ms / 1000


def account(key: str, per_minute: int | None = None) -> Application:
    return Application(
        dialect="wso2",
        key=key,
        secret=digest("s"),
        client=SubsystemId.parse("VN/GOV/H29/motcua"),
        per_minute=per_minute,
        issued_ms=NOW,
        expires_ms=NOW + DAY_MS,
    )


class Bench:
    """Two accounts, their tokens, and the clock that everything reads."""

    def __init__(self, path: Path) -> None:
        self.clock = Clock()
        self.applications = Applications(path)
        self.ours, self.theirs = account("ours"), account("theirs")
        for each in (self.ours, self.theirs):
            self.applications.issue(each, NOW)
        self.grants = Grants("wso2", self.applications, self.clock, HOUR_S)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "applications.json")


def test_a_token_stands_for_its_account(bench: Bench) -> None:
    token, left_s = bench.grants.grant(bench.ours)

    assert bench.grants.application(token) == bench.ours
    assert left_s == HOUR_S


def test_who_asks_again_gets_the_same_with_the_time_that_is_left(bench: Bench) -> None:
    first, _ = bench.grants.grant(bench.ours)
    bench.clock.ms += 600_500
    again, left_s = bench.grants.grant(bench.ours)

    assert again == first
    assert left_s == HOUR_S - 601
    assert bench.grants.grant(bench.theirs)[0] != first


def test_an_expired_token_is_known_as_such_and_followed_by_another(bench: Bench) -> None:
    first, _ = bench.grants.grant(bench.ours)
    bench.clock.ms += HOUR_S * 1000 - 1
    assert bench.grants.application(first) == bench.ours

    bench.clock.ms += 1
    with pytest.raises(InactiveTokenError):
        bench.grants.application(first)
    second, left_s = bench.grants.grant(bench.ours)

    assert (second != first, left_s) == (True, HOUR_S)
    assert bench.grants.application(second) == bench.ours
    with pytest.raises(InactiveTokenError):
        bench.grants.application(first)


def test_a_revoked_token_ends_and_its_account_may_have_another(bench: Bench) -> None:
    token, _ = bench.grants.grant(bench.ours)
    bench.grants.revoke(bench.theirs, token)
    assert bench.grants.application(token) == bench.ours

    bench.grants.revoke(bench.ours, token)
    bench.grants.revoke(bench.ours, "nobody's")

    with pytest.raises(InactiveTokenError):
        bench.grants.application(token)
    assert bench.grants.grant(bench.ours)[0] != token


def test_a_token_ends_with_its_account(bench: Bench) -> None:
    token, _ = bench.grants.grant(bench.ours)
    bench.applications.revoke("ours")

    with pytest.raises(InactiveTokenError):
        bench.grants.application(token)


def test_an_account_under_an_old_name_begins_without_tokens(bench: Bench) -> None:
    token, _ = bench.grants.grant(bench.ours)
    anew = replace(bench.ours, issued_ms=NOW + 1)
    bench.applications.revoke("ours")
    bench.applications.issue(anew, NOW + 1)

    with pytest.raises(InactiveTokenError):
        bench.grants.application(token)
    second, _ = bench.grants.grant(anew)
    assert bench.grants.application(second) == anew


@pytest.mark.parametrize("text", ["", "x", "00000000-0000-4000-8000-000000000000", "\udcff"])
def test_nobody_else_has_a_token(bench: Bench, text: str) -> None:
    bench.grants.grant(bench.ours)

    with pytest.raises(UnknownTokenError):
        bench.grants.application(text)


def test_of_an_account_two_tokens_are_kept_and_of_one_that_is_gone_none(bench: Bench) -> None:
    tokens = []
    for _ in range(5):
        token, _ = bench.grants.grant(bench.ours)
        bench.grants.revoke(bench.ours, token)
        tokens.append(token)
    for old in tokens[:3]:
        with pytest.raises(UnknownTokenError):
            bench.grants.application(old)
    with pytest.raises(InactiveTokenError):
        bench.grants.application(tokens[4])

    bench.applications.revoke("ours")
    bench.grants.grant(bench.theirs)

    with pytest.raises(UnknownTokenError):
        bench.grants.application(tokens[4])


def test_an_account_may_make_so_many_calls_in_a_minute_of_the_clock() -> None:
    clock = Clock()
    quotas, busy, free = Quotas(clock), account("busy", per_minute=2), account("free")
    clock.ms += 15_500
    for _ in range(2):
        quotas.count(busy)
    for _ in range(9):
        quotas.count(free)

    with pytest.raises(QuotaError) as refused:
        quotas.count(busy)
    assert (refused.value.next_ms, refused.value.retry_after_s) == (NOW + 60_000, 45)
    assert "2 a minute" in refused.value.message("en")

    clock.ms = NOW + 60_000
    quotas.count(busy)
