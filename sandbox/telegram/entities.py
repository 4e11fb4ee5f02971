"""Users, chats and messages as the Bot API shows them. Source: core.telegram.org/bots/api, available types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.call import Answer

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.media import Media

Json = dict[str, Any]


def result(value: Any) -> Answer:
    return Answer(200, {"ok": True, "result": value})


def bot_id(account: Account) -> str:
    return account.remote_id.removeprefix("-100")


def bot(account: Account) -> Json:
    return {
        "id": int(bot_id(account)),
        "is_bot": True,
        "first_name": f"{account.name} bot",
        "username": f"{account.handle}_bot",
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def chat(account: Account) -> Json:
    return {"id": int(account.remote_id), "title": account.name, "username": account.handle, "type": "channel"}


def administrator(account: Account) -> Json:
    rights = ("can_manage_chat", "can_post_messages", "can_edit_messages", "can_delete_messages")
    return {
        "user": bot(account),
        "status": "administrator",
        "can_be_edited": False,
        "is_anonymous": False,
        **dict.fromkeys(rights, True),
    }


def message(account: Account, number: int, at: float, **shown: Any) -> Json:
    """`shown` is what there is to see: `text`, or `photo`, `animation` or `video` and `caption`."""
    about = {"message_id": number, "sender_chat": chat(account), "chat": chat(account), "date": int(at)}
    return about | {name: value for name, value in shown.items() if value}


def shown(media: Media) -> Json:
    """A photo comes in several sizes, here in one."""
    size = {"width": media.width, "height": media.height, "file_size": media.bytes}
    file = {"file_id": media.id, "file_unique_id": media.sha256[:16], **size}
    if media.mime.startswith("video/"):
        return {"video": {**file, "mime_type": media.mime}}
    if media.mime == "image/gif":
        return {"animation": {**file, "mime_type": media.mime}}
    return {"photo": [file]}
