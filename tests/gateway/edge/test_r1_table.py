"""A call to a service without a schema, from the caller's bytes to the provider's and back."""

import uuid
from pathlib import Path

import pytest

from tests.gateway.edge.opaque import PROVIDER, READER, SERVICE, lines, raw, say, store
from tests.gateway.edge.origin import Origin
from tests.platform.client import CLIENT, Connection

METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]
BINARY = bytes(range(256)) * 3
CLOSE = "Connection: close"
HOPS = [
    "Keep-Alive: timeout=5",
    "Proxy-Authenticate: Basic",
    "Proxy-Authorization: Basic eA==",
    "TE: gzip",
    "Trailer: X-End",
    "Upgrade: h2c",
    "User-Agent: client/1",
]


def length(body: bytes) -> str:
    return f"Content-Length: {len(body)}"


@pytest.mark.parametrize("method", METHODS)
def test_every_method_reaches_the_provider(store_port: int, origin: Origin, method: str) -> None:
    answer = say(store_port, lines(method), method)

    assert answer.status == 200
    assert answer.body == (b"" if method == "HEAD" else b"ok")
    assert answer.headers["content-type"] == "text/plain"
    assert origin.last.line == f"{method} /goc HTTP/1.1"
    assert origin.last.body == b""


@pytest.mark.parametrize("method", [m for m in METHODS if m not in ("HEAD", "TRACE")])
def test_every_method_may_have_a_body(store_port: int, origin: Origin, method: str) -> None:
    answer = say(store_port, lines(method, headers=[length(BINARY)]) + BINARY, method)

    assert answer.status == 200
    assert origin.last.body == BINARY


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "/",
        "/a",
        "/a/",
        "//a//b",
        "/a%3Bb;c=d",
        "/h%E1%BB%93-s%C6%A1/%2F/x",
        "/a:b@c!$&'()*+,;=-._~",
        "/%7e%7E",
        "/a?",
        "/a?b",
        "/a?b=c&b=c&d=%20+%2B",
        "/?a=/b?c",
        "?x=1",
        '/a"b<c>d\\e^f`g{h|i}j?k"l<m>',
    ],
)
def test_path_and_query_arrive_byte_for_byte(store_port: int, origin: Origin, rest: str) -> None:
    answer = say(store_port, lines(path=SERVICE + rest))

    assert answer.status == 200
    assert origin.last.target == "/goc" + rest.removesuffix("?")


@pytest.mark.parametrize("content_type", [None, "application/pdf", "text/plain;charset=x", "a"])
def test_the_content_type_of_a_request_is_untouched(
    store_port: int, origin: Origin, content_type: str | None
) -> None:
    headers = [length(BINARY), *([f"Content-Type: {content_type}"] if content_type else [])]

    say(store_port, lines("POST", headers=headers) + BINARY)

    assert origin.last.values("Content-Type") == ([content_type] if content_type else [])


@pytest.mark.parametrize("content_type", [None, b"application/pdf", b"text/plain;charset=x", b"a"])
def test_the_content_type_of_an_answer_is_untouched(
    store_port: int, origin: Origin, content_type: bytes | None
) -> None:
    headers = b"Content-Type: " + content_type + b"\r\n" if content_type else b""
    origin.say("200 OK", headers, BINARY)

    answer = say(store_port, lines())

    assert answer.body == BINARY
    assert answer.headers.get("content-type") == (content_type.decode() if content_type else None)


def test_headers_arrive_as_sent_in_order_and_with_duplicates(
    store_port: int, origin: Origin
) -> None:
    sent = ["X-One: 1", "x-TWO: a", "x-TWO: b", "cOOkie: a=b", "X-One: 2", "X-Empty:"]

    say(store_port, lines(headers=[*sent, "X-Name: Nguyễn"]))

    ours = [f"{name}: {value}".strip() for name, value in origin.last.headers]
    assert [line for line in ours if line.lower().startswith(("x-one", "x-two", "cookie"))] == [
        "X-One: 1",
        "x-TWO: a",
        "x-TWO: b",
        "cOOkie: a=b",
        "X-One: 2",
    ]
    assert origin.last.values("X-Empty") == [""]
    assert origin.last.values("X-Name") == ["Nguyễn"]


def test_a_name_in_two_spellings_keeps_both_values(store_port: int, origin: Origin) -> None:
    say(store_port, lines(headers=["x-TWO: a", "X-Two: b"]))

    assert origin.last.values("x-TWO") == ["a", "b"]


def test_hop_by_hop_headers_end_at_the_gateway(store_port: int, origin: Origin) -> None:
    say(store_port, lines(headers=[*HOPS, "Connection: keep-alive"]))

    ours = {"host", "connection", "content-length", "transfer-encoding"}  # the adapter's own
    assert origin.last.names() & {line.partition(":")[0].lower() for line in HOPS} - ours == set()
    assert origin.last.values("User-Agent") == []


def test_nothing_is_added_but_who_asks(store_port: int, origin: Origin) -> None:
    answer = say(store_port, lines(headers=["X-Road-Id: so-1"]))

    trace = ("traceparent", *origin.last.values("traceparent"))
    assert set(origin.last.headers) - {trace} == {
        ("Host", f"127.0.0.1:{origin.port}"),
        ("Accept", "application/json"),
        ("X-Road-Client", CLIENT),
        ("X-Road-Id", "so-1"),
        ("X-Road-Request-Id", answer.headers["x-road-request-id"]),
    }


def test_an_accept_of_the_callers_own_is_left_alone(store_port: int, origin: Origin) -> None:
    say(store_port, lines(headers=["accept: image/png", "accept: */*"]))

    assert origin.last.values("accept") == ["image/png", "*/*"]
    assert origin.last.values("Accept") == []


@pytest.mark.parametrize("value", ["Basic eA==", "Bearer of-the-provider"])
def test_authorization_is_for_the_provider(store_port: int, origin: Origin, value: str) -> None:
    say(store_port, lines(headers=[f"Authorization: {value}"]))

    assert origin.last.values("Authorization") == [value]


@pytest.mark.parametrize("name", ["X-Road-Request-Id", "X-Road-Request-Hash", "X-Road-Service"])
def test_what_is_ours_to_say_is_dropped_from_a_call(
    store_port: int, origin: Origin, name: str
) -> None:
    answer = say(store_port, lines(headers=[f"{name}: false"]))

    assert "false" not in str(origin.last.headers)
    assert answer.headers[name.lower()] != "false"


def test_user_issue_and_party_go_along(store_port: int, origin: Origin) -> None:
    sent = [
        "X-Road-UserId: VN123",
        "X-Road-Issue: H29-1",
        "X-Road-Represented-Party: COM/0199999991",
    ]

    say(store_port, lines(headers=sent))

    assert [origin.last.values(line.partition(":")[0]) for line in sent] == [
        ["VN123"],
        ["H29-1"],
        ["COM/0199999991"],
    ]


def test_an_answer_has_the_headers_of_its_exchange_and_of_the_provider(
    store_port: int, origin: Origin
) -> None:
    origin.say(
        "201 Created", b'ETag: "a"\r\nX-M: 1\r\nx-m: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n'
    )

    received = raw(store_port, lines("POST", headers=["X-Road-Id: so-2", CLOSE])).decode()

    head = received.partition("\r\n\r\n")[0].split("\r\n")
    assert head[0].startswith("HTTP/1.1 201 ")
    for line in ['ETag: "a"', "X-M: 1", "x-m: 2", "Set-Cookie: a=1", "Set-Cookie: b=2"]:
        assert head.count(line) == 1
    assert "X-Road-Id: so-2" in head
    assert f"X-Road-Client: {CLIENT}" in head
    assert f"X-Road-Service: {PROVIDER}/tep" in head


def test_an_answer_has_exactly_one_date_and_no_hop_by_hop_header(
    store_port: int, origin: Origin
) -> None:
    date = b"Date: Mon, 01 Jan 2001 00:00:00 GMT\r\n"
    origin.say("200 OK", date * 2 + b"Server: theirs\r\nKeep-Alive: timeout=7\r\nTrailer: x\r\n")

    received = raw(store_port, lines(headers=[CLOSE]))

    assert received.count(b"Date: ") == received.count(date) == 1
    assert b"theirs" not in received
    assert b"timeout=7" not in received
    assert b"Trailer" not in received


@pytest.mark.parametrize(
    "name",
    [
        "X-Road-Id",
        "X-Road-Client",
        "X-Road-Service",
        "X-Road-Request-Id",
        "X-Road-Error",
        "X-NDXP-Fault",
    ],
)
def test_a_provider_cannot_speak_as_the_platform(
    store_port: int, origin: Origin, name: str
) -> None:
    origin.say("200 OK", f"{name}: false\r\n".encode())

    assert b"false" not in raw(store_port, lines(headers=[CLOSE]))


@pytest.mark.parametrize(
    "status", ["400 Bad", "401 No", "404 Not Found", "418 Teapot", "500 Oops", "503 Busy", "599 X"]
)
def test_a_providers_own_error_is_an_answer(store_port: int, origin: Origin, status: str) -> None:
    origin.say(status, b"Content-Type: text/html\r\nRetry-After: 9\r\n", b"<h1>theirs</h1>")

    answer = say(store_port, lines())

    assert answer.status == int(status[:3])
    assert answer.body == b"<h1>theirs</h1>"
    assert answer.headers["retry-after"] == "9"
    assert "x-road-error" not in answer.headers
    assert uuid.UUID(answer.headers["x-road-request-id"]).version == 4


def test_a_redirect_is_given_to_the_caller(store_port: int, origin: Origin) -> None:
    origin.say("302 Found", b"Location: http://elsewhere.example/\r\n")

    answer = say(store_port, lines())

    assert (answer.status, answer.headers["location"]) == (302, "http://elsewhere.example/")
    assert len(origin.heard) == 1


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_an_answer_without_a_body_has_none(store_port: int, origin: Origin, status: str) -> None:
    origin.say(status, b'ETag: "b"\r\n', length=False)

    received = raw(store_port, lines(headers=[CLOSE]))

    assert received.startswith(f"HTTP/1.1 {status[:3]} ".encode())
    assert received.endswith(b"\r\n\r\n")
    assert b'ETag: "b"' in received


def test_head_has_the_headers_and_no_body(store_port: int, origin: Origin) -> None:
    origin.say(
        "200 OK",
        b"Content-Type: application/pdf\r\nX-Size: 9\r\nContent-Length: 9\r\n",
        length=False,
    )

    received = raw(store_port, lines("HEAD", headers=[CLOSE]))

    assert b"Content-Type: application/pdf\r\n" in received
    assert b"X-Size: 9\r\n" in received
    assert received.endswith(b"\r\n\r\n")


def test_a_compressed_answer_stays_compressed(store_port: int, origin: Origin) -> None:
    origin.say("200 OK", b"Content-Encoding: gzip\r\n", b"\x1f\x8bnot really")

    answer = say(store_port, lines())

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.body == b"\x1f\x8bnot really"


def test_one_callers_cookies_are_not_anothers(store_port: int, origin: Origin) -> None:
    origin.say("200 OK", b"Set-Cookie: session=secret; Path=/\r\n")
    say(store_port, lines())

    say(store_port, lines())

    assert "secret" not in str(origin.last.headers)


def test_a_chunked_body_arrives_whole(store_port: int, origin: Origin) -> None:
    chunked = b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n"

    answer = say(store_port, lines("PUT", headers=["Transfer-Encoding: chunked"]) + chunked)

    assert answer.status == 200
    assert origin.last.body == b"abcde"


def test_who_expects_100_continue_is_told_before_it_sends(store_port: int, origin: Origin) -> None:
    head = lines("POST", headers=[length(BINARY), "Expect: 100-continue", CLOSE])

    with Connection(store_port) as connection:
        connection.send(head)
        assert connection.receive() == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.send(BINARY)
        answer = connection.answer()

    assert (answer.status, origin.last.body) == (200, BINARY)
    assert "expect" not in origin.last.names()


def test_who_expects_100_continue_and_is_refused_sends_nothing(store_port: int) -> None:
    head = lines("POST", headers=["Content-Length: 10485761", "Expect: 100-continue"])

    answer = say(store_port, head)

    assert (answer.status, answer.code) == (413, "body_too_large")


def test_ten_mebibytes_pass_and_one_byte_more_does_not(store_port: int, origin: Origin) -> None:
    most = bytes(10 * 1024 * 1024)

    passed = say(store_port, lines("PUT", headers=[length(most)]) + most)
    refused = say(store_port, lines("PUT", headers=[length(most + b"1")]))

    assert (passed.status, len(origin.last.body)) == (200, len(most))
    assert (refused.status, refused.code) == (413, "body_too_large")


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 502)])
def test_an_answer_may_be_as_large_as_a_request(
    store_port: int, origin: Origin, more: int, status: int
) -> None:
    origin.say("200 OK", b"Content-Type: application/pdf\r\n", bytes(10 * 1024 * 1024 + more))

    assert say(store_port, lines()).status == status


def test_a_chunked_answer_arrives_whole(store_port: int, origin: Origin) -> None:
    body = b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
    origin.say("200 OK", b"Transfer-Encoding: chunked\r\n", body, length=False)

    assert say(store_port, lines()).body == b"abc"


def test_bytes_pass_a_broker_as_they_are(
    tmp_path: Path, amqp_url: str, listening: Origin, origin: Origin
) -> None:
    origin.say("207 Multi-Status", b"X-B: 1\r\n", BINARY)

    with store(tmp_path, f"http://127.0.0.1:{listening.port}", bus_url=amqp_url) as port:
        answer = say(port, lines("PUT", f"{SERVICE}/a%2Fb", [length(BINARY)]) + BINARY)

    assert (answer.status, answer.headers["x-b"], answer.body) == (207, "1", BINARY)
    assert (origin.last.target, origin.last.body) == ("/a%2Fb", BINARY)


def test_a_provider_that_is_gone_is_told_as_such(store_port: int, origin: Origin) -> None:
    origin.says = b""

    answer = say(store_port, lines(headers=["Prefer: wait=1"]))

    assert answer.code in {"service_failed", "timeout"}
    assert answer.headers["x-road-error"].startswith("server.")


def test_a_right_for_one_folder_opens_that_folder_only(store_port: int, origin: Origin) -> None:
    allowed = say(store_port, lines(path=f"{SERVICE}/mo/a%20b", client=READER))
    refused = [
        say(store_port, lines(method, f"{SERVICE}{path}", client=READER)).status
        for method, path in [
            ("GET", "/kin/a"),
            ("POST", "/mo/a"),
            ("GET", "/mo/a/b"),
            ("GET", "/mo/../kin/a"),
            ("GET", "/mo/%2e%2e/kin"),
            ("GET", ""),
        ]
    ]

    assert (allowed.status, origin.last.target) == (200, "/goc/mo/a%20b")
    assert refused == [403] * len(refused)
    assert len(origin.heard) == 1
