"""A call as systems beside the Government Office's REST adapter make it."""

from collections.abc import Mapping
from urllib.parse import quote

from tests.gateway.edge.opaque import PROVIDER
from tests.platform.client import CLIENT, Answer, Headers, exchange, message

FORWARD = "/XrdAdapter/RestService/forward"
DANCU, DKDN, BHXH = "VN:GOV:G01:dancu", "VN:GOV:000.00.00.G05:dkdn", "VN:GOV:G24:bhxh"
DATDAI, STORE = "VN:GOV:G13:datdai", PROVIDER.replace("/", ":")
REGISTRIES = "http://may-chu.example:8090"
WHO = (("X-Road-Client", CLIENT),)
JSON = ("Content-Type", "application/json")


def url(
    path: str,
    dstcode: str,
    providerurl: str | None = REGISTRIES,
    query: str = "",
    base: str = FORWARD,
) -> str:
    """The URL of a call; the provider's own parameters come first, as its clients write them."""
    own = [query] if query else []
    ours = [f"dstcode={dstcode}"]
    if providerurl is not None:
        ours.append(f"providerurl={quote(providerurl, safe='')}")
    return f"{base}{path}?{'&'.join([*own, *ours])}"


def ask(
    port: int, target: str, body: bytes = b"", *, method: str = "GET", headers: Headers = WHO
) -> Answer:
    return exchange(port, message(body, method=method, path=target, headers=headers))


def query_of(parameters: Mapping[str, object]) -> str:
    return "&".join(f"{name}={quote(str(value), safe='')}" for name, value in parameters.items())
