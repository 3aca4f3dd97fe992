"""How large the country is at the end of 2022, as the source documents give it.

The source is the report of the Ministry of Information and Communications to the National
Committee on Digital Transformation, 6th session, 12 July 2023, data to 31 December 2022. Where it
says "over", the figure here is the nearest plausible one above, and docs/country.md says so.
"""

from typing import Final

PEOPLE: Final = 99_460_000  # "over 99 million persons"; 99.46 million: mean population of 2022
ENTERPRISES: Final = 1_040_000  # "over 1 million enterprises"
FOUNDED_IN_2022: Final = 116_761
DOSSIERS_IN_2022: Final = 702_500  # "over 702,000 files handled"
INSURED_PER_1000: Final = 989  # "over 98 million people" in the warehouse, of all people
MATCHED_PER_1000: Final = 758  # 74.6 million of them matched with the population database
PARCELS: Final = 43_000_000  # in the districts whose land data are complete
LAND_DISTRICTS: Final = 217  # of 705
LAND_PROVINCES: Final = 52  # connected to the national land integration system, of 63

MAX_SCALE: Final = 2.0


def scaled(figure: int, scale: float, *, multiple: int = 1) -> int:
    """Return a figure for a smaller or larger country: a multiple, at least one of it."""
    return max(round(figure * scale / multiple), 1) * multiple
