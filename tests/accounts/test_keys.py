"""Keys lie outside the database; without them nothing starts, and they can be changed."""

import base64
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts import keys
from accounts.adapter import MFA_FIELD
from accounts.keys import UnreadableSecretError, add_key, decrypt, drop_old_keys, encrypt, new_key_line, read_ring
from accounts.models import User
from tests.volunteers.factories import ParticipantFactory
from volunteers.models import Contact, Participant


@pytest.fixture(autouse=True)
def ring(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_FILE = tmp_path / "ring" / "keys"
    read_ring()
    return settings.KEYS_FILE


def test_secret_is_read_back_and_is_not_readable_meanwhile() -> None:
    encrypted = encrypt("étoile", field="table.column")
    assert "étoile" not in encrypted
    assert decrypt(encrypted, field="table.column") == "étoile"


def test_same_secret_is_never_encrypted_twice_alike() -> None:
    assert encrypt("étoile", field="a.b") != encrypt("étoile", field="a.b")


def test_secret_of_one_field_cannot_be_moved_to_another() -> None:
    with pytest.raises(UnreadableSecretError):
        decrypt(encrypt("étoile", field="a.b"), field="a.c")


@pytest.mark.parametrize("broken", ["", "sans-clé", "inconnue:AAAA", "{name}:pas du base64", "{name}:AAAA"])
def test_broken_secret_is_refused(ring: Path, broken: str) -> None:
    with pytest.raises(UnreadableSecretError):
        decrypt(broken.format(name=ring.read_text().split()[0]), field="a.b")


def test_changed_secret_is_refused() -> None:
    name, _, body = encrypt("étoile", field="a.b").partition(":")
    data = bytearray(base64.b64decode(body))
    data[-1] ^= 1
    with pytest.raises(UnreadableSecretError):
        decrypt(f"{name}:{base64.b64encode(bytes(data)).decode()}", field="a.b")


def test_demo_makes_its_own_keys_for_itself_alone(ring: Path) -> None:
    assert ring.stat().st_mode & 0o777 == 0o600
    before = ring.read_text()
    read_ring()
    assert ring.read_text() == before


def test_missing_ring_stops_the_start_elsewhere(settings: Settings, tmp_path: Path) -> None:
    settings.LOCAL = False
    settings.KEYS_FILE = tmp_path / "absent"
    with pytest.raises(ImproperlyConfigured, match=r"The keys of POLARIS_KEYS_FILE cannot be read at .*absent: No such file"):
        read_ring()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "holds no key"), ("# rien\n\n", "holds no key"), ("k1 AAAA\n", "“k1” .* not 32 bytes"), ("k1 ???\n", "“k1” .* not 32 bytes")],
)
def test_broken_ring_stops_the_start(settings: Settings, tmp_path: Path, text: str, sentence: str) -> None:
    settings.KEYS_FILE = tmp_path / "broken"
    settings.KEYS_FILE.write_text(text)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        read_ring()


def test_new_key_encrypts_and_the_old_one_still_decrypts(ring: Path) -> None:
    old = encrypt("étoile", field="a.b")
    add_key()
    new = encrypt("étoile", field="a.b")
    assert old.partition(":")[0] != new.partition(":")[0]
    assert decrypt(old, field="a.b") == decrypt(new, field="a.b") == "étoile"
    assert ring.stat().st_mode & 0o777 == 0o600


def test_key_added_by_another_process_is_found(ring: Path) -> None:
    ring_here = dict(keys._rings)
    add_key()
    encrypted = encrypt("étoile", field="a.b")
    # As in a process that read the ring before.
    keys._rings.clear()
    keys._rings.update(ring_here)
    assert decrypt(encrypted, field="a.b") == "étoile"


def test_rotation_encrypts_every_secret_again(coordinator: User, ring: Path) -> None:
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    codes = RecoveryCodes.activate(coordinator).get_unused_codes()
    Authenticator.objects.create(user=coordinator, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}})
    old_name = ring.read_text().split()[0]
    said = StringIO()
    call_command("rotate_keys", drop_old=True, stdout=said)
    assert "2 secret(s) encrypted again" in said.getvalue()
    assert old_name not in ring.read_text()
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"], field=MFA_FIELD) == secret
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes


def test_rotation_goes_on_past_a_lost_key_counts_it_and_keeps_the_old_ones(coordinator: User, ring: Path) -> None:
    lost, read = ParticipantFactory(), ParticipantFactory()
    for participant in (lost, read):
        participant.seal(Contact(first_name="Prénom-canari"))
        participant.save()
    Participant.objects.filter(pk=lost.pk).update(sealed=f"perdue:{lost.sealed.partition(':')[2]}")
    TOTP.activate(coordinator, generate_totp_secret())
    old_name = ring.read_text().split()[0]
    said = StringIO()
    with pytest.raises(CommandError, match=r"^1 secret\(s\) could not be read .* The old keys stay\.$") as error:
        call_command("rotate_keys", drop_old=True, stdout=said)
    assert "2 secret(s) encrypted again" in said.getvalue()
    assert "canari" not in said.getvalue() + str(error.value)
    assert old_name in ring.read_text()
    read.refresh_from_db()
    assert read.sealed.partition(":")[0] == ring.read_text().split()[0]
    assert Participant.objects.get(pk=lost.pk).sealed.startswith("perdue:")


def test_dropped_key_no_longer_decrypts() -> None:
    old = encrypt("étoile", field="a.b")
    add_key()
    drop_old_keys()
    with pytest.raises(UnreadableSecretError):
        decrypt(old, field="a.b")


def test_comments_of_the_ring_are_skipped(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_FILE = tmp_path / "commented"
    settings.KEYS_FILE.write_text(f"# clé de mars\n{new_key_line()}\n")
    assert decrypt(encrypt("étoile", field="a.b"), field="a.b") == "étoile"


def test_ring_made_by_another_start_at_the_same_moment_is_kept(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KEYS_FILE = tmp_path / "shared"
    settings.KEYS_FILE.write_text(new_key_line())
    before = settings.KEYS_FILE.read_text()
    # As if it had come between the look and the making.
    monkeypatch.setattr(Path, "exists", lambda self: False)
    read_ring()
    assert settings.KEYS_FILE.read_text() == before
