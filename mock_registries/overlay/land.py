"""The land with its changes: parcels that were transferred, and their new certificates."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from mock_registries.country.certificates import Certificate
from mock_registries.country.parcels import Land, Parcel
from mock_registries.country.tenure import Owner
from mock_registries.overlay.enterprises import ChangedEnterprises
from mock_registries.overlay.people import ChangedPopulation
from mock_registries.overlay.store import Store

_ROW: Final = "SELECT parcel, serial, register_number, issued FROM certificates"
_BY_PARCEL: Final = f"{_ROW} WHERE parcel = ?"
_BY_SERIAL: Final = f"{_ROW} WHERE serial = ?"
_WITHDRAWN: Final = "SELECT 1 FROM withdrawn WHERE serial = ?"
_ISSUED: Final = (
    "SELECT 1 FROM certificates WHERE serial = ? UNION ALL SELECT 1 FROM withdrawn WHERE serial = ?"
)
_OWNERS: Final = "SELECT person, enterprise FROM owners WHERE parcel = ? ORDER BY place"
_OF_PERSON: Final = "SELECT parcel FROM owners WHERE person = ? ORDER BY parcel"
_OF_ENTERPRISE: Final = "SELECT parcel FROM owners WHERE enterprise = ? ORDER BY parcel"


class CertificateRow(NamedTuple):
    """A certificate that was issued by a change: it covers one parcel."""

    parcel: int
    serial: str
    register_number: str
    issued: str


class ChangedLand(Land):
    """Computed parcels over which lie the changes of a database."""

    def __init__(
        self, computed: Land, people: ChangedPopulation, enterprises: ChangedEnterprises
    ) -> None:
        vars(self).update(vars(computed))  # everything computed is shared, not made again
        self.computed = computed
        self.people = people
        self.enterprises = enterprises
        self.store: Store = people.store

    def parcel(self, index: int) -> Parcel:
        """Return the parcel at an index below `size`."""
        parcel = self.computed.parcel(index)
        row = self.row(index)
        if row is None:
            return parcel
        certificate = self._issued(row)
        return replace(parcel, certificate=certificate, owners=certificate.owners)

    def certificate(self, serial: str) -> Certificate | None:
        """Return a certificate in force from its serial, None if there is none."""
        certificate = self.computed.certificate(serial)
        if certificate is not None:
            withdrawn = self.store.one(_WITHDRAWN, serial) is not None
            return None if withdrawn else certificate
        found = self.store.one(_BY_SERIAL, serial)
        return None if found is None else self._issued(CertificateRow._make(found))

    def unknown_serial(self, number: int) -> str:
        """Make a well-formed serial that was never issued."""
        serial = self.computed.unknown_serial(number)
        while self.store.one(_ISSUED, serial, serial) is not None:
            number += 1
            serial = self.computed.unknown_serial(number)
        return serial

    def of_person(self, index: int) -> tuple[int, ...]:
        """Return the indices of the parcels that a person holds, alone or jointly."""
        held = () if index >= self.people.size else self.computed.of_person(index)
        return self._kept(held, self.store.all(_OF_PERSON, index))

    def of_enterprise(self, index: int) -> tuple[int, ...]:
        """Return the indices of the parcels that an enterprise holds."""
        held = () if index >= self.enterprises.size else self.computed.of_enterprise(index)
        return self._kept(held, self.store.all(_OF_ENTERPRISE, index))

    def row(self, index: int) -> CertificateRow | None:
        """Return the certificate that a change gave to the parcel at an index."""
        found = self.store.one(_BY_PARCEL, index)
        return None if found is None else CertificateRow._make(found)

    def _kept(self, held: Iterable[int], received: Iterable[tuple[int]]) -> tuple[int, ...]:
        """Return the computed parcels of an owner that no change touched, and those received."""
        kept = [parcel for parcel in held if self.row(parcel) is None]
        return (*kept, *(parcel for (parcel,) in received))

    def _issued(self, row: CertificateRow) -> Certificate:
        return Certificate(
            row.serial,
            date.fromisoformat(row.issued),
            row.register_number,
            (row.parcel,),
            tuple(self._owner(*one) for one in self.store.all(_OWNERS, row.parcel)),
        )

    def _owner(self, index: int | None, enterprise: int | None) -> Owner:
        if index is not None:
            person = self.people.person(index)
            return Owner(person.name, person, None)
        if enterprise is None:
            message = "an owner is a person or an enterprise"
            raise LookupError(message)
        return Owner(self.enterprises.name(enterprise), None, self.enterprises.code(enterprise))
