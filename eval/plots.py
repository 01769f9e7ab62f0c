"""Plots as inline SVG: as wide as a phone, coloured by the page's style sheet, each with words for a listener."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from eval.calibration import Bin

WIDTH, HEIGHT = 360, 260  # of a plot with two axes, in CSS pixels on a phone
_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 12, 22, 40


def risk_coverage(points: Sequence[tuple[float, float]], now: float | None) -> Markup:
    """Risk over coverage (`eval.calibration.risk_coverage`), with the point where the bot stands.

    Args:
        points: (coverage, risk), both 0 to 1, coverage ascending.
        now: the share of cases that the bot answers today; None to mark nothing.
    """
    drawn = Markup('<polyline class="line" points="{}"/>').format(
        " ".join(f"{_x(coverage):.1f},{_y(risk):.1f}" for coverage, risk in points)
    )
    if points and now is not None:
        coverage, risk = points[-1]
        drawn += Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(_x(coverage), _y(risk))
        drawn += _text(_x(coverage) - 8, _y(risk) - 9, f"{risk:.0%} of answers not right", "end")
    return _framed("Risk over coverage", drawn, "share of all cases answered", "share of answers not right")


def reliability(bins: Sequence[Bin]) -> Markup:
    """The reliability diagram: a dot for each tenth of confidence, as large as its number of answers says."""
    most = max((tenth.count for tenth in bins), default=1)
    drawn = Markup('<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(_x(0), _y(0), _x(1), _y(1))
    for tenth in bins:
        drawn += Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}</title></circle>').format(
            _x(tenth.confidence), _y(tenth.right), 3 + 7 * (tenth.count / most) ** 0.5,
            f"{tenth.count} answers at {tenth.confidence:.0%}: {tenth.right:.0%} right",
        )  # fmt: skip
        drawn += _text(_x(tenth.confidence), _y(tenth.right) - 13, str(tenth.count), "middle")
    return _framed("Reliability", drawn, "confidence the bot gave", "share that was right")


def latency(stages: Mapping[str, tuple[float | None, float | None]]) -> Markup:
    """Median (bar) and 95th percentile (tick) of seconds by stage."""
    known = {name: (p50, p95) for name, (p50, p95) in stages.items() if p50 is not None and p95 is not None}
    longest = max((p95 for _, p95 in known.values()), default=0) or 1.0
    rows = Markup("")
    for number, (name, (p50, p95)) in enumerate(known.items()):
        top, width = 8 + 34 * number, 190
        rows += _text(66, top + 14, name, "end")
        rows += _bar(72, top, width * p50 / longest, 20, "neutral")
        rows += Markup('<line class="tick" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>').format(
            72 + width * p95 / longest, top - 2, top + 22
        )
        rows += _text(72 + width * p95 / longest + 6, top + 14, f"{p50:.2f} · {p95:.2f} s", "start")
    return _svg("Latency by stage: median and 95th percentile", 8 + 34 * len(known), rows)


def shares(rows: Mapping[str, Mapping[str, int]]) -> Markup:
    """A stacked bar for each row, as long as its counts are to each other.

    Args:
        rows: for each name the counts by class of the style sheet, in the order drawn.
    """
    drawn = Markup("")
    for number, (name, counts) in enumerate(rows.items()):
        top, left, total = 4 + 26 * number, 104.0, sum(counts.values()) or 1
        drawn += _text(98, top + 14, name, "end")
        for sort, count in counts.items():
            width = 250 * count / total
            drawn += _bar(left, top, width, 20, sort)
            if width > 14:
                drawn += _text(left + width / 2, top + 14, str(count), "middle", "on")
            left += width
    return _svg("Results by kind", 4 + 26 * len(rows), drawn)


def span(value: float, low: float | None, high: float | None, before: float | None, unit: str) -> Markup:
    """A figure on its scale: the value as a dot, its interval as a bar, what it was before as a tick."""
    least = -1.0 if unit == "points" else 0.0

    def at(share: float) -> float:
        return 4 + 152 * (share - least) / (1 - least)

    drawn = Markup('<line class="axis" x1="4" x2="156" y1="9" y2="9"/>')
    if least < 0:
        drawn += Markup('<line class="grid" x1="{0}" x2="{0}" y1="3" y2="15"/>').format(at(0))
    if low is not None and high is not None:
        drawn += _bar(at(low), 6, max(at(high) - at(low), 1), 6, "interval")
    if before is not None:
        drawn += Markup('<line class="tick" x1="{0:.1f}" x2="{0:.1f}" y1="2" y2="16"/>').format(at(before))
    drawn += Markup('<circle class="dot" cx="{:.1f}" cy="9" r="4"/>').format(at(value))
    return Markup('<svg class="span" viewBox="0 0 160 18" aria-hidden="true">{}</svg>').format(drawn)


def _framed(title: str, drawn: Markup, across: str, up: str) -> Markup:
    lines = Markup("")
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        lines += Markup('<line class="axis" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(
            _x(0), _x(1), y=f"{_y(share):.1f}"
        )
        lines += _text(_LEFT - 6, _y(share) + 4, f"{share:.0%}", "end")
        lines += _text(_x(share), HEIGHT - _BOTTOM + 15, f"{share:.0%}", "middle")
    named = _text((_x(0) + _x(1)) / 2, HEIGHT - 4, across, "middle", "name")
    named += _text(_LEFT + 4, _TOP + 10, f"↑ {up}", "start", "name")
    return _svg(f"{title}: {up} over {across}", HEIGHT, lines + drawn + named)


def _svg(title: str, height: float, drawn: Markup) -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>').format(
        WIDTH, height, title, drawn
    )


def _bar(x: float, y: float, width: float, height: float, sort: str) -> Markup:
    return Markup('<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>').format(
        sort, x, y, width, height
    )


def _text(x: float, y: float, words: str, anchor: str, sort: str = "") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        sort, x, y, anchor, words
    )


def _x(share: float) -> float:
    return _LEFT + share * (WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (HEIGHT - _TOP - _BOTTOM)
