"""Encryption of the personal and secret fields, under a ring of keys kept outside the database.

The ring is a text file, one key a line: `<name> <32 bytes in base64>`. The first key encrypts, all of them decrypt.
An encrypted text is `<key name>:<nonce and ciphertext in base64>` (AES-256-GCM), bound to the field it belongs to.
"""

import base64
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
Ring = dict[str, AESGCM]

_rings: dict[Path, Ring] = {}


class UnreadableSecretError(Exception):
    """The text was encrypted under a key that is not in the ring, for another field, or was changed since."""


def encrypt(text: str, *, field: str) -> str:
    """Encrypts under the ring's first key. `field` names table and column (and row, where it is known before saving)."""
    name, cipher = next(iter(_ring().items()))
    nonce = os.urandom(NONCE_BYTES)
    return f"{name}:{base64.b64encode(nonce + cipher.encrypt(nonce, text.encode(), field.encode())).decode()}"


def decrypt(encrypted: str, *, field: str) -> str:
    """Raises UnreadableSecretError."""
    name, _, body = encrypted.partition(":")
    cipher = _ring().get(name)
    if cipher is None:
        # Another process may have rotated the keys since this one read them.
        _rings.clear()
        cipher = _ring().get(name)
    if cipher is None:
        raise UnreadableSecretError(f"No key named “{name}” in the ring.")
    try:
        data = base64.b64decode(body, validate=True)
        return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], field.encode()).decode()
    except (ValueError, InvalidTag):
        raise UnreadableSecretError(f"A text encrypted for {field} cannot be read.") from None


def read_ring() -> None:
    """Reads the ring at the start, so that a missing or broken one stops it. The demo and the tests make their own."""
    path = settings.KEYS_FILE
    if settings.LOCAL and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(new_key_line())
        except FileExistsError:
            # Another process starting at the same moment made it.
            pass
    _ring()


def key_names() -> list[str]:
    """The names of the ring's keys, the one that encrypts first; encrypted texts bear them in clear."""
    return list(_ring())


def new_key_line() -> str:
    return f"{secrets.token_hex(4)} {base64.b64encode(AESGCM.generate_key(KEY_BYTES * 8)).decode()}\n"


def add_key() -> None:
    """Puts a new key at the head of the ring's file, in one step: a reader sees the old ring or the new one."""
    path: Path = settings.KEYS_FILE
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(new_key_line() + path.read_text())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _rings.clear()


def drop_old_keys() -> None:
    """Leaves only the ring's first key in its file."""
    path: Path = settings.KEYS_FILE
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(next(line for line in path.read_text().splitlines(keepends=True) if line.strip() and not line.startswith("#")))
    new.replace(path)
    _rings.clear()


def _ring() -> Ring:
    path: Path = settings.KEYS_FILE
    if path not in _rings:
        _rings[path] = _load(path)
    return _rings[path]


def _load(path: Path) -> Ring:
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise ImproperlyConfigured(f"The keys of POLARIS_KEYS_FILE cannot be read at {path}: {error.strerror}.") from None
    ring: Ring = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, _, value = line.partition(" ")
        try:
            key = base64.b64decode(value.strip(), validate=True)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise ImproperlyConfigured(f"The key named “{name}” in POLARIS_KEYS_FILE is not {KEY_BYTES} bytes in base64.")
        ring[name] = AESGCM(key)
    if not ring:
        raise ImproperlyConfigured(f"The file of POLARIS_KEYS_FILE, {path}, holds no key.")
    return ring
