"""The addresses of every page, as tests open them."""

CASE = "SL2601350505-000018"
"""A red case of the demonstration, with its whole story."""

PAGES = {
    "overview": "/",
    "approvals": "/approvals",
    "records": "/records",
    "records_of": "/records/approvals.red",
    "case": f"/cases/{CASE}",
    "definitions": "/definitions",
    "quality": "/quality",
    "imports": "/imports",
    "admin": "/admin",
    "users": "/admin/users",
    "user_new": "/admin/users/new",
    "sessions": "/admin/sessions",
    "tokens": "/admin/tokens",
    "devices": "/admin/devices",
    "rules": "/admin/rules",
    "rule": "/admin/rules/light.days",
    "calendar": "/admin/calendar",
    "units": "/admin/units",
    "unit": "/admin/units/350505",
}


def with_query(address: str, **more: str) -> str:
    """An address with further parameters."""
    pairs = "&".join(f"{name}={value}" for name, value in more.items() if value)
    if not pairs:
        return address
    return f"{address}{'&' if '?' in address else '?'}{pairs}"
