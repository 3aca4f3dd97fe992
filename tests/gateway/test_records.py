import hashlib
import json
from collections import Counter
from typing import Any

import pytest

from gateway.errors import AccessDeniedError, DeadlineExceededError, OverloadedError
from gateway.jws import b64url, parse, verify
from gateway.message import Entry
from gateway.records import (
    FAILURE_TYP,
    NETWORK_RECORD_TYP,
    REFUSAL_TYP,
    SUMMARY_TYP,
    Noise,
    Parties,
    Recorder,
)
from tests.gateway.members import BODY, CLIENT, PERSON, SERVICE, ManualClock, Members

NODE = "node:test"
PARTIES = Parties(
    message_id="mot-cua-1", request_id="r-1", client=str(CLIENT), service=str(SERVICE)
)


@pytest.fixture
def recorder(members: Members) -> Recorder:
    return Recorder(node=members.signers[NODE], references=members.references, clock=members.clock)


def facts(entry: Entry) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(entry.facts)
    return loaded


def said(members: Members, entry: Entry, typ: str) -> dict[str, Any]:
    """The payload that the node signed."""
    token = parse(entry.jws)
    assert token.typ == typ
    return dict(verify(token, members.certificates[members.signers[NODE].kid].public_key))


def test_a_request_is_recorded_under_the_members_own_seal(
    members: Members, recorder: Recorder
) -> None:
    request = members.request(path="/secret", query="so=001090000001")
    sealed = members.seal(request)

    entry = recorder.request(request, sealed, "**")

    assert (entry.kind, entry.jws) == ("request", sealed.sealed.jws)
    assert facts(entry) == {
        "inTs": request.received_ms,
        "size": len(sealed.sealed.content),
        "restMethod": "POST",
        "restPath": "**",
    }


def test_an_answer_is_recorded_with_when_the_request_left_and_the_answer_came(
    members: Members, recorder: Recorder, clock: ManualClock
) -> None:
    left_ms = clock.ms
    clock.advance(0.25)

    entry = recorder.response("a.b.c", 900, left_ms)

    assert (entry.kind, entry.time_ms, entry.jws) == ("response", left_ms + 250, "a.b.c")
    assert facts(entry) == {"outTs": left_ms, "inTs": left_ms + 250, "size": 900}


def test_a_late_answer_never_left_in_time(recorder: Recorder, clock: ManualClock) -> None:
    entry = recorder.late("a.b.c", 900)

    assert (entry.kind, facts(entry)) == ("late", {"inTs": clock.ms, "size": 900})


def test_the_node_signs_which_network_document_counts(
    members: Members, recorder: Recorder, clock: ManualClock
) -> None:
    entry = recorder.network("a.b.c", 7)

    assert (entry.kind, entry.document, facts(entry)) == ("network", "a.b.c", {})
    assert said(members, entry, NETWORK_RECORD_TYP) == {
        "version": 7,
        "documentDigest": b64url(hashlib.sha256(b"a.b.c").digest()),
        "time": clock.ms,
    }


def test_the_record_of_a_network_does_not_grow_with_it(recorder: Recorder) -> None:
    small, large = recorder.network("a.b.c", 1), recorder.network("x" * 200_000, 1)

    assert len(small.jws) == len(large.jws) < 500


def test_the_node_signs_how_a_request_failed(
    members: Members, recorder: Recorder, clock: ManualClock
) -> None:
    entry = recorder.failure(PARTIES, DeadlineExceededError("hidden"), clock.ms - 30_000)

    assert said(members, entry, FAILURE_TYP) == {
        "id": "mot-cua-1",
        "requestId": "r-1",
        "client": str(CLIENT),
        "service": str(SERVICE),
        "code": "timeout",
        "status": 504,
        "outcome": "timeout",
        "time": clock.ms,
    }
    assert facts(entry) == {"outTs": clock.ms - 30_000}


def test_a_request_that_never_left_has_no_time_of_leaving(recorder: Recorder) -> None:
    assert facts(recorder.failure(PARTIES, OverloadedError(), None)) == {}


def test_the_node_signs_whom_it_refused_and_for_what_case(
    members: Members, recorder: Recorder
) -> None:
    request = members.request(user="can-bo-1", issue="ho-so-1")

    entry = recorder.refusal(request, AccessDeniedError())

    payload = said(members, entry, REFUSAL_TYP)
    assert (payload["code"], payload["outcome"]) == ("access_denied", "denied")
    assert payload["userRef"] == members.references.of("user", "can-bo-1")
    assert payload["caseRef"] == members.references.of("case", "ho-so-1")
    assert facts(entry) == {"inTs": request.received_ms}


def test_no_value_of_a_request_stands_in_a_record(members: Members, recorder: Recorder) -> None:
    request = members.request(user="can-bo-1", issue="ho-so-1", path="/p", query="q=1", body=BODY)
    sealed = members.seal(request, subject=PERSON)

    entries = [
        recorder.request(request, sealed, "**"),
        recorder.refusal(request, AccessDeniedError("hidden")),
        recorder.failure(PARTIES, DeadlineExceededError("hidden"), None),
    ]

    for entry in entries:
        text = json.dumps(dict(parse(entry.jws).payload)) + entry.facts
        assert not [v for v in (PERSON, "can-bo-1", "ho-so-1", "q=1", "hidden") if v in text]


def test_noise_is_summed_up_by_code(
    members: Members, recorder: Recorder, clock: ManualClock
) -> None:
    noise = Noise(clock)
    since_ms = clock.ms
    for error in (OverloadedError(), OverloadedError(), AccessDeniedError()):
        noise.count(error)
    clock.advance(60)

    entry = recorder.summary(*noise.take())

    assert said(members, entry, SUMMARY_TYP) == {
        "from": since_ms,
        "to": since_ms + 60_000,
        "counts": {"access_denied": 1, "overloaded": 2},
    }


def test_taken_noise_is_counted_anew(clock: ManualClock) -> None:
    noise = Noise(clock)
    noise.count(OverloadedError())
    noise.take()
    clock.advance(1)

    assert noise.take() == (Counter(), clock.ms - 1000)


def test_noise_that_was_not_written_is_counted_on(clock: ManualClock) -> None:
    noise = Noise(clock)
    noise.count(OverloadedError())
    counts, since_ms = noise.take()
    clock.advance(1)
    noise.count(OverloadedError())

    noise.put_back(counts, since_ms)

    assert noise.take() == (Counter(overloaded=2), since_ms)
