"""Who calls in C06 is who can make the hash, now, in its own name."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.edge.c06.account import MAX_SKEW_S
from ndxp.registries import Registries
from tests.gateway.edge.c06.calling import (
    CLIENT,
    LEADING,
    LOOKUP,
    SECRET,
    USER,
    call,
    envelope,
    fault,
    now_ms,
    person,
    proof,
)
from tests.platform.speaking import account, grant


@pytest.fixture(scope="module")
def body(registries: Registries) -> bytes:
    (sample,) = registries.sample("dancu", 1, 1, LOOKUP)
    return envelope((*LEADING, *person(sample)))


def basic(text: str | bytes) -> str:
    data = text.encode() if isinstance(text, str) else text
    return f"Basic {base64.b64encode(data).decode()}"


def far(milliseconds: int) -> dict[str, str]:
    return proof(at_ms=now_ms() + milliseconds)


def without(name: str) -> dict[str, str]:
    return {header: value for header, value in proof().items() if header != name}


def changed(name: str, change: Callable[[str], str]) -> dict[str, str]:
    good = proof()
    return {**good, name: change(good[name])}


def upper(value: str) -> str:
    """The same hash in capitals."""
    user, _, digest = base64.b64decode(value.removeprefix("Basic ")).decode().partition(":")
    return basic(f"{user}:{digest.upper()}")


WRONG: Mapping[str, tuple[Callable[[], Mapping[str, str]], str]] = {
    "a wrong secret": (lambda: proof(secret="khác"), "not made of an account"),
    "nobody's name": (lambda: proof(user="ai.do"), "not made of an account"),
    "another path": (lambda: proof(path="/khac"), "not made of an account"),
    "another moment": (
        lambda: changed("Timestamp", lambda value: f"{int(value) + 1}"),
        "not made of an account",
    ),
    "capitals": (lambda: changed("Authorization", upper), "not made of an account"),
    "not UTF-8": (lambda: {**proof(), "Authorization": basic(b"\xff:\xff")}, "reads Basic"),
    "no colon": (lambda: {**proof(), "Authorization": basic("khong-hai-cham")}, "reads Basic"),
    "beyond ASCII": (lambda: {**proof(), "Authorization": basic("é:é")}, "not made of an account"),
    "no base64": (lambda: {**proof(), "Authorization": "Basic !!"}, "reads Basic"),
    "another scheme": (lambda: {**proof(), "Authorization": "Bearer x"}, "reads Basic"),
    "nothing": (lambda: without("Authorization"), "reads Basic"),
    "no moment": (lambda: without("Timestamp"), "Timestamp takes milliseconds"),
    "another script's digit": (
        lambda: {**proof(), "Timestamp": "٣"},
        "Timestamp takes milliseconds",
    ),
    "a sign": (lambda: {**proof(), "Timestamp": "-1"}, "Timestamp takes milliseconds"),
    "too late": (lambda: far((MAX_SKEW_S + 20) * 1000), f"more than {MAX_SKEW_S} s off"),
    "too early": (lambda: far(-(MAX_SKEW_S + 20) * 1000), f"more than {MAX_SKEW_S} s off"),
    "another client": (
        lambda: {**proof(), "X-Road-Client": "VN/GOV/G14/lgsp"},
        "not whose account",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_who_does_not_prove_it_hears_why(c06_port: int, body: bytes, wrong: str) -> None:
    headers, says = WRONG[wrong]

    refused = fault(call(c06_port, body, headers()))

    assert (refused.status, refused.whose, refused.code) == (401, "Client", "unauthenticated")
    assert says in refused.text


def test_a_client_that_is_misspelt_is_told_so(c06_port: int, body: bytes) -> None:
    refused = fault(call(c06_port, body, {**proof(), "X-Road-Client": "VN:GOV:H29:motcua"}))

    assert refused.code == "invalid_client_identifier"


@pytest.mark.parametrize("client", [CLIENT, "VN/GOV/000.00.00.H29/motcua"])
def test_the_client_may_be_named_in_either_way(c06_port: int, body: bytes, client: str) -> None:
    assert call(c06_port, body, {**proof(), "X-Road-Client": client}).status == 200


@pytest.mark.parametrize("seconds", [-MAX_SKEW_S + 20, MAX_SKEW_S - 20])
def test_a_clock_may_be_a_little_off(c06_port: int, body: bytes, seconds: int) -> None:
    assert call(c06_port, body, far(seconds * 1000)).status == 200


def test_the_same_headers_are_good_for_a_while(c06_port: int, body: bytes) -> None:
    headers = proof()

    assert [call(c06_port, body, headers).status for _ in range(3)] == [200, 200, 200]


def test_two_authorizations_prove_nothing(c06_port: int, body: bytes) -> None:
    good = proof()

    refused = call(c06_port, body, good, [("Authorization", good["Authorization"])])

    assert fault(refused).code == "unauthenticated"


def test_an_account_that_expired_or_was_revoked_is_refused(
    c06_port: int, c06_state: Path, body: bytes
) -> None:
    old = replace(account("c06", "cu", SECRET, CLIENT), expires_ms=now_ms() - 1)
    withdrawn = replace(account("c06", "thu-hoi", SECRET, CLIENT), revoked=True)
    grant(c06_state, withdrawn, old)

    for user in ("cu", "thu-hoi"):
        assert "has expired or was revoked" in fault(call(c06_port, body, proof(user=user))).text


def test_an_account_of_another_dialect_is_none_here(
    c06_port: int, c06_state: Path, body: bytes
) -> None:
    grant(c06_state, replace(account("vdxp", "vdxp", SECRET, CLIENT), secret=SECRET))

    assert fault(call(c06_port, body, proof(user="vdxp"))).code == "unauthenticated"


def test_an_account_of_nobody_is_refused(c06_port: int, c06_state: Path, body: bytes) -> None:
    grant(c06_state, account("c06", "la", SECRET, "VN/GOV/X99/la"))

    refused = fault(call(c06_port, body, proof(user="la")))

    assert (refused.status, refused.code) == (403, "unknown_member")


def test_an_account_has_the_rights_of_its_client(
    c06_port: int, c06_state: Path, body: bytes
) -> None:
    grant(c06_state, account("c06", "lgsp", SECRET, "VN/GOV/G14/lgsp"))

    refused = fault(call(c06_port, body, proof(user="lgsp")))

    assert (refused.status, refused.whose, refused.code) == (403, "Client", "access_denied")


def test_an_account_has_a_quota(c06_port: int, c06_state: Path, body: bytes) -> None:
    grant(c06_state, replace(account("c06", "it", SECRET, CLIENT), per_minute=1))

    answers = [call(c06_port, body, proof(user="it")) for _ in range(3)]

    # A minute of the clock may begin in between.
    assert answers[0].status == 200
    refused = next(answer for answer in answers if answer.status != 200)
    assert (refused.status, fault(refused).code) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_what_proves_an_account_is_repeated_nowhere(c06_port: int, body: bytes) -> None:
    answer = call(c06_port, body, {**proof(secret="khác"), "ApiKey": "khoa-bi-mat"})

    assert USER not in answer.everything
    assert "khoa-bi-mat" not in answer.everything
