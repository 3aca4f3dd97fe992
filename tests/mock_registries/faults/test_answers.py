"""Faults of an answer as a whole."""

import json

import pytest

from tests.mock_registries.faults.scenes import Desk, calls

OPERATIONS = [
    "TraCuuThongTinCongDan",
    "chiTietDoanhNghiep",
    "getTraCuuTtHgdByMaSoBhxh",
    "take",
    "thuadat",
]


def test_an_error_is_in_the_words_of_the_registry(desk: Desk) -> None:
    for registry, request in calls(desk.registries):
        answer = desk.ask(request, "error;status=503").answer

        assert answer.status == 503
        assert answer.body == registry.broken(request).body


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_error_comes_as_http_200(desk: Desk, operation: str) -> None:
    answer = desk.sample(operation, "error_body").answer

    assert answer.status == 200
    assert answer.body == desk.sample(operation, "error").answer.body


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_proxy_answers_in_its_own_words(desk: Desk, operation: str) -> None:
    answer = desk.sample(operation, "error_body;words=proxy").answer

    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"502 Bad Gateway" in answer.body


def test_nothing_comes_as_http_200(desk: Desk) -> None:
    for _, request in calls(desk.registries):
        answer = desk.ask(request, "empty_body").answer

        assert (answer.status, answer.body) == (200, b"")


def test_the_content_type_is_wrong_and_the_content_right(desk: Desk) -> None:
    answer = desk.sample("thuadat", "wrong_content_type").answer

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert json.loads(answer.body)["madvhc"]
