"""Who is calling: the subsystem of X-Road-Client, once the call proves it as the network document asks.

    mtls     a certificate in the handshake of TLS (gateway/edge/tls.py)
    token    Authorization: Bearer ndxp_… (gateway/tokens.py)
    none     nothing: whoever reaches a listener on loopback may call as this one

Nothing that a caller sends is repeated in a refusal, and no refusal earns a log entry of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp.web_request import BaseRequest

from gateway.access import EVERYTHING, Scope
from gateway.clock import Clock
from gateway.config import is_loopback
from gateway.edge.tls import Speakers
from gateway.errors import UnauthenticatedError, UnknownMemberError
from gateway.message import SubsystemId
from gateway.network import Network, Subsystem
from gateway.refresh import DirectorySource
from gateway.tokens import Token, Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, proven; `scope` are the services that its token is for, all if there are none."""

    client: Subsystem
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a call brings along to prove who makes it."""

    authorization: Sequence[str]  # the values of that header
    certificate: bytes | None  # DER, from the handshake of TLS
    at_home: bool = True  # the call names this machine: a web page that another host sent does not

    @classmethod
    def of(cls, http: BaseRequest) -> "Evidence":
        tls = http.transport.get_extra_info("ssl_object") if http.transport else None
        return cls(
            authorization=http.headers.getall("Authorization", []),
            certificate=tls.getpeercert(binary_form=True) if tls else None,
            at_home=_names_this_machine(http.headers.get("Host", "")),
        )


def _names_this_machine(host: str) -> bool:
    """Whether a Host header does; a name that somebody else lets point here must open nothing."""
    try:
        return not host or is_loopback(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False


class Authentication:
    """Asks callers of one node for their proofs."""

    def __init__(self, source: DirectorySource, tokens: Tokens, clock: Clock) -> None:
        self._source = source
        self._speakers = source.derive(Speakers)
        self._tokens = tokens
        self._clock = clock
        self.believes_neighbours = True
        """Whether `none` is enough: only while nobody but this machine reaches the listener."""

    @property
    def _network(self) -> Network:
        return self._source.newest.network

    def caller(self, named: SubsystemId, evidence: Evidence) -> Caller:
        """Who calls in this name; raises UnknownMemberError, or UnauthenticatedError if it is another."""
        client = self._network.subsystems.get(self._network.resolve(named))
        if client is None:
            raise UnknownMemberError
        match client.auth:
            case "mtls" if self._shows_certificate_of(evidence, client):
                return Caller(client=client)
            case "mtls":
                raise UnauthenticatedError("this client needs a certificate of its own, over TLS")
            case "token":
                return Caller(client=client, scope=self._token_of(evidence, client).services)
            case _ if self.believes_neighbours and evidence.at_home:
                return Caller(client=client)
            case _:
                raise UnauthenticatedError(
                    "this client may call over loopback only, at 127.0.0.1 or localhost"
                )

    def check_somebody(self, evidence: Evidence) -> None:
        """Let in whoever proves to be anybody of the network; raises UnauthenticatedError."""
        network = self._network
        if self.believes_neighbours and network.unproven():
            return
        if any(self._is_of(token, network) for token in self._good_tokens(evidence)):
            return
        clients = (each for each in network.subsystems.values() if each.auth == "mtls")
        if not any(self._shows_certificate_of(evidence, client) for client in clients):
            raise UnauthenticatedError("whoever asks has to be a subsystem of this network")

    def node(self, evidence: Evidence) -> str | None:
        """The node of the network that shows its certificate: it forwards what others sealed."""
        shown = evidence.certificate
        return self._speakers.newest.node(shown, self._clock.now_ms()) if shown else None

    def _shows_certificate_of(self, evidence: Evidence, client: Subsystem) -> bool:
        shown, speakers = evidence.certificate, self._speakers.newest
        return shown is not None and speakers.speaks_for(shown, client, self._clock.now_ms())

    def _token_of(self, evidence: Evidence, client: Subsystem) -> Token:
        for token in self._good_tokens(evidence):
            if token.client == client.id:
                return token
        raise UnauthenticatedError("this client needs a token of its own, and one that is good now")

    def _good_tokens(self, evidence: Evidence) -> Iterator[Token]:
        for value in evidence.authorization:
            scheme, _, text = value.partition(" ")
            token = self._tokens.find(text.strip(), self._clock.now_ms())
            if token is not None and scheme.lower() == "bearer":
                yield token

    @staticmethod
    def _is_of(token: Token, network: Network) -> bool:
        client = network.subsystems.get(token.client)
        return client is not None and client.auth == "token"
