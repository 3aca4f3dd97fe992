"""What the same question meets only the first times."""

import json

import pytest

from mock_registries.faults.memory import Memory
from mock_registries.wire import NativeRequest
from tests.mock_registries.faults.scenes import Desk, call

REFUSALS = [
    ("TraCuuThongTinCongDan", "SoDinhDanh", "SoDinhDanh has 12 digits"),
    ("XacThucThongTinCongDan", "SoDinhDanh", "SoDinhDanh has 12 digits"),
    ("chiTietDoanhNghiep", "msdn", "Mã số doanh nghiệp không hợp lệ"),
    ("danhSachHoSo", "from_date", "Khoảng thời gian không hợp lệ"),
    ("danhSachHoSoTrongNgay", "from_ts", "Khoảng thời gian không hợp lệ"),
    ("tinhTrangHoSo", "in_journal_no", "Mã số biên nhận không hợp lệ"),
    ("getTraCuuTtHgdByMaSoBhxh", "maSoBhxh", "INVALID_PARAM"),
    ("getMaSoBhxhTheoTieuChi", "ngaySinh", "INVALID_PARAM"),
    ("getTraCuuThongTinHgd", "ngaySinh", "INVALID_PARAM"),
    ("kiemTraTheBhyt", "maThe", "051"),
    ("KQNhanLichSuKCB2024", "cccdCb", "205"),
    ("thuadat", "soto", "THAM_SO_SAI"),
    ("giaychungnhan", "sophathanh", "THAM_SO_SAI"),
    ("chusudung", "sodinhdanh", "THAM_SO_SAI"),
]


@pytest.mark.parametrize(("operation", "field", "words"), REFUSALS)
def test_what_is_rejected_for_a_field_is_taken_when_it_is_pushed_again(
    desk: Desk, operation: str, field: str, words: str
) -> None:
    request = call(desk.registries, operation)

    first, second, third = (desk.ask(request, "rejected_once") for _ in range(3))

    assert words in first.answer.body.decode()
    assert first.answer.headers["X-NDXP-Fault"] == f"rejected_once;field={field}"
    assert second.answer.body == third.answer.body == desk.plain(request)
    assert second.answer.headers["X-NDXP-Fault"] == "rejected_once;changed=nothing"


def test_each_memory_has_its_own_first_time(desk: Desk) -> None:
    request = call(desk.registries, "thuadat")

    orders = ["rejected_once", "rejected_once;memory=run2", "rejected_once;memory=run2"]
    statuses = [desk.ask(request, order).answer.status for order in (*orders, orders[0])]

    assert statuses == [400, 400, 200, 200]


def test_another_question_is_rejected_as_well(desk: Desk) -> None:
    request = call(desk.registries, "thuadat")
    other = call(desk.registries, "giaychungnhan")

    statuses = [desk.ask(one, "rejected_once").answer.status for one in (request, other, request)]

    assert statuses == [400, 400, 200]


def test_the_number_of_a_request_makes_no_other_question(desk: Desk) -> None:
    request = call(desk.registries, "TraCuuThongTinCongDan")
    again = request._replace(body=_numbered(request, "2"))

    statuses = [
        desk.ask(one, "rejected_once").answer.status
        for one in (request._replace(body=_numbered(request, "1")), again)
    ]

    assert statuses == [500, 200]


def _numbered(request: NativeRequest, number: str) -> bytes:
    before, _, rest = request.body.decode().partition("MaYeuCau>")
    return f"{before}MaYeuCau>{number}<{rest.partition('<')[2]}".encode()


@pytest.mark.parametrize("operation", ["tinhTrangHoSo", "danhSachHoSo"])
def test_a_dossier_is_in_work_for_some_polls(desk: Desk, operation: str) -> None:
    request = call(desk.registries, operation)

    bodies = [desk.ask(request, "still_processing;polls=2").answer.body for _ in range(3)]

    pending, decided = json.loads(bodies[0]), json.loads(bodies[2])
    assert bodies[0] == bodies[1]
    assert bodies[2] == desk.plain(request)
    assert _states(pending) == ["Đang xử lý"] * len(_states(decided))
    assert _states(decided) != _states(pending)


def test_an_undecided_dossier_has_no_day_of_its_decision(desk: Desk) -> None:
    answer = desk.sample("tinhTrangHoSo", "still_processing").answer

    assert json.loads(answer.body)["Data"]["MainInformation"]["REGISTRATION_DATE"] is None


def _states(answer: dict[str, object]) -> list[str]:
    data = answer["Data"]
    match data:
        case {"MainInformation": one}:
            return [one["PROCESS_STATUS"]]
        case list():
            return [one["PROCESS_STATUS"] for one in data]
    return []


def test_only_so_much_is_remembered() -> None:
    memory = Memory(most=2)

    counts = [memory.count(one) for one in (b"a", b"b", b"a", b"c", b"b", b"a")]

    assert counts == [1, 1, 2, 1, 1, 1]


def test_parts_of_a_question_do_not_run_into_each_other() -> None:
    memory = Memory()

    assert memory.count(b"a", b"bc") == memory.count(b"ab", b"c") == 1
