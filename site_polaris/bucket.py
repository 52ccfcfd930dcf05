"""Uploaded files in an S3-compatible bucket: private, and served by the site's own addresses alone."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, Final

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from site_polaris.failures import MediaAwayError

# Beyond this a file that is read waits on the disk rather than in memory.
HELD_BYTES: Final = 4 * 1024 * 1024


class BucketStorage(S3Storage):
    """Django's storage in a bucket. Raises MediaAwayError when it does not answer, and FileNotFoundError for what is not in it.

    An object has no public address: `url()` is that of the view which asks for the right to see it.
    """

    def __init__(self, *, addressing_style: str, **options: Any) -> None:
        # A host that knows S3 by its older half refuses the sums that Amazon's own library has added since 2025.
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            connect_timeout=5,
            read_timeout=20,
            retries={"mode": "standard", "total_max_attempts": 3},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, default_acl=None, file_overwrite=False, **options)

    @property
    def bucket(self) -> Any:
        """Of this thread: what boto3 makes is not to be shared, and storages keeps the first one for all."""
        return self.connection.Bucket(self.bucket_name)

    def url(self, name: str | None, *_args: Any, **_kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(name or '')}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """By the setting, not by its options: Wagtail writes this in the row of the task that deletes a file, secret key and all."""
        return "django.core.files.storage.DefaultStorage", [], {}

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Read whole, in one request: an answer that has begun cannot say any more that the rest is missing."""
        if mode != "rb":
            raise ValueError("Files of the bucket are opened to be read; they are written whole, by save().")
        content: IO[bytes] = tempfile.SpooledTemporaryFile(HELD_BYTES)  # noqa: SIM115 closed with the file that holds it
        try:
            with self._answering():
                shutil.copyfileobj(self.bucket.Object(self._normalize_name(name)).get()["Body"], content)
        except BaseException:
            content.close()
            raise
        content.seek(0)
        return File(content, name=name)

    def _save(self, name: str, content: File[bytes]) -> str:
        with self._answering():
            saved: str = super()._save(name, content)
        return saved

    def delete(self, name: str) -> None:
        with self._answering():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with self._answering():
            return bool(super().exists(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with self._answering():
            folders, files = super().listdir(name)
        return folders, files

    def size(self, name: str) -> int:
        with self._answering():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with self._answering():
            moment: datetime = super().get_modified_time(name)
        return moment

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404 and error.response["Error"]["Code"] != "NoSuchBucket":
                raise FileNotFoundError from error
            raise MediaAwayError from error
        except (BotoCoreError, Boto3Error) as error:
            raise MediaAwayError from error
