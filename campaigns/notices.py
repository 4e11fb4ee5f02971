"""What mails about posts say: each thing in a sentence, the words that came with it, and where to read on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.wording import told

if TYPE_CHECKING:
    from campaigns.models.notice import Notice

SENTENCES = {
    "approved": "{by} approved “{post}”. It goes out at its time.",
    "asked": "{by} asks for changes to “{post}”.",
    "rejected": "{by} rejected “{post}”. It will not go out.",
    "undone": "{by} took the decision about “{post}” back. It is in review again.",
    "commented": "{by} commented on “{post}”.",
    "mentioned": "{by} named you in a comment on “{post}”.",
}
SEVERAL = "{number} things were decided or said about posts"


def written(those: Sequence["Notice"]) -> tuple[str, str]:
    """The subject and the text of one mail about all of them, in the language of whom they are for."""
    with translation.override(those[0].person.language):
        subject = sentence(those[0]) if len(those) == 1 else told(SEVERAL).format(number=len(those))
        return " ".join(subject.split())[:150], "\n\n".join(map(_paragraph, those)) + "\n"


def sentence(notice: "Notice") -> str:
    return told(SENTENCES[notice.kind]).format(by=notice.by, post=notice.post)


def _paragraph(notice: "Notice") -> str:
    said = [f"    {line}" for line in notice.words.splitlines()]
    return "\n".join([sentence(notice), *said, settings.PUBLIC_ADDRESS + reverse("post", args=[notice.post_id])])
