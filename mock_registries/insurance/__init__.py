"""The social-insurance registry (Bảo hiểm xã hội Việt Nam): JSON made from SOAP, POST.

    POST /apiBHXH/getTraCuuTtHgdByMaSoBhxh   {"maSoBhxh": "7912345678"}
    {"TST_GetTraCuuTtHgdByMaSoBhxhResponse": {"successful": true, "dataThongTinHgd": {
        "maHo": "…", "maTinh": "79", "maHuyen": "760", "maXa": "26734", "diaChi": "Số 1, đường …",
        "dsThanhVien": [{"maSo": "7912345678", "hoTen": "…", "soSoCu": "", "ngaySinh": "19800131",
            "loaiNgaySinh": "0", "gioiTinh": "1", "maTinhKs": "79", "maHuyenKs": "760",
            "maXaKs": "26734", "trangThai": "Đang tham gia", "mqhChuHo": "Chủ hộ"}, …]},
        "errorCode": ""}}

    POST /apiBHXH/getMaSoBhxhTheoTieuChi
        {"hoTen": "…", "ngaySinh": "19800131", "loaiNgaySinh": "0", "gioiTinh": "1",
         "maTinhKs": "79", "maHuyenKs": "", "maXaKs": "", "isKs": "1"}
    {"TST_GetMaSoBhxhTheoTieuChiResponse": {"successful": true, "dataThongTin": [
        {"maSoBhxh": "7912345678", "hoTen": "…", "ngaySinh": "19800131", "loaiNgaySinh": "0",
         "gioiTinh": "1", "trangThai": "Đang tham gia"}], "errorCode": ""}}

    POST /apiBHXH/getTraCuuThongTinHgd
        {"maTinh": "79", "hoTen": "…", "ngaySinh": "1980", "loaiNgaySinh": "1", "gioiTinh": "2",
         "soSo": "", "maThe": "", "isKs": "0"}
    {"TST_GetTraCuuThongTinHgdResponse": {"successful": true, "dataThongTinHgd": [
        {"maSo": "7912345678", "hoTen": "…", "ngaySinh": "1980", "loaiNgaySinh": "1",
         "gioiTinh": "2", "maHo": "…", "diaChi": "Số 1, đường …, Thành phố Hồ Chí Minh",
         "trangThai": "Đang tham gia"}], "errorCode": ""}}

The data of both searches are an object, not a list, when one person was found, and at most a
hundred people (assumed). Not found: {"successful": true, "dataThongTinHgd"/"dataThongTin": null,
"errorCode": "DATA_NOT_FOUND"}; refused: {"successful": false, …null, "errorCode": "INVALID_PARAM"},
both with HTTP 200.

loaiNgaySinh says what is known of the birth: 0 the day (yyyyMMdd), 1 the year (yyyy), 2 year and
month (yyyyMM; nobody here). gioiTinh: 1 male, 2 female, 3 other (both are searched). isKs: 1 (or
missing, which is assumed) searches by the place of birth registration, 0 by that of the household.
Province, district and commune have the two, three and five digits of the General Statistics Office;
the last two, soSo (an insurance number) and maThe may be empty or missing. Everything is compared
with what the insurance's warehouse holds, which for one in four is not what the population database
says. Since 1 July 2025 maHuyen is null (assumed).

    POST /apiBHXH/kiemTraTheBhyt   {"maThe": "DN4797912345678", "hoTen": "…",
                                    "ngaySinh": "31/01/1980"}          or "1980"
    {"maKetQua": "000", "ghiChu": "Thông tin thẻ chính xác", "maThe": "DN4797912345678",
     "hoTen": "…", "ngaySinh": "31/01/1980", "gioiTinh": "Nam", "gtTheTu": "01/01/2022",
     "gtTheDen": "31/12/2022", "maDKBD": "79012", "tenDKBD": "Bệnh viện …", "mucHuong": 80}

This service is assumed; it speaks the hospital gateway's language (hospital.py), which is served
under paths of its own. maKetQua, always with HTTP 200, is one of cards.RESULTS.

Names of operations, parameters and fields are those of a province's guide to its LGSP (Quảng Bình)
and of client code; dsThanhVien, mqhChuHo, dataThongTin, mucHuong, the fields but for maSoBhxh and
trangThai of a search by criteria and the texts of errorCode are assumed.
"""

from mock_registries.insurance.registry import InsuranceRegistry

__all__ = ["InsuranceRegistry"]
