"""What words are one in search, which entry answers best, and the passage that is shown: no database."""

import pytest

from home.block_texts import Passage, plain_text
from home.search_matching import EXCERPT, Entry, Question, Word, cut, match, read_question
from home.search_text import stem, stem_text


@pytest.mark.parametrize(
    "family",
    [
        ("Réfugiées", "refugie", "REFUGIÉS"),
        ("refuser", "refusées", "refus"),
        ("accueillir", "accueil", "accueils"),
        ("française", "français", "francaises"),
        ("œuvre", "OEUVRES"),
        ("nouveaux", "nouveau"),
        ("travailler", "travail"),
        ("première", "premiers"),
    ],
)
def test_words_of_one_family_have_one_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(("one", "other"), [("pays", "payer"), ("pas", "passage"), ("conseil", "consentement")])
def test_stems_of_other_words_stay_apart(one: str, other: str) -> None:
    assert stem_text(one) != stem_text(other)


def test_words_of_other_scripts_are_whole() -> None:
    assert stem_text("اللُّغة العربية, শরণার্থী-শিবির! ስደተኞች 12,5") == stem_text("اللغة العربية শরণার্থী শিবির ስደተኞች 12 5")
    assert len(stem_text("শরণার্থী").split()) == 1


def test_question_keeps_the_words_that_tell() -> None:
    asked = read_question("Comment devenir bénévole à l’association ? Devenir")
    assert asked == Question((Word("devenir"), Word("bénévole"), Word("association")))
    assert read_question("qui êtes-vous") == Question((Word("qui"), Word("êtes"), Word("vous")), only_small_words=True)
    assert read_question("à l’ ?") is None


def test_words_are_akin_where_the_database_says_so() -> None:
    text = (Passage("Une intégration durable."),)
    asked = Question((Word("intégrer"),))
    assert match(Entry("Page", "/", "Page", text), asked, "pages") is None
    found = match(Entry("Page", "/", "Page", text, allows_kin=True), asked, "pages")
    assert found is not None
    assert found.excerpt == "Une <mark>intégration</mark> durable."


def test_long_passage_is_cut_around_its_words() -> None:
    text = "Début de phrase. " * 40 + "Ici la procédure et l’asile ensemble. " + "Fin de phrase. " * 40
    excerpt = cut(text, frozenset({stem("procédure"), stem("asile")}))
    assert "procédure et l’asile ensemble" in excerpt
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert len(excerpt) <= EXCERPT + len("…  …")
    assert cut("x" * 1000, frozenset()) == "x" * EXCERPT + " …"


def test_rich_text_is_read_as_words() -> None:
    stored = '<p>Un <b>m</b>ot<footnote id="1">[1a2b]</footnote>.</p><ul><li>Thé &amp; café</li></ul>'
    assert plain_text(stored) == "Un mot. Thé & café"
