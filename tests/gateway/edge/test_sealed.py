"""`POST /sealed` over a socket: one sealed message in, one out."""

import urllib.request
import uuid
from collections.abc import Iterator

import msgpack
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.authority import prepare
from gateway.bus.wire import CONTENT_TYPE, unpack_item
from gateway.clock import SystemClock
from gateway.custody import Custody
from gateway.issuing import new_key
from gateway.jws import Signer, parse
from gateway.message import Request, Sealed, ServiceId, SubsystemId
from gateway.references import References
from gateway.signature import OpenedResponse, SealedRequest, open_response, seal_request
from gateway.state import State
from gateway.trust import document_digest
from ndxp.audit.authority import documents_of
from ndxp.audit.verify import verify_log
from ndxp.registries import Registries
from tests.gateway.members import BODY, SMALL
from tests.gateway.test_issuing import request as certificate_request
from tests.platform.client import Answer, exchange, message
from tests.platform.in_process import platform

CLIENT = SubsystemId.parse("VN/GOV/H29/motcua")
SERVICE = ServiceId.parse("VN/GOV/G01/dancu/TraCuuThongTinCongDan")
TYPE = ("Content-Type", CONTENT_TYPE)


class Member:
    """An integrator whose key was never on the node."""

    def __init__(self, state: State, kind: str) -> None:
        key = new_key(kind)
        pem = certificate_request(key, CLIENT.member).public_bytes(Encoding.PEM)
        with state.issuing():
            kid = Custody(state, SystemClock()).take_request(CLIENT.member, pem)
        assert kid is not None
        self._signer = Signer(key=key, kid=kid)
        self._state = state

    def seal(self, **changed: object) -> SealedRequest:
        values: dict[str, object] = {
            "client": CLIENT,
            "service": SERVICE,
            "message_id": "own-1",
            "request_id": str(uuid.uuid4()),
            "method": "POST",
            "path": "",
            "query": "",
            "headers": (("Content-Type", "application/json"),),
            "body": BODY,
            "user": None,
            "issue": None,
            "received_ms": SystemClock().now_ms(),
            "wait_s": 20.0,
            "language": "en",
            **changed,
        }
        request = Request(**values)  # type: ignore[arg-type]  # each has the type of its field
        return seal_request(request, self._signer, References(key=bytes(32)), None)

    def open(self, answer: Answer, asked: SealedRequest) -> OpenedResponse:
        return open_response(unpack_item(answer.body), asked, self._state.directory())


@pytest.fixture(scope="module", params=["RSA-2048", "RSA-3072", "P-256", "Ed25519"])
def member(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Member:
    state = State(folder=tmp_path_factory.mktemp("sealed"))
    prepare(state, SMALL, "ndxp", SystemClock())
    return Member(state, request.param)


@pytest.fixture(scope="module")
def port(member: Member) -> Iterator[int]:
    with platform(member._state.folder, Registries()) as number:
        yield number


def post(port: int, sealed: Sealed, *more: tuple[str, str]) -> Answer:
    body = msgpack.packb((sealed.jws, sealed.content))
    return exchange(port, message(body, path="/sealed", headers=(TYPE, *more)))


def test_a_member_asks_under_a_key_that_the_node_never_had(member: Member, port: int) -> None:
    asked = member.seal()

    answer = post(port, asked.sealed)

    assert (answer.status, answer.headers["content-type"]) == (200, CONTENT_TYPE)
    assert answer.headers["x-road-request-id"] == asked.request_id
    opened = member.open(answer, asked)
    assert (opened.status, opened.outcome) == (200, "not_found")
    state = member._state
    verdict = verify_log(state.log, documents_of(state.log, state.authority()))
    assert verdict.ok, verdict.fault


def test_the_same_message_again_is_a_conflict(member: Member, port: int) -> None:
    asked = member.seal()
    post(port, asked.sealed)

    assert (post(port, asked.sealed).status, post(port, asked.sealed).code) == (
        409,
        "replayed_request",
    )


def test_the_node_cannot_call_for_such_a_member(member: Member, port: int) -> None:
    answer = exchange(port, message(BODY))

    assert (answer.status, answer.code) == (503, "cannot_create_signature")


@pytest.mark.parametrize("body", [b"", b"\xc1", b"\x90", b"\x92\xa0", b"\x92\xa0\xa0", b"[]"])
def test_a_body_of_another_form_is_refused(port: int, body: bytes) -> None:
    answer = exchange(port, message(body, path="/sealed", headers=(TYPE,)))

    assert (answer.status, answer.code) == (400, "seal_refused")


def test_another_content_type_is_refused(port: int) -> None:
    answer = exchange(port, message(b"{}", path="/sealed"))

    assert (answer.status, answer.code) == (415, "invalid_content_type")


def test_another_method_is_refused(port: int) -> None:
    answer = exchange(port, message(b"", method="PUT", path="/sealed", headers=(TYPE,)))

    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_the_document_is_served_to_other_nodes_once(member: Member, port: int) -> None:
    url = f"http://127.0.0.1:{port}/network"
    with urllib.request.urlopen(url) as answer:
        document, etag = answer.read().decode(), answer.headers["ETag"]

    assert document == member._state.document()
    assert etag == f'"{document_digest(document)}"'
    seen = exchange(
        port, message(b"", method="GET", path="/network", headers=(("If-None-Match", etag),))
    )
    assert (seen.status, seen.body) == (304, b"")
    assert parse(document, 1 << 22).typ == "ndxp-network+jws"
