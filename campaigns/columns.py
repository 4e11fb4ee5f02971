"""What the columns of an uploaded table may hold, and how they are called."""

from collections.abc import Sequence

PARTS = {
    "text": "Text",
    "link": "Link",
    "first_comment": "First comment",
    "language": "Language",
    "campaign": "Campaign",
    "tags": "Tags",
    "pictures": "Pictures",
    "pages": "Pages",
    "date": "Date",
    "time": "Time",
}
KNOWN = {
    "text": {"copy", "caption", "message", "post"},
    "link": {"url", "address"},
    "first_comment": {"comment"},
    "language": {"lang"},
    "tags": {"tag", "labels", "hashtags"},
    "pictures": {"picture", "image", "images", "media", "asset", "assets"},
    "pages": {"page", "account", "accounts", "channel", "channels", "profile"},
    "date": {"day", "local time"},
    "time": {"hour"},
}
"""What columns are called elsewhere."""
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
DATES = [(DAY_FIRST, "14.05.2027 or 14/05/2027"), (MONTH_FIRST, "05/14/2027")]


def guessed(header: Sequence[str]) -> dict[str, int]:
    """Which part stands in which column, as far as their names tell."""
    names = [name.strip().lower().replace("_", " ") for name in header]
    found = {}
    for part, label in PARTS.items():
        calls = {label.lower(), part.replace("_", " "), *KNOWN.get(part, ())}
        place = next((place for place, name in enumerate(names) if name in calls), None)
        if place is not None:
            found[part] = place
    return found
