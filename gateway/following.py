"""A process follows the network document that lies in its state folder, or that another node serves.

What it used last is remembered in the folder, so that an older document is refused after a restart too:
`network.newest` holds the highest version, and who takes documents from a URL keeps the newest one and the
certificate of the authority that signed it.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.serialization import Encoding

from gateway.authority import renew
from gateway.clock import Clock
from gateway.errors import StateError
from gateway.fetch import FileDocument, HttpDocument
from gateway.refresh import DirectorySource, Fetch, Record, keep_fresh
from gateway.state import State, write_private
from gateway.trust import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """What a process has of a network: its keys, and the document in force."""

    state: State
    source: DirectorySource


@contextlib.asynccontextmanager
async def follow(
    state: State,
    clock: Clock,
    every_s: float,
    url: str | None = None,
    record: Record | None = None,
) -> AsyncIterator[Membership]:
    """Within, newer documents are looked for; each is recorded (a gateway: logged), and remembered once it counts.

    The document is renewed where the authority's key lies in `state`. Raises StateError if it is older
    than one that was used here, TrustError if nobody can believe it.
    """
    source = _open_source(state, clock, url, record)
    fetch = _over_http(url, source) if url else _Renewing(source, state, clock)
    task = asyncio.create_task(keep_fresh(source, fetch, every_s))
    try:
        yield Membership(state=state, source=source)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _open_source(
    state: State, clock: Clock, url: str | None, record: Record | None
) -> DirectorySource:
    directory = state.directory()
    if directory.version < (newest := _remembered(state)):
        raise StateError(
            f"{state.network_document} (version {directory.version}) is older than the version"
            f" {newest} that was used here: put that one back"
        )

    async def remember(directory: Directory) -> None:
        await asyncio.to_thread(_remember, state, directory, taken=url is not None)

    _remember(state, directory, taken=False)
    return DirectorySource(directory, clock, record, remember)


class _Renewing:
    """See Fetch: the document in the state folder, which the authority renews before it expires."""

    def __init__(self, source: DirectorySource, state: State, clock: Clock) -> None:
        self._source = source
        self._state = state
        self._clock = clock
        self._file: Fetch = FileDocument(state.network_document)

    async def fetch(self) -> str | None:
        if self._source.newest.is_old(self._clock.now_ms()):
            await asyncio.to_thread(renew, self._state, self._clock)
        return await self._file.fetch()


def _over_http(url: str, source: DirectorySource) -> Fetch:
    believing = source.derive(_believing)
    return HttpDocument(url, lambda: believing.newest)


def _believing(directory: Directory) -> ssl.SSLContext:
    """TLS towards whoever serves documents: another node, which our authority vouches for, or any web server."""
    context = ssl.create_default_context()
    # Strict: Python 3.13 misses key identifiers, which our authority's certificates do not have.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    for root in directory.roots:
        context.load_verify_locations(cadata=root.public_bytes(Encoding.DER))
    return context


def _remembered(state: State) -> int:
    try:
        return int(state.newest_version.read_text(encoding="ascii"))
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        raise StateError(f"{state.newest_version} holds no version") from error


def _remember(state: State, directory: Directory, *, taken: bool) -> None:
    """Other processes may use the same folder: what they remember is never lowered."""
    try:
        with state.issuing():
            if taken:
                write_private(state.network_document, directory.document.encode())
            if not state.authority_key.exists() and state.authority() != directory.roots[-1]:
                pem = directory.roots[-1].public_bytes(Encoding.PEM)
                write_private(state.authority_certificate, pem)
            if directory.version > _remembered(state):
                write_private(state.newest_version, str(directory.version).encode())
    except OSError as error:
        raise StateError(f"{state.folder}: {error.strerror}") from error
