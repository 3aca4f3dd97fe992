"""What somebody who was refused probably meant: the services and the right that are nearest to his call.

Only what stands in the network document is named, which every member of the network can read.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches
from heapq import nlargest

from gateway.message import ServiceId, SubsystemId
from gateway.network import Network, Rule

NAMED = 3
_ALIKE = 0.6  # as difflib's own close matches
_LONGEST = 200  # of a text that somebody sent: comparing takes more than linear time


def nearest_services(network: Network, service: ServiceId) -> list[ServiceId]:
    """The services whose names are most like this one's, the likest first; at most three."""
    provider = network.subsystems.get(service.provider)
    wanted, code = str(service), service.code

    def likeness(known: ServiceId) -> float:
        alike = SequenceMatcher(a=known.code.lower(), b=code.lower()).ratio()
        if provider is not None and known.provider != provider.id:
            return alike / 2
        return alike if provider else SequenceMatcher(a=str(known), b=wanted).ratio()

    least = 0.0 if provider is not None and provider.services else _ALIKE
    scored = [(likeness(known), str(known), known) for known in network.services()]
    return [known for score, _, known in nlargest(NAMED, scored) if score >= least]


def nearest_texts(text: str, known: Sequence[str]) -> list[str]:
    """Which of these are most like a text, the likest first; at most three."""
    return get_close_matches(text[:_LONGEST], known, NAMED, _ALIKE)


def nearest_right(
    network: Network, client: SubsystemId, service: ServiceId
) -> tuple[SubsystemId, ServiceId, Rule] | None:
    """A right of this client to another service, or of its member to this one; None if it has none."""
    return max(
        (
            (holder, granted, rules[0])
            for (holder, granted), rules in network.rights.items()
            if holder.member == client.member
        ),
        key=lambda found: (
            found[1] == service,
            found[0] == client and found[1].provider == service.provider,
            found[1].provider == service.provider,
            found[0] == client,
            SequenceMatcher(a=str(found[1]), b=str(service)).ratio(),
        ),
        default=None,
    )
