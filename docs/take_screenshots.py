"""Takes the README's pictures from a running demo: `make demo` in one terminal, `make screenshots` in another."""

import io
import os
import shutil
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ADDRESS: Final = f"http://localhost:{os.environ.get('PORT', '8000')}"
FOLDER: Final = Path(__file__).parent / "img"
COLOURS: Final = 128


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        save("home.png", take(browser, "/", width=1280, height=900))
        save("space.png", take(browser, "/espace/", width=390, height=844, email="nouvelle@demo.test"))
        browser.close()


def take(browser: Browser, path: str, *, width: int, height: int, email: str = "") -> bytes:
    """The first screenful of a page, as somebody of the demo sees it when `email` is given."""
    page = browser.new_page(viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce")
    if email:
        page.goto(f"{ADDRESS}/compte/login/")
        page.get_by_label("Adresse e-mail").fill(email)
        page.get_by_role("textbox", name="Mot de passe").fill("polaris-demo")
        page.get_by_role("main").get_by_role("button", name="Se connecter").click()
        page.wait_for_url(lambda url: "/compte/login/" not in url)
    page.goto(ADDRESS + path)
    return page.screenshot()


def save(name: str, png: bytes) -> None:
    """Few colours: a page of text needs no more, and the repository stays small."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
