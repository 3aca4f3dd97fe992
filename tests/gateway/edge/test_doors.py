"""Whatever is asked of the metadata services and the catalogue, the answer is theirs or a documented refusal."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.platform.client import CLIENT, exchange, message

DANCU = b"/r1/VN/GOV/G01/dancu/"
VALUE = st.binary(max_size=40).filter(lambda data: not set(data) & set(b"\r\n\0"))
QUERY = VALUE.filter(lambda data: not set(data) & set(b" #"))
shared = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def is_answered(port: int, data: bytes) -> None:
    answer = exchange(port, data)

    assert answer.status in (200, 400, 404)
    if answer.status != 200:
        assert answer.problem["message"]


@pytest.mark.parametrize(
    "path",
    [
        b"/listClients?xRoadInstance=",
        b"/listClients?",
        b"/catalogue?",
        b"/catalogue/openapi/",
        DANCU + b"getOpenAPI?serviceCode=",
        DANCU + b"getOpenAPI?",
        DANCU + b"listMethods?",
    ],
)
@shared
@given(query=QUERY)
def test_any_query_is_answered(port: int, path: bytes, query: bytes) -> None:
    headers = [("X-Road-Client", CLIENT)]

    is_answered(port, message(b"", method="GET", path=path + query, headers=headers))


@pytest.mark.parametrize("path", ["/listClients", "/catalogue", "/verificationconf"])
@pytest.mark.parametrize("name", ["Accept", "Accept-Language", "Authorization", "Forwarded"])
@shared
@given(value=VALUE)
def test_any_header_is_answered(port: int, path: str, name: str, value: bytes) -> None:
    is_answered(port, message(b"", method="GET", path=path, headers=(), more=[(name, value)]))


@shared
@given(host=VALUE)
def test_any_host_is_answered(port: int, host: bytes) -> None:
    data = message(b"", method="GET", path="/catalogue", headers=())

    is_answered(port, data.replace(b"Host: localhost", b"Host: " + host))
