"""What ``assets/live.js`` needs in the page: where to ask, which store to tell, and the banner for a lost server.

Contract of the version address (GET, with an ETag over revision, data_time and build):
``{"revision": int, "as_of": iso, "server_time": iso, "data_time": iso | null, "yellow_at": iso | null,
"red_at": iso | null, "build": str}``, all times with offset;
a new day in ``as_of`` counts as news too, because lights change at midnight.
"""

from dash import html

from layouts.parts.base import Id, attrs
from layouts.parts.light import glyph


def live(
    *,
    id: Id,
    version_url: str,
    store_id: str,
    poll_ms: int = 2000,
    revision: int | None = None,
    source_stamp: str = "",
    reload_on_build: bool = False,
) -> html.Div:
    """The poller's settings, an invisible element.

    On a new revision the store gets ``{"revision", "as_of", "data_time", "build", "reason", "n"}`` once;
    ``reason`` is ``revision``, ``day``, ``age`` (a source has become late) or ``recovered``.
    ``revision`` is the one this page was drawn from (without it, the first answer also counts as new);
    ``source_stamp`` the newest data time known when the page was made (iso); ``reload_on_build`` loads the page anew
    when a new build answers.
    """
    data = attrs(
        data_version_url=version_url,
        data_store_id=store_id,
        data_poll_ms=str(poll_ms),
        data_revision=None if revision is None else str(revision),
        data_source_stamp=source_stamp,
        data_reload_on_build="true" if reload_on_build else None,
    )
    return html.Div(hidden=True, **attrs(id), **data)


def live_banner(*, lost: str, lost_unknown: str) -> html.Div:
    """Full-width banner, hidden while all is well.

    ``lost`` contains ``{since}`` (time of the last good answer) and ``{stopped}`` (time of the newest data);
    ``lost_unknown`` contains ``{since}`` only, for when no data time is known.
    """
    data = attrs(data_live_banner="true", data_lost=lost, data_lost_unknown=lost_unknown)
    inside = [glyph("yellow"), html.Div(**attrs(data_live_text="true"))]
    return html.Div(inside, className="sv-banner yellow sv-live-banner", role="alert", hidden=True, **data)
