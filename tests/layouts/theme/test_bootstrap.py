"""Bootstrap comes from the installed package."""

from layouts.theme import bootstrap_css


def test_it_is_bootstrap_five_without_foreign_addresses() -> None:
    css = bootstrap_css().read_text(encoding="utf-8")
    assert "Bootstrap  v5" in css[:200] or "Bootstrap v5" in css[:200]
    assert "--bs-body-bg" in css
    assert "@import" not in css
