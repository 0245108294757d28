"""The second factor of one's own account: off, being set up (a picture to scan, a secret to type), on."""

import base64
import io
from urllib.parse import parse_qs, urlsplit

import segno
from dash import html
from dash.development.base_component import Component

from layouts.ids import act_id, ask_id, entry_error_id, entry_id
from layouts.parts import ask, banner, button, entry, once, panel, text_entry
from layouts.visit import Visit

PAGE, CODE_FORM, OFF_FORM = "account", "code", "off"


def draw_factor(visit: Visit, *, on: bool, demanded: bool) -> Component:
    """Whether it is on, and the way to the other state."""
    words = visit.words
    if on:
        text = html.P(words("account.factor_on_text"), className="text-2")
        ways = html.P(words("account.factor_demanded"), className="sv-note") if demanded else _switch_off(visit)
        return panel(words("account.factor_on"), [text, html.Div(ways, className="sv-acts")])
    why = [banner("yellow", words("account.factor_wanted"))] if demanded else []
    text = html.P(words("account.factor_off_text"), className="text-2")
    begin = html.Div(button(words("account.factor_begin"), id=act_id(PAGE, "begin")), className="sv-ways")
    return panel(words("account.factor_off"), [*why, text, begin])


def _switch_off(visit: Visit) -> Component:
    words = visit.words
    password = entry(
        words("account.entry.old"),
        text_entry(entry_id(OFF_FORM, "password"), kind="password", longest=256, autocomplete="current-password"),
        error_id=entry_error_id(OFF_FORM, "password"),
    )
    off = button(words("account.factor_off_yes"), id=act_id(PAGE, "off"), primary=True, small=True)
    question, stop = words("account.factor_off_ask"), words("admin.cancel")
    yes = html.Div([password, off])
    return ask(words("account.factor_end"), question, yes, stop=stop, id=ask_id(PAGE, "off", 0))


def draw_enrolment(address: str, visit: Visit) -> Component:
    """The picture for the telephone, the same as text, and the place for the first code."""
    words = visit.words
    picture = html.Img(src=qr_picture(address), alt=words("account.qr"), className="sv-qr", width="200", height="200")
    typed = once(words("account.typed"), grouped(secret_of(address)), [words("account.typed_rest")])
    code = entry(
        words("account.entry.code"),
        text_entry(entry_id(CODE_FORM, "code"), longest=9, autocomplete="one-time-code", numeric=True),
        error_id=entry_error_id(CODE_FORM, "code"),
        help=words("account.code_help"),
    )
    ways = [
        button(words("account.factor_confirm"), id=act_id(PAGE, "confirm"), primary=True),
        button(words("admin.cancel"), id=act_id(PAGE, "leave_factor")),
    ]
    steps = html.Ol([html.Li(words(f"account.step_{step}")) for step in ("1", "2", "3")], className="sv-numbered")
    beside = html.Div([html.Div(picture), html.Div([steps, typed])], className="sv-enrol")
    return panel(
        words("account.factor_begin"),
        [beside, html.Div(code, className="sv-form one"), html.Div(ways, className="sv-ways")],
    )


def secret_of(address: str) -> str:
    """The secret in an ``otpauth://`` address."""
    return "".join(parse_qs(urlsplit(address).query).get("secret", [""]))


def grouped(secret: str) -> str:
    """In fours, as it is easiest to type."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def qr_picture(address: str) -> str:
    """A QR code as an address that holds its own picture: black on white in every look."""
    kept = io.BytesIO()
    segno.make(address, error="m").save(kept, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(kept.getvalue()).decode("ascii")
