"""The blocks that every editor's palette shares."""

from wagtail import blocks


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = "Intertitre"


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(label="Paragraphe", icon="pilcrow", features=["bold", "italic", "link", "ol", "ul", "document-link"])
