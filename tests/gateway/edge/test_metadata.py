"""X-Road's metadata services over HTTP: the shapes to the byte."""

import asyncio
import base64
import tomllib
import uuid
from pathlib import Path

import pytest

from gateway.applications import Applications
from gateway.bus.local import LocalBus
from gateway.config import Limits
from gateway.edge.catalogue.samples import no_sample
from gateway.edge.doors import Doors
from gateway.edge.faulty import Mischief
from gateway.edge.listen import Listen
from gateway.edge.server import Edge, Inside
from gateway.errors import ConfigurationError
from gateway.network import read_network
from gateway.network.reader import RESERVED_CODES
from gateway.tokens import Tokens
from tests.gateway.edge.conftest import Guarded
from tests.gateway.edge.looking import get
from tests.gateway.edge.opaque import PROVIDER, READER
from tests.gateway.exchanging import Pipeline
from tests.gateway.members import SMALL
from tests.platform.client import CLIENT, Answer, Headers

DANCU = "VN/GOV/G01/dancu"
BHXH = "VN/GOV/G24/bhxh"


def ask(
    port: int, service: str, client: str = CLIENT, more: Headers = (), method: str = "GET"
) -> Answer:
    return get(port, f"/r1/{service}", [("X-Road-Client", client), *more], method)


def listed(code: str, *, subsystem: str, member: str, kind: str, endpoints: str = "") -> str:
    """A service as X-Road lists it."""
    return (
        f'{{"member_class":"GOV","member_code":"{member}","object_type":"SERVICE",'
        f'"service_code":"{code}","service_type":"{kind}","subsystem_code":"{subsystem}",'
        f'"xroad_instance":"VN","endpoint_list":[{endpoints}]}}'
    )


CITIZEN, CONFIRM, RELATIVE = (
    listed(code, subsystem="dancu", member="G01", kind="OPENAPI")
    for code in ("TraCuuThongTinCongDan", "XacThucThongTinCongDan", "XacMinhThongTinNhanThan")
)
HOUSEHOLD, BY_CRITERIA, HOUSEHOLDS, CARD = (
    listed(code, subsystem="bhxh", member="G24", kind="OPENAPI")
    for code in (
        *("getTraCuuTtHgdByMaSoBhxh", "getMaSoBhxhTheoTieuChi"),
        *("getTraCuuThongTinHgd", "kiemTraTheBhyt"),
    )
)
FILES = listed(
    "tep",
    subsystem="tailieu",
    member="G13",
    kind="REST",
    endpoints='{"method":"GET","path":"/mo/*"}',
)


@pytest.mark.parametrize(
    ("service", "client", "services"),
    [
        (f"{DANCU}/listMethods", CLIENT, [CITIZEN, CONFIRM, RELATIVE]),
        (f"{DANCU}/listMethods", READER, [CITIZEN, CONFIRM, RELATIVE]),
        (f"{DANCU}/allowedMethods", CLIENT, [CITIZEN, CONFIRM, RELATIVE]),
        (f"{DANCU}/allowedMethods", READER, []),
        (f"{BHXH}/allowedMethods", READER, [HOUSEHOLD, HOUSEHOLDS, CARD]),
        (f"{BHXH}/listMethods", READER, [HOUSEHOLD, BY_CRITERIA, HOUSEHOLDS, CARD]),
        ("VN/GOV/000.00.00.G01/dancu/listMethods", CLIENT, [CITIZEN, CONFIRM, RELATIVE]),
        ("VN/GOV/G14/lgsp/listMethods", CLIENT, []),
        (f"{PROVIDER}/listMethods", CLIENT, [FILES]),
        (f"{PROVIDER}/allowedMethods", CLIENT, [FILES]),
        (f"{PROVIDER}/allowedMethods", READER, [FILES]),
        (f"{PROVIDER}/allowedMethods", "VN/COM/0199999991/khachhang", []),
    ],
)
def test_services_are_listed_as_x_road_lists_them(
    store_port: int, service: str, client: str, services: list[str]
) -> None:
    answer = ask(store_port, service, client)

    assert answer.body.decode() == f'{{"service":[{",".join(services)}]}}'
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")


def test_an_answer_has_the_headers_of_any_other(port: int) -> None:
    answer = ask(port, f"{DANCU}/listMethods", more=[("X-Road-Id", "liet-ke-1")])

    assert answer.headers["x-road-id"] == "liet-ke-1"
    assert answer.headers["x-road-client"] == CLIENT
    assert answer.headers["x-road-service"] == f"{DANCU}/listMethods"
    assert uuid.UUID(answer.headers["x-road-request-id"]).version == 4
    assert len(base64.b64decode(answer.headers["x-road-request-hash"])) == 64
    assert "x-road-error" not in answer.headers


@pytest.mark.parametrize(
    ("service", "client", "status", "code"),
    [
        (f"{DANCU}/listMethods", "VN/GOV/H29/nobody", 403, "unknown_member"),
        (f"{DANCU}/allowedMethods", "VN/GOV/H29/nobody", 403, "unknown_member"),
        (f"{DANCU}/listMethods", "nobody", 400, "invalid_client_identifier"),
        ("VN/GOV/G01/nothing/listMethods", CLIENT, 404, "unknown_service"),
        (f"{DANCU}/listMethods/more", CLIENT, 404, "unknown_service"),
        (f"{DANCU}/listClients", CLIENT, 404, "unknown_service"),
        (f"{DANCU}/getWsdl", CLIENT, 404, "unknown_service"),
    ],
)
def test_who_may_not_ask_or_asks_wrongly_is_told(
    port: int, service: str, client: str, status: int, code: str
) -> None:
    answer = ask(port, service, client)

    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_get_is_a_metadata_service(port: int, method: str) -> None:
    answer = ask(port, f"{DANCU}/listMethods", method=method)

    assert (answer.status, answer.code) == (404, "unknown_service")


def test_a_call_without_a_client_is_refused(port: int) -> None:
    assert get(port, f"/r1/{DANCU}/listMethods").code == "missing_header_field"


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ("", 400, "Missing serviceCode in message body"),
        ("?serviceCode=", 400, "Missing serviceCode in message body"),
        ("?service=TraCuuThongTinCongDan", 400, "Missing serviceCode in message body"),
        ("?serviceCode=tep", 404, "Service not found: "),
        ("?serviceCode=a%2Fb", 404, "Service not found: "),
        ("?serviceCode=%FF", 404, "Service not found: "),
        (f"?serviceCode={'9' * 12}", 404, "Service not found: "),
    ],
)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_description_that_there_is_not_is_refused_in_x_roads_words(
    port: int, query: str, status: int, text: str, language: str
) -> None:
    answer = ask(port, f"{DANCU}/getOpenAPI{query}", more=[("Accept-Language", language)])

    assert answer.status == status
    assert answer.problem["message"].startswith(text)
    assert "9" * 12 not in answer.everything


def test_an_opaque_service_has_no_description(store_port: int) -> None:
    answer = ask(store_port, f"{PROVIDER}/getOpenAPI?serviceCode=tep")

    assert (answer.status, answer.code) == (400, "invalid_request")
    assert answer.problem["message"].startswith("Invalid service type: REST")


@pytest.mark.parametrize("query", ["serviceCode=x&serviceCode=", "servicecode="])
def test_the_last_of_several_codes_counts_in_any_spelling(port: int, query: str) -> None:
    answer = ask(port, f"{DANCU}/getOpenAPI?{query}TraCuuThongTinCongDan")

    assert list(answer.json()["paths"]) == [f"/r1/{DANCU}/TraCuuThongTinCongDan"]  # type: ignore[call-overload]


@pytest.mark.parametrize("path", ["/listClients", "/verificationconf", "/catalogue"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_door_is_opened_with_get_only(port: int, path: str, method: str) -> None:
    answer = get(port, path, method=method)

    assert (answer.status, answer.code) == (405, "invalid_http_method")
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/listClients", "/verificationconf", "/catalogue"])
def test_who_is_nobody_sees_nothing(guarded: Guarded, path: str) -> None:
    assert get(guarded.port, path).status == 401
    assert get(guarded.port, path, [guarded.proof]).status == 200


@pytest.mark.parametrize("code", sorted(RESERVED_CODES))
def test_no_provider_may_take_the_name_of_a_metadata_service(code: str) -> None:
    document = tomllib.loads(SMALL.read_text("utf-8").replace("TraCuuThongTinCongDan", code))

    with pytest.raises(ConfigurationError) as raised:
        read_network("net.toml", document)
    assert raised.value.faults == [f"subsystem[0].services[0]: {code} is reserved in X-Road"]


async def test_metadata_are_no_exchange_of_the_log(tmp_path: Path) -> None:
    pipeline = Pipeline()

    async def missing() -> list[str]:
        return []

    doors = Doors(trusted=pipeline.trusted.current, sample=no_sample)
    inside = Inside(
        missing=missing,
        transactions=tmp_path / "log.db",
        doors=doors,
        tokens=Tokens(tmp_path / "tokens.json"),
        applications=Applications(tmp_path / "applications.json"),
        mischief=Mischief.over(LocalBus(), pipeline.members.clock),
    )
    edge = Edge(pipeline.exchange, pipeline.source, Limits(), pipeline.members.clock, inside)
    await edge.start(Listen(host="127.0.0.1", port=0))
    answers = [
        await asyncio.to_thread(ask, edge.port, f"{DANCU}/{code}")
        for code in ("listMethods", "allowedMethods", "getOpenAPI?serviceCode=")
    ]
    await edge.close()

    assert [answer.status for answer in answers] == [200, 200, 400]
    assert pipeline.ledger.entries == []
    assert pipeline.exchange.noise.take()[0] == {"invalid_request": 1}
