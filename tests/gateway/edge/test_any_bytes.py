"""Whatever bytes come, it is the caller's mistake: never a 5xx, never silence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.errors import ExchangeError
from tests.gateway.edge.opaque import SERVICE, lines
from tests.gateway.edge.origin import Origin
from tests.platform.client import Connection, exchange, message

# The node is shared by all examples, which is the point: none may break it for the next.
shared = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TARGET = st.binary(max_size=200).filter(lambda data: not set(data) & set(b"\r\n "))
VALUE = st.binary(max_size=300).filter(lambda data: not set(data) & set(b"\r\n\0"))


@shared
@given(body=st.binary(max_size=2000))
def test_any_body_is_at_most_the_callers_mistake(port: int, body: bytes) -> None:
    answer = exchange(port, message(body))

    assert 400 <= answer.status < 500
    assert answer.problem["message"]


@shared
@given(target=TARGET)
def test_any_path_is_at_most_the_callers_mistake(port: int, target: bytes) -> None:
    answer = exchange(port, message(path=b"/r1/" + target))

    assert 400 <= answer.status < 500
    assert answer.problem["message"]


@shared
@given(value=VALUE)
@pytest.mark.parametrize(
    "name",
    [
        "X-Road-Client",
        "X-Road-Id",
        "X-Road-UserId",
        "Prefer",
        "Accept-Language",
        "Authorization",
        "Content-Type",
        "Content-Encoding",
        "Expect",
        "X-Anything",
    ],
)
def test_any_header_is_at_most_the_callers_mistake(port: int, name: str, value: bytes) -> None:
    answer = exchange(port, message(more=[(name, value)]))

    assert 400 <= answer.status < 500
    assert answer.problem["message"]


def statuses(parent: type[ExchangeError] = ExchangeError) -> dict[str, int]:
    """Every code that an error may have, and its status."""
    found = {parent.code: parent.status} if "code" in vars(parent) else {}
    for child in parent.__subclasses__():
        found |= statuses(child)
    return found


def passes_or_is_refused(port: int, data: bytes) -> None:
    """The provider answers, or the platform says in a documented way why it was not asked."""
    with Connection(port) as connection:
        connection.send(data)
        answer = connection.answer("GET")
    if answer.status == 200:
        assert answer.body == b"ok"
    else:
        assert 400 <= answer.status < 500
        assert statuses()[answer.code] == answer.status


@shared
@given(rest=TARGET)
def test_any_path_of_an_opaque_service_passes_or_is_refused(
    store_port: int, origin: Origin, rest: bytes
) -> None:
    passes_or_is_refused(store_port, lines(path=SERVICE + "/?").replace(b"?", rest))


@shared
@given(name=st.sampled_from(["X-Any", "X-Road-Security-Server", "Accept", "Date"]), value=VALUE)
def test_any_header_of_an_opaque_call_passes_or_is_refused(
    store_port: int, origin: Origin, name: str, value: bytes
) -> None:
    passes_or_is_refused(store_port, lines(headers=[f"{name}: ?"]).replace(b"?", value))


@shared
@given(method=st.binary(min_size=1, max_size=20).filter(lambda data: not set(data) & set(b"\r\n ")))
def test_any_method_passes_or_is_refused(store_port: int, origin: Origin, method: bytes) -> None:
    passes_or_is_refused(store_port, lines("?").replace(b"?", method, 1))
