"""Requests that the business registry answers about enterprises of this country."""

from datetime import timedelta
from urllib.parse import quote

from mock_registries.country import Country
from mock_registries.pages import Example
from mock_registries.wire import write_day

_PERIOD = timedelta(days=4)  # five days with both ends


def examples(country: Country, path: str) -> list[Example]:
    """Make one request for each operation."""
    last = country.as_of
    first = last - _PERIOD
    code = country.enterprises.code(0)
    period = f"from_date={quote(write_day(first), '')}&to_date={quote(write_day(last), '')}"
    found = [
        ("chiTietDoanhNghiep: một doanh nghiệp / an enterprise", f"chiTietDoanhNghiep?msdn={code}"),
        (
            "danhSachHoSo: hồ sơ của tối đa năm ngày / dossiers of up to five days",
            f"danhSachHoSo?{period}&offset=0&limit=2",
        ),
        (
            "danhSachHoSoTrongNgay: hồ sơ trong ngày / dossiers of today",
            "danhSachHoSoTrongNgay?from_ts=08:00&to_ts=17:00&offset=0&limit=2",
        ),
    ]
    some = country.dossiers.page(first, last, 0, 1)
    if some:
        number = int(some[0].number)
        state = f"tinhTrangHoSo?in_journal_no={number}"
        found.append(("tinhTrangHoSo: một hồ sơ / the state of a dossier", state))
    return [Example(title=title, path=f"{path}/{request}") for title, request in found]
