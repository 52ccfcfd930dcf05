"""Takes the pictures of the README and of the guides: `make demo` in one terminal, `make screenshots` in another."""

import io
import os
import shutil
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ADDRESS: Final = f"http://localhost:{os.environ.get('PORT', '8000')}"
FOLDER: Final = Path(__file__).parent / "img"
COLOURS: Final = 128


OFFICER: Final = "communication@demo.test"
COORDINATOR: Final = "coordination@demo.test"
TREASURER: Final = "tresorerie@demo.test"
# Wagtail draws its forms in the browser, and slides its panels open.
SETTLING_MS: Final = 2500


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-headless-shell"), args=options
        )
        save("home.png", take(browser, "/", width=1280, height=900))
        save("space.png", take(browser, "/espace/", width=390, height=844, email="nouvelle@demo.test"))
        take_for_editors(browser)
        take_for_treasurer(browser)
        browser.close()


def take(browser: Browser, path: str, *, width: int, height: int, email: str = "") -> bytes:
    """The first screenful of a page, as somebody of the demo sees it when `email` is given."""
    page = open_page(browser, width=width, height=height, email=email)
    page.goto(ADDRESS + path)
    return page.screenshot()


def open_page(browser: Browser, *, width: int, height: int, email: str = "") -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce")
    if email:
        page.goto(f"{ADDRESS}/compte/login/")
        page.get_by_label("Adresse e-mail").fill(email)
        page.get_by_role("textbox", name="Mot de passe").fill("polaris-demo")
        page.get_by_role("main").get_by_role("button", name="Se connecter").click()
        page.wait_for_url(lambda url: "/compte/login/" not in url)
    return page


def take_for_treasurer(browser: Browser) -> None:
    """The screens of docs/treasurer.md. Nothing is issued: the demo stays as it was."""
    page = open_page(browser, width=1280, height=900, email=TREASURER)
    for name, path in (("receipts", "recus/"), ("run", "recus/campagne/"), ("batches", "dons/remises/"), ("books", "dons/comptabilite/")):
        go(page, f"/coordination/{path}")
        save(f"treasurer-{name}.png", page.screenshot())
    go(page, "/coordination/recus/")
    page.get_by_role("table").get_by_role("link").first.click()
    save("treasurer-receipt.png", page.screenshot())
    page.close()


def take_for_editors(browser: Browser) -> None:
    """The screens of docs/editors.md. Nothing is saved: the demo stays as it was."""
    page = open_page(browser, width=1280, height=860, email=OFFICER)
    report, text = find_page(page, "advocacy.ActivityReportPage", "2024"), find_page(page, "home.StandardPage", "entreprises")
    document = find_page(page, "advocacy.AdvocacyDocumentPage", "2024")

    page.set_viewport_size({"width": 1280, "height": 1300})
    go(page, "/admin/")
    save("editors-start.png", page.screenshot())
    page.set_viewport_size({"width": 1280, "height": 860})

    go(page, f"/admin/pages/{text}/edit/")
    page.get_by_role("button", name="Plus d’actions").or_(page.get_by_role("button", name="Plus d'actions")).last.click()
    page.wait_for_timeout(SETTLING_MS)
    save("editors-publish.png", page.screenshot())
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Insérer un bloc").first.click()
    page.get_by_role("option", name="Encadré").hover()
    page.wait_for_timeout(SETTLING_MS)
    save("editors-palette.png", page.screenshot())

    go(page, f"/admin/pages/{report}/edit/")
    save("editors-checks.png", page.screenshot())
    chart = page.get_by_label("Description pour qui ne voit pas le graphique").first
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(SETTLING_MS)
    save("editors-chart.png", page.screenshot())

    go(page, f"/admin/pages/{document}/edit/")
    page.get_by_label("Ce que vous corrigez").scroll_into_view_if_needed()
    save("editors-correction.png", page.screenshot())

    go(page, f"/admin/rapports/{report}/suivant/")
    save("editors-next-report.png", page.screenshot(clip={"x": 0, "y": 0, "width": 1280, "height": 430}))
    go(page, f"/admin/publications/{report}/partage/")
    save("editors-share.png", page.screenshot())

    reader = open_page(browser, width=1280, height=900, email=COORDINATOR)
    reader.goto(f"{ADDRESS}/coordination/relectures/")
    reader.get_by_role("table").get_by_role("link").first.click()
    save("editors-proofreading.png", reader.screenshot(full_page=True))


def go(page: Page, path: str) -> None:
    page.goto(ADDRESS + path)
    page.wait_for_timeout(SETTLING_MS)


def find_page(page: Page, kind: str, slug: str) -> int:
    """The number of a page in the content admin."""
    found = page.request.get(f"{ADDRESS}/admin/api/main/pages/?slug={slug}").json()["items"]
    return next(int(item["id"]) for item in found if item["meta"]["type"] == kind)


def save(name: str, png: bytes) -> None:
    """Few colours: a page of text needs no more, and the repository stays small."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
