"""Requests that the population registry answers about people of this country, ready to be sent."""

from collections.abc import Iterator

from mock_registries.country import Country, households
from mock_registries.country.people import Person
from mock_registries.pages import Example
from mock_registries.population.changes import ChangeLog
from mock_registries.population.inquiries import (
    LOOKUP,
    RELATIVE,
    RELATIVE_SERVICE,
    SERVICE,
    VERIFICATION,
)
from mock_registries.population.soap import envelope, text

_HOUR_MS = 60 * 60 * 1000


def examples(country: Country, path: str) -> list[Example]:
    """Make one request for each operation, about a child of the country and its mother."""
    child, mother = next(_children_with_mothers(country))
    leading, about = _leading("033"), _claim(child)
    relative = f"<NguoiThan><QuanHe>Me</QuanHe>{_claim(mother)}</NguoiThan>"
    return [
        _example(path, "Tra cứu / look a citizen up", LOOKUP, SERVICE, _leading("037") + about),
        _example(path, "Xác thực / verify details", VERIFICATION, SERVICE, leading + about),
        _example(
            path,
            "Xác minh nhân thân / verify a relative",
            RELATIVE,
            RELATIVE_SERVICE,
            leading + about + relative,
        ),
        _example(
            path,
            "Đồng bộ / synchronise: whose record has changed",
            LOOKUP,
            SERVICE,
            _leading("037") + _period(ChangeLog(country).changed_ms(0)),
        ),
    ]


def _children_with_mothers(country: Country) -> Iterator[tuple[Person, Person]]:
    people = country.population
    for number in range(people.families):
        family = households.household(people, people.principals(number)[0])
        for one in family.members:
            mother = family.mother(one)
            if mother is not None:
                yield one, mother


def _example(path: str, title: str, operation: str, namespace: str, children: str) -> Example:
    body = envelope(f'<{operation} xmlns="{namespace}">{children}</{operation}>').decode()
    return Example(
        title=f"{operation}: {title}",
        path=path,
        body=body,
        content_type="text/xml; charset=utf-8",
    )


def _leading(purpose: str) -> str:
    given = (("MaYeuCau", "1"), ("MaDVC", "1"), ("MaTichHop", purpose), ("MaCanBo", "1"))
    return "".join(text(name, value) for name, value in given)


def _claim(person: Person) -> str:
    birth = "Nam" if len(person.born) == 4 else "NgayThangNam"
    return (
        text("SoDinhDanh", person.identity)
        + text("HoVaTen", person.name.upper())
        + f"<NgayThangNamSinh>{text(birth, person.born.replace('-', ''))}</NgayThangNamSinh>"
    )


def _period(moment_ms: int) -> str:
    given = {
        "TuNgay": moment_ms,
        "DenNgay": moment_ms + _HOUR_MS,
        "Loai": 1,
        "Trang": 1,
        "SoBanGhi": 2,
    }
    return "".join(text(name, str(value)) for name, value in given.items())
