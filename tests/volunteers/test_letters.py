"""The words of a mail to many: one variable, links, paragraphs, and nothing typed that becomes code."""

import pytest

from volunteers.letters import Letter, html_for, refusal_reasons, text_for


def codes(subject: str, text: str) -> list[str]:
    return [reason.code for reason in refusal_reasons(Letter(subject, text))]


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("Réunion", "Bonjour {prenom}, à jeudi {prenom}.", []),
        ("Réunion", "Bonjour {prénom},", ["text"]),
        ("Réunion", "Bonjour {Prenom},", ["text"]),
        ("Réunion", "Bonjour {},", ["text"]),
        ("Réunion", "Une accolade { seule.", []),
        ("Pour {prenom}", "Bonjour,", ["subject"]),
        ("Pour {nom}", "Bonjour {nom},", ["subject", "text"]),
    ],
)
def test_variables_other_than_the_first_name_are_refused(subject: str, text: str, expected: list[str]) -> None:
    assert codes(subject, text) == expected


def test_refusal_names_each_variable_once() -> None:
    sentence = refusal_reasons(Letter("Réunion", "{nom} {ville} {nom}"))[0].sentence
    assert sentence == "Seul {prenom} est remplacé. À corriger\u00a0: {nom}, {ville}."


def test_first_name_is_put_in_once() -> None:
    assert text_for("Bonjour {prenom}, {prenom}.", "Élodie") == "Bonjour Élodie, Élodie."
    assert text_for("Bonjour {prenom}, ça va ?", "{prenom}") == "Bonjour {prenom}, ça va ?"


def test_without_a_first_name_the_greeting_stays_right() -> None:
    assert text_for("Bonjour {prenom},", "") == "Bonjour,"
    assert html_for("Bonjour {prenom},", "") == "<p>Bonjour,</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un.\n\nDeux.\nTrois.", "<p>Un.</p><p>Deux.<br>Trois.</p>"),
        ("\n\nUn.\n \n\n\nDeux.\n", "<p>Un.</p><p>Deux.</p>"),
        ('<script>alert(1)</script> & "l\'un"', "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;l&#x27;un&quot;</p>"),
        (
            "Voir https://example.org/a?b=1&c=2, puis (https://example.org/).",
            (
                '<p>Voir <a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a>, puis '
                '(<a href="https://example.org/">https://example.org/</a>).</p>'
            ),
        ),
        ("http://example.org javascript:alert(1)", "<p>http://example.org javascript:alert(1)</p>"),
        ('https://example.org/"onclick="x', '<p><a href="https://example.org/">https://example.org/</a>&quot;onclick=&quot;x</p>'),
        ("https://example.org/?p={prenom}", '<p><a href="https://example.org/?p=">https://example.org/?p=</a>&lt;b&gt;</p>'),
    ],
)
def test_html_has_paragraphs_and_links_and_escapes_the_rest(text: str, expected: str) -> None:
    assert html_for(text, "<b>") == expected


def test_first_name_makes_no_link() -> None:
    assert html_for("Bonjour {prenom}", "https://example.org/") == "<p>Bonjour https://example.org/</p>"
