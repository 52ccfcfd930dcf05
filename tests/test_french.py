"""The judge of the typography is judged."""

from pathlib import Path

import pytest

from tests.french import find_faults, french_parts, spoken_texts


@pytest.mark.parametrize(
    "text",
    [
        "l’an",
        "« Oui »",
        "Comment\u202f?",
        "Comment\u00a0? Ainsi",
        "Fin\u00a0: oui",
        "Il est 10:30.",
        "… et puis",
        "«\u00a0Oui\u00a0».",
        "?",
        "Quoi\u202f?!",
    ],
)
def test_careful_text_has_no_fault(text: str) -> None:
    assert find_faults(text.replace("« ", "«\u00a0").replace(" »", "\u00a0»")) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("l'an", "straight apostrophe"),
        ('dit "oui"', "straight quotes"),
        ("et puis...", "three dots"),
        ("Comment ?", "no no-break space before the sign"),
        ("Comment?", "no no-break space before the sign"),
        ("Fin : oui", "no no-break space before the colon"),
        ("Fin: oui", "no no-break space before the colon"),
        ("« oui\u00a0»", "no no-break space after «"),
    ],
)
def test_slip_is_found(text: str, fault: str) -> None:
    assert [found.partition(" in ")[0] for found in find_faults(text)] == [fault]


def test_texts_of_a_template_are_what_is_read(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '{# tu #}{% if x == "a: b" %}<p class="c: d" title="Un titre">Voir&nbsp;: {{ name }}</p>{% endif %}<script>a ? b : c</script>'
        '{% include "x.html" with text="Rien ici" only %}',
        encoding="utf-8",
    )
    assert sorted(spoken_texts(template)) == ["Rien ici", "Un titre", "Voir\u00a0: \ufffc"]


def test_texts_of_a_module_leave_its_docstrings_out(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""Où : ici."""\nA = "Été"\nB = f"Né {A} : ici"\nC = "plain: english"\n', encoding="utf-8")
    assert sorted(spoken_texts(module)) == ["Né \ufffc : ici", "Été"]


def test_other_languages_are_left_to_those_who_write_them() -> None:
    footer = '<footer lang="fr"><img alt="Où\u202f?"><p>Ici&nbsp;: {} oui</p></footer>'
    english = '<b lang="en">why?</b>'
    page = f'<html lang="ar"><p>لماذا؟ Why?<br></p>{footer.format(english)}</html>'
    assert french_parts(page) == footer.format("")
