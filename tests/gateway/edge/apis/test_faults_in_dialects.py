"""A fault on demand is told in the dialect of whoever has it, in the words that its clients look for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from gateway.faults import HEADER
from ndxp.registries import Registries
from tests.gateway.edge.apis.calling import Native, Wso2Client, native
from tests.platform.client import exchange, message


@pytest.fixture
def enterprise(registries: Registries) -> Native:
    return native("chiTietDoanhNghiep", registries.sample("dkdn", 1, 1, "chiTietDoanhNghiep")[0])


@pytest.fixture
def desk(apis: Any) -> int:
    """The node's own listener, where faults are switched for all."""
    port: int = apis.ports["r1"]
    return port


@contextmanager
def on(port: int, **rule: object) -> Iterator[None]:
    """Switched on for the length of a block."""
    switched = exchange(port, message(json.dumps(rule).encode(), path="/faults"))
    yield
    off = exchange(port, message(method="DELETE", path=f"/faults/{switched.json()['id']}"))
    assert off.json() == {"off": 1}


def test_a_token_that_expires_in_the_middle_is_asked_for_anew(
    desk: int, client: Wso2Client, enterprise: Native
) -> None:
    client.get(enterprise.path, **enterprise.params)

    with on(desk, fault="token_expired", service="dkdn", limit=1):
        answer = client.get(enterprise.path, **enterprise.params)

    assert answer.status_code == 200
    assert client.token_calls == 2


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("token_expired", 401, 900904),
        ("quota_exceeded", 429, 900803),
        ("ip_refused", 403, 900908),
        ("officer_not_mapped", 403, 900908),
    ],
)
def test_a_refusal_has_the_code_that_wso2_gives_it(
    desk: int, client: Wso2Client, enterprise: Native, fault: str, status: int, code: int
) -> None:
    with on(desk, fault=fault, service="dkdn"):
        answer = client.get(enterprise.path, **enterprise.params)

    assert (answer.status_code, answer.json()["fault"]["code"]) == (status, code)
    assert answer.headers[HEADER] == fault
    assert client.get(enterprise.path, **enterprise.params).status_code == 200


def test_what_a_registry_does_to_its_answer_arrives_as_it_is(
    desk: int, client: Wso2Client, enterprise: Native
) -> None:
    with on(desk, fault="head_office_spelt_right"):
        answer = client.get(enterprise.path, **enterprise.params)

    assert "HOAddress" in answer.text
    assert "HOAdress" not in answer.text
    assert "HOAdress" in client.get(enterprise.path, **enterprise.params).text
