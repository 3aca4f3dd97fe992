"""Who calls what, and may not."""

from gateway.errors.exchange import ExchangeError


class RightsError(ExchangeError):
    outcome = "denied"


class UnknownMemberError(RightsError):
    code, status = "unknown_member", 403
    en = "The client of X-Road-Client is not in the network document. Register it or correct the header."
    vi = "Bên gọi trong X-Road-Client không có trong văn bản mạng. Hãy đăng ký hoặc sửa tiêu đề."


class AccessDeniedError(RightsError):
    code, status = "access_denied", 403
    en = (
        "No right in the network document allows this call: {where}. "
        "Ask the provider of the service for a right."
    )
    vi = (
        "Không có quyền nào trong văn bản mạng cho phép lời gọi này: {where}. "
        "Hãy xin bên cung cấp dịch vụ cấp quyền."
    )


class TokenScopeError(AccessDeniedError):
    """The client has a right that the token of this call was not issued for."""

    en = "The token of this call was issued for other services. Call with one that is for this service."
    vi = "Mã truy cập của lời gọi này được cấp cho dịch vụ khác. Hãy dùng mã được cấp cho dịch vụ này."


class UnknownServiceError(RightsError):
    code, status, outcome = "unknown_service", 404, "invalid"
    en = "No such service. Compare the path with the services listed in docs/protocol.md."
    vi = "Không có dịch vụ này. Hãy so đường dẫn với danh sách dịch vụ trong docs/protocol.md."


class ServiceNotFoundError(UnknownServiceError):
    """getOpenAPI was asked about a service that its provider, `where`, does not have."""

    en = "Service not found: it is none of {where}. Ask its listMethods which there are."
    vi = "Service not found: {where} không có dịch vụ này. Hãy gọi listMethods để xem danh sách."
