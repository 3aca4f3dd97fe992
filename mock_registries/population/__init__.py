"""The population registry (cơ sở dữ liệu quốc gia về dân cư): SOAP 1.1, POST /dancu.

GET /dancu?wsdl describes it. A request, children in exactly this order (a `?` marks what may be
missing); prefixes are free:

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
          <MaTinhThanh>79</…> <MaQuanHuyen>760</…>? <MaPhuongXa>26734</…> <ChiTiet/>? <QuocGia>VN</…>
        <QuocTich>VN</QuocTich>
        <Cha|Me|VoChong|NguoiDaiDien>?
          <HoVaTen>Nguyễn Văn B</HoVaTen> <QuocTich>VN</QuocTich> <SoDinhDanh/> <SoCMND/>?
        <ChuHo><QuanHe>CH01</QuanHe> <SoDinhDanh/> <SoCMND/>? <HoVaTen>…</HoVaTen></ChuHo>
        <SoSoHoKhau/>

and a verification <KetQuaXacThuc><TonTai>true|false</TonTai></KetQuaXacThuc> in the same namespace.
The place of birth and the origin stand as they were registered, ThuongTru and NoiOHienTai in the
units of the day `as_of`: from 1 July 2025 on without MaQuanHuyen. NguoiDaiDien, who represents a
minor, is the father or else the mother (assumed). QuanHe says what the citizen is to the head: CH01
head (chủ hộ), CH02 wife, CH03 husband, CH04 child, CH05 father, CH06 mother, CH07 grandchild, CH08
daughter-in-law, CH09 another relative. The form CHxx is real; which number means what, and the
numbers of TinhTrangHonNhan, are assumed. So is what is said of somebody who has died by a change
(mock_registries.overlay): no citizen, and GhiChu="Công dân đã chết ngày dd/MM/yyyy". QuocGia and
QuocTich: ISO 3166.

Two more, of which sources give no more than the names. Everything else is assumed: NguoiThan,
QuanHe, KetQuaXacMinh, that a synchronisation is this operation, and what its fields mean.

    <q:XacMinhThongTinNhanThan xmlns:q="http://gtel.vn/qldc">    is the second what of the first?
      the leading elements, number, name and birth of a verification, then
      <q:NguoiThan> <q:QuanHe>Cha|Me|VoChong|Con</q:QuanHe> number, name, birth </q:NguoiThan>
    <KetQuaXacMinh xmlns="http://gtel.vn/qldc"><TonTai>true|false</TonTai></KetQuaXacMinh>

    <dan:TraCuuThongTinCongDan>                        synchronisation: whose record has changed?
      the leading elements of a lookup, then
      <dan:TuNgay>1672444800000  <dan:DenNgay>…        epoch milliseconds, both included
      <dan:Loai>1  <dan:Trang>1  <dan:SoBanGhi>100     1: changed, page from 1, at most 100 records

The answer is a CongdanCollection with the page's citizens and GhiChu="Trang 1/3" (page 1 of 3). A
page may be shorter than asked for. When a record changed is invented (changes.py).
"""

from mock_registries.population.registry import PopulationRegistry

__all__ = ["PopulationRegistry"]
