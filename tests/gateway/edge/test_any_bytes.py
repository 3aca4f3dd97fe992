"""Whatever bytes come, it is the caller's mistake: never a 5xx, never silence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.platform.client import exchange, message

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
