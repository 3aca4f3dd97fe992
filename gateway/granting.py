"""An adapter may propose, never grant: what a person agreed to becomes part of the network document.

What was granted is kept in the state folder, the schemas of the services with it: so it outlives the next start
with a network file, and the gateway needs nothing of the adapter's project.
"""

from typing import Final

from gateway.authority import Authority
from gateway.clock import Clock
from gateway.errors import ConfigurationError
from gateway.message import ServiceId
from gateway.network import Network, read_network
from gateway.network.proposal import Proposal
from gateway.network.tables import Document
from gateway.schema import Catalogue
from gateway.state import SCHEMAS, State, write_private
from gateway.trust import Directory

_FILES: Final = ("request.json", "response.json")


def preview(state: State, proposal: Proposal, clock: Clock) -> tuple[Network, Network]:
    """The network as it is published, and as it would be; changes nothing.

    Raises StateError where the authority's key is not, ConfigurationError for a proposal that the
    network cannot take or that lacks a schema.
    """
    Catalogue.load(proposal.file.parent / SCHEMAS, proposal.described)
    with state.issuing():
        published = Authority(state, clock).network
        _check_schemas(state, proposal, published)
    source = str(proposal.file)
    return read_network(source, published), read_network(source, proposal.granted_in(published))


def grant(state: State, proposal: Proposal, clock: Clock) -> Directory:
    """Publish a version with what is asked for, and make the member's key where it is missing.

    Once granted, the schemas are taken anew and nothing else changes. Raises as `preview` does, before
    anything is written.
    """
    Catalogue.load(proposal.file.parent / SCHEMAS, proposal.described)
    with state.issuing():
        authority = Authority(state, clock)
        _check_schemas(state, proposal, authority.network)
        document = proposal.granted_in(authority.network)
        _keep_schemas(state, proposal)  # before nodes that run hear of the services
        authority.provide(proposal.subsystem.member)
        directory = authority.publish(document)
        write_private(state.granted_proposal(proposal.subsystem), proposal.text.encode())
        return directory


def _check_schemas(state: State, proposal: Proposal, document: Document) -> None:
    """It may bring other schemas for services that it was granted itself, and for nobody else's.

    Otherwise a file could take the schema of a service away from whoever relies on it, and say of it that it
    asks for nothing new. Raises ConfigurationError.
    """
    kept = state.granted_proposal(proposal.subsystem).parent / SCHEMAS
    described = set(read_network(str(proposal.file), document).described())
    taken = [
        service
        for service in proposal.described
        if service in described and not (kept / _inside(service)).is_dir()
    ]
    if taken:
        told = [f"subsystem[0].services: {service} has schemas already" for service in taken]
        raise ConfigurationError(str(proposal.file), told)


def _inside(service: ServiceId) -> str:
    return f"{service.provider.subsystem}/{service.code}/v1"


def _keep_schemas(state: State, proposal: Proposal) -> None:
    kept = state.granted_proposal(proposal.subsystem).parent / SCHEMAS
    for service in proposal.described:
        for name in _FILES:
            schema = proposal.file.parent / SCHEMAS / _inside(service) / name
            write_private(kept / _inside(service) / name, schema.read_bytes())
