"""What people set for an account (`Account.options`), and what holds where they set nothing.

Source: developers.tiktok.com/doc/content-posting-api-reference-direct-post and /content-sharing-guidelines: what others
may do with a post is off until somebody wants it, and advertising is disclosed.

| option | meaning | without it |
|---|---|---|
| `privacy` | who sees a post: `public`, `followers`, `friends`, `private` | the widest that TikTok offers |
| `comments`, `duet`, `stitch` | others may comment, and take a film up in theirs | no |
| `own_brand` | it advertises the account's own business | no |
| `paid_partnership` | it advertises somebody else's | no |
| `ai_made` | a film was made by a machine | no |
| `cover` | the moment of a film that stands for it, in seconds | TikTok's choice |
| `music` | TikTok adds music to pictures | no |
"""

from __future__ import annotations

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Json, Refused, Trouble

PRIVACIES = {
    "public": "PUBLIC_TO_EVERYONE",
    "followers": "FOLLOWER_OF_CREATOR",
    "friends": "MUTUAL_FOLLOW_FRIENDS",
    "private": "SELF_ONLY",
}
"""The widest first."""


def film_info(account: Account, creator: Answer, caption: str) -> Json:
    """What is said of a film when its upload begins."""
    info = {
        "title": caption,
        **_common(account, creator),
        "disable_duet": _disabled(account, creator, "duet"),
        "disable_stitch": _disabled(account, creator, "stitch"),
        "is_aigc": bool(account.options.get("ai_made")),
    }
    if cover := account.options.get("cover"):
        info["video_cover_timestamp_ms"] = round(float(cover) * 1000)
    return info


def pictures_info(account: Account, creator: Answer, caption: str) -> Json:
    """What is said of pictures. They could have a title, too; a caption is shown for both alike."""
    music = bool(account.options.get("music"))
    return {"description": caption, **_common(account, creator), "auto_add_music": music}


def _common(account: Account, creator: Answer) -> Json:
    return {
        "privacy_level": _privacy(account, creator),
        "disable_comment": _disabled(account, creator, "comment"),
        "brand_organic_toggle": bool(account.options.get("own_brand")),
        "brand_content_toggle": bool(account.options.get("paid_partnership")),
    }


def _privacy(account: Account, creator: Answer) -> str:
    """Raises `Refused` for what TikTok does not offer this account."""
    said = creator.value("data", "privacy_level_options")
    offered = [name for name, level in PRIVACIES.items() if level in (said if isinstance(said, list) else ())]
    wanted = account.options.get("privacy") or next(iter(offered), "public")
    if wanted not in offered:
        names = ", ".join(offered) or "nothing"
        reason = f"The page's setting “privacy” is “{wanted}”; TikTok offers this account {names}. Correct it."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return PRIVACIES[str(wanted)]


def _disabled(account: Account, creator: Answer, what: str) -> bool:
    """Unless people here want it and the account allows it."""
    wanted = account.options.get("comments" if what == "comment" else what)
    return not wanted or creator.value("data", f"{what}_disabled") is True
