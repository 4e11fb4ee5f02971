"""The media library. Source: developer.wordpress.org/rest-api/reference/media; WordPress/WordPress,
class-wp-rest-attachments-controller.php."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal, Upload
from sandbox.media import Media, look
from sandbox.wordpress.errors import page, refuse

if TYPE_CHECKING:
    from sandbox.wordpress import WordPress

Json = dict[str, Any]
LIMIT = 128 * 1024 * 1024
ENDINGS = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov", "qt"),
    "video/webm": ("webm",),
}
NAME = re.compile(r'filename="?([^";]+)"?')


class Uploads:
    def __init__(self, network: WordPress) -> None:
        self.network = network
        self.library = network.world.library

    def upload(self, call: Call) -> Answer:
        """POST /wp/v2/media: a form with a `file`, or the bytes themselves with a Content-Disposition."""
        upload = self._file(call)
        mime, width, height = self._checked(upload)
        self._check_parent(call)
        now = time.time()
        media = self.library.add(
            upload.content,
            id=str(self.network.next_id(now)),
            network="wordpress",
            account=call.me.remote_id,
            mime=mime,
            width=width,
            height=height,
            alt=call.word("alt_text") if upload.name and call.files else "",
            at=now,
            ready_at=now,
        )
        return Answer(201, self.network.fields(call, entity(media, call)))

    def shown(self, number: str, alt: str) -> list[Json]:
        """A picture of an article, with the description that stands there; nothing for one that was never uploaded."""
        media = self.library.find("wordpress", number)
        return [{**media.stored(), "alt": alt}] if media else []

    def _file(self, call: Call) -> Upload:
        if call.mime == "multipart/form-data":
            upload = call.files.get("file") if call.fields is not None else None
        elif not call.body:
            upload = None
        else:
            name = NAME.search(call.header(b"content-disposition"))
            if name is None:
                raise refuse(400, "rest_upload_no_content_disposition", "No Content-Disposition supplied.")
            upload = Upload(name[1], call.mime, call.body)
        if upload is None:
            raise refuse(400, "rest_upload_no_data", "No data supplied.")
        return upload

    def _checked(self, upload: Upload) -> tuple[str, int, int]:
        if len(upload.content) > LIMIT:
            raise Refusal(page(413, "Request Entity Too Large"))
        mime, width, height = look(upload.content)
        if upload.name.rpartition(".")[2].lower() not in ENDINGS.get(mime, ()):
            words = "Sorry, you are not allowed to upload this file type."
            raise refuse(500, "rest_upload_unknown_error", words)
        return mime, width, height

    def _check_parent(self, call: Call) -> None:
        """A picture may be attached to an article of the same author."""
        parent = call.word("post") if call.mime == "multipart/form-data" else ""
        article = self.network.articles.by_id.get(int(parent)) if parent.isdecimal() else None
        if parent and (article is None or article.author != call.me.remote_id):
            words = "Sorry, you are not allowed to upload media to this post."
            raise refuse(403, "rest_cannot_edit", words)


def entity(media: Media, call: Call) -> Json:
    return {
        "id": int(media.id),
        "status": "inherit",
        "type": "attachment",
        "media_type": "image" if media.mime.startswith("image/") else "file",
        "mime_type": media.mime,
        "alt_text": media.alt,
        "source_url": f"{call.base}/media/{media.sha256}",
        "media_details": {"width": media.width, "height": media.height, "filesize": media.bytes},
    }
