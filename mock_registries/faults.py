"""Faults that can be switched on for one registry at a time; all are off at first."""

from collections.abc import Iterator
from contextlib import contextmanager

REGISTRIES = ("dancu", "dkdn", "bhxh", "datdai")
FAULTS = ("down", "slow")
DEFAULT_DELAY_S = 5.0


class Faults:
    """Which registry is down or slow. One value is shared by all registries and their server.

        with faults.on("dkdn", "down"): ...

    `down` makes the registry answer HTTP 500 in its own words. `slow` is a delay that whoever
    carries the bytes has to wait (`delay_s`), because the registries themselves never block.
    Unknown names raise ValueError, so that a misspelt fault does not look like a survived one.
    """

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, str], float] = {}

    def switch(
        self, registry: str, fault: str, *, on: bool, seconds: float = DEFAULT_DELAY_S
    ) -> None:
        """Switch a fault on or off; `seconds` counts for `slow` only."""
        if registry not in REGISTRIES or fault not in FAULTS:
            message = f"the registries are {', '.join(REGISTRIES)}; the faults {', '.join(FAULTS)}"
            raise ValueError(message)
        if on:
            self._seconds[registry, fault] = seconds
        else:
            self._seconds.pop((registry, fault), None)

    @contextmanager
    def on(self, registry: str, fault: str, *, seconds: float = DEFAULT_DELAY_S) -> Iterator[None]:
        """Switch a fault on for the length of a block, and then back to what it was."""
        before = self._seconds.get((registry, fault))
        self.switch(registry, fault, on=True, seconds=seconds)
        try:
            yield
        finally:
            self.switch(registry, fault, on=before is not None, seconds=before or 0.0)

    def down(self, registry: str) -> bool:
        """Say whether a registry is down."""
        return (registry, "down") in self._seconds

    def delay_s(self, registry: str) -> float:
        """Return how long to wait before an answer of a registry goes back, in seconds."""
        return self._seconds.get((registry, "slow"), 0.0)
