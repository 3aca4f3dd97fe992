"""Dates in every form that registries use."""

import pytest

from adapters import dates
from gateway.errors import RegistryFailedError


@pytest.mark.parametrize(
    ("native", "canonical"),
    [
        ("19800131", "1980-01-31"),
        ("31/01/1980", "1980-01-31"),
        ("1/2/1980", "1980-02-01"),
        ("1980-01-31", "1980-01-31"),
        ("1980-01-31T00:00:00+07:00", "1980-01-31"),
        ("1980-01-31 00:00:00", "1980-01-31"),
        (" 19800131 ", "1980-01-31"),
        ("1980", "1980"),
        ("198001", "1980"),
        ("01/1980", "1980"),
        ("19800000", "1980"),
        ("00/00/1980", "1980"),
        ("", ""),
    ],
)
def test_a_date_is_read_in_every_form(native: str, canonical: str) -> None:
    assert dates.canonical(native) == canonical


@pytest.mark.parametrize("native", ["31-01-1980", "19800230", "31/13/1980", "80", "không rõ"])
def test_what_is_no_date_is_a_failure_that_does_not_repeat_it(native: str) -> None:
    with pytest.raises(RegistryFailedError) as caught:
        dates.canonical(native)

    assert native not in str(caught.value)


def test_a_date_is_written_in_the_registries_forms() -> None:
    assert dates.compact("1980-01-31") == "19800131"
    assert dates.slashed("1980-01-31") == "31/01/1980"
    assert dates.compact("1980") == dates.slashed("1980") == "1980"
