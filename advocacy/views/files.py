"""`pdf/`, `image.png`, `image-carree.png`: the files made of a publication."""

import hashlib
from typing import Final, cast

from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from advocacy.consents import waits_for_erasure
from advocacy.models import PublicationPage, Version
from advocacy.views.finding import get_publication
from home.settings import AssociationSettings

# Asked again each time: a correction changes the file, and a withdrawn testimony takes it back.
NEVER_OLD: Final = "no-cache"
RETRY_SECONDS: Final = 20


@require_safe
def send_pdf(request: HttpRequest, address: str) -> HttpResponseBase:
    """The PDF of the publication as its page shows it."""
    page = get_publication(request, address)
    return answer_pdf(request, page, latest_version(page))


@require_safe
def send_version_pdf(request: HttpRequest, address: str, number: int) -> HttpResponseBase:
    """The PDF of one version, at the address that stays."""
    page = get_publication(request, address)
    return answer_pdf(request, page, get_object_or_404(versions_of(page), number=number))


@require_safe
def send_wide_image(request: HttpRequest, address: str) -> HttpResponseBase:
    """The picture that link previews show."""
    page = get_publication(request, address)
    return send_image(request, latest_version(page).wide_image, file_name(page, "image.png"))


@require_safe
def send_square_image(request: HttpRequest, address: str) -> HttpResponseBase:
    """The picture for posts."""
    page = get_publication(request, address)
    return send_image(request, latest_version(page).square_image, file_name(page, "image-carree.png"))


def versions_of(page: PublicationPage) -> QuerySet[Version]:
    return Version.objects.filter(page_id=page.pk).select_related("supplied_pdf").defer("content", "shown_objects")


def latest_version(page: PublicationPage) -> Version:
    version = versions_of(page).first()
    if version is None:
        raise Http404
    return version


def answer_pdf(request: HttpRequest, page: PublicationPage, version: Version) -> HttpResponseBase:
    """The PDF; the one supplied in its place, where its collection lets it be read; or the page that says to wait."""
    if not waits_for_erasure(version, on=timezone.localdate()):
        if version.supplied_pdf is not None:
            return redirect(version.supplied_pdf.url)
        response = send_file(request, version.pdf, "application/pdf", file_name(page, f"version-{version.number}.pdf"))
        if response is not None:
            return response
    context = {"publication": page, "version": version, "address": page.get_url(request), "retry_seconds": RETRY_SECONDS}
    waiting = render(request, "advocacy/pdf_waiting.html", context, status=503)
    waiting["Retry-After"] = str(RETRY_SECONDS)
    waiting["Cache-Control"] = "no-store"
    return waiting


def send_image(request: HttpRequest, image: FieldFile, name: str) -> HttpResponseBase:
    response = send_file(request, image, "image/png", name)
    if response is None:
        raise Http404
    return response


def send_file(request: HttpRequest, file: FieldFile, content_type: str, name: str) -> HttpResponseBase | None:
    """The file under a name that says what it is, or 304 to who has it; None when there is none, or none any more."""
    try:
        opened = file.open("rb") if file else None
    except FileNotFoundError:
        opened = None
    if opened is None:
        return None
    response = FileResponse(opened, content_type=content_type, filename=name)
    response["Cache-Control"] = NEVER_OLD
    # A file that is made again is stored under another name (advocacy/printing/files.py).
    response["ETag"] = f'"{hashlib.sha256(str(file.name).encode()).hexdigest()[:32]}"'
    # The stubs know no file among the answers that it takes and gives back.
    answer = get_conditional_response(request, etag=response["ETag"], response=cast("HttpResponse", response))
    if answer is not response:
        opened.close()
    return answer


def file_name(page: PublicationPage, end: str) -> str:
    """`polaris-14-plaidoyer-2024-version-2.pdf`: found again among other downloads."""
    folder = page.get_parent().slug
    return f"{slugify(AssociationSettings().name)}-{folder}-{page.slug}-{end}"
