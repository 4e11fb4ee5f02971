from accounts.models.answer import Answer
from accounts.models.app import App
from accounts.models.brand import Brand, Market, Stage
from accounts.models.credential import Credential
from accounts.models.event import Event, EventHead
from accounts.models.key import ApiKey, ApiSecret
from accounts.models.letter import Letter
from accounts.models.membership import Membership, Role
from accounts.models.message import Message, Sending
from accounts.models.page import Health, Network, Page
from accounts.models.user import User
from accounts.models.webhook import Webhook

__all__ = [
    "Answer",
    "ApiKey",
    "ApiSecret",
    "App",
    "Brand",
    "Credential",
    "Event",
    "EventHead",
    "Health",
    "Letter",
    "Market",
    "Membership",
    "Message",
    "Network",
    "Page",
    "Role",
    "Sending",
    "Stage",
    "User",
    "Webhook",
]
