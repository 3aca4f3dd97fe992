"""Settings from the environment: units in the names, every fault at once."""

from dataclasses import fields

import pytest

from gateway.config import LONGEST_WAIT_S, Limits, error_profile
from gateway.errors import ConfigurationError
from gateway.signature import MAX_WAIT_S


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Limits.read({}) == Limits()


@pytest.mark.parametrize("field", [field.name for field in fields(Limits)])
def test_every_limit_can_be_set(field: str) -> None:
    limits = Limits.read({f"NDXP_{field.upper()}": "7"})

    assert getattr(limits, field) == 7


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "", " 1", "1_000", "ten", "٣", "1e3"])
def test_only_a_positive_integer_is_taken(text: str) -> None:
    with pytest.raises(ConfigurationError, match="NDXP_MAX_WAIT_S: must be a positive integer"):
        Limits.read({"NDXP_MAX_WAIT_S": text})


def test_every_fault_is_reported_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Limits.read({"NDXP_MAX_WAIT_S": "x", "NDXP_SUMMARY_S": "y", "NDXP_MAX_IN_FLIGHT": "3"})

    assert [fault.partition(":")[0] for fault in caught.value.faults] == [
        "NDXP_MAX_WAIT_S",
        "NDXP_SUMMARY_S",
    ]


@pytest.mark.parametrize("name", ["NDXP_MAX_WAIT_S", "NDXP_DEFAULT_WAIT_S"])
def test_nobody_is_promised_longer_than_a_seal_may_live(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name}: must be at most 300"):
        Limits.read({name: "301"})

    assert LONGEST_WAIT_S == MAX_WAIT_S


def test_other_names_are_none_of_our_business() -> None:
    assert Limits.read({"NDXP_STATE": "x", "PATH": "y"}) == Limits()


@pytest.mark.parametrize("profile", ["spec", "x-road-7.7", "x-road-7.8"])
def test_errors_are_spelt_as_the_environment_says(profile: str) -> None:
    assert error_profile({"NDXP_ERROR_PROFILE": profile}) == profile


def test_errors_are_spelt_as_the_specification_has_them_unless_said_otherwise() -> None:
    assert error_profile({}) == "spec"


@pytest.mark.parametrize("text", ["", "SPEC", "x-road", "7.8", " spec"])
def test_another_spelling_is_refused_with_those_that_there_are(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"NDXP_ERROR_PROFILE.*spec, x-road-7\.7, x-road"):
        error_profile({"NDXP_ERROR_PROFILE": text})
