"""The hashtags and mentions a brand uses, for whoever begins to type one."""

import re
from collections import Counter

from accounts.models import Brand, User
from campaigns.models import Post

NEWEST = 500
"""So many of the newest posts are read."""
MOST = 200
_WORD = re.compile(r"(?<![\w/@#.])[#@]\w[\w.@-]*\w")


def vocabulary(person: User, brand: Brand) -> list[str]:
    """Of the posts the person sees, the most used first, as they were written most often."""
    posts = Post.objects.visible_to(person).filter(brand=brand).order_by("-pk")
    texts = posts.values_list("text", "first_comment")[:NEWEST]
    written = Counter(word for pair in texts for text in pair for word in _WORD.findall(text))
    usual: dict[str, str] = {}
    for word, _ in written.most_common():
        usual.setdefault(word.casefold(), word)
    return list(usual.values())[:MOST]
