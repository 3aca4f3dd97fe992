"""Faults on demand, in front of any registry: what goes wrong is done to the answer's bytes, not in the registry.

A call from the same machine orders one with the header X-NDXP-Fault (orders.py), or rules that whoever
starts the registries may bring have one due (front.py). kinds.py lists all of them; the answer names
its fault in the same header, `changed=nothing` where there was nothing for it to change.
"""

from mock_registries.faults.fields import KEYS
from mock_registries.faults.front import Front, Rules
from mock_registries.faults.kinds import KINDS
from mock_registries.faults.orders import HEADER
from mock_registries.faults.scene import Sending

__all__ = ["HEADER", "KINDS", "OPERATIONS", "Front", "Rules", "Sending"]

OPERATIONS = (*KEYS, "take")
"""What can be asked of the registries, of all of them together; `take` gives a token of the insurance registry."""
