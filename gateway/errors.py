"""Every failure that a person or a program can meet, in one tree.

ExchangeError                      one call failed; has a code, an HTTP status and a sentence in two languages
├── CallerError                    the caller can mend it                          400 401 405 408 413 415 422
│   ├── BadRequestError  MissingHeaderError  InvalidClientIdentifierError  InvalidMethodError
│   ├── BodyTooLargeError  InvalidContentTypeError  InvalidBodyError  SchemaViolationError
│   └── SlowRequestError  UnauthenticatedError
├── RightsError                    who calls what                                  403 404
│   └── UnknownMemberError  AccessDeniedError  UnknownServiceError
├── PlatformError                  come back later                                 503 504
│   ├── OverloadedError  BusUnavailableError  ProviderUnavailableError
│   └── DeadlineExceededError  LogUnavailableError  CannotSealError  AbortedError  InternalError
├── AnswerError                    the provider's answer cannot be trusted         502
│   └── AnswerSignatureError  InconsistentAnswerError  InvalidAnswerError
└── ProviderSideError              what the adapter says under its own seal        409 502
    └── MessageExpiredError  ReplayError  RegistryFailedError  RegistryRefusedError
SealError                          a sealed message that nobody may believe; carries a reason, is never answered
OperatorError                      a command cannot run: configuration, state folder, log
├── ConfigurationError             every fault of a file at once
├── StateError  TrustError  BrokerError
└── LedgerError
    └── TamperedError              names the first bad entry

`where` says which header, field or JSON pointer is meant. It never holds a value that a caller sent:
values may be identity numbers.
"""

from typing import ClassVar, Literal

Language = Literal["en", "vi"]


class ExchangeError(Exception):
    """A call that did not succeed; `code` is stable, `status` is HTTP, the texts say what to do."""

    code: ClassVar[str]
    status: ClassVar[int]
    place: ClassVar[str] = "server.clientproxy"
    outcome: ClassVar[str] = "error"
    retry_after_s: ClassVar[int | None] = None
    en: ClassVar[str]
    vi: ClassVar[str]

    def __init__(self, where: str = "") -> None:
        super().__init__(f"{self.code}: {where}" if where else self.code)
        self.where = where

    def message(self, language: Language) -> str:
        """One sentence or two for a person: what was wrong, where, and what to do next."""
        return (self.vi if language == "vi" else self.en).format(where=self.where)


def problem(
    error: ExchangeError, language: Language, detail: str, place: str | None = None
) -> dict[str, str]:
    """The error document of X-Road's REST protocol (PR-REST v1.0.4 §4.7).

    `type` is the place that failed and the code, as X-Road 7.8 spells them; `detail` is the id
    under which the log knows the call.
    """
    return {
        "type": f"{place or error.place}.{error.code}",
        "message": error.message(language),
        "detail": detail,
    }


class CallerError(ExchangeError):
    place = "client"
    outcome = "invalid"


class BadRequestError(CallerError):
    code, status = "bad_request", 400
    en = "The request is malformed: {where}. Compare it with docs/protocol.md."
    vi = "Yêu cầu không đúng định dạng: {where}. Hãy so với docs/protocol.md."


class MissingHeaderError(CallerError):
    code, status = "missing_header_field", 400
    en = "The header {where} is missing. Send it with every call."
    vi = "Thiếu tiêu đề {where}. Hãy gửi tiêu đề này trong mọi lời gọi."


class InvalidClientIdentifierError(CallerError):
    code, status = "invalid_client_identifier", 400
    en = "X-Road-Client must read instance/class/code/subsystem, for example VN/GOV/H29/motcua."
    vi = "X-Road-Client phải có dạng instance/class/code/subsystem, ví dụ VN/GOV/H29/motcua."


class InvalidMethodError(CallerError):
    code, status = "invalid_http_method", 405
    en = "This service is called with {where}. Change the method of the call."
    vi = "Dịch vụ này được gọi bằng {where}. Hãy đổi phương thức của lời gọi."


class BodyTooLargeError(CallerError):
    code, status = "body_too_large", 413
    en = "The body is larger than {where} bytes. Send less at a time."
    vi = "Nội dung lớn hơn {where} byte. Hãy gửi ít hơn mỗi lần."


class InvalidContentTypeError(CallerError):
    code, status = "invalid_content_type", 415
    en = "This service takes {where}. Set the Content-Type header to it."
    vi = "Dịch vụ này nhận {where}. Hãy đặt tiêu đề Content-Type tương ứng."


class InvalidBodyError(CallerError):
    code, status = "invalid_body", 400
    en = "The body is not usable JSON: {where}. Send one JSON value in UTF-8, no key twice."
    vi = "Nội dung không phải JSON hợp lệ: {where}. Hãy gửi một giá trị JSON, UTF-8, không trùng khóa."


class SchemaViolationError(CallerError):
    code, status = "schema_violation", 422
    en = "The body does not match the schema of the service: {where}. Correct this field."
    vi = "Nội dung không khớp lược đồ của dịch vụ: {where}. Hãy sửa trường này."


class SlowRequestError(CallerError):
    code, status = "request_timeout", 408
    en = "The request did not arrive within {where} s. Send it whole and at once."
    vi = "Yêu cầu không đến đủ trong {where} giây. Hãy gửi trọn vẹn một lần."


class UnauthenticatedError(CallerError):
    code, status = "unauthenticated", 401
    en = (
        "The call carries no valid bearer token. Send Authorization: Bearer with this node's token."
    )
    vi = "Lời gọi không có mã truy cập hợp lệ. Hãy gửi Authorization: Bearer kèm mã của nút này."


class RightsError(ExchangeError):
    outcome = "denied"


class UnknownMemberError(RightsError):
    code, status = "unknown_member", 403
    en = "The client of X-Road-Client is not in the network document. Register it or correct the header."
    vi = "Bên gọi trong X-Road-Client không có trong văn bản mạng. Hãy đăng ký hoặc sửa tiêu đề."


class AccessDeniedError(RightsError):
    code, status = "access_denied", 403
    en = "The client has no right to this service. Ask its provider for a right in the network document."
    vi = "Bên gọi không có quyền dùng dịch vụ này. Hãy xin bên cung cấp cấp quyền trong văn bản mạng."


class UnknownServiceError(RightsError):
    code, status, outcome = "unknown_service", 404, "invalid"
    en = "No such service. Compare the path with the services listed in docs/protocol.md."
    vi = "Không có dịch vụ này. Hãy so đường dẫn với danh sách dịch vụ trong docs/protocol.md."


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


class AnswerError(ExchangeError):
    status = 502
    place = "server.serverproxy"
    outcome = "provider_error"


class AnswerSignatureError(AnswerError):
    code, outcome = "invalid_signature_value", "bad_signature"
    en = (
        "The answer is not signed by the provider of the service. Do not use it; tell the provider."
    )
    vi = "Trả lời không do bên cung cấp dịch vụ ký. Không dùng trả lời này; hãy báo bên cung cấp."


class InconsistentAnswerError(AnswerError):
    code = "inconsistent_response"
    en = "The answer contradicts itself or the request. Call again; tell the provider if it recurs."
    vi = "Trả lời mâu thuẫn với yêu cầu hoặc với chính nó. Hãy gọi lại; nếu lặp lại, báo bên cung cấp."


class InvalidAnswerError(AnswerError):
    code = "invalid_answer"
    en = "The provider's answer does not match its schema: {where}. Tell the provider."
    vi = "Trả lời của bên cung cấp không khớp lược đồ: {where}. Hãy báo bên cung cấp."


class ProviderSideError(ExchangeError):
    place = "server.serverproxy"
    outcome = "provider_error"


class MessageExpiredError(ProviderSideError):
    code, status, outcome = "message_expired", 504, "timeout"
    en = "The message reached the provider after its deadline. Call again."
    vi = "Thông điệp đến bên cung cấp sau thời hạn. Hãy gọi lại."


class ReplayError(ProviderSideError):
    code, status, outcome = "replayed_request", 409, "invalid"
    en = "Another message with this request id was answered before. Use a new request id."
    vi = "Đã có thông điệp khác dùng mã yêu cầu này. Hãy dùng mã yêu cầu mới."


class RegistryFailedError(ProviderSideError):
    code, status = "service_failed", 502
    en = "The registry behind the service failed. Call again later; tell the provider if it lasts."
    vi = "Cơ sở dữ liệu phía sau dịch vụ gặp lỗi. Hãy gọi lại sau; nếu kéo dài, báo bên cung cấp."


class RegistryRefusedError(ProviderSideError):
    code, status, outcome = "service_refused", 422, "invalid"
    en = "The registry refused the request: {where}. Correct the request."
    vi = "Cơ sở dữ liệu từ chối yêu cầu: {where}. Hãy sửa yêu cầu."


class SealError(Exception):
    """A sealed message that nobody may believe; `reason` is a short stable word, `fault` the sentence."""

    def __init__(self, reason: str, fault: str = "") -> None:
        super().__init__(f"{reason}: {fault}" if fault else reason)
        self.reason = reason


class OperatorError(Exception):
    """A command cannot do its work; the text is for the person who started it."""


class ConfigurationError(OperatorError):
    """A file or setting is wrong; lists every fault at once, each with its key."""

    def __init__(self, source: str, faults: list[str]) -> None:
        # One fault a line, so that a person can work through them.
        super().__init__(f"{source}: " + "\n  ".join(faults if len(faults) == 1 else ["", *faults]))
        self.source = source
        self.faults = faults


class StateError(OperatorError):
    """The state folder is missing, incomplete or in use."""


class TrustError(OperatorError):
    """A certificate or the network document cannot be believed."""


class BrokerError(OperatorError):
    """No message broker answers where one was expected."""


class LedgerError(OperatorError):
    """The log cannot be read or written."""


class TamperedError(LedgerError):
    """The log is not what was written; `seq` is the first entry that is wrong."""

    def __init__(self, seq: int, fault: str) -> None:
        super().__init__(f"entry {seq}: {fault}")
        self.seq = seq
        self.fault = fault
