"""docs/r1.md says what a caller of r1 gets, error by error and in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.config import ErrorProfile
from gateway.edge.connection import MAX_URL_BYTES
from gateway.edge.profiles import spell
from gateway.edge.r1_form import SERVER_CODE
from gateway.errors import ExchangeError
from gateway.headers import HOP_BY_HOP
from gateway.network import METHODS

CALLED = re.compile(
    r"^\| `([a-z_]+)` \| ([0-9]{3} `.+?`) \| ([0-9]{3} `.+?`) \| ([0-9]{3} `.+?`) \|$", re.M
)
READ = re.compile(r"^\| `([a-z_]+)` \| ([^|`]+) \| ([^|`]+) \|$", re.M)
PROFILES: tuple[ErrorProfile, ...] = ("spec", "x-road-7.8", "x-road-7.7")


@pytest.fixture(scope="session")
def r1(root: Path) -> str:
    return (root / "docs" / "r1.md").read_text(encoding="utf-8")


def errors(parent: type[ExchangeError] = ExchangeError) -> Iterator[type[ExchangeError]]:
    """Every error that has a code of its own."""
    for child in parent.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from errors(child)


def spelt(error: type[ExchangeError], profile: ErrorProfile) -> str:
    kind, status = spell(profile, f"{error.place}.{error.code}", error.status)
    return f"{status} `{kind}`"


def test_every_error_is_spelt_in_every_profile_and_there_is_no_other(r1: str) -> None:
    known = [(error.code, *(spelt(error, p) for p in PROFILES)) for error in errors()]

    assert CALLED.findall(r1) == sorted(known)


def test_every_error_says_in_both_languages_what_is_written_and_there_is_no_other(r1: str) -> None:
    known = [(error.code, error.en, error.vi) for error in errors()]

    assert READ.findall(r1) == sorted(known)


def test_the_headers_that_are_never_forwarded_are_listed(r1: str) -> None:
    listed = r1.split("Never forwarded, in either direction:")[1].split(". All else")[0]

    assert {name.lower() for name in re.findall(r"`([A-Za-z-]+)`", listed)} == HOP_BY_HOP


def test_methods_limits_and_names_are_those_of_the_code(r1: str) -> None:
    assert f"`{' '.join(METHODS)}`" in r1
    assert f"At most {MAX_URL_BYTES} bytes" in r1
    assert f"`VN/GOV/G01/{SERVER_CODE}`" in r1
    assert "NDXP_ERROR_PROFILE" in r1
