"""What the platform cannot do now."""

from gateway.errors.exchange import ExchangeError


class PlatformError(ExchangeError):
    outcome = "unavailable"


class OverloadedError(PlatformError):
    code, status, retry_after_s = "overloaded", 503, 1
    en = "The platform is busy. Wait for the time in Retry-After and call again."
    vi = "Nền tảng đang quá tải. Hãy chờ theo Retry-After rồi gọi lại."


class BusUnavailableError(PlatformError):
    code, status, retry_after_s = "bus_unavailable", 503, 2
    en = "The message broker does not answer. Call again after the time in Retry-After."
    vi = "Máy chủ thông điệp không trả lời. Hãy gọi lại sau thời gian trong Retry-After."


class ProviderUnavailableError(PlatformError):
    code, status, retry_after_s = "provider_unavailable", 503, 5
    en = "No adapter of the provider is connected. Start it, or call again later."
    vi = "Không có bộ chuyển đổi nào của bên cung cấp kết nối. Hãy khởi động hoặc gọi lại sau."


class UpstreamUnavailableError(PlatformError):
    """The next node, `where`, is not there, or has an error with us that is not our caller's."""

    code, status, retry_after_s = "upstream_unavailable", 503, 5
    en = (
        "The node that this one forwards to does not take the call: {where}. "
        "Call again after the time in Retry-After; tell the operator if it lasts."
    )
    vi = (
        "Nút mà nút này chuyển tiếp tới không nhận lời gọi: {where}. "
        "Hãy gọi lại sau thời gian trong Retry-After; nếu kéo dài, báo người vận hành."
    )


class DeadlineExceededError(PlatformError):
    code, status, outcome = "timeout", 504, "timeout"
    en = "No answer came in time. Call again, or allow more time with Prefer: wait=N (seconds)."
    vi = (
        "Không có trả lời đúng hạn. Hãy gọi lại hoặc cho thêm thời gian bằng Prefer: wait=N (giây)."
    )


class LogUnavailableError(PlatformError):
    code, status, retry_after_s = "logging_failed", 503, 5
    en = "The transaction log cannot be written, so nothing is exchanged. Tell the operator."
    vi = "Không ghi được nhật ký giao dịch nên không trao đổi gì. Hãy báo người vận hành."


class InternalError(PlatformError):
    code, status, outcome = "internal_error", 500, "error"
    en = "The platform failed in a way that it did not foresee. Report the id in detail."
    vi = "Nền tảng gặp lỗi không lường trước. Hãy báo mã trong trường detail."


class AbortedError(PlatformError):
    code, status, outcome = "aborted", 503, "error"
    en = "The platform stopped while the call was under way. Call again."
    vi = "Nền tảng dừng khi lời gọi đang được xử lý. Hãy gọi lại."


class CannotSealError(PlatformError):
    code, status, outcome = "cannot_create_signature", 503, "error"
    en = "This node does not keep the signing key of the client's member. Tell its operator."
    vi = "Nút này không giữ khóa ký của thành viên gọi. Hãy báo người vận hành."


class NetworkExpiredError(PlatformError):
    code, status, retry_after_s = "network_document_expired", 503, 30
    en = "The network document has expired, so nothing is exchanged. Tell the operator to renew it."
    vi = "Văn bản mạng đã hết hạn nên không trao đổi gì. Hãy báo người vận hành gia hạn văn bản mạng."
