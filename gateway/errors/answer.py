"""What is wrong on the provider's side, or with its answer."""

from gateway.errors.exchange import ExchangeError


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
    """`where` is in our words; `native`, the registry's own bytes, may hold personal data.

    They are sealed with the refusal for callers who speak the registry's dialect, and stand in no text.
    """

    code, status, outcome = "service_refused", 422, "invalid"
    en = "The registry refused the request: {where}. Correct the request."
    vi = "Cơ sở dữ liệu từ chối yêu cầu: {where}. Hãy sửa yêu cầu."

    def __init__(self, where: str = "", *, native: bytes = b"") -> None:
        super().__init__(where)
        self.native = memoryview(native).tobytes()  # a TypeError unless it is bytes
