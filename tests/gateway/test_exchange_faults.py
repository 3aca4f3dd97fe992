"""An exchange that is disturbed on purpose says so in the log, and one that is not says nothing."""

import json
from dataclasses import replace

import pytest

from gateway.errors import AccessDeniedError, LedgerError, TooManyRequestsError
from gateway.ledger.payloads import read_facts
from tests.gateway.exchanging import Pipeline
from tests.gateway.members import OTHER_CLIENT


def facts(pipeline: Pipeline) -> list[object]:
    """The fault that each entry names."""
    return [json.loads(entry.facts).get("fault") for entry in pipeline.ledger.entries]


async def test_a_request_names_its_fault_and_its_end_does_not() -> None:
    pipeline = Pipeline()

    await pipeline.call(replace(pipeline.request(), fault="latency"))
    await pipeline.call()

    assert pipeline.kinds == ["request", "response"] * 2
    assert facts(pipeline) == ["latency", None, None, None]


async def test_a_call_that_has_no_right_is_refused_with_its_fault() -> None:
    pipeline = Pipeline()

    with pytest.raises(AccessDeniedError):
        await pipeline.call(replace(pipeline.request(), client=OTHER_CLIENT, fault="hang"))

    assert (pipeline.kinds, facts(pipeline)) == (["refusal"], ["hang"])


async def test_what_a_fault_refuses_is_an_entry_and_no_noise() -> None:
    pipeline = Pipeline()
    request = replace(pipeline.request(), fault="quota_exceeded")

    with pytest.raises(TooManyRequestsError):
        await pipeline.exchange.refuse(request, TooManyRequestsError("no more", 60))

    assert (pipeline.kinds, facts(pipeline)) == (["refusal"], ["quota_exceeded"])
    assert (pipeline.last["code"], pipeline.last["status"]) == ("too_many_requests", 429)
    assert pipeline.exchange.noise.take()[0] == {}


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("request", {"inTs": 1, "size": 1, "restMethod": "GET", "restPath": "**"}),
        ("refusal", {"inTs": 1}),
    ],
)
def test_the_name_of_a_fault_is_a_text(kind: str, needed: dict[str, object]) -> None:
    assert read_facts(kind, json.dumps({**needed, "fault": "hang"}))

    with pytest.raises(LedgerError):
        read_facts(kind, json.dumps({**needed, "fault": 1}))
