"""What is said of a film: title, description, category, and who may see it.

Source: developers.google.com/youtube/v3/docs/videos.
"""

from __future__ import annotations

from typing import Any

from sandbox.call import Refusal
from sandbox.youtube.errors import error, invalid

Json = dict[str, Any]
TITLE, DESCRIPTION = 100, 5000
PRIVACIES = ("public", "unlisted", "private")
FLAGS = {"selfDeclaredMadeForKids": False, "containsSyntheticMedia": False, "embeddable": True}
FLAGS |= {"publicStatsViewable": True}


def snippet(given: Any) -> Json:
    """Raises `Refusal` (400) for what YouTube does not take."""
    said = given if isinstance(given, dict) else {}
    title, description = said.get("title", ""), said.get("description", "")
    if not isinstance(title, str) or not 0 < len(title) <= TITLE or _bracketed(title):
        raise invalid("invalidTitle", "The request metadata specifies an invalid or empty video title.")
    if not isinstance(description, str) or len(description.encode()) > DESCRIPTION or _bracketed(description):
        raise invalid("invalidDescription", "The request metadata specifies an invalid video description.")
    if not str(said.get("categoryId", "22")).isdecimal():
        raise invalid("invalidCategoryId", "The snippet.categoryId property specifies an invalid category ID.")
    return {"categoryId": "22", **said, "title": title, "description": description}


def status(given: Any) -> Json:
    """The whole status: what is left out falls back to what YouTube takes for granted, public among it."""
    said = given if isinstance(given, dict) else {}
    privacy = said.get("privacyStatus", "public")
    if privacy not in PRIVACIES:
        message = "The request contains an invalid privacy setting."
        raise Refusal(error(403, "forbiddenPrivacySetting", message))
    flags = {name: bool(said.get(name, default)) for name, default in FLAGS.items()}
    return {"privacyStatus": privacy, "license": said.get("license", "youtube"), **flags}


def _bracketed(text: str) -> bool:
    return "<" in text or ">" in text
