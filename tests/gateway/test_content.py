from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.content import (
    ResponseContent,
    pack_request,
    pack_response,
    unpack_request,
    unpack_response,
)
from gateway.errors import SealError
from tests.gateway.members import Members

SALT = bytes(16)
REQUEST: dict[str, Any] = {
    "salt": SALT,
    "method": "POST",
    "path": "",
    "query": "",
    "headers": [["A", "b"]],
    "body": b"{}",
    "user": None,
    "issue": None,
}
RESPONSE: dict[str, Any] = {
    "salt": SALT,
    "status": 200,
    "headers": [],
    "body": b"{}",
    "native": b"",
}
NAMES = st.from_regex(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\t"))
HEADERS = st.lists(st.tuples(NAMES, VALUES)).map(tuple)


def refused_request(fields: object) -> bool:
    with pytest.raises(SealError) as raised:
        unpack_request(msgpack.packb(fields))
    return raised.value.reason == "malformed_content"


def refused_response(fields: object) -> bool:
    with pytest.raises(SealError) as raised:
        unpack_response(msgpack.packb(fields))
    return raised.value.reason == "malformed_content"


def test_a_request_comes_back(members: Members) -> None:
    request = members.request(path="/x", query="a=1", user="cán bộ", issue="hồ sơ 1")

    content = unpack_request(pack_request(request))

    assert (content.method, content.path, content.query) == ("POST", "/x", "a=1")
    assert (content.body, content.user, content.issue) == (request.body, "cán bộ", "hồ sơ 1")


def test_headers_keep_their_order_and_duplicates(members: Members) -> None:
    headers = (("B", "1"), ("A", "2"), ("B", "1"))

    content = unpack_request(pack_request(members.request(headers=headers)))

    assert content.headers == headers


@given(st.integers(200, 599), HEADERS, st.binary(), st.binary())
def test_an_answer_comes_back(
    status: int, headers: tuple[tuple[str, str], ...], body: bytes, native: bytes
) -> None:
    content = ResponseContent(status=status, headers=headers, body=body, native=native)

    assert unpack_response(pack_response(content)) == content


def test_the_same_request_packed_twice_differs(members: Members) -> None:
    request = members.request()

    assert pack_request(request) != pack_request(request)


@given(st.binary())
def test_garbage_is_refused_as_a_seal(data: bytes) -> None:
    for unpack in (unpack_request, unpack_response):
        with pytest.raises(SealError):
            unpack(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_other_msgpack_value_is_refused(value: object) -> None:
    assert refused_request(value)
    assert refused_response(value)


@pytest.mark.parametrize("name", REQUEST)
def test_a_request_without_one_of_its_members_is_refused(name: str) -> None:
    assert refused_request({k: v for k, v in REQUEST.items() if k != name})


@pytest.mark.parametrize("name", RESPONSE)
def test_an_answer_without_one_of_its_members_is_refused(name: str) -> None:
    assert refused_response({k: v for k, v in RESPONSE.items() if k != name})


def test_a_member_too_many_is_refused() -> None:
    assert refused_request({**REQUEST, "extra": 1})
    assert refused_response({**RESPONSE, "extra": 1})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("method", b"POST"),
        ("path", None),
        ("query", 1),
        ("body", "{}"),
        ("user", 1),
        ("issue", b""),
        ("salt", "0" * 16),
        ("headers", {}),
        ("headers", [["A"]]),
        ("headers", [["A", "b", "c"]]),
        ("headers", [["A", 1]]),
        ("headers", [b"AB"]),
        ("headers", ["AB"]),
    ],
)
def test_a_request_member_of_another_type_is_refused(name: str, value: object) -> None:
    assert refused_request({**REQUEST, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", True),
        ("status", 200.0),
        ("status", "200"),
        ("status", 199),
        ("status", 600),
        ("native", None),
        ("body", "{}"),
    ],
)
def test_an_answer_member_of_another_type_is_refused(name: str, value: object) -> None:
    assert refused_response({**RESPONSE, name: value})


@pytest.mark.parametrize("name", ["", "A b", "A:", "A\n", "A\r\nB", "Tên", "\x00", "(A)"])
def test_a_header_name_that_is_no_token_is_refused(name: str) -> None:
    assert refused_request({**REQUEST, "headers": [[name, "b"]]})
    assert refused_response({**RESPONSE, "headers": [[name, "b"]]})


@pytest.mark.parametrize("value", ["b\r\nSet-Cookie: c", "b\n", "\r", "\x00", "\x1b[2J", "\x7f"])
def test_a_header_value_with_a_control_character_is_refused(value: str) -> None:
    assert refused_request({**REQUEST, "headers": [["A", value]]})
    assert refused_response({**RESPONSE, "headers": [["A", value]]})


@pytest.mark.parametrize("length", [0, 15, 17, 1000])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    assert refused_request({**REQUEST, "salt": bytes(length)})
    assert refused_response({**RESPONSE, "salt": bytes(length)})


def test_a_key_that_stands_twice_is_refused() -> None:
    packer = msgpack.Packer()
    pairs = [*REQUEST.items(), ("body", b"another")]
    packed = packer.pack_map_header(len(pairs)) + b"".join(
        packer.pack(key) + packer.pack(value) for key, value in pairs
    )

    with pytest.raises(SealError):
        unpack_request(packed)


def test_something_after_the_map_is_refused() -> None:
    with pytest.raises(SealError):
        unpack_request(msgpack.packb(REQUEST) + b"\xc0")


def test_arrays_nested_without_end_are_refused() -> None:
    with pytest.raises(SealError):
        unpack_request(b"\x91" * 100_000)
