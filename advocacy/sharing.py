"""What the officer posts when a publication is out: a text to copy, with the pictures that the site draws."""

from advocacy.models import AdvocacyDocumentPage, PublicationPage, Version


def write_post(page: PublicationPage, version: Version, *, address: str) -> str:
    """A short post in French that ends with `address`. A correction says that it is one."""
    is_document = isinstance(page, AdvocacyDocumentPage)
    kind = "Notre plaidoyer" if is_document else "Notre rapport d’activité"
    title = f"{kind} «\u00a0{page.title}\u00a0»" if is_document else f"{kind} {page.year}"
    news = "est en ligne." if version.number == 1 else f"est corrigé. {version.correction}".rstrip()
    offer = "À lire, à télécharger et à citer\u00a0:" if is_document else "À lire, avec ses chiffres et ses comptes\u00a0:"
    return "\n\n".join(filter(None, [f"{title} {news}", page.introduction, f"{offer}\n{address}"]))
