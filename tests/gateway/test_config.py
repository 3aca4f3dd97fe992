"""Settings from the environment: units in the names, every fault at once."""

from dataclasses import fields

import pytest

from gateway.config import LONGEST_WAIT_S, Limits
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
