"""The registries behind a real port."""

import io
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest
from yarl import URL

from mock_registries import server
from mock_registries.country import Country
from mock_registries.faults import Front
from mock_registries.registry import Registry

STAMP = "seed=2022; as-of=2022-12-31; scale=1"


@pytest.fixture
async def http(
    registries: Mapping[str, Registry],
) -> AsyncIterator[aiohttp.ClientSession]:
    running = await server.start(registries, Front(), "127.0.0.1", 0)
    base = f"http://127.0.0.1:{running.port}"
    async with aiohttp.ClientSession(base) as session:
        yield session
    await running.close()


async def test_a_registry_answers_over_http(http: aiohttp.ClientSession, country: Country) -> None:
    serial = next(
        parcel.certificate.serial
        for parcel in map(country.land.parcel, range(100))
        if parcel.certificate
    )

    async with http.get("/datdai/giaychungnhan", params={"sophathanh": serial}) as reply:
        answer = await reply.json()

    assert reply.status == 200
    assert reply.headers["X-Synthetic-Data"] == STAMP
    assert answer["sophathanhgcn"] == serial


async def test_a_body_reaches_the_registry(http: aiohttp.ClientSession) -> None:
    async with http.post("/apiBHXH/kiemTraTheBhyt", data=b"{}") as reply:
        answer = await reply.json()

    assert answer["maKetQua"] == "205"


async def test_health_names_the_registries(http: aiohttp.ClientSession) -> None:
    async with http.get("/healthz") as reply:
        answer = await reply.json()

    assert answer == {"status": "ok", "registries": ["dancu", "dkdn", "bhxh", "datdai"]}


async def test_the_index_leads_to_the_registries(http: aiohttp.ClientSession) -> None:
    async with http.get("/", headers={"Accept": "text/html"}) as reply:
        page = await reply.text()

    assert reply.content_type == "text/html"
    assert all(f'href="{base}"' in page for base in ("/dancu", "/apiCSDLDKDN", "/datdai"))


async def test_a_path_of_nobodys_is_404(http: aiohttp.ClientSession) -> None:
    async with http.get("/hotich") as reply:
        assert reply.status == 404


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("GET", "/hotich"), ("GET", "/healthz"), ("POST", "/faults")]
)
async def test_the_servers_own_answers_are_stamped_too(
    http: aiohttp.ClientSession, method: str, path: str
) -> None:
    async with http.request(method, path) as reply:
        assert reply.headers["X-Synthetic-Data"] == STAMP


@pytest.mark.parametrize("path", ["/", "/dancu", "/healthz", "/datdai/openapi.json"])
async def test_head_is_answered_without_a_body(http: aiohttp.ClientSession, path: str) -> None:
    async with http.head(path) as reply:
        assert await reply.read() == b""


async def test_a_path_may_be_percent_encoded(http: aiohttp.ClientSession) -> None:
    async with http.get(URL("/d%61tdai/", encoded=True)) as reply:
        assert reply.status == 200


async def test_a_body_above_one_mebibyte_is_413(http: aiohttp.ClientSession) -> None:
    async with http.post("/dancu", data=io.BytesIO(b" " * (server.MAX_BODY_BYTES + 1))) as reply:
        assert reply.status == 413
        assert reply.headers["X-Synthetic-Data"] == STAMP


async def test_a_taken_port_is_an_error(
    http: aiohttp.ClientSession, registries: Mapping[str, Registry]
) -> None:
    async with http.get("/healthz") as reply:
        port = reply.url.port
    assert port is not None

    with pytest.raises(OSError, match="address"):
        await server.start(registries, Front(), "127.0.0.1", port)
