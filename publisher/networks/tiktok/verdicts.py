"""What an error of TikTok means for us, and why it did not make a post of what it had taken.

Sources: developers.tiktok.com/doc/content-posting-api-reference-direct-post (error codes) and
/content-posting-api-reference-get-video-status (fail reasons).
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from publisher.networks.answers import Answer, doubt, retry_after
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble

MINUTE = timedelta(minutes=1)
"""In this long TikTok counts calls; it never says when to come again."""
PROBE_OF_A_DAY = timedelta(hours=1)
"""TikTok counts posts over 24 hours, those of other apps too, so that nobody here knows when the oldest falls out."""

_AGAIN = "Connect the page again."
_SCOPE = f"TikTok does not let Marquee do this with the rights it was given. {_AGAIN} Give all of them."
_WRONG = "TikTok does not take the post as it is. Change it as it says."
_BANNED = "TikTok does not let this account post for now. Look at its status there before going on."
_SPAM = "TikTok takes the post for spam or a breach of its rules. Look at the account's status there, then change it."
_APP = "TikTok lets Marquee's app post to private accounts only, until it has audited it. Ask your operators."
_ADDRESS = (
    "TikTok fetches pictures only from addresses that its app has proven to own, and this Marquee's is none. Ask your "
    "operators to verify it in TikTok's developer portal, under “URL properties”, then send the post again."
)
_PRIVACY = "TikTok no longer offers the account whom the page's setting “privacy” names. Correct it."
_UPDATE = "TikTok wants a newer version of its app on the account's telephone. Update it there."
_TOO_MANY = "spam_risk_too_many_posts"
_POSTED_ENOUGH = "The account has posted as much as TikTok allows it in a day. Marquee asks again from time to time."
_INBOX = "The account's inbox at TikTok is full of posts that wait. Finish or delete some there."

_BY_CODE: dict[str, tuple[Trouble, str]] = {
    "scope_not_authorized": (Trouble.PERMISSION, _SCOPE),
    "scope_permission_missed": (Trouble.PERMISSION, _SCOPE),
    "invalid_params": (Trouble.CONTENT, _WRONG),
    "invalid_file_upload": (Trouble.MEDIA, "TikTok does not take the film as it is. Save it anew as MP4 with H.264."),
    "spam_risk_too_many_pending_share": (Trouble.BLOCKED, _INBOX),
    "spam_risk_user_banned_from_posting": (Trouble.BLOCKED, _BANNED),
    "unaudited_client_can_only_post_to_private_accounts": (Trouble.APP, _APP),
    "url_ownership_unverified": (Trouble.MISCONFIGURED, _ADDRESS),  # and not the app's: its films would stand still
    "privacy_level_option_mismatch": (Trouble.MISCONFIGURED, _PRIVACY),
    "app_version_check_failed": (Trouble.BLOCKED, _UPDATE),
}
_BY_STATUS: dict[int, tuple[Trouble, str]] = {
    400: (Trouble.CONTENT, _WRONG),
    403: (Trouble.PERMISSION, _SCOPE),
    404: (Trouble.MISCONFIGURED, "TikTok knows no such address. Check the page's server address."),
    413: (Trouble.MEDIA, "The film is too big for TikTok. Make it smaller."),
}
_FAILURES: dict[str, tuple[Trouble, str]] = {
    "file_format_check_failed": (Trouble.MEDIA, "TikTok cannot read the file. Save films as MP4, pictures as JPEG."),
    "duration_check_failed": (Trouble.MEDIA, "The film is too long or too short for TikTok. Cut it."),
    "frame_rate_check_failed": (Trouble.MEDIA, "TikTok takes films of 23 to 60 pictures a second. Save it anew."),
    "picture_size_check_failed": (Trouble.MEDIA, "TikTok does not take this height and width. Scale it."),
    "publish_cancelled": (Trouble.CONTENT, "Somebody cancelled the post at TikTok. Send it again if you want it out."),
    "auth_removed": (Trouble.RECONNECT, f"The account has taken Marquee's rights away. {_AGAIN}"),
    "spam_risk": (Trouble.CONTENT, _SPAM),
    "spam_risk_text": (Trouble.CONTENT, _SPAM),
    "spam_risk_user_banned_from_posting": (Trouble.BLOCKED, _BANNED),
}
_PASSING = frozenset({"internal", "video_pull_failed", "photo_pull_failed"})


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer that is not what was asked for."""
    code, said, trace = answer.word("error", "code"), answer.word("error", "message"), answer.word("error", "log_id")
    if answer.status >= 500 or code == "internal_error" or not (code or answer.status in (401, 413, 429)):
        return doubt(answer, once=once, words=said)
    if later := _later(answer, code, said, trace):
        return later
    if not (rule := _BY_CODE.get(code) or _BY_STATUS.get(answer.status)):
        return doubt(answer, once=once, words=said)
    trouble, sentence = rule
    return Refused(sentence, said or code, trace, answer.status, trouble=trouble)


def failure(reason: str, trace_id: str = "") -> Refused | Later:
    """What it means that TikTok gave up on a post; it is certainly not public."""
    if reason == _TOO_MANY:
        until = datetime.now(UTC) + PROBE_OF_A_DAY
        return Later(_POSTED_ENOUGH, reason, trace_id, until=until, scope=Scope.PAGE, prepare=True)
    if reason in _PASSING:
        words = "TikTok failed at its own work on the post. Marquee brings it there again."
        return Later(words, reason, trace_id, prepare=True)
    trouble, sentence = _FAILURES.get(reason, (Trouble.CONTENT, "TikTok gave up on the post. Change it as it says."))
    return Refused(sentence, reason, trace_id, trouble=trouble)


def _later(answer: Answer, code: str, said: str, trace: str) -> Later | None:
    """What passes by itself, or with a new token; it certainly made nothing."""
    now, status = datetime.now(UTC), answer.status
    if code == "access_token_invalid" or (status == 401 and not code.startswith("scope_")):
        words = "TikTok's token has ended. Marquee renews it by itself if it can."
        return Later(words, said, trace, status, reconnect=True)
    if code == _TOO_MANY:
        return Later(_POSTED_ENOUGH, said, trace, status, until=now + PROBE_OF_A_DAY, scope=Scope.PAGE)
    if code == "reached_active_user_cap":
        words = "As many accounts as TikTok allows have posted by Marquee's app today. It goes on tomorrow."
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC) + MINUTE
        return Later(words, said, trace, status, until=tomorrow, scope=Scope.HOME)
    if code == "rate_limit_exceeded" or status == 429:
        words = "TikTok takes no more calls for this page just now. Marquee goes on when it may."
        return Later(words, said, trace, status, until=retry_after(answer) or now + MINUTE, scope=Scope.PAGE)
    return None
