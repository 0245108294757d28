"""The entries that say what an account, a token or a device may see: a role, and all units or some of them."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.permissions import Role
from layouts.ids import entry_error_id, entry_id
from layouts.panels.base import unit_name
from layouts.parts import boxes_entry, choice_entry, entry, entry_group, radio_entry
from layouts.people import ACCOUNT_UNITS, PEOPLE, role_word
from layouts.visit import Visit

CITY_WIDE, SOME_UNITS = "city", "units"


def role_entry(form: str, label: str, options: Sequence[tuple[str, str]], visit: Visit, *, role: Role) -> Component:
    """The roles to choose from, as (role, words)."""
    control = choice_entry(entry_id(form, "role"), options, value=str(role))
    return entry(label, control, error_id=entry_error_id(form, "role"), required=visit.words("admin.required"))


def people_roles(visit: Visit, *, role: Role) -> list[tuple[str, str]]:
    """The roles of persons; one that somebody already has stays among them."""
    listed = [*PEOPLE, *([] if role in PEOPLE else [role])]
    return [(str(one), role_word(one, visit.words)) for one in listed]


def scope_entries(form: str, visit: Visit, *, units: frozenset[str] | None) -> Component:
    """Whole city or units; the boxes of the units are there only when units are to be chosen (``admin.css``)."""
    words = visit.words
    which = SOME_UNITS if units is not None else CITY_WIDE
    ways = [(CITY_WIDE, words("admin.whole_city")), (SOME_UNITS, words("admin.some_units"))]
    radio = html.Div(radio_entry(entry_id(form, "scope"), ways, value=which), className="which")
    names = [(code, unit_name(code, words)) for code in ACCOUNT_UNITS]
    chosen = [code for code in ACCOUNT_UNITS if code in (units or ())]
    boxes = html.Div(boxes_entry(entry_id(form, "units"), names, value=chosen), className="units")
    return entry_group(
        words("admin.scope"),
        [html.Div([radio, boxes], className="sv-scope")],
        error_id=entry_error_id(form, "units"),
        help=words("admin.scope_help"),
    )
