"""The tree of errors: every one has a code of its own and says the same in two languages."""

import string
from pathlib import Path

import pytest

from gateway import errors
from gateway.errors import ExchangeError, problem

LETTERS_OF_VIETNAMESE = set("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")


def leaves(parent: type[ExchangeError] = ExchangeError) -> list[type[ExchangeError]]:
    """The errors that are raised: those with a code."""
    found = [parent] if "code" in vars(parent) else []
    for child in parent.__subclasses__():
        found.extend(leaves(child))
    return found


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


each = pytest.mark.parametrize("error", leaves(), ids=lambda error: error.__name__)


@each
def test_an_error_helps_in_english_and_vietnamese(error: type[ExchangeError]) -> None:
    assert len(error.en) > 20
    assert error.en.isascii()
    assert LETTERS_OF_VIETNAMESE & set(error.vi.lower())


@each
def test_both_texts_have_the_same_placeholders(error: type[ExchangeError]) -> None:
    assert placeholders(error.en) == placeholders(error.vi)
    assert placeholders(error.en) <= {"where"}


@each
def test_an_error_has_a_status_that_fits(error: type[ExchangeError]) -> None:
    assert 400 <= error.status <= 599
    if error.status == 503 and error.outcome == "unavailable":
        assert error.retry_after_s


@each
def test_the_module_draws_every_error(error: type[ExchangeError]) -> None:
    assert errors.__doc__ is not None
    assert error.__name__ in errors.__doc__


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in leaves()]

    assert len(codes) == len(set(codes)) > 20


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_problem_has_exactly_what_x_road_has(language: errors.Language) -> None:
    document = problem(errors.MissingHeaderError("X-Road-Client"), language, "an id")

    assert document.keys() == {"type", "message", "detail"}
    assert document["type"] == "client.missing_header_field"
    assert "X-Road-Client" in document["message"]
    assert document["detail"] == "an id"


def test_a_place_may_be_named_by_whoever_failed() -> None:
    document = problem(errors.AccessDeniedError(), "en", "an id", "server.serverproxy")

    assert document["type"] == "server.serverproxy.access_denied"


def test_an_operator_reads_all_faults_at_once() -> None:
    error = errors.ConfigurationError("small.toml", ["a: wrong", "b: missing"])

    assert str(error) == "small.toml: \n  a: wrong\n  b: missing"


def test_errors_are_named_as_errors() -> None:
    assert all(error.__name__.endswith("Error") for error in leaves())
    assert Path(errors.__file__).parent.name == "errors"
