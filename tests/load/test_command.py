"""`ndxp load run` as a person uses it."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from ndxp.cli import main
from ndxp.load.target import Target

Serve = Callable[[Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]], Awaitable[Target]]


@pytest.fixture
async def gateway(serve: Serve) -> Target:
    async def answer(request: web.BaseRequest) -> web.Response:
        body = await request.json()
        known = "SoDinhDanh" in body or "MaSoDoanhNghiep" in body
        return web.json_response({"found": "x" * 100} if known else {})

    return await serve(answer)


async def load_run(*words: str) -> int:
    return await asyncio.to_thread(main, ["load", "run", "--duration", "0.5", *words])


async def test_a_run_is_one_sentence_then_tables(
    gateway: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await load_run("--url", str(gateway), "--rate", "40", "--require", "errors<=0")

    said, complained = capsys.readouterr()
    assert code == 0
    assert said.startswith(f"20 calls at 40/s to {gateway}: 20 answered, 0.00% errors")
    assert "rate achieved 40.0/s; found 50.0% of the good answers" in said
    assert "met: errors<=0 (measured 0)" in said
    assert complained == ""


async def test_a_requirement_that_is_not_met_is_exit_code_1(
    gateway: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--rate", "40", "--service", "dancu", "--require", "found<0.5", "--json")
    code = await load_run("--url", str(gateway), *words)

    report = json.loads(capsys.readouterr().out)
    assert code == 1
    assert report["requirements"] == [{"text": "found<0.5", "met": False, "measured": 1.0}]
    assert (report["sent"], report["outcomes"], report["ok"]) == (20, {"200": 20}, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--url", "http://192.0.2.1:80"], "is not this machine"),
        (["--url", "http://127.0.0.1:9"], "no gateway answers"),
        (["--service", "x", "--service", "y"], "no service 'x'\n  there is no service 'y'"),
        (["--client", "motcua"], "--client"),
        (["--rate", "0", "--duration", "nan"], "--rate must be more than 0\n  --duration"),
        (["--rate", "1e9", "--duration", "60"], "calls"),
        (["--require", "p99<1"], "there is no metric p99"),
    ],
)
async def test_what_cannot_begin_is_exit_code_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await load_run(*words)

    assert code == 2
    assert said in capsys.readouterr().err
