"""A good call in X-Road's REST dialect, and how each part of it is read."""

import json
import time
import uuid

import pytest

from tests.platform.client import CLIENT, SERVICE, Answer, Headers, exchange, message

Person = dict[str, object]


def ask(
    port: int,
    person: Person,
    *,
    path: str = SERVICE,
    client: str = CLIENT,
    more: Headers = (),
) -> Answer:
    headers = (("X-Road-Client", client), ("Content-Type", "application/json"))
    return exchange(
        port, message(json.dumps(person).encode(), path=path, headers=headers, more=more)
    )


def test_a_person_is_found(port: int, person: Person) -> None:
    answer = ask(port, person)

    found = answer.json()["CongDan"]
    assert isinstance(found, dict)
    assert found["SoDinhDanh"] == person["SoDinhDanh"]
    assert answer.headers["content-type"] == "application/json"


def test_an_answer_names_its_exchange(port: int, person: Person) -> None:
    answer = ask(port, person)

    assert answer.headers["x-road-client"] == CLIENT
    assert answer.headers["x-road-service"] == SERVICE.removeprefix("/r1/")
    assert uuid.UUID(answer.headers["x-road-request-id"]).version == 4


def test_the_callers_id_is_given_back(port: int, person: Person) -> None:
    answer = ask(port, person, more=[("X-Road-Id", "ho-so-1")])

    assert answer.headers["x-road-id"] == "ho-so-1"


def test_a_call_without_an_id_gets_one(port: int, person: Person) -> None:
    answer = ask(port, person)

    assert uuid.UUID(answer.headers["x-road-id"].removeprefix("VN-")).version == 4


def test_two_calls_with_one_id_are_two_exchanges(port: int, person: Person) -> None:
    answers = [ask(port, person, more=[("X-Road-Id", "twice")]) for _ in range(2)]

    assert len({answer.headers["x-road-request-id"] for answer in answers}) == 2


def test_a_refused_call_gets_its_id_back_and_the_exchange_in_detail(port: int) -> None:
    answer = exchange(port, message(more=[("X-Road-Id", "ho-so-2")]))

    assert answer.headers["x-road-id"] == "ho-so-2"
    assert uuid.UUID(answer.problem["detail"]).version == 4


@pytest.mark.parametrize("client", ["VN/GOV/000.00.00.H29/motcua", "VN/GOV/H29/motcua"])
def test_a_client_may_write_its_long_code(port: int, person: Person, client: str) -> None:
    answer = ask(port, person, client=client)

    assert answer.status == 200
    assert answer.headers["x-road-client"] == client


def test_a_provider_may_be_written_by_its_long_code(port: int, person: Person) -> None:
    path = "/r1/VN/GOV/000.00.00.G01/dancu/TraCuuThongTinCongDan"

    answer = ask(port, person, path=path)

    assert answer.status == 200


def test_percent_encoding_of_ordinary_characters_is_undone(port: int, person: Person) -> None:
    answer = ask(port, person, path="/r1/VN/GOV/G01/d%61ncu/TraCuuThongTinCongDan")

    assert answer.status == 200


def test_the_last_of_several_client_headers_counts(port: int, person: Person) -> None:
    several = [("X-Road-Client", "VN/GOV/G14/lgsp"), ("X-Road-Client", CLIENT)]

    assert ask(port, person, client="nonsense", more=several).status == 200
    assert ask(port, person, more=several[:1]).code == "access_denied"


def test_who_asked_may_have_a_name_in_vietnamese(port: int, person: Person) -> None:
    answer = ask(port, person, more=[("X-Road-UserId", "Trần Thị Bình")])

    assert answer.status == 200


def test_a_query_does_no_harm(port: int, person: Person) -> None:
    assert ask(port, person, path=f"{SERVICE}?a=1").status == 200


@pytest.mark.parametrize(
    "prefer",
    ["wait=5", "wait=0", "wait=99999999", "wait=-1", "wait=abc", "respond-async, wait = 10", ""],
)
def test_any_wish_about_waiting_is_taken(port: int, person: Person, prefer: str) -> None:
    assert ask(port, person, more=[("Prefer", prefer)]).status == 200


@pytest.mark.parametrize(
    ("accept", "vietnamese"),
    [
        ("vi", True),
        ("vi-VN,vi;q=0.9,en;q=0.8", True),
        ("VI", True),
        ("en", False),
        ("en-US,vi;q=0.5", False),
        ("fr", False),
        ("vi;q=0", False),
        ("vi;q=nan", False),
        ("vi;q=x", False),
        ("*", False),
        ("", False),
    ],
)
def test_help_comes_in_the_preferred_language(port: int, accept: str, vietnamese: bool) -> None:
    answer = exchange(port, message(more=[("Accept-Language", accept)]))

    assert answer.problem["message"].startswith("Nội dung") is vietnamese


def test_a_caller_waits_no_longer_than_it_said(slow_port: int, person: Person) -> None:
    started = time.monotonic()

    answer = ask(slow_port, person, more=[("Prefer", "wait=1")])

    assert (answer.status, answer.code) == (504, "timeout")
    assert 0.9 < time.monotonic() - started < 3
