"""Registries that are gone, slow or broken, and bytes that are no call: the dialect's own words for each."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.config import Limits
from ndxp.registries import Registries
from tests.gateway.edge.apis.calling import CLIENT, KEY, PATIENCE_S, SECRET, Wso2Client, native
from tests.gateway.edge.apis.conftest import Apis
from tests.gateway.edge.apis.lgsp_calling import GOOD, LgspClient, issued
from tests.platform.client import Answer, Headers, exchange, message
from tests.platform.speaking import Besides, account, grant, speaking


class Broken:
    """A registry that says nothing of use."""

    async def send(self, call: NativeCall) -> NativeAnswer:
        return NativeAnswer(status=500, body=b"x")


class Slow:
    """A registry that answers when nobody waits any more."""

    async def send(self, call: NativeCall) -> NativeAnswer:
        await asyncio.sleep(3)
        return NativeAnswer(status=200, body=b"{}")


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apis]:
    """Business is broken, land is slow, insurance and population are not there."""
    folder = tmp_path_factory.mktemp("troubled")
    besides = Besides(limits=Limits(default_wait_s=1))
    wires: dict[str, Wire] = {"dkdn": Broken(), "datdai": Slow()}
    with speaking(folder, wires, ["wso2", "lgsp"], besides) as ports:
        grant(folder, account("wso2", KEY, SECRET, CLIENT), issued(GOOD))
        yield Apis(ports, folder, None)  # type: ignore[arg-type]  # nobody moves it


def ask(troubled: Apis, registries: Registries, dialect: str, name: str, code: str) -> Any:
    """Call an operation of a registry, in one of the two dialects."""
    call = native(code, registries.sample(name, 1, 1, code)[0])
    method = "GET" if call.json is None else "POST"
    if dialect == "lgsp":
        client = LgspClient(troubled.ports["lgsp"])
        return client.ask(method, call.path, params=call.params, json=call.json)
    bearer = {"Authorization": f"Bearer {Wso2Client(troubled.ports['wso2'], KEY).token}"}
    url = f"http://127.0.0.1:{troubled.ports['wso2']}{call.path}"
    more: dict[str, Any] = {"params": call.params, "json": call.json}
    return requests.request(method, url, headers=bearer, timeout=PATIENCE_S, **more)


@pytest.mark.parametrize(
    ("name", "service", "status", "code"),
    [
        ("bhxh", "getTraCuuTtHgdByMaSoBhxh", 503, 303001),
        ("dkdn", "chiTietDoanhNghiep", 502, 101503),
        ("datdai", "traCuuThuaDat", 504, 101504),
    ],
)
def test_trouble_behind_the_gateway_has_wso2s_code(
    troubled: Apis, registries: Registries, name: str, service: str, status: int, code: int
) -> None:
    answer = ask(troubled, registries, "wso2", name, service)

    fault = answer.json()["fault"]
    assert (answer.status_code, fault["code"], fault["message"]) == (status, code, "Runtime Error")
    assert ("Retry-After" in answer.headers) == (status == 503)


@pytest.mark.parametrize(
    ("name", "service", "status"),
    [("bhxh", "getTraCuuTtHgdByMaSoBhxh", 503), ("dkdn", "chiTietDoanhNghiep", 502)],
)
def test_and_an_lgsps_number(
    troubled: Apis, registries: Registries, name: str, service: str, status: int
) -> None:
    answer = ask(troubled, registries, "lgsp", name, service)

    assert (answer.status_code, answer.json()["Error_Number"]) == (status, status)


def test_what_the_registry_refuses_by_itself_it_refuses_in_its_own_words(
    client: Wso2Client, registries: Registries
) -> None:
    (sample,) = registries.sample("dkdn", 1, 1, "danhSachHoSo")
    call = native("danhSachHoSo", {**sample, "TuNgay": "2022-01-01", "DenNgay": "2022-01-31"})

    answer = client.get(call.path, **call.params)

    assert answer.json()["Status"] == 0
    assert answer.content == call.of_registry(registries, "dkdn")


# ---- any bytes ---------------------------------------------------------------------------------

shared = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VALUE = st.binary(max_size=200).filter(lambda data: not set(data) & set(b"\r\n\0"))
TARGET = st.binary(max_size=80).filter(lambda data: not set(data) & set(b"\r\n "))


def documented(answer: Answer) -> None:
    """A refusal that the caller can mend, or the registry's own; also of what is not even HTTP."""
    if answer.status == 200:
        assert json.loads(answer.body)["Status"] == 0
        return
    assert 400 <= answer.status < 500
    assert json.loads(answer.body)


@pytest.fixture
def bearer(apis: Apis) -> tuple[str, str]:
    return "Authorization", f"Bearer {Wso2Client(apis.ports['wso2'], KEY).token}"


@shared
@given(value=VALUE)
@pytest.mark.parametrize("name", ["Authorization", "lgspaccesstoken", "AuthHash"])
def test_any_proof_is_at_most_the_callers_mistake(apis: Apis, name: str, value: bytes) -> None:
    data = message(b"", method="GET", path="/dancu", headers=[(name, value)])

    for dialect in ("wso2", "lgsp"):
        documented(exchange(apis.ports[dialect], data))


@shared
@given(value=VALUE)
@pytest.mark.parametrize("name", ["Accept-Language", "tracestate", "Accept", "Prefer"])
def test_any_header_is_at_most_the_callers_mistake(
    apis: Apis, bearer: tuple[str, str], name: str, value: bytes
) -> None:
    path, trace = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn=1", f"00-{'1' * 32}-{'2' * 16}-01"
    headers: Headers = [bearer, ("traceparent", trace), (name, value)]

    documented(exchange(apis.ports["wso2"], message(b"", method="GET", path=path, headers=headers)))


@shared
@given(target=TARGET)
def test_any_url_is_at_most_the_callers_mistake(
    apis: Apis, bearer: tuple[str, str], target: bytes
) -> None:
    for path in (b"/" + target, b"/apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn=" + target):
        data = message(b"", method="GET", path=path, headers=[bearer])

        documented(exchange(apis.ports["wso2"], data))


@shared
@given(body=st.binary(max_size=500))
@pytest.mark.parametrize("path", ["/token", "/revoke", "/dancu/1.0/TraCuuThongTinCongDan"])
def test_any_body_is_at_most_the_callers_mistake(
    apis: Apis, bearer: tuple[str, str], path: str, body: bytes
) -> None:
    form = ("Content-Type", "application/x-www-form-urlencoded")

    documented(exchange(apis.ports["wso2"], message(body, path=path, headers=[bearer, form])))


def test_a_tracestate_that_nothing_can_seal_is_refused(
    apis: Apis, bearer: tuple[str, str], registries: Registries
) -> None:
    call = native("chiTietDoanhNghiep", registries.sample("dkdn", 1, 1, "chiTietDoanhNghiep")[0])
    trace = ("traceparent", f"00-{'1' * 32}-{'2' * 16}-01")
    path = f"{call.path}?msdn={call.params['msdn']}"

    headers: Headers = [bearer, trace, ("tracestate", b"a=\xff")]
    answer = exchange(apis.ports["wso2"], message(b"", method="GET", path=path, headers=headers))

    assert (answer.status, json.loads(answer.body)["fault"]["code"]) == (400, 400)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/token", [("Content-Length", "8193")], 413),
        ("/token", [("Content-Encoding", "gzip")], 400),
    ],
)
def test_a_form_that_is_no_form_is_a_fault(
    apis: Apis, path: str, headers: list[tuple[str, str]], status: int
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    data = f"POST {path} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode()

    answer = exchange(apis.ports["wso2"], data)

    assert (answer.status, json.loads(answer.body)["fault"]["code"]) == (status, status)
