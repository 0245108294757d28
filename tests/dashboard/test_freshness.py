"""How old data may be, in the cycles of its source."""

from dashboard.freshness import age_light, turning_points
from dashboard.lights import Light
from dashboard.ports import Source


def source(*, newest: int, cycle: int, last_import: int = 0) -> Source:
    return Source("exchange", 1, last_import, newest, cycle)


def test_the_worst_source_decides_when_the_light_turns() -> None:
    fast, slow = source(newest=1_000, cycle=900), source(newest=5_000, cycle=60)
    assert turning_points([fast, slow]) == (1_000 + 3 * 900, 5_000 + 12 * 60)


def test_the_light_turns_exactly_at_the_turning_points() -> None:
    one = source(newest=10_000, cycle=900)
    yellow, red = turning_points([one]) or (0, 0)
    seen = [age_light(at - 10_000, 900) for at in (yellow, yellow + 1, red, red + 1)]
    assert seen == [Light.GREEN, Light.YELLOW, Light.YELLOW, Light.RED]


def test_a_source_without_times_counts_from_its_delivery_and_one_without_cycle_not_at_all() -> None:
    assert turning_points([source(newest=0, cycle=100, last_import=7)]) == (307, 1_207)
    assert turning_points([source(newest=5, cycle=0)]) is None
    assert turning_points([]) is None
