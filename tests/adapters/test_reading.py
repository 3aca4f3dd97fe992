"""What registries send instead of clean lists, texts and numbers."""

import pytest

from adapters import reading
from gateway.errors import RegistryFailedError


@pytest.mark.parametrize("value", [None, "", []])
def test_nothing_is_an_empty_list(value: object) -> None:
    assert list(reading.records(value)) == []


def test_one_object_is_a_list_of_one() -> None:
    assert list(reading.records({"a": 1})) == [{"a": 1}]


def test_a_list_of_one_is_read_as_that_one() -> None:
    assert reading.record([{"a": 1}]) == {"a": 1}


@pytest.mark.parametrize("value", [[], [{}, {}], ["a"], [[{}]], "a", 1])
def test_what_is_no_object_is_a_failure(value: object) -> None:
    with pytest.raises(RegistryFailedError):
        reading.record(value)


@pytest.mark.parametrize("value", [1, "a", [1], [[]]])
def test_something_else_is_not_a_list(value: object) -> None:
    with pytest.raises(RegistryFailedError):
        reading.records(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" Số 1,\r\n\tphố\u00a0A ", "Số 1, phố A"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("a\u200bb\x00", "ab"),
        (12, "12"),
    ],
)
def test_a_text_becomes_one_clean_line(value: object, text: str) -> None:
    assert reading.line(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (None, None),
        ("", None),
        (5, 5),
        (5.0, 5),
        ("7", 7),
        ("5.000.000", 5_000_000),
        ("1,000", 1000),
    ],
)
def test_a_whole_number_is_read_as_people_write_it(value: object, number: int | None) -> None:
    assert reading.whole(value) == number


@pytest.mark.parametrize("value", [True, 5.5, "6.5", "5.00", "năm", "9" * 40, [], {}])
def test_something_else_is_not_a_whole_number(value: object) -> None:
    with pytest.raises(RegistryFailedError):
        reading.whole(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [(None, None), ("", None), (5, 5), (12.5, 12.5), ("7.5", 7.5), ("7,5", 7.5)],
)
def test_a_number_is_read_with_a_point_or_a_comma(value: object, number: float | None) -> None:
    assert reading.decimal(value) == number


@pytest.mark.parametrize("value", [False, "inf", "nan", "1e9", "-", []])
def test_something_else_is_not_a_number(value: object) -> None:
    with pytest.raises(RegistryFailedError):
        reading.decimal(value)


@pytest.mark.parametrize("body", [b"", b"[]", b"<html/>", b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff"])
def test_a_body_that_is_no_object_is_a_failure(body: bytes) -> None:
    with pytest.raises(RegistryFailedError):
        reading.json_record(body)


def test_what_has_no_value_is_left_out() -> None:
    kept = reading.filled(a="", b=None, c={}, d=[], e=0, f=False, g="x")

    assert kept == {"d": [], "e": 0, "f": False, "g": "x"}
