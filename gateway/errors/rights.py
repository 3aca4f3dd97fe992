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


class AddressRefusedError(AccessDeniedError):
    """The provider takes calls from listed addresses only; a fault on demand says so."""

    en = "The provider takes no calls from this IP address. Ask it to put the address on its allow-list."
    vi = "Bên cung cấp không nhận lời gọi từ địa chỉ IP này. Hãy đề nghị thêm vào danh sách cho phép."


class OfficerNotMappedError(AccessDeniedError):
    """The provider knows no officer of its own for the one who asks; a fault on demand says so."""

    en = "The officer who asks is mapped to no account of the provider. Ask it to map the account."
    vi = "Cán bộ yêu cầu chưa được ánh xạ tới tài khoản của bên cung cấp. Hãy đề nghị ánh xạ tài khoản."


class FaultsNotAllowedError(AccessDeniedError):
    """Somebody asks for a fault where nobody may."""

    en = (
        "Faults are switched and ordered on this machine only, at 127.0.0.1 or localhost. "
        "Leave out {where}, or start the node with --allow-faults."
    )
    vi = (
        "Chỉ bật lỗi thử nghiệm từ chính máy này, qua 127.0.0.1 hoặc localhost. "
        "Hãy bỏ {where} hoặc khởi động nút với --allow-faults."
    )


class UnknownServiceError(RightsError):
    code, status, outcome = "unknown_service", 404, "invalid"
    en = "No such service. Compare the path with the services listed in docs/protocol.md."
    vi = "Không có dịch vụ này. Hãy so đường dẫn với danh sách dịch vụ trong docs/protocol.md."


class NearMissError(UnknownServiceError):
    """The same, where the network document has services, `where`, whose names are like this one."""

    en = "No such service. The closest are {where}. Correct the path of the call."
    vi = "Không có dịch vụ này. Gần giống nhất: {where}. Hãy sửa đường dẫn của lời gọi."


class ServiceNotFoundError(UnknownServiceError):
    """getOpenAPI was asked about a service that its provider, `where`, does not have."""

    en = "Service not found: it is none of {where}. Ask its listMethods which there are."
    vi = "Service not found: {where} không có dịch vụ này. Hãy gọi listMethods để xem danh sách."
