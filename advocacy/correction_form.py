"""The sentence that a correction is published with: asked of a publication that readers already know."""

from typing import Any, Final

from wagtail.admin.forms import WagtailAdminPageForm

ASKED: Final = "Dites en une phrase ce que vous corrigez\u00a0: la publication a déjà paru, et la liste de ses versions est publique."

SPENT: Final = "Cette phrase est déjà celle de la dernière version\u00a0: dites ce que vous corrigez cette fois."


class CorrectionForm(WagtailAdminPageForm):
    """Begins each correction with an empty sentence, keeps it in the draft, and asks for it when publishing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without a draft that waits, the sentence is that of the correction already published; so is one that a form gone
        # back to in the browser saved again.
        if not self.instance.has_unpublished_changes or self._is_spent(self.instance.correction):
            self.initial["correction"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        sentence = cleaned.get("correction", "")
        if not self.is_deferred_validation and self._changes_what_is_read(cleaned):
            if not sentence.strip():
                self.add_error("correction", ASKED)
            elif self._is_spent(sentence):
                self.add_error("correction", SPENT)
        return cleaned

    def _is_spent(self, sentence: str) -> bool:
        """Whether the last version already says so."""
        version = self.instance.shown_version
        return version is not None and bool(sentence) and sentence.strip() == version.correction.strip()

    def _changes_what_is_read(self, cleaned: dict[str, Any]) -> bool:
        names, notes = self.instance.read_fields, self.formsets["footnotes"]
        # What cannot be read yet has its own errors.
        if not cleaned.keys() >= set(names) or not notes.is_valid():
            return False
        kept = [form.cleaned_data for form in notes.forms if form not in notes.deleted_forms and form.cleaned_data]
        texts = {str(note["uuid"]): note["text"] for note in kept}
        return bool(self.instance.differs_from_published({name: cleaned[name] for name in names}, texts))
