"""Whether a rule can hit anything: one that is misspelt looks like a fault that was survived."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from gateway.faults.rule import Asked, Rule, fits


def missed(rule: Rule, services: Sequence[Asked], clients: Iterable[str]) -> str:
    """What keeps a rule from every call of these services and clients, empty if nothing does.

    A sentence that names the member of the rule and what comes closest to it.
    """
    meant = [each for each in services if fits(rule.service, each.service)]
    if not meant:
        return f"service: there is none of this name; {_closest(rule.service, _names(services))}"
    kind = rule.fault.kind
    if kind.registries and not any(each.registry in kind.registries for each in meant):
        had = [each for each in services if each.registry in kind.registries]
        named = ", ".join(kind.registries)
        return f"service: {rule.fault.name} is a fault of {named} only; {_closest(rule.service, _names(had))}"
    names = [*clients]
    if rule.client != "*" and not any(fits(rule.client, each) for each in names):
        parts = dict.fromkeys(part for each in names for part in (each.rpartition("/")[2], each))
        return f"client: there is none of this name; {_closest(rule.client, parts)}"
    return ""


def _names(services: Iterable[Asked]) -> Iterable[str]:
    """A service as people write it: its subsystem, with its code, in full."""
    spelt: dict[str, None] = {}
    for each in services:
        parts = each.service.split("/")
        spelt |= dict.fromkeys((parts[-2], "/".join(parts[-2:]), parts[-1], each.service))
    return spelt


def _closest(pattern: str, names: Iterable[str]) -> str:
    return f"the closest: {', '.join(get_close_matches(pattern, names, n=3, cutoff=0.0))}"
