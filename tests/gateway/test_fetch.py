import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from gateway.errors import StateError
from gateway.fetch import FileDocument, HttpDocument
from gateway.jws import MAX_DOCUMENT_CHARS

Serve = Callable[[Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a web server of one handler; gives its URL."""
    runners = []

    async def start(handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> str:
        runner = web.ServerRunner(web.Server(handler))
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/network"

    yield start
    for runner in runners:
        await runner.cleanup()


def replace(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="ascii")
    part.replace(path)


async def test_a_file_is_read_when_it_was_replaced(tmp_path: Path) -> None:
    path = tmp_path / "network.jws"
    replace(path, "one")
    file = FileDocument(path)

    assert [await file.fetch(), await file.fetch()] == ["one", None]
    replace(path, "two")
    assert [await file.fetch(), await file.fetch()] == ["two", None]


async def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"network\.jws: No such file"):
        await FileDocument(tmp_path / "network.jws").fetch()


async def test_no_more_of_a_file_is_read_than_a_document_may_have(tmp_path: Path) -> None:
    path = tmp_path / "network.jws"
    path.touch()
    os.truncate(path, MAX_DOCUMENT_CHARS * 2)

    assert len(await FileDocument(path).fetch() or "") == MAX_DOCUMENT_CHARS + 1


async def test_a_document_that_was_seen_is_not_sent_again(serve: Serve) -> None:
    async def handler(request: web.BaseRequest) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(text="one", headers={"ETag": '"1"'})

    document = HttpDocument(await serve(handler))

    assert [await document.fetch(), await document.fetch()] == ["one", None]


async def test_without_an_etag_it_comes_each_time(serve: Serve) -> None:
    async def handler(_: web.BaseRequest) -> web.Response:
        return web.Response(text="one")

    document = HttpDocument(await serve(handler))

    assert [await document.fetch(), await document.fetch()] == ["one", "one"]


@pytest.mark.parametrize("status", [301, 404, 500])
async def test_another_status_is_told(serve: Serve, status: int) -> None:
    async def handler(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, headers={"Location": "http://127.0.0.1:9/"})

    with pytest.raises(StateError, match=f"answers with {status}"):
        await HttpDocument(await serve(handler)).fetch()


async def test_an_endless_document_is_refused(serve: Serve) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        try:
            while True:
                await answer.write(b"x" * 65_536)
        except ConnectionError:
            return answer

    with pytest.raises(StateError, match="larger than"):
        await HttpDocument(await serve(handler)).fetch()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/network", "no url"])
async def test_where_nobody_answers_is_named(url: str) -> None:
    with pytest.raises(StateError, match=url):
        await HttpDocument(url).fetch()
