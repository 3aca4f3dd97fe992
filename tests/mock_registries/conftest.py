"""One country and its registries, and how to speak to them."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest

from mock_registries import build
from mock_registries.country import Country
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest, NativeResponse
from tests.mock_registries.citizens import ask

Get = Callable[..., tuple[int, Any]]
Post = Callable[[str, object], tuple[int, Any]]
Soap = Callable[..., NativeResponse]


@pytest.fixture(scope="session")
def country() -> Country:
    return Country()


@pytest.fixture
def registries(country: Country) -> Mapping[str, Registry]:
    return build(country)


@pytest.fixture
def get(registries: Mapping[str, Registry]) -> Get:
    """Ask a JSON registry by GET; return status and parsed body."""

    def ask(name: str, path: str, **parameters: object) -> tuple[int, Any]:
        query = urlencode(parameters)
        reply = registries[name].answer(NativeRequest(method="GET", path=path, query=query))
        return reply.status, json.loads(reply.body)

    return ask


@pytest.fixture
def post(registries: Mapping[str, Registry]) -> Post:
    """Ask the insurance registry by POST; return status and parsed body."""

    def ask(service: str, body: object) -> tuple[int, Any]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = NativeRequest(method="POST", path=f"/apiBHXH/{service}", body=raw)
        reply = registries["bhxh"].answer(request)
        return reply.status, json.loads(reply.body)

    return ask


@pytest.fixture
def soap(registries: Mapping[str, Registry]) -> Soap:
    """Send the population registry an operation with the given children, in the given order."""
    return partial(ask, registries["dancu"])
