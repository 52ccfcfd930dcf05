"""The hard rules one by one, the parts, and the words."""

from datetime import timedelta

import pytest

from tests.volunteers.profiles import EQUAL, TODAY, participant, volunteer
from tests.volunteers.words import plain
from volunteers.exceptions import Reason
from volunteers.matching import PARTS, Scale, match, rank
from volunteers.matching_profiles import ParticipantProfile, VolunteerProfile, slot_bit
from volunteers.matching_reasons import LABELS, RULES, reasons
from volunteers.matching_words import words_for

PERSON = participant()
TUESDAY_EVENING = slot_bit(1, "evening")


def refused(one: VolunteerProfile, other: ParticipantProfile) -> list[tuple[str, str]]:
    return [(reason.code, plain(reason.sentence)) for reason in reasons(one, other)]


@pytest.mark.parametrize(
    ("one", "other", "code", "sentence"),
    [
        (
            volunteer(lacking=(Reason("training", "La formation reste à suivre."),)),
            PERSON,
            "training",
            "Bénévole : La formation reste à suivre.",
        ),
        (
            volunteer(most=1, room=0),
            PERSON,
            "room",
            "Bénévole : plus de place (1 binôme, en cours ou à répondre, pour 1 à la fois au plus).",
        ),
        (volunteer(pause="du 1er au 3 mars"), PERSON, "pause", "Bénévole : en pause du 1er au 3 mars."),
        (volunteer(languages={"en": 3}), PERSON, "language", "Les deux n’ont aucune langue en commun."),
        (
            volunteer(wished_gender="woman"),
            participant(gender="man"),
            "volunteer_wish",
            "Bénévole : souhaite accompagner une femme.",
        ),
        (
            volunteer(wished_gender="woman"),
            PERSON,
            "volunteer_wish",
            "Bénévole : souhaite accompagner une femme, et le dossier de la personne n’indique pas son genre.",
        ),
        (
            volunteer(),
            participant(wished_gender="man"),
            "participant_wish",
            "Personne accompagnée : souhaite rencontrer un homme, et le profil du ou de la bénévole n’indique pas son genre.",
        ),
        (
            volunteer(slots=0),
            PERSON,
            "volunteer_slots",
            "Bénévole : le profil n’indique aucun créneau libre. Il se complète sous « Mes disponibilités ».",
        ),
        (
            volunteer(),
            participant(slots=0),
            "participant_slots",
            "Personne accompagnée : le dossier n’indique aucun créneau libre. Complétez-le.",
        ),
        (volunteer(slots=2), PERSON, "slots", "Les deux n’ont aucun créneau libre en commun."),
        (
            volunteer(gender="woman"),
            participant(wished_gender="man"),
            "participant_wish",
            "Personne accompagnée : souhaite rencontrer un homme.",
        ),
        (volunteer(), participant(standing="paused"), "standing", "Personne accompagnée : en pause."),
        (volunteer(), participant(standing="former"), "standing", "Personne accompagnée : ancien·ne."),
        (volunteer(), participant(is_taken=True), "taken", "Cette personne a déjà un binôme dans ce programme, en cours ou à répondre."),
        (
            volunteer(excluded={PERSON.key: "mésentente, 3 mars 2026"}),
            PERSON,
            "excluded",
            "Ces deux personnes ne sont plus rapprochées : mésentente, 3 mars 2026.",
        ),
        (
            volunteer(together=frozenset({PERSON.key})),
            PERSON,
            "together",
            "Ces deux personnes forment déjà un binôme, en cours ou à répondre.",
        ),
    ],
)
def test_each_rule_says_its_reason(one: VolunteerProfile, other: ParticipantProfile, code: str, sentence: str) -> None:
    assert refused(one, other) == [(code, sentence)]
    assert code in LABELS or code == "training"


def test_two_whom_nothing_forbids() -> None:
    assert refused(volunteer(wished_gender="man"), participant(gender="man")) == []


def test_every_reason_comes_at_once() -> None:
    one = volunteer(room=0, pause="depuis hier", languages={}, slots=0, wished_gender="man", together=frozenset({PERSON.key}))
    assert [code for code, _ in refused(one, PERSON)] == ["room", "pause", "language", "volunteer_wish", "volunteer_slots", "together"]
    assert len(RULES) == 11


@pytest.mark.parametrize(
    ("part", "one", "other", "expected"),
    [
        ("slots", {"slots": 0b1011}, {"slots": 0b0011}, 2 / 3),
        ("slots", {"slots": 0b11111}, {"slots": 0b11111}, 1),
        ("level", {"languages": {"fr": 3, "en": 2}}, {"languages": {"fr": 1, "en": 3}}, 2 / 3),
        ("sector", {"sectors": {"un"}}, {"sectors": {"un", "deux"}}, 1),
        ("sector", {}, {"sectors": {"un"}}, 0),
        ("sector", {"sectors": {"un"}}, {}, 0.5),
        ("skills", {"skills": {"un"}}, {"skills": {"un", "deux"}}, 0.5),
        ("interests", {"interests": {"un", "deux"}}, {"interests": {"un", "deux"}}, 1),
        ("distance", {"area": "75011"}, {"area": "75011"}, 1),
        ("distance", {"area": "75011"}, {"area": "75012"}, 2 / 3),
        ("distance", {"area": "75011"}, {"area": "75016"}, 1 / 3),
        ("distance", {"area": "75011"}, {"area": "77"}, 0),
        ("distance", {"area": "75011"}, {}, 0.5),
        ("waiting", {}, {"since": TODAY - timedelta(days=90)}, 0.5),
        ("waiting", {}, {"since": TODAY - timedelta(days=900)}, 1),
        ("waiting", {}, {"since": TODAY + timedelta(days=9)}, 0),
        ("waiting", {}, {}, 0),
        ("earlier", {"completed": 1}, {}, 0.5),
        ("earlier", {"completed": 3}, {}, 1),
        ("age", {"age_band": "18-25"}, {"age_band": "26-40"}, 0.5),
        ("age", {"age_band": "18-25"}, {"age_band": "41-60"}, 0),
        ("age", {"age_band": "18-25"}, {"age_band": "18-25"}, 1),
        ("age", {"age_band": "18-25"}, {"age_band": "61+"}, 0),
        ("age", {"age_band": "18-25"}, {"age_band": "61+", "wished_age": "different"}, 1),
        ("age", {}, {"age_band": "61+"}, 0.5),
    ],
)
def test_each_part_is_from_nothing_to_one(part: str, one: dict[str, object], other: dict[str, object], expected: float) -> None:
    assert PARTS[part](volunteer(**one), participant(**other), EQUAL) == expected


@pytest.mark.parametrize(
    ("level", "one", "expected"),
    [
        ("", {"fr": 3, "ar": 2}, 2 / 3),
        ("a1.1", {"fr": 3, "ar": 2}, 2 / 3),
        ("a1.2", {"fr": 3, "ar": 2}, 2 / 3),
        ("a1.1", {"fr": 3}, 0),
        ("a2.1", {"fr": 3}, 1),
        ("a2.1", {"ar": 3}, 0),
    ],
)
def test_where_french_is_practised_beginners_are_met_in_another_language(level: str, one: dict[str, int], expected: float) -> None:
    scale = Scale(EQUAL.weights, 1, "similar", practises_french=True, today=TODAY)
    person = participant(french_level=level, languages={"fr": 0, "ar": 3})
    assert PARTS["level"](volunteer(languages=one), person, scale) == expected


def test_score_is_the_weighted_mean_and_equals_are_ranked_by_key() -> None:
    only_slots = Scale({**dict.fromkeys(PARTS, 0), "slots": 10}, 1, "similar", practises_french=False, today=TODAY)
    assert match(volunteer(), PERSON, only_slots).score == 3333
    nothing = Scale(dict.fromkeys(PARTS, 0), 1, "similar", practises_french=False, today=TODAY)
    assert match(volunteer(), PERSON, nothing).score == 0
    twins = sorted([volunteer(), volunteer()], key=lambda one: one.key)
    assert [found.volunteer for found in rank(((one, PERSON) for one in reversed(twins)), EQUAL)] == twins
    others = sorted([participant(), participant()], key=lambda one: one.key)
    assert [found.participant for found in rank(((twins[0], other) for other in reversed(others)), EQUAL)] == others


def test_words_say_why() -> None:
    one = volunteer(languages={"en": 3, "fr": 3}, slots=TUESDAY_EVENING, sectors={"Hôtellerie et restauration"}, area="75011", completed=1)
    other = participant(languages={"en": 2, "fr": 0}, slots=TUESDAY_EVENING, sectors={"Hôtellerie et restauration"}, area="75011")
    assert [plain(words) for words in words_for(match(one, other, EQUAL), EQUAL)] == [
        "parlent anglais tous les deux",
        "mardi soir libre",
        "même secteur : hôtellerie et restauration",
        "même lieu de vie",
        "a déjà mené un binôme à bien",
    ]
