"""X-Road-Request-Hash, against a computation that shares nothing with ours, and kept nowhere."""

import base64
import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from gateway.edge.request_hash import request_hash
from tests.gateway.edge.conftest import Store
from tests.gateway.edge.opaque import SERVICE, lines, say
from tests.gateway.edge.origin import Origin
from tests.platform.client import Answer, exchange, message

FILTERED = (
    b"transfer-encoding keep-alive te trailer upgrade connection user-agent host content-length"
)
DROPPED = {*FILTERED.split(), b"expect", b"server", b"x-road-request-id", b"x-road-request-hash"}


def expected(call: bytes, answer: Answer) -> str:
    """What a client that knows its own bytes computes from them (PR-REST; the facts are X-Road's)."""
    head, _, body = call.partition(b"\r\n\r\n")
    line, *fields = head.split(b"\r\n")
    method, target, _ = line.split(b" ")
    hashed = method + b"\r\n" + target + b"\r\n"
    names = set()
    for field in fields:
        name, _, value = field.partition(b":")
        if name.lower() not in DROPPED:
            hashed += name + b":" + value.strip(b" \t") + b"\r\n"
            names.add(name.lower())
    hashed += b"x-road-request-id:" + answer.headers["x-road-request-id"].encode() + b"\r\n"
    if b"x-road-id" not in names:
        hashed += b"x-road-id:" + answer.headers["x-road-id"].encode() + b"\r\n"
    digest = hashlib.sha512(hashed)
    if body:
        digest = hashlib.sha512(digest.digest() + hashlib.sha512(body).digest())
    return base64.b64encode(digest.digest()).decode()


CALLS = {
    "a GET": lines(),
    "a path and a query": lines(path=f"{SERVICE}/a%2Fb//c?d=%20&e"),
    "a query that is empty": lines(path=f"{SERVICE}?"),
    "an id of the caller's": lines(headers=["X-Road-Id: cua-toi"]),
    "headers in two spellings, twice, empty": lines(headers=["aB: 1", "Ab: 2", "aB:1", "C:"]),
    "blanks around a value": lines(headers=["A: \t b  c \t"]),
    "a name in Vietnamese": lines(headers=["X-Road-UserId: Trần Thị Bình"]),
    "authorization": lines(headers=["Authorization: Basic eA=="]),
    "ids that are not for the caller to say": lines(
        headers=["X-Road-Request-Id: 1", "X-Road-Request-Hash: 2", "X-Road-Service: 3"]
    ),
    "hop-by-hop headers": lines(headers=["User-Agent: u", "TE: x", "Keep-Alive: y"]),
    "a body": lines("POST", headers=["Content-Length: 4"]) + b"\x00\xff\r\n",
    "a DELETE with a body": lines("DELETE", headers=["Content-Length: 1"]) + b"x",
    "a POST without a body": lines("POST", headers=["Content-Length: 0"]),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_the_hash_is_the_one_that_the_caller_computes(
    store_port: int, origin: Origin, call: bytes
) -> None:
    answer = say(store_port, call)

    assert answer.status == 200
    assert answer.headers["x-road-request-hash"] == expected(call, answer)


def test_a_chunked_body_is_hashed_as_it_arrived(store_port: int, origin: Origin) -> None:
    head = lines("PUT", headers=["Transfer-Encoding: chunked"])

    answer = say(store_port, head + b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n")

    assert answer.headers["x-road-request-hash"] == expected(head + b"ab", answer)


def test_a_service_with_a_schema_has_the_same_hash(port: int, person: dict[str, object]) -> None:
    call = message(json.dumps(person).encode())

    answer = exchange(port, call)

    assert answer.status == 200
    assert answer.headers["x-road-request-hash"] == expected(call, answer)


def test_the_same_call_twice_has_two_hashes(store_port: int, origin: Origin) -> None:
    call = lines(headers=["X-Road-Id: hai-lan"])

    hashes = {say(store_port, call).headers["x-road-request-hash"] for _ in range(2)}

    assert len(hashes) == 2


def test_a_providers_own_error_has_the_hash_and_its_claim_is_dropped(
    store_port: int, origin: Origin
) -> None:
    origin.say("404 Not Found", b"X-Road-Request-Hash: false\r\n")

    answer = say(store_port, lines())

    assert answer.headers["x-road-request-hash"] == expected(lines(), answer)


@pytest.mark.parametrize(("body", "twice"), [(b"", False), (b"x", True)])
def test_the_form_of_the_hash(body: bytes, *, twice: bool) -> None:
    head = hashlib.sha512(b"GET\r\n/r1/a?b\r\nX:1\r\nx-road-request-id:2\r\n").digest()
    inner = hashlib.sha512(head + hashlib.sha512(body).digest()).digest() if twice else head

    headers = (((b"X", b"1"),), ((b"x-road-request-id", b"2"),))

    ours = request_hash("GET", "/r1/a?b", headers, body)

    assert ours == base64.b64encode(inner).decode()


def test_no_hash_is_kept_anywhere(
    own_store: Store, origin: Origin, capsys: pytest.CaptureFixture[str]
) -> None:
    port, folder = own_store
    answers = [say(port, lines("POST", headers=["Content-Length: 1"]) + b"x") for _ in range(3)]
    metrics = say(port, b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").body
    told = capsys.readouterr()

    kept = stored(folder) + metrics + (told.out + told.err).encode()
    assert answers[0].headers["x-road-request-id"].encode() in kept_ids(folder)
    for answer in answers:
        digest = answer.headers["x-road-request-hash"]
        raw = base64.b64decode(digest)
        assert not any(form in kept for form in (digest.encode(), raw, raw.hex().encode()))


def stored(folder: Path) -> bytes:
    """Every byte of the state folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def kept_ids(folder: Path) -> bytes:
    """The exchange ids of the log, which shows that the calls are in it."""
    log = next(folder.rglob("log.db"))
    with sqlite3.connect(f"file:{log}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT request_id FROM exchanges").fetchall()
    return "\n".join(row[0] for row in rows).encode()
