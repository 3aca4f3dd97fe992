"""Drawing records: by number, all different, the same for the same seed."""

from collections.abc import Iterator, Sequence

from mock_registries.country import Country
from mock_registries.country.permutation import mix, permute
from mock_registries.samples.conditions import Condition, read_conditions
from mock_registries.samples.records import RECORDS
from mock_registries.samples.requests import Request, maker_of, size_of

# How many records are looked at before conditions count as met by nobody.
MOST_DRAWN = 200_000


def sample(  # noqa: PLR0913  what to draw, how many, which ones
    country: Country,
    registry: str,
    n: int,
    seed: int,
    service_code: str | None = None,
    where: Sequence[str] = (),
) -> list[Request]:
    """Make requests for `n` distinct records, the same for the same seed.

    Without a service it is the registry's first one. Raises ValueError for an unknown registry,
    service or condition, and when fewer than `n` records are found.
    """
    service, make = maker_of(registry, service_code)
    conditions = read_conditions(registry, service, where)
    found: dict[str, Request] = {}
    for index in _drawn(country, size_of(country, service), seed, conditions):
        request = make(country, index)
        if request is not None:
            found.setdefault(str(request), request)
        if len(found) == n:
            return list(found.values())
    raise _too_few(service, len(found), where)


def records(
    country: Country, registry: str, n: int, seed: int, where: Sequence[str] = ()
) -> list[dict[str, object]]:
    """Return the main facts of the records to which `sample` makes requests: flat, in one order.

    Raises ValueError as `sample` does.
    """
    service, make = maker_of(registry, None)
    conditions = read_conditions(registry, service, where)
    found: list[dict[str, object]] = []
    for index in _drawn(country, size_of(country, service), seed, conditions):
        if make(country, index) is not None:
            found.append(RECORDS[registry](country, index))
        if len(found) == n:
            return found
    raise _too_few(service, len(found), where)


def _drawn(
    country: Country, size: int, seed: int, conditions: Sequence[Condition]
) -> Iterator[int]:
    key = mix(seed, 901)
    for turn in range(min(size, MOST_DRAWN)):
        index = permute(turn, size, key)
        if all(condition(country, index) for condition in conditions):
            yield index


def _too_few(service: str, found: int, where: Sequence[str]) -> ValueError:
    if not where:
        return ValueError(f"{service} has only {found} records")
    return ValueError(
        f"only {found} found where {' and '.join(where)}, of {MOST_DRAWN:,} records drawn at most"
    )
