"""A small board made of our parts and scripts, with a version address that a test can turn."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from dash import Dash, Input, Output, dcc, html
from flask import Response, jsonify, request

from layouts.figures import ColumnWords, MonthColumn, draw_columns
from layouts.parts import (
    AgeWords,
    NavItem,
    Switch,
    breadcrumbs,
    chart,
    chip,
    chip_input,
    footer,
    freshness_badge,
    live,
    live_banner,
    shell,
    top_bar,
)
from layouts.theme import TOKENS_CSS

WORDS = AgeWords(
    now="刚刚", minutes="{n} 分钟前", shown="{clock} · {age}", plain="{clock}", none="—", pending="有新数据"
)


@dataclass
class Version:
    """What the version address answers; ``broken`` answers 500 as a server does whose storage is away."""

    revision: int = 5
    day: str = "2026-02-09"
    age: timedelta = timedelta(minutes=3)
    clock_ahead: timedelta = timedelta()
    broken: bool = False
    asked: int = 0
    unchanged: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self) -> Response:
        """One answer, 304 when the caller knows it already."""
        with self.lock:
            self.asked += 1
            if self.broken:
                return Response(status=500)
            tag = f'"{self.revision}-{self.day}"'
            if request.headers.get("If-None-Match") == tag:
                self.unchanged += 1
                return Response(status=304, headers={"ETag": tag})
            now = datetime.now(UTC) + self.clock_ahead
            body = jsonify(
                revision=self.revision,
                as_of=self.day,
                server_time=now.isoformat(),
                data_time=(now - self.age).isoformat(),
                build="b1",
            )
            body.headers["ETag"] = tag
            return body


def _bar() -> html.Header:
    looks = (("theme", "light", "浅色", "dark", "深色"), ("scale", "desk", "桌面", "projector", "投影"))
    switches = [Switch(setting=s, label=s, options=((a, x), (b, y)), current=a) for s, a, x, b, y in looks]
    return top_bar(
        product="督办看板",
        home_href="/",
        nav=[NavItem(text="总览", href="/", current=True), NavItem(text="审批时效", href="/approvals")],
        nav_label="主导航",
        badge=freshness_badge("green", "—", words=WORDS, label="数据新鲜度"),
        switches=switches,
    )


def _content() -> list[Any]:
    month = MonthColumn(tick="1月", actual=3.8, promised=9.6, actual_text="3.8", hover="3.8", href="/cases?month=1")
    words = ColumnWords(promised="承诺", last_year="", actual="实际")
    return [
        breadcrumbs([("总览", "/"), ("审批", "/approvals"), ("这里", "")], label="路径"),
        html.H1("看板"),
        chip("期间", [("a", "一月"), ("b", "二月")], value="a", id="chip"),
        chip_input("搜索", id="search", type="search"),
        dcc.Textarea(id="note"),
        chart(draw_columns([month], words=words, theme="light"), alt="用时", id="graph"),
        html.Pre(id="told"),
        html.Pre(id="where"),
    ]


def build_board(version: Version, *, revision: int | None = 5) -> Dash:
    """A Dash application drawn from revision 5, under the content policy of the product."""
    app = Dash(__name__, assets_folder=str(TOKENS_CSS.parent), update_title="")
    app.layout = shell(
        _bar(),
        _content(),
        foot=footer("脚注"),
        banner=live_banner(lost="自 {since} 没有应答，停在 {stopped}", lost_unknown="自 {since} 没有应答"),
        skip="跳到正文",
        main_id="main",
        hidden=[
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="rev"),
            dcc.Store(id="log", data=[]),
            live(id="live", version_url="/version", store_id="rev", poll_ms=500, revision=revision),
        ],
    )

    def told(news: dict[str, Any] | None) -> str:
        return "" if news is None else f"{news['revision']} {news['as_of']} {news['reason']} {news['n']}"

    def where(path: str, search: str) -> str:
        return path + (search or "")

    app.callback(Output("told", "children"), Input("rev", "data"))(told)
    app.callback(Output("where", "children"), Input("url", "pathname"), Input("url", "search"))(where)
    app.server.add_url_rule("/version", "version", version.answer)
    scripts = " ".join(["'self'", *app.csp_hashes()])
    policy = f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        return response

    app.server.after_request(guard)
    return app
