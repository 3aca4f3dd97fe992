"""The business registry (cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp): GET, JSON envelope.

    GET /apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn=0312345678        or 0312345678-001 for a branch
    {"Data": {"MainInformation": {"ENTERPRISE_ID": 1000041, "ENTERPRISE_GDT_CODE": "0312345678",
                "NAME": "CÔNG TY …", "SHORT_NAME": "…", "ENTERPRISE_STATUS": "Đang hoạt động",
                "ENTERPRISE_TYPE_NAME": "…", "LEGAL_NAMES": "Nguyễn Văn A; Trần Thị B",
                "CAPITAL_AMOUNT": 5000000000, "FOUNDING_DATE": "31/12/2015"},
              "HOAdress": {"AddressFullText": "Số 1, …", "CityID": 731, "CityName": "…",
                "DistrictID": …, "DistrictName": "…", "WardID": …, "WardName": "…",
                "StreetNumber": "Số 1, đường …"},
              "Representatives": [{"FULL_NAME": "Nguyễn Văn A", "POSITION": "Giám đốc",
                "IDENTITY_NO": "079…"}, …],             one representative is an object, not a list
              "BusinessActivity": [{"CODE": "4690", "NAME": "Bán buôn tổng hợp", "IS_MAIN": "Y"}],
              "Member": [{"MEMBER_NAME": "…", "IDENTITY_NO": "079…", "RATIO_PERCENT": 60.0,
                "AMOUNT": 3000000000, "COUNTRY": "Việt Nam"}]},
     "DataCount": 1, "Status": 1, "Message": "Thành công"}

    GET /apiCSDLDKDN/1.0/danhSachHoSo?from_date=28/12/2022&to_date=30/12/2022&offset=0&limit=100
    {"Data": [{"IN_JOURNAL_NO": 221230000001, "DOCUMENT_TYPE": "Thành lập mới",
               "ENTERPRISE_CODE": "1000041", "ENTERPRISE_GDT_CODE": "0312345678", "NAME": "…",
               "SITE_ID": 703, "RECEIPT_DATE": "30/12/2022", "PLAN_DATE": "04/01/2023",
               "PROCESS_STATUS": "Đã cấp"}, …], "DataCount": 17, …}

    GET /apiCSDLDKDN/1.0/danhSachHoSoTrongNgay?from_ts=08:00&to_ts=11:30&offset=0&limit=100
    the dossiers of the day as_of (of Friday on a weekend), both minutes included: the same without ENTERPRISE_CODE,
    RECEIPT_DATE and PLAN_DATE, and with PROCESSED_DATE

    GET /apiCSDLDKDN/1.0/tinhTrangHoSo?in_journal_no=221230000001
    {"Data": {"MainInformation": {as in danhSachHoSo, and "REGISTRATION_DATE": "30/12/2022" or null,
               "SUPPLEMENT_DATE": null, "SUBMISSION_TYPE": "…", "CONTACT_FULL_NAME": "…",
               "CONTACT_ADDRESS": "…", "CONTACT_ID_NO": "079…", "CONTACT_PHONE": null,
               "CONTACT_EMAIL": null}}, "DataCount": 1, …}

    not found: HTTP 200 {"Data": null, "DataCount": 0, "Status": 1, "Message": "Không tìm thấy …"}
    refused:   HTTP 200 {"Data": null, "DataCount": 0, "Status": 0, "Message": "…"}

HOAdress is misspelt on the real wire and stays so. ENTERPRISE_ID, ENTERPRISE_CODE, SITE_ID, CityID,
DistrictID and WardID are internal numbers, not those of the General Statistics Office. DataCount is
the number of all dossiers of the period (at most five days), of which offset and limit (1-100)
choose; the largest limit is assumed. Since 1 July 2025 there are no districts: DistrictID and
DistrictName are null then (assumed).

The names are those of a province's guide to its LGSP (Quảng Bình), but for Representatives, seen in
client code, and FULL_NAME, POSITION and IDENTITY_NO, which are assumed. That guide says which
fields a dossier has, not whether lists wrap them in MainInformation as single records do; here they
do not. BusinessActivity and Member are always lists here. Telephone and e-mail are always null: an
invented number might be somebody's.
"""

from mock_registries.business.registry import BusinessRegistry

__all__ = ["BusinessRegistry"]
