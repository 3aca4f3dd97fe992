"""Finding a card and asking about it."""

from mock_registries.country import Country
from mock_registries.country.cards import Card


def card_in_order(country: Country) -> Card:
    """The first card that counts on the country's day, of somebody whose birthday is known."""
    held = (country.insurance.card(index) for index in range(country.population.size))
    return next(
        one
        for one in held
        if one is not None and one.valid_on(country.as_of) and len(one.holder.born) == 10
    )


def matched_card(country: Country) -> Card:
    """A card of somebody whose identity number the warehouse has."""
    held = (country.insurance.card(index) for index in range(country.population.size))
    return next(one for one in held if one is not None and one.holder.matched)


def slashed(born: str) -> str:
    return "/".join(reversed(born.split("-")))


def asked(card: Card, **other: str) -> dict[str, str]:
    """A request that agrees with a card but for what is given."""
    right = {"maThe": card.code, "hoTen": card.holder.name, "ngaySinh": slashed(card.holder.born)}
    return {**right, **other}
