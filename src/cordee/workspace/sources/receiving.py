"""Receiving files: onto the disk of the home as they arrive, never into memory; too much is refused before it is kept."""

import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload, TemporaryFileUploadHandler
from django.http import UnreadablePostError

TOO_MUCH = "cordee.too_much"
"""The key of ``request.META`` that says that what was sent was refused for its size."""


class Receiving(TemporaryFileUploadHandler):
    """Writes each file under the home; a connection that breaks off leaves nothing."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any, **more: Any) -> None:  # noqa: N803 -- Django's name
        self.too_much = content_length > settings.UPLOAD_LIMIT
        self.body, self.announced = input_data, content_length

    def new_file(self, *args: Any, **values: Any) -> None:
        # Not before the first file: the form's token stands in front of it, and the page can answer in words.
        if self.too_much and self.request is not None:
            self.request.META[TOO_MUCH] = True
            raise StopUpload(connection_reset=False)
        FileUploadHandler.new_file(self, *args, **values)
        self.file = Arriving(self.file_name, self.content_type, self.charset, self.content_type_extra)

    def upload_complete(self) -> None:
        """A body shorter than was announced broke off on its way: half a file must not pass for a whole one."""
        read = getattr(getattr(self.body, "_stream", None), "_pos", self.announced)
        if not self.too_much and read < self.announced:
            raise UnreadablePostError("The connection broke off.")


class Arriving(TemporaryUploadedFile):
    """A file on its way, in the home: the machine's own place for such files may be small, or memory."""

    def __init__(self, name: Any, content_type: Any, charset: Any, extra: Any) -> None:
        folder = settings.CORDEE_HOME.path / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=folder)  # noqa: SIM115 -- it lives as long as the request
        UploadedFile.__init__(self, file, name, content_type, 0, charset, extra)
