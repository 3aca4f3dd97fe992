"""`ndxp call`: one call over HTTP, the way a client would make it, and what came back."""

import argparse
import asyncio
import json
import ssl
import sys
from pathlib import Path

import aiohttp

from gateway.errors import ConfigurationError
from gateway.faults import HEADER
from gateway.message import ServiceId
from gateway.nearest import nearest_texts
from ndxp.cli import country, options
from ndxp.cli.output import complain, say, say_json
from ndxp.registries import Registries

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
    parser.add_argument(
        "--ca",
        metavar="FILE",
        help="for https: whom to believe (authority.crt of the state folder)",
    )
    parser.add_argument(
        "--cert",
        type=Path,
        metavar="FILE",
        help="for https: our certificate, its key beside it (.key)",
    )
    parser.add_argument("--lang", choices=("en", "vi"), default="en", help="language of errors")
    parser.add_argument(
        "--fault",
        metavar="NAME[;PARAMETER=VALUE]",
        help="ask for a fault: `ndxp fault kinds` lists them",
    )
    country.add_options(parser)
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Call; exit code 0 for a 2xx answer, 1 for any other, 2 when there is none."""
    url, service = options.url(arguments.url), _service(arguments.service)
    headers = _headers(arguments)
    body, tls = _body(arguments, service), _tls(arguments)
    try:
        status, headers, answer = asyncio.run(_call(f"{url}/r1/{service}", headers, body, tls))
    except aiohttp.ClientSSLError:
        complain(f"{url} and we do not believe each other's certificate: see --ca and --cert")
        return 2
    except aiohttp.ClientConnectorError:
        complain(f"no gateway answers at {url}; start one with `ndxp up`")
        return 2
    except TimeoutError:
        complain(f"{url} did not answer within {TIMEOUT_S} s")
        return 2
    except aiohttp.ClientError:
        complain(f"the connection to {url} was lost before a whole answer came")
        return 2
    if arguments.json:
        say_json({"status": status, "headers": headers, "body": answer})
    else:
        say(f"POST {url}/r1/{service}  ->  {status}")
        say(f"exchange {headers.get('X-Road-Request-Id') or answer.get('detail', '-')}")
        say(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0 if 200 <= status < 300 else 1


def _service(text: str) -> ServiceId:
    """A service of ours by a short name, or of any network by its identifier."""
    try:
        return options.services().get(text) or ServiceId.parse(text)
    except ValueError as error:
        near = nearest_texts(text, list(options.services()))
        meant = f"; the closest are {', '.join(near)}" if near else ""
        raise ConfigurationError(
            "service",
            [
                f"there is no service {text!r}: give dancu, dkdn, bhxh, datdai, a code, or "
                f"instance/class/code/subsystem/service{meant}"
            ],
        ) from error


def _headers(arguments: argparse.Namespace) -> dict[str, str]:
    headers = {
        "X-Road-Client": str(options.client(arguments.client)),
        "Content-Type": "application/json",
        "Accept-Language": arguments.lang,
    }
    if arguments.fault:
        headers[HEADER] = arguments.fault
    if token := options.token():
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _tls(arguments: argparse.Namespace) -> ssl.SSLContext | bool:
    """What https needs to know beyond the usual; True is the usual."""
    if not (arguments.ca or arguments.cert):
        return True
    try:
        context = ssl.create_default_context(cafile=arguments.ca)
        if arguments.cert:
            context.load_cert_chain(arguments.cert, arguments.cert.with_suffix(".key"))
    except OSError as error:  # also what TLS says of a file that is none of its own
        raise ConfigurationError("--ca, --cert", [error.strerror or "cannot be read"]) from error
    return context


async def _call(
    address: str, headers: dict[str, str], body: bytes, tls: ssl.SSLContext | bool
) -> tuple[int, dict[str, str], dict[str, object]]:
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.post(address, data=body, headers=headers, ssl=tls) as response,
    ):
        content = await response.read()
        try:
            answer = json.loads(content)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            answer = {"text": content.decode("utf-8", "replace")}
        return response.status, dict(response.headers), answer


def _body(arguments: argparse.Namespace, service: ServiceId) -> bytes:
    data: str | None = arguments.data
    if data is None:
        return json.dumps(_sample(country.registries(arguments), service)).encode()
    if data == "-":
        return sys.stdin.buffer.read()
    if data.startswith("@"):
        try:
            return Path(data[1:]).read_bytes()
        except OSError as error:
            raise ConfigurationError("--data", [f"{data[1:]}: {error.strerror}"]) from error
    return data.encode()


def _sample(registries: Registries, service: ServiceId) -> dict[str, object]:
    try:
        return registries.sample(service.provider.subsystem, 1, 1, service.code)[0]
    except ValueError as error:
        raise ConfigurationError(
            "--data", [f"there is no sample for {service}: give a body"]
        ) from error
