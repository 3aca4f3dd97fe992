"""Prism and Mountebank with one canned answer each, installed where they are missing.

Both get the easiest question there is: one path, without parameters to check, and an answer that is
one constant. Versions are fixed, so that figures of two machines speak of the same programs.
"""

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from gateway.errors import ConfigurationError, StateError
from ndxp.bench.children import PATIENCE_S, Note, running
from ndxp.load.http import Pool, http_bytes
from ndxp.load.target import Target

PRISM_VERSION: Final = "5.14.2"
MOUNTEBANK_VERSION: Final = "2.9.2"
PATH: Final = "/answer"

_PACKAGES = {
    "@stoplight/prism-cli": PRISM_VERSION,
    "@mbtest/mountebank": MOUNTEBANK_VERSION,
}
_PRISM = "@stoplight/prism-cli/dist/index.js"
_MOUNTEBANK = "@mbtest/mountebank/bin/mb"
_INSTALL_S = 600
_JSON = {"Content-Type": "application/json"}
_KEPT = {"Connection": "keep-alive"}


async def install(folder: Path, note: Note) -> str:
    """Put both into a folder unless they are there; returns the version of Node.js.

    Raises ConfigurationError where there is no Node.js, StateError if npm fails.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise ConfigurationError(
            "--peers", ["Prism and Mountebank need Node.js, and node and npm are not on the PATH"]
        )
    if any(_installed(folder, name) != version for name, version in _PACKAGES.items()):
        note(f"installing Prism and Mountebank in {folder}")
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        # --prefix: npm would otherwise look for a project in the folders above.
        words = [npm, "install", "--prefix", str(folder), "--ignore-scripts"]
        words += ["--no-audit", "--no-fund", "--loglevel", "error"]
        words += [f"{name}@{version}" for name, version in _PACKAGES.items()]
        await _run(words, _INSTALL_S)
    return (await _run([node, "--version"], PATIENCE_S)).strip()


@asynccontextmanager
async def prism(folder: Path, work: Path, answer: str) -> AsyncIterator[str]:
    """Prism, with the answer as the example of an OpenAPI document; gives its URL."""
    description = work / "openapi.json"
    await asyncio.to_thread(description.write_text, json.dumps(_described(answer)), "utf-8")
    port = _free_port()
    words = ["mock", "-h", "127.0.0.1", "-p", str(port), str(description), "-v", "silent"]
    async with _node(folder / "node_modules" / _PRISM, words, work, port) as url:
        yield url


@asynccontextmanager
async def mountebank(folder: Path, work: Path, answer: str) -> AsyncIterator[tuple[str, str]]:
    """Mountebank, with the answer as the only stub of two imposters; gives their URLs.

    The first closes the connection after each answer, as Mountebank does unless the stub says
    otherwise; the second keeps it.
    """
    port = _free_port()
    words = ["--host", "127.0.0.1", "--port", str(port), "--localOnly"]
    words += ["--nologfile", "--loglevel", "warn"]
    async with _node(folder / "node_modules" / _MOUNTEBANK, words, work, port) as url:
        target = Target.parse(url)
        yield await _imposter(target, answer, {}), await _imposter(target, answer, _KEPT)


def _described(answer: str) -> dict[str, object]:
    content = {"application/json": {"example": json.loads(answer)}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "one canned answer", "version": "1"},
        "paths": {
            PATH: {"get": {"responses": {"200": {"description": "always", "content": content}}}}
        },
    }


async def _imposter(target: Target, answer: str, headers: dict[str, str]) -> str:
    """Have Mountebank open a port of its choice; raises StateError if it does not."""
    # Without a length it would send chunks, which the client does not read.
    headers = {**_JSON, **headers, "Content-Length": str(len(answer.encode()))}
    stub = {"responses": [{"is": {"statusCode": 200, "headers": headers, "body": answer}}]}
    body = json.dumps({"protocol": "http", "host": "127.0.0.1", "stubs": [stub]}).encode()
    pool = Pool(target, PATIENCE_S)
    try:
        made = await pool.send(http_bytes(target, "POST /imposters", _JSON, body))
    finally:
        pool.close()
    if made.status != 201:
        raise StateError("Mountebank refuses the imposter")
    return f"http://127.0.0.1:{json.loads(made.body)['port']}"


@asynccontextmanager
async def _node(script: Path, words: list[str], work: Path, port: int) -> AsyncIterator[str]:
    """A server of Node.js that listens on a port, in the folder where it may leave files."""
    command = ["node", str(script), *words]
    async with running(command, asyncio.subprocess.DEVNULL, work) as process:
        await _listening(process, port)
        yield f"http://127.0.0.1:{port}"


async def _listening(process: asyncio.subprocess.Process, port: int) -> None:
    """Wait until a port is open; raises StateError if the process ends or takes too long."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not await _open(port):
                if process.returncode is not None:
                    raise StateError("a peer did not start; its reason stands above")
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise StateError(f"a peer did not listen within {PATIENCE_S} s") from None


async def _open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def _run(words: list[str], seconds: float) -> str:
    """What a command says; raises StateError if it fails."""
    async with (
        asyncio.timeout(seconds),
        running(words, asyncio.subprocess.PIPE) as process,
    ):
        output, _ = await process.communicate()
    if process.returncode:
        raise StateError(f"{Path(words[0]).name} failed; its reason stands above")
    return output.decode()


def _installed(folder: Path, name: str) -> str:
    """The version of a package in a folder, nothing if it is not there."""
    try:
        text = (folder / "node_modules" / name / "package.json").read_text(encoding="utf-8")
    except OSError:
        return ""
    return str(json.loads(text)["version"])


def _free_port() -> int:
    """A port for those who cannot choose one and say which."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
