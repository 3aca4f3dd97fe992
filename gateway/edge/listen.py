"""Where a node listens, in which dialect, and as whom."""

from dataclasses import dataclass
from typing import Final

from gateway.config import ErrorProfile, is_loopback
from gateway.edge.tls import Identity
from gateway.errors import ConfigurationError
from gateway.network import Network

R1: Final = "r1"
R1_PREFIX: Final = "/r1/"
_NAMED = 5  # of a list of subsystems, in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where to listen and how to speak: TLS if it has an identity."""

    host: str
    port: int
    identity: Identity | None = None
    profile: ErrorProfile = "spec"
    dialect: str = R1  # one of gateway.edge.dialects.DIALECTS
    allow_faults: bool = False  # also beyond loopback; see has_faults

    @property
    def scheme(self) -> str:
        return "https" if self.identity else "http"

    @property
    def has_faults(self) -> bool:
        """Whether a fault on demand may happen to calls that come here (gateway/edge/faulty.py)."""
        return self.allow_faults or is_loopback(self.host)

    def check(self, network: Network) -> None:
        """Raises ConfigurationError: who proves nothing, or by a bare secret, does so on loopback only."""
        if is_loopback(self.host):
            return
        if self.dialect != R1 and self.identity is None:
            raise ConfigurationError(
                "--dialect",
                [
                    f"{self.host} is not loopback, and the secrets of {self.dialect} would pass in the"
                    " clear: add --tls-cert, or listen on 127.0.0.1"
                ],
            )
        unproven = network.unproven()
        if unproven:
            named = ", ".join(map(str, unproven[:_NAMED]))
            more = f" and {len(unproven) - _NAMED} more" if len(unproven) > _NAMED else ""
            raise ConfigurationError(
                "listen",
                [
                    f'{self.host} is not loopback, and with auth = "none" anybody could call as'
                    f' {named}{more}: give them auth = "mtls" or "token", or listen on 127.0.0.1'
                ],
            )
