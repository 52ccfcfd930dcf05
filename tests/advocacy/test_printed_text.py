"""Texts on their way to the PDF: the closed list of tags becomes nodes, and anything else is refused."""

import pytest

from advocacy.printing.rich_text import UnknownContentError, read_plain_text, read_rich_text
from home.models import HomePage


def no_notes(uuid: str) -> None:
    return None


def test_rich_text_becomes_nodes() -> None:
    nodes = read_rich_text(
        '<p data-block-key="a">Un <b>mot</b>,<br/>une <i><a href="/glossaire/">suite</a></i></p><ul><li>a</li></ul>', no_notes
    )
    link = {"type": "link", "href": "http://localhost:8000/glossaire/", "content": [{"type": "text", "text": "suite"}]}
    assert nodes == [
        {
            "type": "paragraph",
            "content": [
                {"type": "text", "text": "Un "},
                {"type": "strong", "content": [{"type": "text", "text": "mot"}]},
                {"type": "text", "text": ","},
                {"type": "break"},
                {"type": "text", "text": "une "},
                {"type": "emphasis", "content": [link]},
            ],
        },
        {"type": "list", "content": [{"type": "item", "content": [{"type": "text", "text": "a"}]}]},
    ]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("<p>a<script>b</script></p>", "no tag “script”"),
        ("<table></table>", "no tag “table”"),
        ('<embed embedtype="image"/>', "no tag “embed”"),
        ("<p>a", "is not closed"),
        ("<p>a</b></p>", "was not opened"),
        ("<li>a</li>", "outside any list"),
        ('<p><a linktype="video" id="1">a</a></p>', "no link of type “video”"),
    ],
)
def test_what_is_not_known_is_refused(source: str, sentence: str) -> None:
    with pytest.raises(UnknownContentError, match=sentence):
        read_rich_text(source, no_notes)


def test_a_line_of_rich_text_makes_a_paragraph() -> None:
    assert read_rich_text("Un <b>mot</b>", no_notes)[0]["type"] == "paragraph"
    assert read_rich_text("", no_notes) == []
    assert read_rich_text("<p></p>", no_notes) == []


def test_plain_text_keeps_its_paragraphs_and_its_lines() -> None:
    first, second = read_plain_text("Un\r\ndeux\n\ntrois")
    assert [node["type"] for node in first["content"]] == ["text", "break", "text"]
    assert second["content"] == [{"type": "text", "text": "trois"}]


@pytest.mark.parametrize(
    ("href", "kept"), [("javascript:alert(1)", ""), ("https://ofpra.gouv.fr/", "https://ofpra.gouv.fr/"), ("#r-3", "#r-3")]
)
def test_links_are_those_that_a_reader_can_follow(href: str, kept: str) -> None:
    ((link,),) = [node["content"] for node in read_rich_text(f'<p><a href="{href}">ici</a></p>', no_notes)]
    assert link["href"] == kept


def test_links_to_pages_that_are_not_public_are_text(home_page: HomePage) -> None:
    source = f'<p><a linktype="page" id="{home_page.pk}">accueil</a><a linktype="page" id="999999">rien</a></p>'
    (paragraph,) = read_rich_text(source, no_notes)
    assert [link["href"] for link in paragraph["content"]] == ["http://localhost:8000/", ""]
