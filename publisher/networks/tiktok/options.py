"""What people set for an account, and what TikTok is told of a post by it.

Source: developers.tiktok.com/doc/content-posting-api-reference-direct-post and /content-sharing-guidelines: a person
says who sees posts, what others may do with them is off until somebody wants it, and advertising is disclosed.
"""

from __future__ import annotations

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Json, Option, Refused, Trouble, chosen

PRIVACIES = {
    "public": "PUBLIC_TO_EVERYONE",
    "followers": "FOLLOWER_OF_CREATOR",
    "friends": "MUTUAL_FOLLOW_FRIENDS",
    "private": "SELF_ONLY",
}
SEEN_BY = (
    ("public", "Everybody"),
    ("followers", "Followers"),
    ("friends", "Followers whom the account follows"),
    ("private", "Nobody but the account"),
)
OPTIONS = (
    Option("privacy", "Who sees posts", "TikTok wants a person to choose.", None, SEEN_BY),
    Option("comments", "Others may comment"),
    Option("duet", "Others may take films up beside theirs (Duet)"),
    Option("stitch", "Others may use pieces of films in theirs (Stitch)"),
    Option("own_brand", "Advertises the account's own business", "TikTok then calls posts “Promotional content”."),
    Option("paid_partnership", "Advertises somebody else's", "TikTok then calls posts “Paid partnership”."),
    Option("ai_made", "Films are made by a machine", "TikTok then says so."),
    Option("music", "TikTok adds music to pictures"),
)


def film_info(account: Account, creator: Answer, caption: str) -> Json:
    """What is said of a film when its upload begins."""
    own = chosen(OPTIONS, account)
    return {
        "title": caption,
        **_common(account, creator),
        "disable_duet": _disabled(own["duet"], creator, "duet"),
        "disable_stitch": _disabled(own["stitch"], creator, "stitch"),
        "is_aigc": own["ai_made"],
    }


def pictures_info(account: Account, creator: Answer, caption: str) -> Json:
    """What is said of pictures. They could have a title, too; a caption is shown for both alike."""
    music = chosen(OPTIONS, account)["music"]
    return {"description": caption, **_common(account, creator), "auto_add_music": music}


def _common(account: Account, creator: Answer) -> Json:
    own = chosen(OPTIONS, account)
    return {
        "privacy_level": _privacy(own["privacy"], creator),
        "disable_comment": _disabled(own["comments"], creator, "comment"),
        "brand_organic_toggle": own["own_brand"],
        "brand_content_toggle": own["paid_partnership"],
    }


def _privacy(wanted: str | None, creator: Answer) -> str:
    """Raises `Refused` for what nobody chose, or TikTok does not offer this account."""
    said = creator.value("data", "privacy_level_options")
    offered = [name for name, level in PRIVACIES.items() if level in (said if isinstance(said, list) else ())]
    if wanted is None or wanted not in offered:
        is_now = f"is “{wanted}”" if wanted else "is not chosen"
        reason = f"The page's setting “privacy” {is_now}; TikTok offers this account {', '.join(offered) or 'nothing'}."
        raise Refused(f"{reason} Correct it.", trouble=Trouble.MISCONFIGURED)
    return PRIVACIES[wanted]


def _disabled(wanted: bool, creator: Answer, what: str) -> bool:
    """Unless people here want it and the account allows it."""
    return not wanted or creator.value("data", f"{what}_disabled") is True
