"""Misbehaviour on demand: off unless somebody switched it on for a service."""

from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.hazmat.primitives.asymmetric import ec

BAD_SIGNATURE = "bad_signature"
"""The adapter signs with a key that is nobody's."""


class Faults:
    """Which faults are on for which service; one value per process."""

    def __init__(self) -> None:
        self._on: set[tuple[str, str]] = set()

    def active(self, fault: str, service: str) -> bool:
        return (fault, service) in self._on

    @contextmanager
    def on(self, fault: str, service: str) -> Iterator[None]:
        """Switch a fault on for the length of a block."""
        self._on.add((fault, service))
        try:
            yield
        finally:
            self._on.discard((fault, service))

    def stranger(self) -> ec.EllipticCurvePrivateKey:
        """A key that belongs to no member."""
        return ec.generate_private_key(ec.SECP256R1())
