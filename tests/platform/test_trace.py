"""The trace of a call reaches the registry, whichever bus and wire lie between."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.config import Limits
from gateway.edge.listen import Listen
from gateway.state import State
from gateway.trace import trace_of
from ndxp.compose import (
    open_bus,
    open_edge,
    open_node,
    prepare_state,
)
from ndxp.providers import http_wires, serve_adapters
from ndxp.registries import Registries
from tests.platform.client import Answer, Headers, exchange, message

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE_ID}-b7ad6b7169203331-01"
SERVICES = {
    "dancu": "VN/GOV/G01/dancu/TraCuuThongTinCongDan",
    "dkdn": "VN/GOV/G05/dkdn/chiTietDoanhNghiep",
    "bhxh": "VN/GOV/G24/bhxh/getTraCuuTtHgdByMaSoBhxh",
    "datdai": "VN/GOV/G13/datdai/traCuuThuaDat",
}

Heard = list[Mapping[str, str]]


class Overheard:
    """A wire whose headers a test reads; see Wire."""

    def __init__(self, wire: Wire, heard: Heard) -> None:
        self._wire = wire
        self._heard = heard

    async def send(self, call: NativeCall) -> NativeAnswer:
        self._heard.append(dict(call.headers))
        return await self._wire.send(call)


@asynccontextmanager
async def platform(
    folder: Path, wires: Mapping[str, Wire], bus_url: str | None = None, namespace: str = "ndxp"
) -> AsyncIterator[int]:
    """Gives the port of a node whose adapters reach their registries over these wires."""
    state = State(folder=folder)
    await asyncio.to_thread(prepare_state, state, None)
    listen = Listen(host="127.0.0.1", port=0)
    async with (
        open_bus(bus_url, namespace) as bus,
        open_node(state, bus, Limits()) as node,
        serve_adapters(node.membership, bus, wires),
        open_edge(node, Limits(), listen) as edge,
    ):
        yield edge.port


@asynccontextmanager
async def registry(heard: Heard) -> AsyncIterator[str]:
    """The URL of something that hears calls and does not understand them."""

    async def answer(http: web.Request) -> web.Response:
        heard.append(dict(http.headers))
        return web.Response(status=404)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        yield str(server.make_url(""))


async def call(port: int, name: str, body: object, more: Headers = ()) -> Answer:
    headers = [("X-Road-Client", "VN/GOV/H29/motcua"), ("Content-Type", "application/json")]
    data = message(
        json.dumps(body).encode(), path=f"/r1/{SERVICES[name]}", headers=headers, more=more
    )
    return await asyncio.to_thread(exchange, port, data)


def sample(registries: Registries, name: str) -> object:
    return registries.sample(name, 1, 1, SERVICES[name].rpartition("/")[2])[0]


@pytest.mark.parametrize("name", SERVICES)
async def test_each_adapter_sends_the_callers_trace_on(
    tmp_path: Path, registries: Registries, name: str
) -> None:
    heard: Heard = []
    wires = {name: Overheard(wire, heard) for name, wire in registries.wires().items()}
    more = [("traceparent", PARENT), ("tracestate", "vn=1"), ("tracestate", "x=2")]

    async with platform(tmp_path, wires) as port:
        answer = await call(port, name, sample(registries, name), more)

    assert answer.status == 200
    assert [each["traceparent"] for each in heard] == [PARENT]
    assert heard[0]["tracestate"] == "vn=1,x=2"


@pytest.mark.rabbit
async def test_the_trace_crosses_a_broker_and_http(
    tmp_path: Path, registries: Registries, amqp_url: str, namespace: str
) -> None:
    heard: Heard = []

    async with (
        registry(heard) as url,
        http_wires(url) as wires,
        platform(tmp_path, wires, amqp_url, namespace) as port,
    ):
        body = sample(registries, "dancu")
        answer = await call(port, "dancu", body, [("traceparent", PARENT)])
        await call(port, "dancu", body)

    assert answer.code == "service_failed"
    assert heard[0]["traceparent"] == PARENT
    assert trace_of(heard[1].items()).parent == heard[1]["traceparent"] != PARENT


@pytest.mark.parametrize("sent", ["", "00-malformed-01"])
async def test_a_call_without_a_trace_gets_one_of_its_own(
    tmp_path: Path, registries: Registries, sent: str
) -> None:
    heard: Heard = []
    wires = {name: Overheard(wire, heard) for name, wire in registries.wires().items()}
    more = [("traceparent", sent), ("tracestate", "vn=1")] if sent else []

    async with platform(tmp_path, wires) as port:
        for _ in range(2):
            await call(port, "dancu", sample(registries, "dancu"), more)

    ids = {trace_of(each.items()).id for each in heard}
    assert ids == {each["traceparent"].split("-")[1] for each in heard}
    assert len(ids) == 2
    assert not any("tracestate" in each for each in heard)


async def test_log_lines_about_a_call_name_its_trace_and_others_do_not(
    tmp_path: Path, registries: Registries
) -> None:
    log = structlog.get_logger()
    processors = [structlog.contextvars.merge_contextvars]

    with structlog.testing.capture_logs(processors) as lines:
        async with registry([]) as url, http_wires(url) as wires, platform(tmp_path, wires) as port:
            await call(port, "dancu", {}, [("traceparent", PARENT)])
            await call(port, "dancu", {})
            await call(port, "dancu", [], [("traceparent", PARENT)])
            log.info("test.beside")

    named = [(line["event"], line.get("trace_id")) for line in lines]
    refused = [trace_id for event, trace_id in named if event == "call.refused"]
    assert refused[0] == refused[2] == TRACE_ID
    assert refused[1] not in (TRACE_ID, None)
    assert ("test.beside", None) in named
