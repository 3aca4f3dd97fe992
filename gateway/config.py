"""A node's settings, from the environment: units in the names, every fault at once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from gateway.errors import ConfigurationError

PREFIX = "NDXP_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of anything a node takes; each is NDXP_ and its name in capitals."""

    max_body_bytes: int = 10 * 1024 * 1024
    header_deadline_s: int = 10  # from the first byte of a request to the end of its header
    body_deadline_s: int = 30
    default_wait_s: int = 30  # how long a caller waits that does not say Prefer: wait=N
    max_wait_s: int = 300
    max_in_flight: int = 1024  # exchanges at a time; more is answered with 503
    summary_s: int = 60  # how often noise is summed up in the log

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Take NDXP_MAX_BODY_BYTES and so on; raises ConfigurationError unless positive integers."""
        faults = []
        values = {}
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            text = environment.get(name)
            if text is None:
                continue
            if text.isascii() and text.isdigit() and int(text) > 0:
                values[field.name] = int(text)
            else:
                faults.append(f"{name}: must be a positive integer")
        if faults:
            raise ConfigurationError("environment", faults)
        return cls(**values)
