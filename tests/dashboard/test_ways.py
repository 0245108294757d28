"""Where a login may lead: pages of this site only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ways import safe_way

OUTSIDE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "HTTPS:evil",
    "http:/evil.example", "javascript:alert(1)", "data:text/html,x", "%2f%2fevil.example", "/%2fevil.example",
    "/%5cevil.example", "/%255cevil.example", "/%25252fevil.example", " //evil.example", "\t//evil.example",
    "/\t/evil.example", "/\n/evil.example", "/%0a/evil.example", "/%00/evil.example", "evil.example", "@evil.example",
    ".//evil.example", "/x//evil.example", "", "?next=//evil.example", "#//evil.example", "/login", "/login?next=/",
    "/logout", "/api/v1/indicators", "/_dash-layout", "/export/records.csv", "/assets/x.js",
]  # fmt: skip


@pytest.mark.parametrize("wanted", OUTSIDE)
def test_outside_and_no_pages_lead_home(wanted: str) -> None:
    assert safe_way(wanted) == "/"


@pytest.mark.parametrize(
    "wanted",
    ["/", "/approvals?unit=350502&period=2026-01", "/cases/SL%20001?lang=en", "/records/approvals.red#x", "/?q=泉州"],
)
def test_pages_are_kept(wanted: str) -> None:
    assert safe_way(wanted) == wanted


@given(st.text(alphabet="/\\%25fFcC.:@?#aehtps\t\n", max_size=40))
def test_no_text_leaves_the_site(wanted: str) -> None:
    way = safe_way(wanted)
    assert way.startswith("/")
    assert not way.startswith(("//", "/\\"))
    assert "\\" not in way
