"""The key made with a page: what is sent twice from it is written once."""

from uuid import UUID, uuid4

from django import forms


class PageKeyForm(forms.Form):
    """Beside the page's own form, which it never refuses: without a key, each sending counts."""

    page_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)

    @property
    def key(self) -> UUID | None:
        return self.cleaned_data.get("page_id") if self.is_valid() else None
