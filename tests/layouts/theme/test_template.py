"""The Plotly templates carry the tokens and nothing else, and Plotly accepts them."""

import json
import re

import plotly.graph_objects as go
import plotly.io as pio
import pytest

from layouts.theme import LIGHT_SYMBOL, TEMPLATE_NAMES, build_template, register_templates, scenario
from layouts.theme.tokens import SCALES, THEMES, Scale, Theme, colours, sizes


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", SCALES)
def test_every_colour_is_a_token(theme: Theme, scale: Scale) -> None:
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", json.dumps(build_template(theme, scale))))
    assert used <= set(colours(theme).values())


@pytest.mark.parametrize("theme", THEMES)
def test_roles_take_their_token(theme: Theme) -> None:
    c, layout = colours(theme), build_template(theme)["layout"]
    assert layout["font"]["color"] == c["ink-2"]
    assert layout["hoverlabel"]["bgcolor"] == c["bg"]
    assert layout["xaxis"]["linecolor"] == c["ink-1"]
    assert layout["colorway"] == [c["ac"], c["accent"], c["line-strong"], c["py"], c["ink-3"]]


@pytest.mark.parametrize("theme", THEMES)
def test_series_never_take_the_colour_of_a_light(theme: Theme) -> None:
    lights = {value for name, value in colours(theme).items() if re.match(r"(red|yellow|green)-", name)}
    assert not lights & set(build_template(theme)["layout"]["colorway"])


@pytest.mark.parametrize("scale", SCALES)
def test_type_sizes_follow_the_scale(scale: Scale) -> None:
    layout, s = build_template("light", scale)["layout"], sizes(scale)
    assert (layout["font"]["size"], layout["xaxis"]["tickfont"]["size"]) == (s["fs-sm"], s["fs-cap"])


def test_wall_answers_to_no_pointer() -> None:
    assert build_template("dark", "wall")["layout"]["hovermode"] is False


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", SCALES)
def test_plotly_accepts_the_template(theme: Theme, scale: Scale) -> None:
    template = build_template(theme, scale)
    accepted = go.layout.Template(template).to_plotly_json()["layout"]
    assert json.loads(json.dumps(accepted)) == json.loads(json.dumps(template["layout"]))


def test_registered_templates_stack() -> None:
    before = {name: pio.templates[name] for name in pio.templates}
    try:
        register_templates()
        assert set(TEMPLATE_NAMES) <= set(pio.templates)
        figure = go.Figure(layout={"template": "sv_dark+sv_projector"})
        assert figure.layout.template.layout.font.color == colours("dark")["ink-2"]
        assert figure.layout.template.layout.font.size == sizes("projector")["fs-sm"]
    finally:
        for name in set(pio.templates) - set(before):
            del pio.templates[name]


@pytest.mark.parametrize("theme", THEMES)
def test_scenarios_differ_by_more_than_colour(theme: Theme) -> None:
    assert "pattern" in scenario("FC", theme)
    assert scenario("PL", theme)["color"] == "rgba(0,0,0,0)"
    assert scenario("PL", theme)["line"]["width"] > 0
    assert scenario("AC", theme)["color"] != scenario("PY", theme)["color"]


def test_every_light_has_a_shape_of_its_own() -> None:
    assert len(set(LIGHT_SYMBOL.values())) == len(LIGHT_SYMBOL)
