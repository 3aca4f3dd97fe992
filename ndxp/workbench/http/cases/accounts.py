"""Who calls: tokens and secrets, good and bad."""

import asyncio
import time
from dataclasses import replace
from typing import Final

from ndxp.workbench.http.account import Account
from ndxp.workbench.http.cases.trial import Trial
from ndxp.workbench.http.dialects.dialect import Proven, Trouble
from ndxp.workbench.http.question import Got
from ndxp.workbench.http.talk import Talk
from ndxp.workbench.judging import both
from ndxp.workbench.verdict import BreachError, NotRunError

TOKENS: Final = frozenset({"wso2", "lgsp"})
HOUR_MS: Final = 3_600_000
SHORT_S: Final = 8  # a token that lives longer is not waited for
_UNKNOWN: Final = "7d0ff5a4-0000-4000-8000-000000000000"


async def token_form(talk: Talk) -> str:
    got = await talk.ask_for_token(talk.known())
    document = got.json
    lives_s = document.get("expires_in")
    if got.status != 200 or document.get("token_type") != "Bearer":
        raise BreachError(f"{got.status} with a token_type that is not Bearer")
    if type(lives_s) is not int or lives_s < 0:
        raise BreachError("200 without expires_in in whole seconds")
    return f"a token for {lives_s} s"


async def token_reused(talk: Talk) -> str:
    first = await talk.grant(talk.known())
    second = await talk.grant(talk.known())
    if first.left_s < 2:
        raise NotRunError("a token lives too short to be used twice")
    if second.token != first.token:
        raise BreachError("another token, while the first one is good")
    if (second.lives_s or 0) > (first.lives_s or 0):
        raise BreachError("the same token, with more time left than before")
    by = Proven(account=talk.bench.account, token=first.token)
    for _ in range(2):
        told = talk.first.form.told(await _call(talk, by))
        if told != "found":
            raise BreachError(f"a call with a token that was used before is {told}")
    return "the same token with the time that is left, good for several calls"


async def wrong_secret(talk: Talk) -> str:
    account = talk.known()
    told = {
        await _unproven(talk, account.with_wrong_secret()),
        await _unproven(talk, account.with_unknown_key()),
    }
    return " and ".join(sorted(told))


async def unknown_token(talk: Talk) -> str:
    account = talk.known()
    if not account.key:  # a token is all there is
        account = account.with_wrong_secret()
        return talk.refused(await _call(talk, Proven(account=account)), "unknown_token")
    by = Proven(account=account, token=_UNKNOWN)
    return talk.refused(await _call(talk, by), "unknown_token")


async def expired_token(talk: Talk) -> str:
    granted = await talk.grant(talk.known())
    if granted.left_s > SHORT_S:
        raise NotRunError(
            f"a token lives longer than {SHORT_S} s: ours end sooner with NDXP_TOKEN_LIFETIME_S=3"
        )
    await asyncio.sleep(granted.left_s + 1)
    by = Proven(account=talk.bench.account, token=granted.token)
    return talk.refused(await _call(talk, by), "expired_token")


async def no_credentials(talk: Talk) -> str:
    call = await talk.first.form.call(talk.first.found[0])
    question = await talk.question(talk.first, call)
    proof = talk.bench.dialect.proof(await talk.proven())
    bare = question.with_headers(dict.fromkeys(proof))
    return talk.refused(await talk.send(bare), "no_credentials")


async def no_officer(talk: Talk) -> str:
    asked = talk.soap
    question = await talk.question(asked, await asked.form.call(asked.found[0]))
    bare = question.with_headers({"AuthHash": None})
    return talk.refused(await talk.send(bare), "no_officer")


async def skewed_timestamp(talk: Talk) -> str:
    told = []
    for off_ms in (-HOUR_MS, HOUR_MS):
        by = await talk.proven()
        skewed = replace(by, now_ms=by.now_ms + off_ms)
        told.append(talk.refused(await _call(talk, skewed), "skewed_timestamp"))
    return f"{told[0]} to an hour too early and {told[1]} to an hour too late"


async def no_right(talk: Talk) -> str:
    if talk.bench.denied is None:
        raise NotRunError("no account without a right to the first service was given (--denied)")
    return talk.refused(await _call(talk, await talk.proven(talk.bench.denied)), "no_right")


async def _unproven(talk: Talk, account: Account) -> str:
    """What becomes of an account that does not prove itself: at the token call, or at the call itself."""
    trouble: Trouble = "wrong_secret"
    if talk.bench.dialect.token(account) is not None:
        return talk.refused(await talk.ask_for_token(account), trouble)
    by = Proven(account=account, now_ms=time.time_ns() // 1_000_000)
    return talk.refused(await _call(talk, by), trouble)


async def _call(talk: Talk, by: Proven) -> Got:
    call = await talk.first.form.call(talk.first.found[0])
    return await talk.call(talk.first, call, by)


TRIALS: Final = (
    Trial(
        name="token_form",
        topic="accounts",
        sent=both("POST /token with a good key and secret", "POST /token với khóa và bí mật đúng"),
        rule=both(
            "it is answered with access_token, token_type Bearer and expires_in in seconds",
            "trả lời có access_token, token_type Bearer và expires_in tính bằng giây",
        ),
        run=token_form,
        dialects=TOKENS,
    ),
    Trial(
        name="token_reused",
        topic="accounts",
        sent=both(
            "POST /token twice, then calls with the first token",
            "POST /token hai lần, rồi gọi bằng mã đầu tiên",
        ),
        rule=both(
            "who asks again gets the same token with the time that is left; it serves many calls",
            "xin lại thì nhận đúng mã cũ với thời gian còn lại; một mã dùng cho nhiều lời gọi",
        ),
        run=token_reused,
        dialects=TOKENS,
    ),
    Trial(
        name="wrong_secret",
        topic="accounts",
        sent=both(
            "the account with another secret, then an account that nobody has",
            "tài khoản với bí mật khác, rồi một tài khoản không tồn tại",
        ),
        rule=both("both are refused with 401", "cả hai bị từ chối bằng 401"),
        run=wrong_secret,
        trouble="wrong_secret",
    ),
    Trial(
        name="unknown_token",
        topic="faults",
        sent=both("a call with a token of nobody's", "lời gọi với mã truy cập không của ai"),
        rule=both(
            "a token that nobody was granted is refused with 401",
            "mã truy cập chưa từng cấp bị từ chối bằng 401",
        ),
        run=unknown_token,
        trouble="unknown_token",
    ),
    Trial(
        name="expired_token",
        topic="faults",
        sent=both("a call with a token that has ended", "lời gọi với mã truy cập đã hết hạn"),
        rule=both(
            "a token counts no longer than expires_in said: 401",
            "mã truy cập không có hiệu lực quá expires_in: 401",
        ),
        run=expired_token,
        trouble="expired_token",
    ),
    Trial(
        name="no_credentials",
        topic="faults",
        sent=both(
            "a good call that does not say who calls", "lời gọi đúng nhưng không nêu bên gọi"
        ),
        rule=both(
            "it is refused in the words that the dialect has for it",
            "bị từ chối bằng đúng lỗi mà phương ngữ quy định",
        ),
        run=no_credentials,
        trouble="no_credentials",
    ),
    Trial(
        name="no_officer",
        topic="accounts",
        sent=both("a population call without AuthHash", "lời gọi dân cư không có AuthHash"),
        rule=both(
            "it is refused with 403, so that the client does not ask for a new token",
            "bị từ chối bằng 403 để bên gọi không xin mã mới",
        ),
        run=no_officer,
        trouble="no_officer",
    ),
    Trial(
        name="skewed_timestamp",
        topic="accounts",
        sent=both(
            "good hashes over a Timestamp an hour ago and an hour ahead",
            "băm đúng trên Timestamp sớm một giờ và muộn một giờ",
        ),
        rule=both("both are refused with 401", "cả hai bị từ chối bằng 401"),
        run=skewed_timestamp,
        trouble="skewed_timestamp",
    ),
    Trial(
        name="no_right",
        topic="faults",
        sent=both(
            "a good call by a client that has no right to the service",
            "lời gọi đúng của bên không có quyền với dịch vụ",
        ),
        rule=both("it is refused with 403", "bị từ chối bằng 403"),
        run=no_right,
        trouble="no_right",
    ),
)
