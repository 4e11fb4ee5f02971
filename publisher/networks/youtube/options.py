"""What people set for a channel, and what YouTube is told of a film by it.

Source: developers.google.com/youtube/v3/docs/videos (status, snippet.categoryId, paidProductPlacementDetails).
"""

from __future__ import annotations

from publisher.networks.base import Account, Json, Option, Refused, Trouble, chosen

CATEGORIES = (
    ("22", "People & Blogs"),
    ("2", "Autos & Vehicles"),
    ("23", "Comedy"),
    ("27", "Education"),
    ("24", "Entertainment"),
    ("1", "Film & Animation"),
    ("20", "Gaming"),
    ("26", "Howto & Style"),
    ("10", "Music"),
    ("25", "News & Politics"),
    ("29", "Nonprofits & Activism"),
    ("15", "Pets & Animals"),
    ("28", "Science & Technology"),
    ("17", "Sports"),
    ("19", "Travel & Events"),
)
PRIVACIES = (
    ("public", "Everybody"),
    ("unlisted", "Whoever has the link"),
    ("private", "Nobody but the channel"),
)
LICENSES = (("youtube", "YouTube's standard licence"), ("creativeCommon", "Creative Commons, with attribution"))
OPTIONS = (
    Option("privacy", "Who sees films from their time on", usual="public", choices=PRIVACIES),
    Option("category", "Category", usual="22", choices=CATEGORIES),
    Option("made_for_kids", "Made for children", "The law wants it to be said; comments are off then."),
    Option("synthetic_media", "Altered or made by a machine", "Where it looks real, YouTube tells people so."),
    Option("paid_placement", "Paid promotion", "Somebody paid for being shown in it; YouTube tells people so."),
    Option("notify", "Tell subscribers of new films", usual=True),
    Option("embeddable", "Other sites may show them", usual=True),
    Option("stats", "Show how often they were seen", usual=True),
    Option("license", "Licence", usual="youtube", choices=LICENSES),
)


def privacy(account: Account) -> str:
    """Raises `Refused` for one that YouTube does not know: nothing becomes public by a slip of the pen."""
    wanted, known = chosen(OPTIONS, account)["privacy"], [name for name, _ in PRIVACIES]
    if wanted not in known:
        reason = f"The page's setting “privacy” is “{wanted}”; YouTube knows {', '.join(known)}. Correct it."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return str(wanted)


def status(account: Account, seen_by: str) -> Json:
    """The whole status of a film: what an update leaves out, it clears."""
    own = chosen(OPTIONS, account)
    return {
        "privacyStatus": seen_by,
        "selfDeclaredMadeForKids": own["made_for_kids"],
        "containsSyntheticMedia": own["synthetic_media"],
        "embeddable": own["embeddable"],
        "publicStatsViewable": own["stats"],
        "license": own["license"],
    }


def resource(account: Account, title: str, description: str, language: str) -> Json:
    """The film as it is announced, seen by nobody yet."""
    own = chosen(OPTIONS, account)
    snippet = {"title": title, "description": description, "categoryId": own["category"]}
    made: Json = {"snippet": snippet, "status": status(account, "private")}
    if language:
        snippet["defaultLanguage"] = language
    if own["paid_placement"]:
        made["paidProductPlacementDetails"] = {"hasPaidProductPlacement": True}
    return made


def notify(account: Account) -> str:
    """Whether subscribers are told, as a query says it."""
    return str(chosen(OPTIONS, account)["notify"]).lower()
