"""Misbehaviour on demand: what there is (kinds.py), one that is asked for (fault.py), and when (engine.py).

All of it is off at first. The gateway decides which call has one; for those that happen at an adapter or a
registry it puts the header X-NDXP-Fault into the sealed request, so that no state is shared by processes.
"""

from gateway.faults.engine import Faults
from gateway.faults.fault import HEADER, Fault, closest
from gateway.faults.kind import PLACES, Kind, Place
from gateway.faults.kinds import KINDS, described
from gateway.faults.rule import Asked, Rule

__all__ = [
    "HEADER",
    "KINDS",
    "PLACES",
    "Asked",
    "Fault",
    "Faults",
    "Kind",
    "Place",
    "Rule",
    "closest",
    "described",
]
