"""A bucket of the tests' own, on an S3 server in this process that asks for a key as a real one does."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from site_polaris import engines
from site_polaris.env import Env

KEYS = {"S3_ACCESS_KEY_ID": "cle-d-essai", "S3_SECRET_ACCESS_KEY": "secret-d-essai", "S3_REGION": "eu-west-3"}


class Bucket:
    name = "polaris-essai"

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.client = boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name=KEYS["S3_REGION"],
            aws_access_key_id=KEYS["S3_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["S3_SECRET_ACCESS_KEY"],
        )
        self.client.create_bucket(Bucket=self.name, CreateBucketConfiguration={"LocationConstraint": KEYS["S3_REGION"]})

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def storages(self, settings: Any, **variables: str) -> dict[str, Any]:
        """The setting, as the environment of an installation would make it."""
        env = Env({"S3_BUCKET": self.name, "S3_ENDPOINT_URL": self.url, "S3_ADDRESSING_STYLE": "path", **KEYS, **variables})
        return {**settings.STORAGES, "default": engines.media(env, "test")}

    def names(self) -> list[str]:
        return [found["Key"] for found in self.client.list_objects_v2(Bucket=self.name).get("Contents", [])]

    def content(self, name: str) -> bytes:
        body: bytes = self.client.get_object(Bucket=self.name, Key=name)["Body"].read()
        return body

    def answer_to_a_stranger(self, name: str) -> int:
        """The status of the object's own address, asked without a key."""
        connection = HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", f"/{self.name}/{name}")
            return connection.getresponse().status
        finally:
            connection.close()


@contextmanager
def running_bucket() -> Iterator[Bucket]:
    # Each request would be a line.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    bucket = None
    try:
        bucket = Bucket(*server.get_host_and_port())
        yield bucket
    finally:
        if bucket is not None:
            bucket.client.close()
        server.stop()
