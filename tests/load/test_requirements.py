"""What a run has to keep."""

import pytest

from gateway.errors import ConfigurationError
from ndxp.load.requirements import parse_requirements

METRICS = ("p99_ms", "p99.9_ms", "errors", "rate")


@pytest.mark.parametrize(
    ("text", "measured", "met"),
    [
        ("p99_ms<500", 499.9, True),
        ("p99_ms<500", 500.0, False),
        ("p99.9_ms<=500", 500.0, True),
        ("errors<=0", 0.0, True),
        ("rate>49.5", 49.5, False),
        ("rate>=49.5", 49.5, True),
    ],
)
def test_a_bound_holds_or_not(text: str, measured: float, met: bool) -> None:
    (requirement,) = parse_requirements([text], METRICS)

    judgement = requirement.judge({requirement.metric: measured})

    assert (judgement.text, judgement.met, judgement.measured) == (text, met, measured)


def test_what_could_not_be_measured_is_not_met() -> None:
    (requirement,) = parse_requirements(["p99_ms<500"], METRICS)

    assert not requirement.judge({"p99_ms": None}).met


@pytest.mark.parametrize(
    "text",
    [
        "",
        "p99_ms",
        "p99_ms<",
        "p99_ms<5ms",
        "p99_ms < 5",
        "p99_ms==5",
        "p99_ms<-1",
        "p99_ms<1e3",
        "p99_ms<.5",
        "p99_ms<5\n",
        "<5",
        "p99_ms<٥",
        "P99_MS<5",
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="must read METRIC<NUMBER"):
        parse_requirements([text], METRICS)


def test_every_fault_is_said_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_requirements(["p98_ms<1", "errors<0.1", "rate"], METRICS)

    assert len(caught.value.faults) == 2
    assert "there is no metric p98_ms" in caught.value.faults[0]
