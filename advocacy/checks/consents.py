"""Whose consent a page needs: the person it quotes, and whoever can be recognised in its pictures."""

from collections.abc import Iterator

from wagtail.images.blocks import ImageBlock

from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Finding
from home.consents import Channel, publishing_day, reason_against
from home.media import Picture

CODE = "consent"


def check_consents(draft: Draft) -> Iterator[Finding]:
    """A consent that holds on the day of publishing, for where it is published."""
    on = publishing_day(draft.values.get("go_live_at"))
    if hasattr(draft.page, "consent_id"):
        reason = reason_against(draft.values.get("consent"), Channel.SITE, on=on)
        if reason:
            yield Finding("consent", reason, blocks=True, code=CODE)
        elif (typed := draft.values.get("alias")) and typed != (alias := draft.values["consent"].alias):
            sentence = f"L’accord choisi nomme «\u00a0{alias}\u00a0»\u00a0: reprenez cet alias, ou choisissez l’accord de cette personne."
            yield Finding("alias", sentence, blocks=True, code=CODE)
    for spot in draft.spots:
        if isinstance(spot.block, ImageBlock) and isinstance(spot.value, Picture):
            reason = spot.value.reason_against(draft.page.picture_channel, on=on)
            if reason:
                sentence = f"On reconnaît quelqu’un sur cette image. {reason}"
                yield Finding(f"{spot.contentpath}.image", sentence, blocks=True, code=CODE)
    for spot in draft.structs("testimony"):
        testimony = spot.value["testimony"]
        reason = testimony.reason_against_quoting(on=on) if testimony and not testimony.is_withdrawn else ""
        if reason:
            yield Finding(f"{spot.contentpath}.testimony", reason, blocks=True, code=CODE)
