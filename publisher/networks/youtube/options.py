"""What people set for a channel (`Account.options`), and what holds where they set nothing.

Source: developers.google.com/youtube/v3/docs/videos (status, snippet.categoryId, paidProductPlacementDetails).

| option | meaning | without it |
|---|---|---|
| `privacy` | who sees a film from its time on: `public`, `unlisted`, `private` | `public` |
| `made_for_kids` | it is made for children, which the law wants to know | no |
| `synthetic_media` | it shows what looks real and was made or altered by a machine | no |
| `paid_placement` | somebody paid for being shown in it | no |
| `category` | YouTube's number of the category | `22`, People & Blogs |
| `notify` | subscribers are told of it | yes |
| `embeddable`, `stats` | other sites may show it; how often it was seen is public | yes |
| `license` | `youtube` or `creativeCommon` | `youtube` |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.networks.base import Json, Refused, Trouble

PRIVACIES = ("public", "unlisted", "private")
CATEGORY = "22"


def privacy(options: Mapping[str, Any]) -> str:
    """Raises `Refused` for one that YouTube does not know: nothing becomes public by a slip of the pen."""
    wanted = options.get("privacy") or "public"
    if wanted not in PRIVACIES:
        reason = f"The page's setting “privacy” is “{wanted}”; YouTube knows {', '.join(PRIVACIES)}. Correct it."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return str(wanted)


def status(options: Mapping[str, Any], seen_by: str) -> Json:
    """The whole status of a film: what an update leaves out, it clears."""
    return {
        "privacyStatus": seen_by,
        "selfDeclaredMadeForKids": bool(options.get("made_for_kids", False)),
        "containsSyntheticMedia": bool(options.get("synthetic_media", False)),
        "embeddable": bool(options.get("embeddable", True)),
        "publicStatsViewable": bool(options.get("stats", True)),
        "license": str(options.get("license") or "youtube"),
    }


def resource(options: Mapping[str, Any], title: str, description: str, language: str) -> Json:
    """The film as it is announced, seen by nobody yet."""
    snippet = {"title": title, "description": description, "categoryId": str(options.get("category") or CATEGORY)}
    made: Json = {"snippet": snippet, "status": status(options, "private")}
    if language:
        snippet["defaultLanguage"] = language
    if options.get("paid_placement"):
        made["paidProductPlacementDetails"] = {"hasPaidProductPlacement": True}
    return made
