"""What is hardly HTTP at all, or comes so slowly that it is an attack."""

import http.client
import time
import zlib

import pytest

from tests.platform.client import CLIENT, SERVICE, Connection, exchange, message

MARKER = b"079203004567"
HEAD = (
    f"POST {SERVICE} HTTP/1.1\r\nHost: localhost\r\n"
    f"X-Road-Client: {CLIENT}\r\nContent-Type: application/json\r\n"
).encode()
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "garbage",
    [
        MARKER + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + MARKER,
        b"\x00" * 100 + b"\r\n\r\n",
        b"POST " + MARKER + b"\r\n\r\n",
        b"POST / HTTP/9.9\r\n\r\n",
        HEAD + b"No colon " + MARKER + b"\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"X-Split: a\rb\r\n\r\n",
    ],
    ids=range(10),
)
def test_what_is_not_http_is_refused_without_an_echo_and_the_connection_closed(
    port: int, garbage: bytes
) -> None:
    with Connection(port) as connection:
        connection.send(garbage)
        answer = connection.answer()

        assert (answer.status, answer.code) == (400, "bad_request")
        assert MARKER.decode() not in answer.everything
        assert connection.is_closed()


def test_a_chunk_that_is_none_is_refused(port: int) -> None:
    answer = exchange(port, CHUNKED + b"zz\r\n" + MARKER)

    assert (answer.status, answer.code) == (400, "bad_request")
    assert MARKER.decode() not in answer.everything


def test_a_chunked_body_is_read(port: int) -> None:
    answer = exchange(port, CHUNKED + b"2\r\n{}\r\n0\r\n\r\n")

    assert answer.code == "schema_violation"


def test_a_body_of_11_mib_without_a_length_is_refused(port: int) -> None:
    piece = b"80000\r\n" + b" " * 0x80000 + b"\r\n"

    with Connection(port) as connection:
        connection.send(CHUNKED)
        for _ in range(22):
            connection.send(piece)
        connection.send(b"0\r\n\r\n")
        answer = connection.answer()

    assert (answer.status, answer.code) == (413, "body_too_large")


def test_a_length_of_11_mib_is_refused_before_the_body(port: int) -> None:
    with Connection(port) as connection:
        connection.send(HEAD + b"Content-Length: 11534336\r\n\r\n")
        answer = connection.answer()

    assert (answer.status, answer.code) == (413, "body_too_large")


def test_a_body_that_would_swell_when_unpacked_is_refused(port: int) -> None:
    bomb = zlib.compress(b" " * 100_000_000)

    answer = exchange(port, message(bomb, more=[("Content-Encoding", "deflate")]))

    assert (answer.status, answer.code) == (400, "bad_request")


def test_a_client_that_leaves_in_the_middle_of_its_body_harms_nobody(port: int) -> None:
    with Connection(port) as connection:
        connection.send(HEAD + b"Content-Length: 100\r\n\r\n{")

    assert exchange(port, message()).code == "schema_violation"


def test_a_header_that_comes_a_byte_at_a_time_is_cut_off_at_the_deadline(
    impatient_port: int,
) -> None:
    started = time.monotonic()

    with Connection(impatient_port) as connection:
        drip(connection, seconds=3)
        closed = connection.is_closed()

    assert closed
    assert time.monotonic() - started < 2.5


def test_a_second_header_on_the_same_connection_has_the_same_deadline(
    impatient_port: int,
) -> None:
    with Connection(impatient_port) as connection:
        connection.send(message())
        connection.answer()
        started = time.monotonic()

        drip(connection, seconds=3)
        closed = connection.is_closed()

    assert closed
    assert time.monotonic() - started < 2.5


def test_a_connection_that_says_nothing_is_closed_at_the_deadline(impatient_port: int) -> None:
    started = time.monotonic()

    with Connection(impatient_port) as connection:
        closed = connection.is_closed()

    assert closed
    assert time.monotonic() - started < 2.5


def test_an_idle_connection_outlives_the_header_deadline(impatient_port: int) -> None:
    with Connection(impatient_port) as connection:
        connection.send(message())
        connection.answer()
        time.sleep(1.5)

        connection.send(message())

        assert connection.answer().code == "schema_violation"


def test_a_body_that_comes_too_slowly_is_refused(impatient_port: int) -> None:
    with Connection(impatient_port) as connection:
        connection.send(HEAD + b"Content-Length: 100\r\n\r\n" + MARKER)
        answer = connection.answer()
        closed = connection.is_closed()

    assert (answer.status, answer.code) == (408, "request_timeout")
    assert MARKER.decode() not in answer.everything
    assert closed


def test_http_1_0_is_answered_and_the_connection_closed(port: int) -> None:
    with Connection(port) as connection:
        connection.send(message().replace(b"HTTP/1.1", b"HTTP/1.0"))
        answer = connection.answer()

        assert answer.code == "schema_violation"
        assert connection.is_closed()


def test_two_calls_in_one_packet_are_both_answered(port: int) -> None:
    with Connection(port) as connection:
        connection.send(message() + message(method="GET"))
        first, second = read_two(connection)

    assert (first, second) == (422, 405)


def read_two(connection: Connection) -> tuple[int, int]:
    """Both status codes, wherever one answer ends and the other begins."""
    data = b""
    while data.count(b"HTTP/1.1 ") < 2:
        data += connection.receive()
    first, second = data.split(b"HTTP/1.1 ")[1:]
    return int(first[:3]), int(second[:3])


def drip(connection: Connection, seconds: float) -> None:
    """Send a header a byte every tenth of a second, until that fails or the time is up."""
    end = time.monotonic() + seconds
    for byte in HEAD:
        if time.monotonic() > end:
            return
        try:
            connection.send(bytes([byte]))
        except (OSError, http.client.HTTPException):
            return
        time.sleep(0.1)
