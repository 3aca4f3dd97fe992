"""Every fault by its name: where it may happen, what it takes, and what a client sees of it.

One table for gateway, adapters, registries, `ndxp fault` and docs/faults.md. What the mock registries
do about theirs is in mock_registries/faults/, which shares no code with this: a test holds the names equal.
"""

from collections.abc import Mapping
from typing import Final

from gateway.faults.kind import PLACES, Kind, Place
from gateway.faults.parameters import LONGEST_S, mark, number, word

_EVERYWHERE: Final = PLACES
_ON_HTTP: Final[tuple[Place, ...]] = ("gateway", "registry")
_GATEWAY: Final[tuple[Place, ...]] = ("gateway",)
_ADAPTER: Final[tuple[Place, ...]] = ("adapter",)
_REGISTRY: Final[tuple[Place, ...]] = ("registry",)

KINDS: Final[Mapping[str, Kind]] = {
    "element_order": Kind(
        pain=1,
        places=_REGISTRY,
        registries=("dancu",),
        en="The XML elements of the registry's answer come in another order.",
        vi="Các phần tử XML trong trả lời của CSDL đến theo thứ tự khác.",
    ),
    "namespace_prefixes": Kind(
        pain=1,
        places=_REGISTRY,
        registries=("dancu",),
        en="The XML of the registry's answer names the same namespaces by other prefixes.",
        vi="XML trong trả lời của CSDL dùng tiền tố khác cho cùng không gian tên.",
    ),
    "name_in_ten": Kind(
        pain=2,
        places=_REGISTRY,
        registries=("dancu",),
        en="The full name stands in Ten; Ho and ChuDem are empty.",
        vi="Họ tên đầy đủ nằm trong Ten; Ho và ChuDem để trống.",
    ),
    "name_split": Kind(
        pain=2,
        places=_REGISTRY,
        registries=("dancu",),
        en="The name is split over Ho, ChuDem and Ten, as the documents say.",
        vi="Họ tên được tách thành Ho, ChuDem và Ten như tài liệu mô tả.",
    ),
    "decomposed_letters": Kind(
        pain=3,
        places=_REGISTRY,
        en="Vietnamese letters come decomposed (NFD): the same on the screen, other bytes.",
        vi="Chữ tiếng Việt ở dạng tổ hợp rời (NFD): nhìn giống nhau nhưng khác byte.",
    ),
    "capital_names": Kind(
        pain=3,
        places=_REGISTRY,
        en="Names come in capitals, with their diacritics lost or kept.",
        vi="Họ tên viết hoa toàn bộ, mất hoặc giữ dấu.",
        parameters={"diacritics": word("lost", "kept")},
    ),
    "date_form": Kind(
        pain=4,
        places=_REGISTRY,
        en="Dates come in another form: 2022-12-31, 20221231, 31/12/2022, or the year alone.",
        vi="Ngày tháng ở dạng khác: 2022-12-31, 20221231, 31/12/2022 hoặc chỉ có năm.",
        parameters={"form": word("iso", "compact", "slashed", "year")},
    ),
    "sex_code": Kind(
        pain=5,
        places=_REGISTRY,
        registries=("dancu", "bhxh"),
        en="Sex is coded by another registry's list: 0 and 1, words, or 1, 2 and 3.",
        vi="Giới tính theo danh mục của CSDL khác: 0 và 1, chữ, hoặc 1, 2 và 3.",
        parameters={"list": word("judicial", "words", "numbers")},
    ),
    "nine_digit_number": Kind(
        pain=6,
        places=_REGISTRY,
        registries=("dancu", "dkdn", "datdai"),
        en="Identity numbers have nine digits (CMND) where twelve are expected.",
        vi="Số giấy tờ có 9 số (CMND) ở chỗ chờ 12 số.",
    ),
    "object_for_list": Kind(
        pain=7,
        places=_REGISTRY,
        registries=("dkdn", "bhxh", "datdai"),
        en="A list of one comes as a single object, without its list.",
        vi="Danh sách một phần tử đến dưới dạng một đối tượng, không có mảng.",
    ),
    "list_for_object": Kind(
        pain=7,
        places=_REGISTRY,
        registries=("dkdn", "bhxh"),
        en="A single object comes as a list of one.",
        vi="Một đối tượng đến dưới dạng danh sách một phần tử.",
    ),
    "head_office_spelt_right": Kind(
        pain=7,
        places=_REGISTRY,
        registries=("dkdn",),
        en="The head office is called HOAddress: the registry corrected its typo HOAdress.",
        vi="Trụ sở chính có tên HOAddress: CSDL đã sửa lỗi chính tả HOAdress.",
    ),
    "empty_body": Kind(
        pain=8,
        places=_REGISTRY,
        en="The registry answers HTTP 200 with an empty body.",
        vi="CSDL trả lời HTTP 200 với nội dung trống.",
    ),
    "error_body": Kind(
        pain=8,
        places=_REGISTRY,
        en="The registry answers HTTP 200, and the body is an error: its own, or a proxy's page.",
        vi="CSDL trả lời HTTP 200 nhưng nội dung là lỗi: của CSDL hoặc trang lỗi của proxy.",
        parameters={"words": word("own", "proxy")},
    ),
    "latency": Kind(
        pain=9,
        places=_EVERYWHERE,
        en="The answer comes later, by a time that is fixed, uniform or log-normal.",
        vi="Trả lời đến chậm hơn, với thời gian cố định, phân bố đều hoặc log-chuẩn.",
        parameters={
            "distribution": word("fixed", "uniform", "log_normal"),
            "seconds": number(5, 0, LONGEST_S),  # fixed; the least of uniform; median of log_normal
            "most_seconds": number(10, 0, LONGEST_S),  # of uniform
            "sigma": number(0.5, 0, 3),  # of log_normal
        },
    ),
    "hang": Kind(
        pain=9,
        places=_EVERYWHERE,
        en="No answer comes: the connection stays open for `seconds`, and is reset then. Where adapter or "
        "registry hangs, the caller's deadline ends it (504).",
        vi="Không có trả lời: kết nối vẫn mở trong `seconds` giây rồi bị đặt lại. Nếu bộ chuyển đổi hoặc "
        "CSDL treo, thời hạn của lời gọi kết thúc nó (504).",
        parameters={"seconds": number(300, 0, LONGEST_S)},
    ),
    "token_expired": Kind(
        pain=10,
        places=_GATEWAY,
        en="The access token counts as expired, in the middle of whatever was under way (401).",
        vi="Mã truy cập bị coi là hết hạn giữa chừng (401).",
    ),
    "timestamp_skew": Kind(
        pain=10,
        places=_GATEWAY,
        en="The time that the call names counts as too far from the gateway's (401).",
        vi="Thời điểm ghi trong lời gọi bị coi là lệch quá xa so với cổng (401).",
    ),
    "ip_refused": Kind(
        pain=11,
        places=_GATEWAY,
        en="The caller's IP address is not on the allow-list (403).",
        vi="Địa chỉ IP của bên gọi không có trong danh sách cho phép (403).",
    ),
    "quota_exceeded": Kind(
        pain=11,
        places=_GATEWAY,
        en="The client has used up its quota (429, with Retry-After).",
        vi="Bên gọi đã dùng hết hạn mức (429, kèm Retry-After).",
        parameters={"retry_after_s": number(60, 1, 86_400)},
    ),
    "rejected_once": Kind(
        pain=12,
        places=_REGISTRY,
        en="What was sent is rejected as a whole for one field; sent again, it is taken.",
        vi="Toàn bộ hồ sơ bị từ chối vì một trường; gửi lại thì được nhận.",
        parameters={"memory": mark("shared")},
    ),
    "still_processing": Kind(
        pain=13,
        places=_REGISTRY,
        registries=("dkdn",),
        en="The answer is that it is not ready yet, as often as `polls` says; then it comes.",
        vi="Trả lời là đang xử lý, lặp lại `polls` lần; sau đó mới có kết quả.",
        parameters={"polls": number(3, 1, 1000), "memory": mark("shared")},
    ),
    "duplicate_rows": Kind(
        pain=13,
        places=_REGISTRY,
        en="Rows of a list come twice.",
        vi="Các dòng của danh sách đến hai lần.",
    ),
    "address_codes": Kind(
        pain=14,
        places=_REGISTRY,
        registries=("dancu", "bhxh", "datdai"),
        en="Addresses have the codes of the units since July 2025, or of those before.",
        vi="Địa chỉ dùng mã đơn vị hành chính từ tháng 7/2025, hoặc mã trước đó.",
        parameters={"units": word("new", "old")},
    ),
    "missing_district": Kind(
        pain=14,
        places=_REGISTRY,
        en="Addresses have no district.",
        vi="Địa chỉ không có quận, huyện.",
    ),
    "officer_not_mapped": Kind(
        pain=15,
        places=_GATEWAY,
        en="The officer's account is mapped to nobody at the provider (403).",
        vi="Tài khoản cán bộ chưa được ánh xạ ở bên cung cấp (403).",
    ),
    "error": Kind(
        places=_EVERYWHERE,
        en="The call fails with an HTTP status: gateway and adapter answer with the problem that fits "
        "it; a registry's failure is service_failed (502).",
        vi="Lời gọi thất bại với mã HTTP: cổng và bộ chuyển đổi trả lỗi tương ứng; "
        "CSDL lỗi thì là service_failed (502).",
        parameters={"status": word("500", "502", "503", "504")},
    ),
    "connection_reset": Kind(
        places=_ON_HTTP,
        en="The connection is reset instead of an answer.",
        vi="Kết nối bị đặt lại (reset) thay vì có trả lời.",
    ),
    "truncated_body": Kind(
        places=_ON_HTTP,
        en="The body ends early: Content-Length promises more than comes.",
        vi="Nội dung bị cắt: Content-Length hứa nhiều hơn số byte đến.",
        parameters={"share": number(0.5, 0, 0.99)},
    ),
    "wrong_content_type": Kind(
        places=_ON_HTTP,
        en="Content-Type says text/html, whatever the body is.",
        vi="Content-Type ghi text/html dù nội dung là gì.",
    ),
    "slow_trickle": Kind(
        places=_ON_HTTP,
        en="The body comes a few bytes at a time.",
        vi="Nội dung đến từng ít byte một.",
        parameters={"bytes_per_s": number(100, 1, 1_000_000)},
    ),
    "duplicate_delivery": Kind(
        places=_GATEWAY,
        en="Nothing: the adapter gets the same sealed request twice and answers it once.",
        vi="Không thấy gì: bộ chuyển đổi nhận cùng yêu cầu đã ký hai lần và chỉ trả lời một lần.",
    ),
    "broker_disconnect": Kind(
        places=_GATEWAY,
        en="The gateway loses its broker while the call waits (503, with Retry-After), and connects anew.",
        vi="Cổng mất kết nối máy chủ thông điệp khi lời gọi đang chờ (503, kèm Retry-After), rồi nối lại.",
    ),
    "bad_signature": Kind(
        places=_ADAPTER,
        en="The answer is signed with a key that is nobody's: the gateway withholds it (502).",
        vi="Trả lời được ký bằng khóa không của ai: cổng giữ lại, không chuyển (502).",
    ),
    "expired_certificate": Kind(
        places=_ADAPTER,
        en="The answer is signed with the right key a second after its certificate ran out: the gateway "
        "withholds it (502).",
        vi="Trả lời được ký đúng khóa nhưng sau khi chứng thư hết hạn một giây: cổng giữ lại (502).",
    ),
    "clock_skew": Kind(
        places=_ADAPTER,
        en="The adapter's clock is wrong by `seconds`: an answer dated more than 10 s before its "
        "request is withheld (502).",
        vi="Đồng hồ bộ chuyển đổi lệch `seconds` giây: trả lời ghi trước yêu cầu quá 10 giây "
        "bị giữ lại (502).",
        parameters={"seconds": number(-60, -86_400, 86_400)},
    ),
}


def described() -> list[dict[str, object]]:
    """The table as JSON, for `GET /faults`."""
    return [{"name": name, **kind.json()} for name, kind in KINDS.items()]
