"""The population registry (cơ sở dữ liệu quốc gia về dân cư): SOAP 1.1, POST /dancu.

A request, children in exactly this order (a `?` marks what may be missing); prefixes are free:

    <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
                      xmlns:dan="http://dancuquocgia.bca">
      <soapenv:Body>
        <dan:TraCuuThongTinCongDan>                   or XacThucThongTinCongDan
          <dan:MaYeuCau>…</dan:MaYeuCau>
          <dan:MaDVC>…</dan:MaDVC>
          <dan:MaTichHop>037</dan:MaTichHop>          verification: 003 or 033
          <dan:MaCanBo>…</dan:MaCanBo>
          <dan:MaDonVi>…?  <dan:TaiKhoan>…?  <dan:SoDienThoai>…?
          <dan:SoDinhDanh>012345678901</dan:SoDinhDanh>    or SoCMND, nine digits
          <dan:HoVaTen>NGUYỄN VĂN A</dan:HoVaTen>
          <dan:NgayThangNamSinh><dan:NgayThangNam>yyyyMMdd</dan:NgayThangNam></…>   or <dan:Nam>yyyy

Anything else is a SOAP Fault with HTTP 500. All three of number, name and birth have to agree; a
name in any case and normalisation form counts. A lookup answers, HTTP 200, the empty collection
being "not found" (ns http://www.mic.gov.vn/dancu/1.0 from CongdanCollection down):

    <CongdanCollection SoCongDan="1" GhiChu="" ThoiDiemDuLieu="2022-12-31T00:00:00" id="…">
      <CongDan>
        <SoDinhDanh/> <SoCMND/>?
        <HoVaTen><Ho/><ChuDem/><Ten>Nguyễn Văn A</Ten></HoVaTen>      the whole name in Ten
        <GioiTinh>1|2</GioiTinh>                                      1 male, 2 female
        <DanToc><MaDanToc>01</MaDanToc><TenGoi>Kinh</TenGoi></DanToc>
        <TonGiao><MaTonGiao>00</MaTonGiao><TenGoi>Không</TenGoi></TonGiao>
        <TinhTrangHonNhan>1|2|3|4</TinhTrangHonNhan>     1 single, 2 married, 3 divorced, 4 widowed
        <NhomMau>O</NhomMau>?
        <NgayThangNamSinh><NgayThangNam>yyyyMMdd</NgayThangNam></NgayThangNamSinh>  or <Nam>yyyy
        <NoiDangKyKhaiSinh|QueQuan|ThuongTru|NoiOHienTai>
          <MaTinhThanh>79</…> <MaQuanHuyen>760</…> <MaPhuongXa>26734</…> <ChiTiet/>? <QuocGia>VN</…>
        <QuocTich>VN</QuocTich>
        <Cha|Me|VoChong><HoVaTen>Nguyễn Văn B</HoVaTen><QuocTich/> <SoDinhDanh/>? <SoCMND/>?</…>?
        <ChuHo><QuanHe>CH01</QuanHe> <SoDinhDanh/> <HoVaTen>…</HoVaTen></ChuHo>
        <SoSoHoKhau/>

and a verification <KetQuaXacThuc><TonTai>true|false</TonTai></KetQuaXacThuc> in the same namespace.
QuanHe says what the citizen is to the head: CH01 head (chủ hộ), CH02 wife, CH03 husband, CH04
child, CH05 father, CH06 mother, CH07 grandchild, CH08 daughter-in-law. The form CHxx is real; which
number means what, and the numbers of TinhTrangHonNhan, are assumed. QuocGia and QuocTich: ISO 3166.
"""

from mock_registries import soap
from mock_registries.country import Country, households, names
from mock_registries.country.families import LAST_BIRTH_YEAR, Role
from mock_registries.country.households import Household
from mock_registries.country.people import Person
from mock_registries.country.permutation import mix
from mock_registries.country.places import Address, Commune
from mock_registries.faults import Faults
from mock_registries.soap import group, text
from mock_registries.wire import NativeRequest, NativeResponse, Stationery, is_front_page

_NAMESPACE = "http://www.mic.gov.vn/dancu/1.0"
_XML = "text/xml; charset=utf-8"
_XML_TYPES = ("text/xml", "application/xml")
_RELATIONS = {
    "head": "CH01",
    "wife": "CH02",
    "child": "CH04",
    "mother": "CH06",
    "grandchild": "CH07",
    "daughter-in-law": "CH08",
}
_BLOOD = ("O", "B", "A", "AB", "O", "O", "B", "A")
_SINGLE, _MARRIED, _DIVORCED, _WIDOWED = "1", "2", "3", "4"


class PopulationRegistry:
    """Answers lookups and verifications of citizens."""

    name = "dancu"
    base = "/dancu"

    def __init__(self, country: Country, faults: Faults) -> None:
        self._country = country
        self._faults = faults
        self._paper = Stationery(country)

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; whatever it does not read gets a SOAP Fault."""
        if self._faults.down(self.name):
            return self._fault(500, "Server", "Hệ thống tạm thời gián đoạn")
        if is_front_page(request, self.base):
            services = f"POST {self.base}: {soap.LOOKUP}, {soap.VERIFICATION} (SOAP 1.1)"
            return self._paper.front_page("Cơ sở dữ liệu quốc gia về dân cư", services)
        if request.path not in (self.base, f"{self.base}/"):
            return self._fault(404, "Client", "no such service")
        if request.method != "POST":
            return self._fault(405, "Client", "the service takes POST")
        if not _is_xml(request):
            return self._fault(415, "Client", "the service takes text/xml or application/xml")
        try:
            inquiry = soap.read(request.body)
        except soap.RefusedError as refusal:
            return self._fault(500, "Client", str(refusal))
        return self._paper.write(200, _XML, soap.envelope(self._content(inquiry)))

    def _content(self, inquiry: soap.Inquiry) -> str:
        person = self._find(inquiry)
        if inquiry.operation == soap.VERIFICATION:
            exists = text("TonTai", "true" if person else "false")
            return f'<KetQuaXacThuc xmlns="{_NAMESPACE}">{exists}</KetQuaXacThuc>'
        index = 0 if person is None else person.index + 1
        reply = mix(self._country.seed, 801, index)
        return (
            f'<CongdanCollection xmlns="{_NAMESPACE}" SoCongDan="{int(person is not None)}" '
            f'GhiChu="" ThoiDiemDuLieu="{self._country.as_of}T00:00:00" id="CD{reply:016x}">'
            f"{'' if person is None else self._citizen(person)}</CongdanCollection>"
        )

    def _find(self, inquiry: soap.Inquiry) -> Person | None:
        """Return the person whose number, name and birth are those of the inquiry."""
        people = self._country.population
        if inquiry.identity is not None:
            index = people.index_of(inquiry.identity)
        else:
            index = people.index_of_old_number(inquiry.old_number or "")
        if index is None:
            return None
        person = people.person(index)
        agrees = names.folded(person.name) == names.folded(inquiry.name)
        return person if agrees and person.born == inquiry.born else None

    def _citizen(self, person: Person) -> str:
        people = self._country.population
        family = households.household(people, person.index)
        blood = people.key(person.index, 802)
        ethnic, religion = family.ethnic_group, family.religion
        return group(
            "CongDan",
            text("SoDinhDanh", person.identity),
            text("SoCMND", person.old_number),
            group("HoVaTen", "<Ho/><ChuDem/>", text("Ten", person.name)),
            text("GioiTinh", "1" if person.male else "2"),
            group("DanToc", text("MaDanToc", ethnic.code), text("TenGoi", ethnic.name)),
            group("TonGiao", text("MaTonGiao", religion.code), text("TenGoi", religion.name)),
            text("TinhTrangHonNhan", _marital_status(person, people.key(person.index, 803))),
            text("NhomMau", _BLOOD[blood // 10 % len(_BLOOD)] if blood % 10 < 3 else None),
            _birth(person.born),
            _place("NoiDangKyKhaiSinh", person.birthplace),
            _place("QueQuan", family.origin),
            _address("ThuongTru", family.home),
            _address("NoiOHienTai", households.residence(people, person)),
            text("QuocTich", "VN"),
            _relative("Cha", family.father(person)),
            _relative("Me", family.mother(person)),
            _relative("VoChong", family.spouse(person)),
            _head(family, person),
            text("SoSoHoKhau", family.book),
        )

    def _fault(self, status: int, code: str, reason: str) -> NativeResponse:
        return self._paper.write(status, _XML, soap.fault(code, reason))


def _is_xml(request: NativeRequest) -> bool:
    """Say whether the content type is one of XML; a request without any counts as XML."""
    for name, value in request.headers.items():
        if name.lower() == "content-type":
            return value.split(";")[0].strip().lower() in _XML_TYPES
    return True


def _marital_status(person: Person, key: int) -> str:
    if person.role is Role.GRANDMOTHER:
        return _WIDOWED
    if person.role is not Role.CHILD:
        return _MARRIED
    return _DIVORCED if LAST_BIRTH_YEAR - person.year >= 30 and key % 4 == 0 else _SINGLE


def _birth(born: str) -> str:
    only_year = len(born) == 4
    part = text("Nam", born) if only_year else text("NgayThangNam", born.replace("-", ""))
    return group("NgayThangNamSinh", part)


def _place(tag: str, commune: Commune, detail: str | None = None) -> str:
    return group(
        tag,
        text("MaTinhThanh", commune.province_code),
        text("MaQuanHuyen", commune.district_code),
        text("MaPhuongXa", commune.code),
        text("ChiTiet", detail),
        text("QuocGia", "VN"),
    )


def _address(tag: str, address: Address) -> str:
    return _place(tag, address.commune, address.detail)


def _relative(tag: str, relative: Person | None) -> str:
    if relative is None:
        return ""
    return group(
        tag,
        text("HoVaTen", relative.name),
        text("QuocTich", "VN"),
        text("SoDinhDanh", relative.identity),
        text("SoCMND", relative.old_number),
    )


def _head(family: Household, person: Person) -> str:
    return group(
        "ChuHo",
        text("QuanHe", _RELATIONS[family.relation(person)]),
        text("SoDinhDanh", family.head.identity),
        text("HoVaTen", family.head.name),
    )
