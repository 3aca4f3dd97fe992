"""The client against a whole platform, which each test has for itself."""

import pytest
from client import NoAnswerError, OneStop, RefusedError

from ndxp.testing import Exchanges, Platform, Sample, Switch


def test_a_citizen_is_found(ndxp: Platform, sample: Sample, exchanges: Exchanges) -> None:
    asked = sample("dancu")

    citizen = OneStop(ndxp.url).citizen(asked)

    assert citizen is not None
    assert citizen["SoDinhDanh"] == asked["SoDinhDanh"]
    assert exchanges.only().outcome == "ok"


def test_a_child_has_a_number_too(ndxp: Platform, sample: Sample) -> None:
    citizen = OneStop(ndxp.url).citizen(sample("dancu", where=["under=6"]))

    assert citizen is not None


def test_nobody_is_found_under_an_unknown_number(
    ndxp: Platform, sample: Sample, exchanges: Exchanges
) -> None:
    assert OneStop(ndxp.url).citizen(sample.unknown("dancu")) is None

    assert exchanges.only().outcome == "not_found"


def test_a_refusal_names_the_exchange_in_the_log(ndxp: Platform, exchanges: Exchanges) -> None:
    with pytest.raises(RefusedError) as refused:
        OneStop(ndxp.url).citizen({"SoDinhDanh": "12345"})

    assert refused.value.code == "schema_violation"
    assert exchanges.only().request_id == refused.value.exchange


def test_what_will_pass_is_asked_again(
    ndxp: Platform, sample: Sample, faults: Switch, exchanges: Exchanges
) -> None:
    faults.on("error", status=503, limit=2)

    citizen = OneStop(ndxp.url, pause_s=0).citizen(sample("dancu"))

    assert citizen is not None
    assert exchanges.outcomes == ["unavailable", "unavailable", "ok"]


def test_an_answer_that_comes_too_late_is_none(
    ndxp: Platform, sample: Sample, faults: Switch
) -> None:
    faults.on("latency", place="registry", seconds=2)

    with pytest.raises(NoAnswerError, match="TimeoutError"):
        OneStop(ndxp.url, timeout_s=0.2).citizen(sample("dancu"))


def test_an_answer_that_nobody_signed_is_not_believed(
    ndxp: Platform, sample: Sample, faults: Switch, exchanges: Exchanges
) -> None:
    faults.on("bad_signature", service="dancu")

    with pytest.raises(RefusedError, match="invalid_signature_value"):
        OneStop(ndxp.url, pause_s=0).citizen(sample("dancu"))

    assert {each.fault for each in exchanges} == {"bad_signature"}


def test_a_broker_that_goes_away_comes_back(
    ndxp_rabbit: Platform, sample: Sample, faults: Switch, exchanges: Exchanges
) -> None:
    faults.on("broker_disconnect", limit=1)

    citizen = OneStop(ndxp_rabbit.url, pause_s=0.5).citizen(sample("dancu"))

    assert citizen is not None
    assert exchanges.outcomes == ["unavailable", "ok"]
