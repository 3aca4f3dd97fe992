"""What the caller can mend."""

import math

from gateway.errors.exchange import ExchangeError


class CallerError(ExchangeError):
    place = "client"
    outcome = "invalid"


class BadRequestError(CallerError):
    code, status = "bad_request", 400
    en = "The request is malformed: {where}. Compare it with docs/protocol.md."
    vi = "Yêu cầu không đúng định dạng: {where}. Hãy so với docs/protocol.md."


class InvalidRequestError(CallerError):
    """A metadata service cannot answer; `where` is X-Road's text, which programs look for."""

    code, status, place = "invalid_request", 400, "server.serverproxy"
    en = "{where}. docs/r1.md says how the metadata services are called."
    vi = "{where}. Xem docs/r1.md về cách gọi các dịch vụ siêu dữ liệu."


class UriTooLongError(CallerError):
    code, status = "uri_too_long", 414
    en = "The URL is longer than {where} bytes. Shorten it: what is long belongs in the body."
    vi = "URL dài hơn {where} byte. Hãy rút ngắn: phần dài thuộc về nội dung."


class InvalidProtocolVersionError(CallerError):
    code, status = "invalid_protocol_version", 400
    en = "Only version 1 of X-Road's REST protocol is spoken here. Begin the path with /r1/."
    vi = "Ở đây chỉ dùng phiên bản 1 của giao thức REST X-Road. Hãy bắt đầu đường dẫn bằng /r1/."


class MissingHeaderError(CallerError):
    code, status = "missing_header_field", 400
    en = "The header {where} is missing. Send it with every call."
    vi = "Thiếu tiêu đề {where}. Hãy gửi tiêu đề này trong mọi lời gọi."


class InvalidClientIdentifierError(CallerError):
    code, status = "invalid_client_identifier", 400
    en = "X-Road-Client must read instance/class/code/subsystem, for example VN/GOV/H29/motcua."
    vi = "X-Road-Client phải có dạng instance/class/code/subsystem, ví dụ VN/GOV/H29/motcua."


class InvalidSecurityServerError(CallerError):
    code, status, place = "invalid_security_server", 400, "server.clientproxy"
    en = "X-Road-Security-Server names no server of the provider. Leave it out, or write {where}."
    vi = "X-Road-Security-Server không phải máy chủ của bên cung cấp. Hãy bỏ đi hoặc ghi {where}."


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
    en = "The call does not prove who makes it: {where}. Send a valid token or certificate of the client."
    vi = "Lời gọi không chứng minh được bên gọi: {where}. Hãy gửi mã truy cập hoặc chứng thư hợp lệ của bên gọi."


class ClockSkewError(UnauthenticatedError):
    """The time that a call names is too far from the gateway's; a fault on demand says so."""

    en = "The time that the call names is too far off our clock. Set the clock of the machine that calls."
    vi = "Thời điểm ghi trong lời gọi lệch quá xa so với đồng hồ của cổng. Hãy chỉnh đồng hồ của máy gọi."


class InactiveTokenError(UnauthenticatedError):
    """An access token was granted, and has expired or was revoked since, as may have been its account."""

    en = "The access token has ended: {where}. Ask for a new one and call again."
    vi = "Mã truy cập đã hết hiệu lực: {where}. Hãy xin mã mới rồi gọi lại."


class TooManyRequestsError(CallerError):
    """A client asks for more than the network document allows it."""

    code, status, outcome, retry_after_s = "too_many_requests", 429, "denied", 1
    en = "This client may make {where} calls. Wait for the time in Retry-After and call again."
    vi = "Bên gọi này chỉ được gọi {where}. Hãy chờ theo Retry-After rồi gọi lại."

    def __init__(self, where: str = "", retry_after_s: int = 1) -> None:
        super().__init__(where)
        self.retry_after_s = retry_after_s


class QuotaError(TooManyRequestsError):
    """An account has made the calls that it may; `next_ms`, since 1970, is when it may make more."""

    def __init__(self, where: str, now_ms: int, next_ms: int) -> None:
        super().__init__(where, math.ceil((next_ms - now_ms) / 1000))
        self.next_ms = next_ms


class SealRefusedError(CallerError):
    code, status = "seal_refused", 400
    en = "Nobody can believe the sealed request: {where}. Compare it with docs/protocol.md, chapter 6."
    vi = "Yêu cầu đã ký không đáng tin: {where}. Hãy so với docs/protocol.md, chương 6."
