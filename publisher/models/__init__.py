from publisher.models.attempt import SENDINGS, Attempt, Outcome
from publisher.models.correction import Correction
from publisher.models.delivery import Delivery
from publisher.models.dry_run import DryRun
from publisher.models.follow_up import FollowUp
from publisher.models.freeze import Freeze
from publisher.models.grant import Grant
from publisher.models.heartbeat import Heartbeat
from publisher.models.hold import Hold, Word
from publisher.models.removal import Removal

__all__ = [
    "SENDINGS",
    "Attempt",
    "Correction",
    "Delivery",
    "DryRun",
    "FollowUp",
    "Freeze",
    "Grant",
    "Heartbeat",
    "Hold",
    "Outcome",
    "Removal",
    "Word",
]
