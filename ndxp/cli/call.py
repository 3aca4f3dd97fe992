"""`ndxp call`: one call over HTTP, the way a client would make it, and what came back."""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

import aiohttp

from gateway.errors import ConfigurationError
from ndxp.cli import options
from ndxp.cli.output import complain, say, say_json
from ndxp.compose import Registries

TIMEOUT_S = 330


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "service", help="dancu, dkdn, bhxh, datdai, a service code, or a full service identifier"
    )
    parser.add_argument(
        "--data", metavar="JSON|@FILE|-", help="the body (default: a sample that exists)"
    )
    parser.add_argument("--client", default=options.CONSUMER, help="who calls (X-Road-Client)")
    parser.add_argument("--url", default=options.LOCAL_URL)
    parser.add_argument("--lang", choices=("en", "vi"), default="en", help="language of errors")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Call; exit code 0 for a 2xx answer, 1 for any other, 2 when there is none."""
    known = options.services().get(arguments.service)
    service = str(known) if known else arguments.service
    body = _body(arguments.data, service)
    try:
        status, headers, answer = asyncio.run(_call(arguments, service, body))
    except (aiohttp.ClientError, TimeoutError):
        complain(f"no gateway answers at {arguments.url}; start one with `ndxp up`")
        return 2
    if arguments.json:
        say_json({"status": status, "headers": headers, "body": answer})
    else:
        say(f"POST {arguments.url}/r1/{service}  ->  {status}")
        say(f"exchange {headers.get('X-Road-Request-Id') or answer.get('detail', '-')}")
        say(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0 if 200 <= status < 300 else 1


async def _call(
    arguments: argparse.Namespace, service: str, body: bytes
) -> tuple[int, dict[str, str], dict[str, object]]:
    headers = {
        "X-Road-Client": arguments.client,
        "Content-Type": "application/json",
        "Accept-Language": arguments.lang,
    }
    if token := os.environ.get("NDXP_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.post(f"{arguments.url}/r1/{service}", data=body, headers=headers) as response,
    ):
        text = await response.text()
        try:
            answer = json.loads(text)
        except ValueError:
            answer = {"text": text}
        return response.status, dict(response.headers), answer


def _body(data: str | None, service: str) -> bytes:
    if data is None:
        return json.dumps(_sample(service)).encode()
    if data == "-":
        return sys.stdin.buffer.read()
    if data.startswith("@"):
        try:
            return Path(data[1:]).read_bytes()
        except OSError as error:
            raise ConfigurationError("--data", [f"{data[1:]}: {error.strerror}"]) from error
    return data.encode()


def _sample(service: str) -> dict[str, object]:
    registry, code = service.split("/")[-2:]
    try:
        return Registries().sample(registry, 1, 1, code)[0]
    except ValueError as error:
        raise ConfigurationError(
            "--data", [f"there is no sample for {service}: give a body"]
        ) from error
