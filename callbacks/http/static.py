"""Files from installed packages that pages need besides Dash's own: Bootstrap's stylesheet, from this machine."""

from flask import Response

from callbacks.http.answers import accepts_gzip, write_bytes
from callbacks.http.gate import Gate
from dashboard.permissions import Permission
from layouts.theme import bootstrap_css

BOOTSTRAP = "/static/bootstrap.min.css"


def mount(gate: Gate) -> str:
    """Mount the stylesheet; returns its address, which changes with its content."""
    style = write_bytes(bootstrap_css().read_bytes())

    def bootstrap() -> Response:
        packed = accepts_gzip()
        answer = Response(style.packed if packed else style.plain, content_type="text/css; charset=utf-8")
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
        answer.vary.add("Accept-Encoding")
        return answer

    gate.add(BOOTSTRAP, bootstrap, name="bootstrap", permission=Permission.PUBLIC)
    return f"{BOOTSTRAP}?m={style.etag}"
