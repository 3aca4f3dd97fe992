"""A node's settings, from the environment: units in the names, every fault at once."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, Self, cast, get_args

from gateway.errors import ConfigurationError

PREFIX = "NDXP_"
LONGEST_WAIT_S = 300  # a sealed request that is valid for longer is believed by no provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of anything a node takes; each is NDXP_ and its name in capitals."""

    max_body_bytes: int = 10 * 1024 * 1024
    header_deadline_s: int = 10  # from the first byte of a request to the end of its header
    body_deadline_s: int = 30
    default_wait_s: int = 30  # how long a caller waits that does not say Prefer: wait=N
    max_wait_s: int = LONGEST_WAIT_S
    max_reading_bytes: int = 128 * 1024 * 1024  # bodies that are arriving, all callers together
    max_in_flight: int = 1024  # exchanges at a time; more is answered with 503
    summary_s: int = 60  # how often noise is summed up in the log
    network_refresh_s: int = 5  # how often a newer network document is looked for
    token_lifetime_s: int = 3600  # of an access token that a dialect grants

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
            if not (text.isascii() and text.isdigit() and int(text) > 0):
                faults.append(f"{name}: must be a positive integer")
            elif field.name.endswith("_wait_s") and int(text) > LONGEST_WAIT_S:
                faults.append(f"{name}: must be at most {LONGEST_WAIT_S}")
            else:
                values[field.name] = int(text)
        if faults:
            raise ConfigurationError("environment", faults)
        return cls(**values)


ErrorProfile = Literal["spec", "x-road-7.7", "x-road-7.8"]
"""How errors are spelt, and with which status; see docs/r1.md."""


def error_profile(environment: Mapping[str, str]) -> ErrorProfile:
    """Take NDXP_ERROR_PROFILE, `spec` where it is not set; raises ConfigurationError."""
    name = PREFIX + "ERROR_PROFILE"
    value = environment.get(name, "spec")
    if value not in get_args(ErrorProfile):
        known = ", ".join(get_args(ErrorProfile))
        raise ConfigurationError("environment", [f"{name}: must be one of {known}"])
    return cast("ErrorProfile", value)


def is_loopback(host: str) -> bool:
    """Whether only this machine can be meant: 127.0.0.0/8, ::1 or localhost."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
