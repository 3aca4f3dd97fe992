"""The population registry's service: who is meant, and what is answered about them."""

from functools import cache
from pathlib import Path

from mock_registries.country import Country, households, names
from mock_registries.country.people import Person
from mock_registries.country.permutation import mix
from mock_registries.pages import Page, host_of
from mock_registries.population import soap
from mock_registries.population.changes import ChangeLog
from mock_registries.population.citizen import CitizenWriter
from mock_registries.population.examples import examples
from mock_registries.population.inquiries import (
    RELATIVE_SERVICE,
    Changes,
    Claim,
    Inquiry,
    Lookup,
    RelativeVerification,
    Verification,
    read,
)
from mock_registries.wire import (
    NativeRequest,
    NativeResponse,
    Stationery,
    header,
    is_front_page,
)

_NAMESPACE = "http://www.mic.gov.vn/dancu/1.0"
_XML = "text/xml; charset=utf-8"
_XML_TYPES = ("text/xml", "application/xml", "")


class PopulationRegistry:
    """Answers lookups, verifications and the synchronisation of mirrors."""

    name = "dancu"
    base = "/dancu"

    def __init__(self, country: Country) -> None:
        self._country = country
        self._paper = Stationery(country)
        self._writer = CitizenWriter(country.population, country.as_of)
        self._changes = ChangeLog(country)
        self.page = Page(
            paper=self._paper,
            base=self.base,
            title="Cơ sở dữ liệu quốc gia về dân cư",
            title_en="National population database",
            contract=f"{self.base}?wsdl",
            examples=lambda: examples(country, self.base),
        )

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; whatever it does not read gets a SOAP Fault."""
        if request.method == "POST" and request.path == self.base:
            return self._serve(request)
        if is_front_page(request, self.base):
            if request.query.lower() == "wsdl":
                return self._describe(request)
            return self.page.answer(request)
        if request.path not in (self.base, f"{self.base}/"):
            return self._fault(404, "Client", "no such service")
        if request.method != "POST":
            return self._fault(405, "Client", "the service takes POST")
        return self._serve(request)

    def broken(self, _request: NativeRequest) -> NativeResponse:
        """Answer as a server that does not work."""
        return self._fault(500, "Server", "Hệ thống tạm thời gián đoạn")

    def _serve(self, request: NativeRequest) -> NativeResponse:
        if header(request, "content-type").split(";")[0].strip().lower() not in _XML_TYPES:
            return self._fault(415, "Client", "the service takes text/xml or application/xml")
        try:
            inquiry = read(request.body)
        except soap.RefusedError as refusal:
            return self._fault(500, "Client", str(refusal))
        return self._paper.write(200, _XML, soap.envelope(self._content(inquiry)))

    def _content(self, inquiry: Inquiry) -> str:
        match inquiry:
            case Lookup(claim):
                return self._lookup(claim)
            case Verification(claim):
                return _verdict("KetQuaXacThuc", _NAMESPACE, self._living(claim) is not None)
            case RelativeVerification():
                return _verdict("KetQuaXacMinh", RELATIVE_SERVICE, self._related(inquiry))
            case Changes():
                return self._changed(inquiry)

    def _lookup(self, claim: Claim) -> str:
        person = self._find(claim)
        if person is None:
            return self._collection([], "", 0)
        died = self._country.population.death(person.index)
        if died is not None:
            day = "/".join(reversed(died.split("-")))
            return self._collection([], f"Công dân đã chết ngày {day}", 0)
        return self._collection([person], "", person.index + 1)

    def _changed(self, asked: Changes) -> str:
        places = self._changes.places(asked.first_ms, asked.last_ms)
        first = (asked.page - 1) * asked.page_size
        pages = -(-len(places) // asked.page_size)
        people = self._changes.people(places[first : first + asked.page_size])
        found = [one for one in people if self._country.population.death(one.index) is None]
        return self._collection(found, f"Trang {asked.page}/{pages}", asked.first_ms)

    def _collection(self, people: list[Person], note: str, number: int) -> str:
        citizens = "".join(map(self._writer.write, people))
        return (
            f'<CongdanCollection xmlns="{_NAMESPACE}" SoCongDan="{len(people)}" GhiChu="{note}" '
            f'ThoiDiemDuLieu="{self._country.as_of}T00:00:00" '
            f'id="CD{mix(self._country.seed, 801, number):016x}">{citizens}</CongdanCollection>'
        )

    def _related(self, inquiry: RelativeVerification) -> bool:
        """Say whether the second person of an inquiry is to the first what it says."""
        person, relative = self._living(inquiry.claim), self._living(inquiry.relative)
        if person is None or relative is None:
            return False
        if inquiry.relation == "Con":
            family = households.relatives(self._country.population, relative)
            return person in (family.father, family.mother)
        family = households.relatives(self._country.population, person)
        found = {"Cha": family.father, "Me": family.mother, "VoChong": family.spouse}
        return relative == found[inquiry.relation]

    def _living(self, claim: Claim) -> Person | None:
        """Return the person of a claim, None for one who has died."""
        person = self._find(claim)
        if person is None or self._country.population.death(person.index) is not None:
            return None
        return person

    def _find(self, claim: Claim) -> Person | None:
        """Return the person whose number, name and birth are those of a claim."""
        person = self._holder(claim)
        if person is None or person.born != claim.born:
            return None
        return person if names.folded(person.name) == names.folded(claim.name) else None

    def _holder(self, claim: Claim) -> Person | None:
        people = self._country.population
        if claim.identity is not None:
            return people.by_identity(claim.identity)
        index = people.index_of_old_number(claim.old_number or "")
        return None if index is None else people.person(index)

    def _describe(self, request: NativeRequest) -> NativeResponse:
        """Serve the WSDL with the address at which it was asked for."""
        host = host_of(request)
        address = f"http://{host}{self.base}" if host else self.base
        return self._paper.write(200, _XML, _contract().replace("{address}", address).encode())

    def _fault(self, status: int, code: str, reason: str) -> NativeResponse:
        return self._paper.write(status, _XML, soap.fault(code, reason))


@cache
def _contract() -> str:
    return Path(__file__).with_name("contract.wsdl").read_text(encoding="utf-8")


def _verdict(tag: str, namespace: str, exists: bool) -> str:
    return f'<{tag} xmlns="{namespace}"><TonTai>{"true" if exists else "false"}</TonTai></{tag}>'
