"""Where calls go: to this machine only. A load generator that aims elsewhere is a weapon."""

import re
from dataclasses import dataclass
from typing import Self

from gateway.config import is_loopback
from gateway.errors import ConfigurationError

# The one spelling of a target; no user, path or query.
_URL = re.compile(r"http://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.\-]+):([0-9]{1,5})/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A listener on the loopback interface."""

    host: str
    port: int

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read http://127.0.0.1:8080; raises ConfigurationError for what is not loopback."""
        match = _URL.fullmatch(url)
        if match is None or not 0 < int(match[2]) < 65536:
            raise ConfigurationError(
                "--url", ["must read http://HOST:PORT, for example http://127.0.0.1:8080"]
            )
        host = match[1].strip("[]")
        if not is_loopback(host):
            raise ConfigurationError(
                "--url",
                [
                    f"{host} is not this machine; load is sent to 127.0.0.0/8, ::1 and localhost only"
                ],
            )
        return cls(host=host, port=int(match[2]))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"
