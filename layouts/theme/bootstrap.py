"""Where Bootstrap 5's own stylesheet lies: inside the installed Bootstrap-Flask package, so no network is needed."""

from importlib.resources import files
from pathlib import Path


def bootstrap_css() -> Path:
    """Return the path of ``bootstrap.min.css`` (Bootstrap 5).

    Raises:
        FileNotFoundError: the installed Bootstrap-Flask ships no such file.
    """
    path = Path(str(files("flask_bootstrap"))) / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
    if not path.is_file():
        raise FileNotFoundError(path)
    return path
