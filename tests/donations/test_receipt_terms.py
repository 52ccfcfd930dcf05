"""What receipts are made out with: recorded, ended, each from a day on."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from PIL import Image

from accounts.models import User
from donations.models import DonationSettings, Payment, ReceiptBody, ReceiptEligibility, ReceiptSignatory, SignatureImage
from donations.receipt_eligibility import (
    LATER_DECISION,
    OVER,
    EligibilityWords,
    end_eligibility,
    preview_eligibility,
    record_eligibility,
)
from donations.receipt_mentions import (
    BEGUN,
    PAST,
    record_body,
    record_signatory,
    withdraw_body,
    withdraw_signatory,
)
from donations.receipt_overview import survey_terms
from donations.receipt_terms import NO_BODY, NO_SIGNATORY, NOT_ELIGIBLE, eligibility_on, settle_issuing, terms_on, terms_reasons
from donations.signature_pictures import flatten
from tests.donations.factories import (
    EligibilityFactory,
    GiftFactory,
    PaymentFactory,
    ReceiptBodyFactory,
    SignatoryFactory,
    SignatureFactory,
)
from tests.home.test_media import bomb, photo_of_a_phone
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 30)
GENERAL, AID = ReceiptEligibility.Ground.GENERAL, ReceiptEligibility.Ground.AID
BODY = {
    "name": "Association d’exemple",
    "address": "1 rue de l’Exemple",
    "postal_code": "75014",
    "city": "Paris",
    "siren": "",
    "rna": "W000000000",
    "purpose": "Un objet.",
    "quality": "Intérêt général",
    "person_articles": "200, 1, b",
    "company_articles": "238 bis, 1, a",
}


def words(**said: Any) -> EligibilityWords:
    return EligibilityWords(**{"ground": GENERAL, "evidence": "Rescrit fictif", "decided_on": date(2026, 3, 1), "since": TODAY, **said})


def record(by: User, **said: Any) -> ReceiptEligibility:
    return record_eligibility(words(**said), by=by, now=timezone.now(), today=TODAY)


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def drawing(width: int = 900, height: int = 300, kind: str = "PNG", mode: str = "RGBA") -> io.BytesIO:
    target = io.BytesIO()
    Image.new(mode, (width, height)).save(target, kind)
    target.seek(0)
    return target


# The reasons


def test_without_any_record_all_reasons_are_said() -> None:
    assert terms_reasons(terms_on(TODAY)) == [NOT_ELIGIBLE, NO_BODY, NO_SIGNATORY]


def test_terms_hold_from_their_day_on() -> None:
    EligibilityFactory(since=TODAY, ended_on=date(2027, 1, 1))
    old, new = ReceiptBodyFactory(since=date(2020, 1, 1)), ReceiptBodyFactory(since=TODAY)
    SignatoryFactory(since=date(2020, 1, 1))
    assert [terms_on(day).body for day in (date(2019, 12, 31), date(2026, 11, 29), TODAY)] == [None, old, new]
    assert terms_reasons(terms_on(date(2026, 11, 29))) == [NOT_ELIGIBLE]
    assert terms_reasons(terms_on(TODAY)) == terms_reasons(terms_on(date(2026, 12, 31))) == []
    assert terms_reasons(terms_on(date(2027, 1, 1))) == [NOT_ELIGIBLE]


# Eligibility


def test_an_eligibility_says_who_recorded_it_and_ends_the_one_before(treasurer: User) -> None:
    first, second = record(treasurer, since=date(2025, 1, 1)), record(treasurer, ground=AID)
    first.refresh_from_db()
    assert (second.recorded_by, second.ended_on) == (treasurer, None)
    assert (first.ended_on, first.ended_by) == (TODAY, treasurer)
    assert [eligibility_on(day) for day in (date(2024, 12, 31), date(2026, 11, 29), TODAY)] == [None, first, second]


def test_an_eligibility_asked_twice_is_recorded_once(treasurer: User) -> None:
    assert record(treasurer) == record(treasurer)
    assert ReceiptEligibility.objects.count() == 1


def test_an_eligibility_from_an_earlier_day_takes_the_place_of_all_that_follows(treasurer: User) -> None:
    wrong = record(treasurer, since=date(2026, 6, 1))
    right = record(treasurer, since=date(2026, 1, 1))
    wrong.refresh_from_db()
    assert wrong.ended_on == wrong.since
    assert {eligibility_on(day) for day in (date(2026, 1, 1), date(2026, 6, 1), TODAY)} == {right}
    assert ReceiptEligibility.objects.count() == 2


def test_an_eligibility_may_begin_later(treasurer: User) -> None:
    now, later = record(treasurer), record(treasurer, since=date(2027, 1, 1), ground=AID)
    assert [eligibility_on(day) for day in (TODAY, date(2026, 12, 31), date(2027, 1, 1))] == [now, now, later]


def test_a_decision_is_not_of_a_day_to_come(treasurer: User) -> None:
    with pytest.raises(Refused) as refused:
        record(treasurer, decided_on=date(2026, 12, 1))
    assert refused.value.reasons == [LATER_DECISION]
    assert not ReceiptEligibility.objects.exists()


def test_an_ended_eligibility_offers_nothing_from_its_day_on(treasurer: User) -> None:
    row = record(treasurer, since=date(2026, 1, 1))
    end_eligibility(row, TODAY, by=treasurer, now=timezone.now(), today=TODAY)
    assert [eligibility_on(day) for day in (date(2026, 11, 29), TODAY)] == [row, None]
    row.refresh_from_db()
    assert row.ended_by == treasurer


@pytest.mark.parametrize(
    ("ended_on", "asked", "code"),
    [
        (None, date(2025, 12, 31), "early"),
        (date(2027, 1, 1), date(2027, 1, 2), "later"),
        (date(2026, 11, 30), date(2026, 6, 1), "over"),
    ],
)
def test_an_end_comes_after_the_beginning_and_is_only_brought_forward(
    treasurer: User, ended_on: date | None, asked: date, code: str
) -> None:
    row = EligibilityFactory(since=date(2026, 1, 1), ended_on=ended_on)
    with pytest.raises(Refused) as refused:
        end_eligibility(row, asked, by=treasurer, now=timezone.now(), today=TODAY)
    assert codes(refused) == [code]
    row.refresh_from_db()
    assert row.ended_on == ended_on
    assert OVER.code == "over"


def test_an_outlook_tells_what_ends_what_is_concerned_and_what_a_gift_costs(treasurer: User) -> None:
    held = record(treasurer, since=date(2025, 1, 1))
    for day in (1, 20):
        gift = GiftFactory(created_at=datetime(2026, 6, day, 10, tzinfo=UTC))
        PaymentFactory(gift=gift)
    PaymentFactory(state=Payment.State.FAILED)
    outlook = preview_eligibility(words(ground=AID, since=date(2026, 6, 2)), today=TODAY)
    assert (outlook.ends, outlook.payments, outlook.person_cents, outlook.company_cents) == ([held], 1, 2_500, 4_000)
    assert preview_eligibility(words(), today=TODAY).person_cents == 3_400


# Mentions and signatory


def test_mentions_begin_today_or_later_and_say_whose_they_are(treasurer: User) -> None:
    now = timezone.now()
    with pytest.raises(Refused) as refused:
        record_body(BODY, since=date(2026, 11, 29), by=treasurer, now=now, today=TODAY)
    assert refused.value.reasons == [PAST]
    body = record_body(BODY, since=TODAY, by=treasurer, now=now, today=TODAY)
    assert (body.name, body.recorded_by, body.recorded_at) == ("Association d’exemple", treasurer, now)


def test_mentions_of_the_same_day_are_replaced(treasurer: User) -> None:
    for city in ("Paris", "Montrouge"):
        record_body({**BODY, "city": city}, since=TODAY, by=treasurer, now=timezone.now(), today=TODAY)
    assert list(ReceiptBody.objects.values_list("city", flat=True)) == ["Montrouge"]


def test_what_has_begun_is_not_withdrawn() -> None:
    body, signatory = ReceiptBodyFactory(since=TODAY), SignatoryFactory(since=TODAY)
    with pytest.raises(Refused) as refused:
        withdraw_body(body, today=TODAY)
    assert refused.value.reasons == [BEGUN]
    with pytest.raises(Refused) as refused:
        withdraw_signatory(signatory, today=TODAY)
    assert refused.value.reasons == [BEGUN]
    withdraw_body(body, today=date(2026, 11, 29))
    withdraw_signatory(signatory, today=date(2026, 11, 29))
    assert not ReceiptBody.objects.exists()
    assert not ReceiptSignatory.objects.exists()
    assert not SignatureImage.objects.exists()


def test_a_signature_is_kept_once_and_forgotten_when_nobody_has_it(treasurer: User) -> None:
    def sign(png: bytes | SignatureImage, since: date) -> ReceiptSignatory:
        return record_signatory("Camille Exemple", "Trésorière", png, since=since, by=treasurer, now=timezone.now(), today=TODAY)

    first = sign(flatten(drawing()), TODAY)
    assert sign(flatten(drawing()), date(2027, 1, 1)).signature == sign(first.signature, date(2027, 2, 1)).signature == first.signature
    assert SignatureImage.objects.count() == 1
    other = sign(flatten(drawing(400)), date(2027, 3, 1))
    sign(first.signature, date(2027, 3, 1))
    assert not SignatureImage.objects.filter(pk=other.signature_id).exists()


@pytest.mark.parametrize(
    ("source", "size"),
    [
        (drawing(), (600, 200)),
        (drawing(900, 1200, "JPEG", "RGB"), (225, 300)),
        (drawing(120, 40, "WEBP"), (120, 40)),
    ],
)
def test_a_signature_is_small_on_white_and_of_nothing_but_pixels(source: io.BytesIO, size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(flatten(source))) as picture:
        assert (picture.format, picture.mode, picture.size, picture.info) == ("PNG", "RGB", size, {})


def test_a_transparent_signature_stands_on_white() -> None:
    with Image.open(io.BytesIO(flatten(drawing()))) as picture:
        assert picture.getpixel((0, 0)) == (255, 255, 255)


def test_what_a_phone_wrote_into_a_signature_does_not_survive() -> None:
    with Image.open(io.BytesIO(flatten(photo_of_a_phone()))) as picture:
        assert (picture.info, dict(picture.getexif())) == ({}, {})


@pytest.mark.parametrize(
    "source",
    [
        bomb(11000),
        drawing(40, 20),
        drawing(kind="GIF", mode="P"),
        io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
        io.BytesIO(b""),
    ],
)
def test_what_is_no_signature_is_refused(source: io.BytesIO) -> None:
    with pytest.raises(ValidationError):
        flatten(source)


# Issuing, and all of it


def test_issuing_is_settled_beside_what_else_is_decided_and_says_by_whom(treasurer: User) -> None:
    DonationSettings.objects.create(pk=1, bank_holder="Association d’exemple")
    now = timezone.now()
    settle_issuing(DonationSettings.ReceiptRhythm.GIFT, 0, by=treasurer, now=now)
    decided = DonationSettings.load()
    assert (decided.issuing_settled_by, decided.issuing_settled_at) == (treasurer, now)
    assert (decided.receipt_rhythm, decided.sepa_hold_days, decided.bank_holder) == ("gift", 0, "Association d’exemple")


def test_a_survey_tells_what_holds_from_what_comes_and_what_was() -> None:
    void = EligibilityFactory(since=date(2027, 6, 1), ended_on=date(2027, 6, 1))
    past, held = EligibilityFactory(since=date(2020, 1, 1), ended_on=date(2021, 1, 1)), EligibilityFactory(since=date(2022, 1, 1))
    later = [ReceiptBodyFactory(since=date(2027, month, 1)) for month in (1, 2)]
    signatory = SignatoryFactory(signature=SignatureFactory())
    survey = survey_terms(TODAY)
    assert (survey.eligibility.holds, survey.eligibility.later, survey.eligibility.before) == (held, [], [void, past])
    assert (survey.body.holds, survey.body.later, survey.body.before) == (None, later, [])
    assert survey.signatory.holds == signatory
    assert survey.reasons == [NO_BODY]
    assert survey.coming_name == "2026-000001"
    assert [rate.percent for rate in survey.company_rate.rows] == [60]
