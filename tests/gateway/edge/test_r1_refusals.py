"""What of a call is refused before anybody is asked: identifiers, versions, headers, URLs."""

import pytest

from tests.gateway.edge.opaque import PROVIDER, SERVICE, lines, raw, say
from tests.gateway.edge.origin import Origin
from tests.platform.client import CLIENT, Connection

OWN = "VN/GOV/G13/ndxp"

REFUSED = {
    "r2": (400, "invalid_protocol_version", lines(path=SERVICE.replace("/r1/", "/r2/"))),
    "r0": (400, "invalid_protocol_version", lines(path="/r0")),
    "r12": (400, "invalid_protocol_version", lines(path="/r12/a")),
    "no version": (404, "unknown_service", lines(path="/r/a")),
    "a word that begins with r": (404, "unknown_service", lines(path="/rest/a")),
    "no subsystem": (400, "bad_request", lines(path="/r1/VN/GOV/G13/tep")),
    "an empty segment": (400, "bad_request", lines(path="/r1/VN/GOV//tailieu/tep")),
    "an empty service": (400, "bad_request", lines(path=f"/r1/{PROVIDER}/")),
    "%2F in a segment": (400, "bad_request", lines(path=f"/r1/{PROVIDER}/te%2Fp")),
    "%2F for every slash": (400, "bad_request", lines(path="/r1/VN%2FGOV%2FG13%2Ftailieu%2Ftep")),
    "%2f that would make five": (400, "bad_request", lines(path="/r1/VN/GOV/G13%2ftailieu/tep")),
    "%00": (400, "bad_request", lines(path=f"/r1/{PROVIDER}/tep%00")),
    "an underscore": (400, "bad_request", lines(path="/r1/VN/GOV/G13/tai_lieu/tep")),
    "%5C": (400, "bad_request", lines(path="/r1/VN/GOV/G13/tai%5Clieu/tep")),
    "a zero-width space": (400, "bad_request", lines(path="/r1/VN/GOV/G13/tailieu%E2%80%8B/tep")),
    "a segment of 65": (400, "bad_request", lines(path=f"/r1/VN/GOV/G13/tailieu/{'a' * 65}")),
    "% without digits": (400, "bad_request", lines(path=f"{SERVICE}/a%zz")),
    "% at the end": (400, "bad_request", lines(path=f"{SERVICE}/a%")),
    "a fragment": (400, "bad_request", lines(path=f"{SERVICE}/a#b")),
    "a fragment behind a query": (400, "bad_request", lines(path=f"{SERVICE}/a?b#c")),
    "a path that is not UTF-8": (403, "access_denied", lines(path=f"{SERVICE}/%ff")),
    "a traversal": (403, "access_denied", lines(path=f"{SERVICE}/a/../../b")),
    "an encoded traversal": (403, "access_denied", lines(path=f"{SERVICE}/%2e%2e/b")),
    "a URL of 9 KiB": (414, "uri_too_long", lines(path=f"{SERVICE}/{'a' * 9000}")),
    "a header of 9 KiB": (400, "bad_request", lines(headers=[f"X: {'a' * 9000}"])),
    "130 headers": (400, "bad_request", lines(headers=[f"X-{n}: a" for n in range(130)])),
    "an unknown method": (400, "bad_request", lines("BREW")),
    "a method that X-Road does not have": (405, "invalid_http_method", lines("PROPFIND")),
    "CONNECT": (404, "unknown_service", lines("CONNECT", "localhost:80")),
    "CONNECT to a path": (405, "invalid_http_method", lines("CONNECT", SERVICE)),
    "no client": (400, "missing_header_field", lines(client="")),
    "a client without a subsystem": (400, "invalid_client_identifier", lines(client="VN/GOV/H29")),
    "a client of five parts": (400, "invalid_client_identifier", lines(client=f"{CLIENT}/x")),
    "a server of another member": (
        400,
        "invalid_security_server",
        lines(headers=["X-Road-Security-Server: VN/GOV/H29/ndxp"]),
    ),
    "a server that the provider does not have": (
        400,
        "invalid_security_server",
        lines(headers=["X-Road-Security-Server: VN/GOV/G13/ss2"]),
    ),
    "a server of three parts": (
        400,
        "bad_request",
        lines(headers=["X-Road-Security-Server: VN/GOV/G13"]),
    ),
    "a party of three parts": (
        400,
        "bad_request",
        lines(headers=["X-Road-Represented-Party: VN/COM/0199999991"]),
    ),
    "a party without a code": (
        400,
        "bad_request",
        lines(headers=["X-Road-Represented-Party: COM/"]),
    ),
}


@pytest.mark.parametrize(("status", "code", "call"), REFUSED.values(), ids=REFUSED.keys())
def test_a_malformed_call_is_refused_and_reaches_nobody(
    store_port: int, origin: Origin, status: int, code: str, call: bytes
) -> None:
    answer = say(store_port, call)

    assert (answer.status, answer.code) == (status, code)
    assert len(answer.problem["message"]) > 20
    assert origin.heard == []


@pytest.mark.parametrize(
    "path",
    [
        SERVICE,
        "/r1/V%4e/GOV/G13/t%61ilieu/te%70",
        "/r1/VN/GOV/000.00.00.G13/tailieu/tep",
    ],
)
def test_identifiers_are_decoded_one_by_one(store_port: int, origin: Origin, path: str) -> None:
    answer = say(store_port, lines(path=f"{path}/x%2Fy"))

    assert (answer.status, origin.last.target) == (200, "/goc/x%2Fy")


@pytest.mark.parametrize("method", ["CONNECT", "PROPFIND"])
def test_a_method_that_is_not_taken_is_told_the_others(store_port: int, method: str) -> None:
    answer = say(store_port, lines(method, SERVICE))

    assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE"


@pytest.mark.parametrize("server", [OWN, "VN/GOV/000.00.00.G13/ndxp"])
def test_the_providers_own_server_may_be_named(
    store_port: int, origin: Origin, server: str
) -> None:
    answer = say(store_port, lines(headers=[f"X-Road-Security-Server: {server}"]))

    assert answer.status == 200
    assert origin.last.values("X-Road-Security-Server") == [server]


def test_who_names_another_server_is_told_the_right_one(store_port: int) -> None:
    answer = say(store_port, lines(headers=["X-Road-Security-Server: VN/GOV/H29/ndxp"]))

    assert answer.problem["type"] == "server.clientproxy.invalid_security_server"
    assert OWN in answer.problem["message"]


@pytest.mark.parametrize("party", ["COM/0199999991", "0199999991"])
def test_a_party_has_one_part_or_two(store_port: int, origin: Origin, party: str) -> None:
    assert say(store_port, lines(headers=[f"X-Road-Represented-Party: {party}"])).status == 200


@pytest.mark.parametrize(
    ("name", "first", "last", "status"),
    [
        ("X-Road-Client", "nonsense", CLIENT, 200),
        ("X-Road-Client", CLIENT, "nonsense", 400),
        ("X-Road-Security-Server", "nonsense", OWN, 200),
        ("X-Road-Security-Server", OWN, "nonsense", 400),
        ("X-Road-Represented-Party", "a/b/c", "b/c", 200),
        ("X-Road-Represented-Party", "b/c", "a/b/c", 400),
        ("X-Road-Id", "a b", "a", 200),
        ("X-Road-Id", "a", "a b", 400),
    ],
)
def test_of_several_the_last_counts(
    store_port: int, origin: Origin, name: str, first: str, last: str, status: int
) -> None:
    answer = say(store_port, lines(headers=[f"{name}: {first}", f"{name}: {last}"]))

    assert answer.status == status


@pytest.mark.parametrize("byte", [b"\xff", b"\xc3\x28", b"\x01", b"\x7f", b"\x1b"])
def test_a_header_that_nothing_can_seal_is_refused(
    store_port: int, origin: Origin, byte: bytes
) -> None:
    call = lines(headers=["X-Any: a?b"]).replace(b"?", byte)

    answer = say(store_port, call)

    assert (answer.status, answer.code) == (400, "bad_request")
    assert origin.heard == []


def test_the_url_may_have_8000_bytes(store_port: int, origin: Origin) -> None:
    path = f"{SERVICE}/{'a' * (8000 - len(SERVICE) - 1)}"

    assert say(store_port, lines(path=path)).status == 200
    assert say(store_port, lines(path=path + "a")).code == "uri_too_long"


def test_a_refused_head_has_no_body(store_port: int) -> None:
    received = raw(store_port, lines("HEAD", f"{SERVICE}/%zz"))

    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"X-Road-Error: client.bad_request\r\n" in received
    assert received.endswith(b"\r\n\r\n")


def test_a_token_of_the_node_ends_at_the_node(store_port: int, origin: Origin) -> None:
    ours, theirs = f"Bearer ndxp_{'0' * 12}_{'a' * 64}", "Bearer cua-ben-cung-cap"

    say(store_port, lines(headers=[f"Authorization: {ours}", f"Authorization: {theirs}"]))

    assert origin.last.values("Authorization") == [theirs]


def test_a_call_behind_a_refused_one_is_answered(store_port: int, origin: Origin) -> None:
    with Connection(store_port) as connection:
        connection.send(lines("PROPFIND"))
        assert connection.answer("GET").status == 405
        connection.send(lines())

        assert connection.answer("GET").status == 200
