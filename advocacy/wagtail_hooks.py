"""What publications add to the content admin."""

from wagtail import hooks
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry


# After wagtail-footnotes, whose button is in English.
@hooks.register("register_rich_text_features", order=1)
def offer_notes(features: FeatureRegistry) -> None:
    """The button that cites a note, in French."""
    features.register_editor_plugin(
        "draftail",
        "footnotes",
        EntityFeature(
            {"type": "FOOTNOTES", "label": "Note", "description": "Citer une note de bas de page"},
            js=["wagtailadmin/js/draftail.js", "footnotes/js/footnotes.js", "js/admin-notes.js"],
            css={"all": ["footnotes/css/footnotes-admin.css"]},
        ),
    )
