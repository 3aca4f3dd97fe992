"""What to ask: requests about records that exist, the records themselves, and linked sets of them.

    sample(country, "dancu", 5, seed=1)                              canonical requests
    sample(country, "dancu", 5, seed=1, where=["has=parcel", "under=30"])
    records(country, "datdai", 5, seed=1, where=["owner=enterprise"])
    families(country, 1, seed=1)                                     one family with all it has

A canonical request is the platform's own JSON for a service, before an adapter turns it into a
registry's native one. Records are made from their numbers; only conditions are searched for.
"""

from mock_registries.samples.conditions import condition_names
from mock_registries.samples.drawing import records, sample
from mock_registries.samples.requests import SERVICES, Request, lookup, unknown
from mock_registries.samples.scenarios import families

__all__ = [
    "SERVICES",
    "Request",
    "condition_names",
    "families",
    "lookup",
    "records",
    "sample",
    "unknown",
]
