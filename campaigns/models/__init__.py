from campaigns.models.approval import Approval, Decision, Revision
from campaigns.models.asset import Asset
from campaigns.models.attachment import Attachment
from campaigns.models.campaign import Campaign
from campaigns.models.comment import Comment
from campaigns.models.feed import Feed
from campaigns.models.guideline import Guideline
from campaigns.models.import_ import Import
from campaigns.models.link_card import LinkCard
from campaigns.models.notice import Notice
from campaigns.models.overlay import Overlay
from campaigns.models.post import Post
from campaigns.models.presence import Presence
from campaigns.models.publication import Publication
from campaigns.models.rights import Rights
from campaigns.models.saved_view import SavedView
from campaigns.models.slot import Slot
from campaigns.models.upload import Part, Upload
from campaigns.models.variant import Variant
from campaigns.models.version import Version

__all__ = [
    "Approval",
    "Asset",
    "Attachment",
    "Campaign",
    "Comment",
    "Decision",
    "Feed",
    "Guideline",
    "Import",
    "LinkCard",
    "Notice",
    "Overlay",
    "Part",
    "Post",
    "Presence",
    "Publication",
    "Revision",
    "Rights",
    "SavedView",
    "Slot",
    "Upload",
    "Variant",
    "Version",
]
