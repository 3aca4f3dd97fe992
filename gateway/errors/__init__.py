"""Every failure that a person or a program can meet, in one tree.

ExchangeError                      one call failed; has a code, an HTTP status and a sentence in two languages
├── CallerError                    the caller can mend it                          400 401 405 408 413 414 415 422 429
│   ├── BadRequestError  InvalidRequestError  UriTooLongError  InvalidProtocolVersionError  MissingHeaderError
│   ├── InvalidClientIdentifierError  InvalidSecurityServerError  InvalidMethodError
│   ├── BodyTooLargeError  InvalidContentTypeError  InvalidBodyError  SchemaViolationError
│   ├── SlowRequestError  UnauthenticatedError (ClockSkewError  InactiveTokenError)
│   └── TooManyRequestsError (QuotaError)  SealRefusedError
├── RightsError                    who calls what                                  403 404
│   ├── UnknownMemberError  UnknownServiceError (NearMissError  ServiceNotFoundError)
│   └── AccessDeniedError (TokenScopeError  AddressRefusedError  OfficerNotMappedError  FaultsNotAllowedError)
├── PlatformError                  come back later                                 503 504
│   ├── OverloadedError  BusUnavailableError  ProviderUnavailableError  UpstreamUnavailableError
│   └── DeadlineExceededError  LogUnavailableError  CannotSealError  AbortedError  InternalError
│       NetworkExpiredError
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

from gateway.errors.answer import (
    AnswerError,
    AnswerSignatureError,
    InconsistentAnswerError,
    InvalidAnswerError,
    MessageExpiredError,
    ProviderSideError,
    RegistryFailedError,
    RegistryRefusedError,
    ReplayError,
)
from gateway.errors.caller import (
    BadRequestError,
    BodyTooLargeError,
    CallerError,
    ClockSkewError,
    InactiveTokenError,
    InvalidBodyError,
    InvalidClientIdentifierError,
    InvalidContentTypeError,
    InvalidMethodError,
    InvalidProtocolVersionError,
    InvalidRequestError,
    InvalidSecurityServerError,
    MissingHeaderError,
    QuotaError,
    SchemaViolationError,
    SealRefusedError,
    SlowRequestError,
    TooManyRequestsError,
    UnauthenticatedError,
    UriTooLongError,
)
from gateway.errors.exchange import (
    ExchangeError,
    Language,
    SealError,
    problem,
)
from gateway.errors.operator import (
    BrokerError,
    ConfigurationError,
    LedgerError,
    OperatorError,
    StateError,
    TamperedError,
    TrustError,
)
from gateway.errors.platform import (
    AbortedError,
    BusUnavailableError,
    CannotSealError,
    DeadlineExceededError,
    InternalError,
    LogUnavailableError,
    NetworkExpiredError,
    OverloadedError,
    PlatformError,
    ProviderUnavailableError,
    UpstreamUnavailableError,
)
from gateway.errors.rights import (
    AccessDeniedError,
    AddressRefusedError,
    FaultsNotAllowedError,
    NearMissError,
    OfficerNotMappedError,
    RightsError,
    ServiceNotFoundError,
    TokenScopeError,
    UnknownMemberError,
    UnknownServiceError,
)

__all__ = [
    "AbortedError",
    "AccessDeniedError",
    "AddressRefusedError",
    "AnswerError",
    "AnswerSignatureError",
    "BadRequestError",
    "BodyTooLargeError",
    "BrokerError",
    "BusUnavailableError",
    "CallerError",
    "CannotSealError",
    "ClockSkewError",
    "ConfigurationError",
    "DeadlineExceededError",
    "ExchangeError",
    "FaultsNotAllowedError",
    "InactiveTokenError",
    "InconsistentAnswerError",
    "InternalError",
    "InvalidAnswerError",
    "InvalidBodyError",
    "InvalidClientIdentifierError",
    "InvalidContentTypeError",
    "InvalidMethodError",
    "InvalidProtocolVersionError",
    "InvalidRequestError",
    "InvalidSecurityServerError",
    "Language",
    "LedgerError",
    "LogUnavailableError",
    "MessageExpiredError",
    "MissingHeaderError",
    "NearMissError",
    "NetworkExpiredError",
    "OfficerNotMappedError",
    "OperatorError",
    "OverloadedError",
    "PlatformError",
    "ProviderSideError",
    "ProviderUnavailableError",
    "QuotaError",
    "RegistryFailedError",
    "RegistryRefusedError",
    "ReplayError",
    "RightsError",
    "SchemaViolationError",
    "SealError",
    "SealRefusedError",
    "ServiceNotFoundError",
    "SlowRequestError",
    "StateError",
    "TamperedError",
    "TokenScopeError",
    "TooManyRequestsError",
    "TrustError",
    "UnauthenticatedError",
    "UnknownMemberError",
    "UnknownServiceError",
    "UpstreamUnavailableError",
    "UriTooLongError",
    "problem",
]
