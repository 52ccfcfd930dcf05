"""What the tests rest on: undefined variables fail, our own environment is forgotten, copies of the database are true."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.template import Context, Origin, Template

from accounts.roles import Role
from tests.database import SqliteTemplate, fingerprint_migrations


def test_undefined_variable_fails_in_our_templates() -> None:
    template = Template("{{ absent }}", origin=Origin(str(settings.BASE_DIR / "templates/x.html")))
    with pytest.raises(pytest.fail.Exception, match="absent"):
        template.render(Context())


def test_undefined_variable_is_empty_in_others_templates() -> None:
    template = Template("[{{ absent }}]", origin=Origin("/x/site-packages/wagtail/admin/templates/x.html"))
    assert template.render(Context()) == "[]"


def test_settings_are_those_of_the_tests() -> None:
    assert settings.TESTING
    assert settings.MFA_WAIVED is False


def test_fingerprint_is_stable() -> None:
    assert fingerprint_migrations() == fingerprint_migrations()


def test_template_is_poured_only_under_its_fingerprint(tmp_path: Path) -> None:
    made, poured = tmp_path / "made.sqlite3", tmp_path / "poured.sqlite3"
    made.write_bytes(b"")
    template = SqliteTemplate(tmp_path)
    assert template.pour(str(poured), "one") is False
    template.keep(str(made), "one")
    assert template.pour(str(poured), "one") is True
    template.keep(str(made), "two")
    assert template.pour(str(poured), "one") is False


@pytest.mark.django_db
def test_poured_database_has_what_migrations_wrote() -> None:
    assert set(Group.objects.values_list("name", flat=True)) >= set(Role.values)
