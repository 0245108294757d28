"""How old data may be: a source's age is measured in the cycles in which it should come (DESIGN §4)."""

from collections.abc import Sequence

from dashboard.lights import Light
from dashboard.ports import Source

YELLOW_CYCLES = 3
RED_CYCLES = 12


def newest_of(source: Source) -> int:
    """The newest instant a source speaks of; one without times inside is as old as its last delivery (epoch s)."""
    return source.data_time or source.last_import


def age_light(age_seconds: int, cycle_seconds: int) -> Light:
    """Green up to three cycles, yellow beyond, red beyond twelve; grey for a source without a cycle."""
    if cycle_seconds <= 0:
        return Light.GREY
    if age_seconds > RED_CYCLES * cycle_seconds:
        return Light.RED
    return Light.YELLOW if age_seconds > YELLOW_CYCLES * cycle_seconds else Light.GREEN


def turning_points(sources: Sequence[Source]) -> tuple[int, int] | None:
    """When the first source turns yellow and when the first turns red (epoch s), None without any cyclic source."""
    known = [(newest_of(source), source.cycle_seconds) for source in sources if source.cycle_seconds > 0]
    known = [(newest, cycle) for newest, cycle in known if newest]
    if not known:
        return None
    yellow = min(newest + YELLOW_CYCLES * cycle for newest, cycle in known)
    return yellow, min(newest + RED_CYCLES * cycle for newest, cycle in known)
