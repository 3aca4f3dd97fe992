"""Reading what a node tells about itself beside r1, and the catalogue of a network without a node."""

from typing import Any

from gateway.edge.catalogue.listing import Lister
from gateway.edge.catalogue.samples import no_sample
from gateway.network import Network
from gateway.schema import Catalogue
from ndxp.compose import SCHEMAS
from tests.platform.client import Answer, Headers, exchange, message


def get(port: int, path: str, more: Headers = (), method: str = "GET") -> Answer:
    """Ask at one of the doors beside r1, in nobody's name."""
    return exchange(port, message(b"", method=method, path=path, headers=(), more=more))


def look(
    port: int, *more: tuple[str, str], path: str = "/catalogue", method: str = "GET"
) -> Answer:
    return get(port, path, more, method)


def services(port: int) -> dict[str, dict[str, Any]]:
    """Every service of the catalogue by its identifier."""
    providers: Any = look(port).json()["providers"]
    return {service["id"]: service for provider in providers for service in provider["services"]}


def lister(network: Network) -> Lister:
    """Of a node that knows no records."""
    return Lister(
        network=network,
        catalogue=Catalogue.load(SCHEMAS, network.services()),
        sample=no_sample,
        origin="http://localhost",
    )
