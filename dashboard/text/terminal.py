"""The command line's own words: its language, help texts, sentences for the operator, and the progress line."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.text import DEFAULT_LANGUAGE, words_for

# Also when the settings cannot be read there is a language to say so in.
words = words_for(os.environ.get("DUBAN_LANGUAGE", DEFAULT_LANGUAGE))


def option(name: str, *flags: str, **more: Any) -> Any:
    """An option with its help from the text catalogue."""
    return typer.Option(*flags, help=words(f"cli.help.{name}"), **more)


def argument(name: str) -> Any:
    """An argument with its help from the text catalogue."""
    return typer.Argument(help=words(f"cli.help.{name}"))


def group(name: str) -> typer.Typer:
    """A group of commands; alone it shows its help."""
    return typer.Typer(help=words(f"cli.help.{name}"), no_args_is_help=True, add_completion=False)


Json = Annotated[bool, option("json", "--json")]
Unit = Annotated[str, option("unit")]
Stage = Annotated[str, option("stage")]
Item = Annotated[str, option("item")]
Department = Annotated[str, option("department")]
Period = Annotated[str, option("period")]
AsOf = Annotated[str, option("as_of", "--as-of")]


def say(key: str, **params: object) -> None:
    """One sentence for the operator, on stderr: stdout is for answers."""
    typer.echo(words(key, **params), err=True)


@contextlib.contextmanager
def progress() -> "Iterator[Callable[[str, int], None]]":
    """One line on a terminal that counts what is being imported; silent when nobody watches."""
    watched = sys.stderr.isatty()

    def tell(what: str, rows: int) -> None:
        if watched:
            line = words("cli.importing", what=Path(what).name, rows=f"{rows:,}")
            typer.echo(f"\r\x1b[2K{line}", err=True, nl=False)

    yield tell
    if watched:
        typer.echo("\r\x1b[2K", err=True, nl=False)
