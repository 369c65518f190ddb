"""Files that browsers send: nobody may fill the disk with one."""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_SENT: Final = 25_000_000


class Bounded(FileUploadHandler):
    """First of the upload handlers: past ``MOST_SENT`` bytes a file is read no further, and none is kept.

    The form then finds no file; ``request.upload_refused`` tells its view why.
    """

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count anew."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on while it is short enough."""
        self.received += len(raw_data)
        if self.received > MOST_SENT:
            if self.request is not None:
                self.request.upload_refused = True  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps it."""


def refused(request: Any) -> bool:
    """Whether a file of this request was too long to be taken in."""
    return bool(getattr(request, "upload_refused", False))
