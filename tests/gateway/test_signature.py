"""Seal and open, and what a request must not be. Answers: test_signature_answers.py."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gateway.errors import MessageExpiredError, SealError
from gateway.message import Sealed
from gateway.signature import (
    CLOCK_SKEW_MS,
    MAX_WAIT_S,
    message_digest,
    open_request,
    peek_request_id,
)
from tests.gateway.forging import payload_of, resign, with_content
from tests.gateway.members import (
    BODY,
    CLIENT,
    DAY_MS,
    OTHER_CLIENT,
    OTHER_PROVIDER,
    PERSON,
    SERVICE,
    ManualClock,
    Members,
)

REQUEST_SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "sealed" / "request.json"


def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(REQUEST_SCHEMA.read_text("utf-8"))
    return loaded


@pytest.fixture
def sealed(members: Members) -> Sealed:
    return members.seal().sealed


def refused(members: Members, sealed: Sealed) -> str:
    with pytest.raises(SealError) as raised:
        open_request(sealed, members.directory, members.clock.ms)
    return raised.value.reason


def test_what_the_client_seals_the_provider_opens(members: Members) -> None:
    request = members.request(user="can-bo-1", issue="ho-so-1")

    opened = members.open(members.seal(request))

    assert (opened.client, opened.service) == (CLIENT, SERVICE)
    assert (opened.message_id, opened.request_id) == (request.message_id, request.request_id)
    assert opened.expires_ms == request.received_ms + 30_000
    assert (opened.content.body, opened.content.user) == (BODY, "can-bo-1")


def test_both_sides_name_a_request_by_the_same_digest(members: Members) -> None:
    sealed = members.seal()

    opened = members.open(sealed)

    assert opened.digest == sealed.digest == message_digest(sealed.sealed.jws)


def test_a_sealed_request_is_of_its_schema(members: Members) -> None:
    request = members.request(user="can-bo-1", issue="ho-so-1")

    sealed = members.seal(request, subject=PERSON).sealed

    jsonschema.validate(payload_of(sealed.jws), schema())


def test_references_stand_in_the_jws_and_their_values_do_not(members: Members) -> None:
    request = members.request(user="can-bo-1", issue="ho-so-1")

    payload = payload_of(members.seal(request, subject=PERSON).sealed.jws)

    assert payload["userRef"] == members.references.of("user", "can-bo-1")
    assert payload["caseRef"] == members.references.of("case", "ho-so-1")
    assert payload["subjectRef"] == members.references.of("subject", PERSON)
    text = json.dumps(payload)
    assert not [value for value in ("can-bo-1", "ho-so-1", PERSON) if value in text]


def test_without_user_case_and_subject_there_are_no_references(sealed: Sealed) -> None:
    assert not {"userRef", "caseRef", "subjectRef"} & payload_of(sealed.jws).keys()


def test_other_content_beside_the_seal_is_refused(members: Members, sealed: Sealed) -> None:
    other = members.seal().sealed.content

    assert refused(members, Sealed(jws=sealed.jws, content=other)) == "wrong_content"


def test_a_request_sealed_by_another_member_is_refused(members: Members, sealed: Sealed) -> None:
    forged = resign(sealed, members.signers[OTHER_CLIENT.member], {})

    assert refused(members, forged) == "wrong_signer"


def test_a_stranger_under_the_clients_kid_is_refused(members: Members, sealed: Sealed) -> None:
    own, strange = members.signers[CLIENT.member], members.signers[OTHER_PROVIDER]
    forged = resign(sealed, replace(strange, kid=own.kid), {})

    assert refused(members, forged) == "bad_signature"


def test_an_unknown_kid_is_refused(members: Members, sealed: Sealed) -> None:
    forged = resign(sealed, replace(members.signers[CLIENT.member], kid="nobody"), {})

    assert refused(members, forged) == "unknown_kid"


def test_a_second_key_of_the_same_member_is_as_good(members: Members, sealed: Sealed) -> None:
    signer = members.join(CLIENT.member)
    again = replace(members.seal(), sealed=resign(sealed, signer, {}))

    assert members.open(again).client == CLIENT


def test_an_answer_is_no_request(members: Members) -> None:
    answer = members.answer(members.open(members.seal()))

    assert refused(members, answer) == "wrong_typ"


@pytest.mark.parametrize(
    "name", ["id", "requestId", "client", "service", "contentDigest", "issuedAt", "expiresAt"]
)
@pytest.mark.parametrize("value", [None, True, 1.5, [], {}], ids=str)
def test_a_member_that_is_missing_or_of_another_type_is_refused(
    members: Members, sealed: Sealed, name: str, value: object
) -> None:
    forged = resign(sealed, members.signers[CLIENT.member], {name: value})

    assert refused(members, forged) == "malformed_payload"


@pytest.mark.parametrize(
    "changed",
    [
        {"note": "anything"},
        {"userRef": 1},
        {"issuedAt": -1},
        {"expiresAt": 1 << 53},
        {"client": "VN/GOV/H29"},
        {"service": "VN/GOV/G01/dancu"},
        {"client": "VN/GOV/H29/motcua\n"},
    ],
    ids=str,
)
def test_a_payload_out_of_its_form_is_refused(
    members: Members, sealed: Sealed, changed: dict[str, object]
) -> None:
    forged = resign(sealed, members.signers[CLIENT.member], changed)

    assert refused(members, forged) == "malformed_payload"


def test_content_that_is_no_content_is_refused(members: Members, sealed: Sealed) -> None:
    forged = with_content(sealed, members.signers[CLIENT.member], b"not msgpack")

    assert refused(members, forged) == "malformed_content"


def test_a_request_is_good_until_it_expires(members: Members, clock: ManualClock) -> None:
    sealed = members.seal()
    clock.advance(29.999)

    assert members.open(sealed).expires_ms == clock.ms + 1

    clock.advance(0.001)
    with pytest.raises(MessageExpiredError):
        members.open(sealed)


def test_a_clock_ahead_by_less_than_the_skew_is_believed(
    members: Members, clock: ManualClock
) -> None:
    sealed = members.seal(members.request(received_ms=clock.ms + CLOCK_SKEW_MS))

    assert members.open(sealed).client == CLIENT


def test_a_request_from_the_future_is_refused(members: Members, clock: ManualClock) -> None:
    sealed = members.seal(members.request(received_ms=clock.ms + CLOCK_SKEW_MS + 1))

    assert refused(members, sealed.sealed) == "bad_time"


def test_a_request_that_is_valid_for_too_long_is_refused(members: Members) -> None:
    sealed = members.seal(members.request(wait_s=MAX_WAIT_S + 0.001))

    assert refused(members, sealed.sealed) == "bad_time"


@pytest.mark.parametrize("days", [-11, 11])
def test_a_certificate_out_of_force_is_refused(
    members: Members, clock: ManualClock, days: int
) -> None:
    clock.ms += days * DAY_MS
    sealed = members.seal(members.request(received_ms=clock.ms))

    assert refused(members, sealed.sealed) == "certificate_expired"


def test_the_request_id_can_be_read_without_believing_it(members: Members) -> None:
    request = members.request()

    assert peek_request_id(members.seal(request).sealed.jws) == request.request_id


@pytest.mark.parametrize("value", [None, 1])
def test_a_seal_without_a_request_id_cannot_be_attributed(
    members: Members, sealed: Sealed, value: object
) -> None:
    forged = resign(sealed, members.signers[CLIENT.member], {"requestId": value})

    with pytest.raises(SealError):
        peek_request_id(forged.jws)
