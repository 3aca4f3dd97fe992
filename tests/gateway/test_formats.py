"""Identifiers, dates and texts: one spelling each."""

import pytest

from gateway.formats import FORMATS, IDENTITY_PLACES, is_tax_code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("vn-identity-number", "001099000001"),
        ("vn-identity-number", "096300999999"),
        ("vn-tax-code", "0100000010"),
        ("vn-tax-code", "0100000010-001"),
        ("vn-certificate-serial", "BA 012345"),
        ("vn-certificate-serial", "AA 01234567"),
        ("date", "2024-02-29"),
        ("date-or-year", "2024-02-29"),
        ("date-or-year", "1950"),
        ("partial-date", "2024-02-29"),
        ("partial-date", "1950-12"),
        ("partial-date", "1950"),
        ("text-line", "Nguyễn Văn A"),
        ("text-line", "Nguye\u0302\u0303n"),
        ("x-road-subsystem", "VN/GOV/H29/motcua"),
        ("x-road-service", "VN/GOV/G01/dancu/TraCuuThongTinCongDan"),
    ],
)
def test_a_right_spelling_is_taken(name: str, text: str) -> None:
    assert FORMATS[name](text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("vn-identity-number", "003099000001"),  # no such place
        ("vn-identity-number", "001499000001"),  # born after 2100
        ("vn-identity-number", "00109900000"),
        ("vn-identity-number", "001099000001\n"),
        ("vn-identity-number", "٠٠١٠٩٩٠٠٠٠٠١"),
        ("vn-tax-code", "0100000011"),  # wrong check digit
        ("vn-tax-code", "0100000010-000"),
        ("vn-tax-code", "0100000010001"),
        ("vn-tax-code", "0000000000"),
        ("vn-tax-code", "0100000010\n"),
        ("vn-certificate-serial", "BA012345"),
        ("vn-certificate-serial", "ba 012345"),
        ("vn-certificate-serial", "BA 0123456"),
        ("date", "2023-02-29"),
        ("date", "20230101"),
        ("date", "0000-01-01"),
        ("date", "2023-01-01\n"),
        ("date", "2023-W01-1"),
        ("date-or-year", "0000"),
        ("date-or-year", "195"),
        ("partial-date", "1950-13"),
        ("partial-date", "1950-00"),
        ("partial-date", "0000-01"),
        ("partial-date", "195001"),
        ("partial-date", "1950-1\n"),
        ("date-or-year", "1950\n"),
        ("text-line", " a"),
        ("text-line", "a\nb"),
        ("text-line", "a\x00"),
        ("text-line", "a\u202eb"),  # turns the direction of writing
        ("x-road-subsystem", "VN/GOV/H29"),
        ("x-road-service", "VN/GOV/G01/dancu/Tra Cuu"),
        ("x-road-service", "VN/GOV/G01/dancu"),
    ],
)
def test_a_wrong_spelling_is_refused(name: str, text: str) -> None:
    assert not FORMATS[name](text)


def test_there_are_63_places_of_birth() -> None:
    assert len(IDENTITY_PLACES) == 63


def test_no_tax_code_is_made_where_the_check_digit_would_be_ten() -> None:
    """Such numbers were never issued: about a tenth of all stems."""
    stems = [f"010{number:06d}" for number in range(1, 1001)]

    valid = [sum(is_tax_code(f"{stem}{digit}") for digit in range(10)) for stem in stems]

    assert set(valid) == {0, 1}
    assert 60 < valid.count(0) < 130
