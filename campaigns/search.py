"""Full text search of assets: by PostgreSQL, in each asset's language, with accents folded.

`marquee_es` and the like are PostgreSQL's own configurations with `unaccent` ahead of their dictionaries; a trigger
keeps `Asset.words` by them (migration `asset_words`).
"""

import re
from functools import reduce
from operator import or_

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery
from django.db.models import Q

LANGUAGES = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""For which PostgreSQL (14 and newer) knows stems; texts in other languages are searched word by word."""
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that set no space between words; there a part of the text is looked for as it is."""


def matching(text: str) -> Q:
    """The condition for assets that say all these words, the last one perhaps not typed to its end."""
    if UNSPACED.search(text):
        return Q(name__icontains=text) | Q(alt__icontains=text) | Q(alts__icontains=text)
    return Q(words=query(text))


def query(text: str) -> SearchQuery | CombinedSearchQuery:
    """The words in any language's stems, or as beginnings of words."""
    beginnings = " & ".join(f"{word}:*" for word in re.findall(r"[^\W_]+", text))
    stems = [SearchQuery(text, config=f"marquee_{code}", search_type="plain") for code in LANGUAGES]
    return reduce(or_, stems, SearchQuery(beginnings, config="marquee_simple", search_type="raw"))
