"""The two ends of a bus."""

from dataclasses import dataclass

from gateway.bus import Bus


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The bus as its two sides hold it; in one process they are the same."""

    caller: Bus
    provider: Bus
