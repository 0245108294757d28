"""Where a login may lead: addresses within this site and nowhere else."""

from urllib.parse import unquote, urlsplit

HOME = "/"
MAX_LENGTH = 2_000
NOWHERE = ("/login", "/logout", "/api", "/assets", "/static", "/export", "/_", "/version", "/metrics")


def safe_way(wanted: str) -> str:
    """The wanted address if it is a page of this site, else the first page.

    Decoded again and again before it is judged: browsers and servers disagree on ``%2f``, ``\\`` and the like.
    """
    text = seen = wanted[:MAX_LENGTH]
    for _ in range(5):
        seen, before = unquote(seen), seen
        if seen == before:
            break
    else:
        return HOME
    if not seen.startswith("/") or seen.startswith("//") or "\\" in seen or not seen.isprintable():
        return HOME
    parts = urlsplit(text)
    if parts.scheme or parts.netloc or not text.startswith("/") or "//" in parts.path:
        return HOME
    return HOME if parts.path.startswith(NOWHERE) else text
