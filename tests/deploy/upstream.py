"""A site that says what reached it, and how it may be kept: what nginx does with its answers is seen from outside.

Its answers say the version that the file `version` of the folder STATE holds; while there is a file `down`, it answers 503.
"""

import gzip
import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

STATE = Path(os.environ["STATE"])
KEPT = {
    "/kept/": {"Cache-Control": "public, s-maxage=600"},
    "/soon/": {"Cache-Control": "public, s-maxage=1"},
    "/browser/": {"Cache-Control": "public, max-age=600"},
    "/varying/": {"Cache-Control": "public, s-maxage=600", "Vary": "Accept-Encoding, Cookie"},
    "/cookie/": {"Cache-Control": "public, s-maxage=600", "Set-Cookie": "csrftoken=x"},
    "/no-store/": {"Cache-Control": "no-store"},
}


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    environ["wsgi.input"].read()
    path = environ["PATH_INFO"]
    if path == "/slow/":
        time.sleep(0.3)
    headers = {"Content-Type": "application/json", "Vary": "Accept-Encoding", "X-Request-ID": "the site's own"}
    headers |= KEPT.get(f"/{path.split('/')[1]}/", {})
    given = {name.removeprefix("HTTP_").replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    said = {"version": (STATE / "version").read_text(), "path": path, "scheme": environ["wsgi.url_scheme"], "headers": given}
    body = json.dumps(said).encode()
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body)
    start_response(
        "503 Service Unavailable" if (STATE / "down").exists() else "200 OK", [*headers.items(), ("Content-Length", str(len(body)))]
    )
    return [body]
