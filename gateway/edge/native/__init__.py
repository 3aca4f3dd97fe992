"""The registries' own operations, for callers who speak to them as if no platform stood between.

A call is read into the canonical body of the service that stands for it: the inverse of what the
adapter of that registry writes. Population's SOAP is not here; its dialect reads it.
"""

from collections.abc import Collection
from typing import Final

from gateway.edge.native import business, insurance, land
from gateway.edge.native.operation import Operation, pairs_of

__all__ = ["OPERATIONS", "Operation", "at", "pairs_of", "paths"]

OPERATIONS: Final = (*business.OPERATIONS, *insurance.OPERATIONS, *land.OPERATIONS)
_BY_PATH: Final = {operation.path: operation for operation in OPERATIONS}


def at(path: str) -> Operation | None:
    """The operation at a registry's own path."""
    return _BY_PATH.get(path)


def paths(registries: Collection[str]) -> list[str]:
    """All that these registries have."""
    return [one.path for one in OPERATIONS if one.registry in registries]
