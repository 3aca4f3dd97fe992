"""On loopback a call in a client's name has to name this machine: a web page elsewhere cannot."""

import aiohttp
import pytest

PATH = "/r1/VN/GOV/G01/dancu/TraCuuThongTinCongDan"


async def status(port: int, host: str, body: dict[str, object]) -> int:
    headers = {"Host": host, "X-Road-Client": "VN/GOV/H29/motcua"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}{PATH}", json=body, headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "[::1]:8080"])
async def test_a_call_that_names_this_machine_is_believed(
    port: int, person: dict[str, object], host: str
) -> None:
    assert await status(port, host, person) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "localhost.evil.example", "["]
)
async def test_a_call_that_names_another_host_proves_nothing(
    port: int, person: dict[str, object], host: str
) -> None:
    assert await status(port, host, person) == 401
