"""Who takes part: members, their subsystems and services, and who may call what.

A person edits it as TOML (ndxp/networks/small.toml); the authority signs the same shape as the network
document (gateway/trust.py). Both are read here, every fault at once, each with its key.
"""

from gateway.network.model import (
    METHODS,
    WHOLE_SERVICE,
    Allowance,
    Auth,
    Endpoint,
    Group,
    Member,
    Network,
    Rule,
    Subsystem,
)
from gateway.network.reader import load_document, load_network, read_network

__all__ = [
    "METHODS",
    "WHOLE_SERVICE",
    "Allowance",
    "Auth",
    "Endpoint",
    "Group",
    "Member",
    "Network",
    "Rule",
    "Subsystem",
    "load_document",
    "load_network",
    "read_network",
]
