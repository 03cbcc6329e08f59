"""`make bench`: everything that is claimed about speed and memory, measured in one run."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pandas as pd

from benchmarks import data

_ROOT: Final = Path(__file__).resolve().parent.parent
_ATTRIBUTES: Final = (["sex"], ["origin"], ["sex", "origin"])
_BOOTSTRAPS: Final = 100
_QUIET: Final = 1500  # milliseconds in which a page comes to rest
_CANDIDATES: Final = ("rule_says", "model_says")


def main() -> None:
    """Measure, print a line each, and fail where two runs do not give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        million = data.write(Path(folder) / "1m", 1_000_000)
        many = data.write(Path(folder) / "10m", 10_000_000)
        groups = data.write(Path(folder) / "groups", 10_000_000, data.MANY, 20)
        stages = (
            _cold_start(),
            _first_page(Path(folder)),
            _slider(Path(folder)),
            _sweep(many),
            _against_duckdb(many),
            _against_fairlearn(million),
            _many_groups(groups),
            _handed_off(data.write(Path(folder) / "handed", 10_000_000, data.HANDED, 20)),
            _against_bootstrap(data.write(Path(folder) / "boot", 100_000, data.MANY, 20)),
        )
        for line in chain.from_iterable(stages):
            print(line, flush=True)


def _against_fairlearn(review: Path) -> Iterator[str]:
    """All findings of a million rows against MetricFrame on those rows."""
    from evenhand import open as open_review  # noqa: PLC0415

    rows = pd.read_parquet(review.parent / "log.parquet")
    rows["model_says"] = (rows["model_score"] >= 0.5).astype(int)  # noqa: PLR2004
    rows["both"] = rows["sex"] + " & " + rows["origin"]
    _frames(rows.head(2_000), stacked=True)  # imports are not measured
    open_review(review).findings()

    own = min(_seconds(lambda: open_review(review).findings()) for _ in range(3))
    stacked = _seconds(lambda: _frames(rows, stacked=True))
    plain = _seconds(lambda: _frames(rows, stacked=False))
    yield f"1,000,000 rows, all findings: {own:.3f} s"
    yield f"  MetricFrame on the rows, same metrics and groups: {stacked / own:.0f} x as long"
    yield f"  the same without its row-stacking: {plain / own:.0f} x as long"


def _frames(rows: pd.DataFrame, *, stacked: bool) -> None:
    """Every metric of every candidate and attribute; pairs as two columns, or joined before."""
    from evenhand.metrics import METRICS  # noqa: PLC0415

    functions = {name: _function(metric.function) for name, metric in METRICS.items()}
    for attribute in _ATTRIBUTES:
        columns = attribute if stacked or len(attribute) == 1 else ["both"]
        for candidate in _CANDIDATES:
            _frame(rows, functions, candidate, columns)


def _frame(
    rows: pd.DataFrame, functions: dict[str, Any], candidate: str, columns: list[str]
) -> object:
    from fairlearn.metrics import MetricFrame  # noqa: PLC0415

    frame = MetricFrame(
        metrics=functions,
        y_true=rows["happened"],
        y_pred=rows[candidate],
        sensitive_features=rows[columns],
    )
    return frame.by_group


def _function(name: str) -> Any:  # noqa: ANN401  # the libraries are untyped
    from fairlearn import metrics as fairlearn  # noqa: PLC0415
    from sklearn import metrics as sklearn  # noqa: PLC0415

    return getattr(fairlearn, name, None) or getattr(sklearn, name)


def _against_duckdb(review: Path) -> Iterator[str]:
    """All findings of ten million rows against bare group-bys, each in a process of its own."""
    measured = {name: _child(name, review) for name in ("bare", "same_counts", "findings")}
    own = measured["findings"]
    yield f"10,000,000 rows, all findings: {own['cpu']:.2f} s of CPU after start-up"
    for name, what in (("bare", "a bare group-by"), ("same_counts", "the same counts and sums")):
        yield f"  {own['cpu'] / measured[name]['cpu']:.2f} x the CPU of {what} in DuckDB"
    yield f"  peak memory {own['peak_mib']:.0f} MiB (bare: {measured['bare']['peak_mib']:.0f} MiB)"
    again = _child("findings", review)
    if len({*own["answers"], *again["answers"]}) != 1:
        sys.exit("10,000,000 rows: two runs gave different documents")
    yield f"  byte-identical over 6 runs in 2 processes, {os.cpu_count()} threads"


def _many_groups(review: Path) -> Iterator[str]:
    """Everything that pages show of 200 groups, once ten million rows have been counted."""
    from evenhand import document  # noqa: PLC0415
    from evenhand import open as open_review  # noqa: PLC0415

    audit = open_review(review)
    tally, log = audit.tally, audit.log
    found = document.findings(log, tally)
    groups = [len(one.groups) for one in found.fairness["model"].values()]
    own = min(_seconds(lambda: document.findings(log, tally)) for _ in range(5))
    yield (
        f"10,000,000 rows, {max(groups)} groups, {sum(groups)} in {len(groups)} attributes and "
        f"pairs: all findings of both candidates {own:.2f} s after the tally (goal 1)"
    )


def _handed_off(review: Path) -> Iterator[str]:
    """Everything that the Handoff page shows of 200 groups, once ten million rows are counted."""
    from evenhand import figures, handoff, words  # noqa: PLC0415
    from evenhand import open as open_review  # noqa: PLC0415

    audit, attribute = open_review(review), "origin & age"
    found, review_of = audit.findings(), audit.review

    def page() -> tuple[float, float]:
        started = time.perf_counter()
        shown = replace(found, handoff=handoff.hand_off(audit.tally, review_of))
        middle = time.perf_counter()
        words.handoff_widget(shown, review_of, attribute)
        for part in figures.BY_HANDOFF:
            if words.missing(shown, review_of, part.key) is None:
                part.make(shown, review_of, attribute)
        return middle - started, time.perf_counter() - middle

    worked_out, drawn = min(page() for _ in range(5))
    cells = len(audit.tally.cells["model"].n)
    groups = len(found.fairness["model"][attribute].groups)
    yield (
        f"10,000,000 rows, {groups} groups, {cells:,} cells, people's answers, costs and a "
        f"promise: the Handoff page's findings {worked_out:.2f} s after the tally (goal 1), its "
        f"figures and slider {drawn:.2f} s"
    )


def _against_bootstrap(review: Path) -> Iterator[str]:
    """Every metric of 200 groups with intervals, beside MetricFrame's own bootstrap of the rows."""
    from evenhand import fairness  # noqa: PLC0415
    from evenhand import open as open_review  # noqa: PLC0415

    audit, attribute = open_review(review), "origin & age"
    tables = fairness.tables(audit.tally, audit.review, [attribute])["model"]

    def work() -> object:
        return fairness.by_attribute(tables, audit.review, "model")

    work()  # imports are not measured
    own = min(_seconds(work) for _ in range(5))
    rows = pd.read_parquet(review.parent / "log.parquet")
    rows["model_says"] = (rows["model_score"] >= 0.5).astype(int)  # noqa: PLR2004
    rows["both"] = rows["origin"] + " & " + rows["age"]
    slow = _seconds(lambda: _bootstrapped(rows))
    yield f"200 groups, every metric with intervals, gaps and impact ratios: {1000 * own:.0f} ms"
    yield (
        f"  MetricFrame(n_boot={_BOOTSTRAPS}) on 100,000 rows, the same metrics: {slow:.0f} s, "
        f"{slow / own:,.0f} x as long (goal 1,000)"
    )


def _bootstrapped(rows: pd.DataFrame) -> object:
    from fairlearn.metrics import MetricFrame  # noqa: PLC0415

    from evenhand.metrics import METRICS  # noqa: PLC0415

    frame = MetricFrame(
        metrics={name: _function(metric.function) for name, metric in METRICS.items()},
        y_true=rows["happened"],
        y_pred=rows["model_says"],
        sensitive_features=rows[["both"]],
        n_boot=_BOOTSTRAPS,
        ci_quantiles=[0.025, 0.975],
        random_state=1,
    )
    return frame.by_group_ci


def _child(name: str, review: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.child", name, str(review)]
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _sweep(review: Path) -> Iterator[str]:
    """Everything decided alone, labelled and wrong at 1,001 thresholds."""
    from evenhand import handoff  # noqa: PLC0415
    from evenhand import open as open_review  # noqa: PLC0415

    cells = handoff.sure(open_review(review).tally.cells["model"])
    times = [_seconds(lambda: handoff.sweep(cells, handoff.THRESHOLDS)) for _ in range(50)]
    median = 1000 * statistics.median(times)
    yield f"1,001 thresholds on the {len(cells.n):,} cells of 10,000,000 rows: {median:.2f} ms"


def _cold_start() -> Iterator[str]:
    """A new process, from nothing to the findings of a sample."""
    review = _ROOT / "sample_data" / "card_default" / "review.toml"
    command = [sys.executable, "-m", "evenhand", "run", str(review), "--json"]
    times = [
        _seconds(lambda: subprocess.run(command, cwd=_ROOT, check=False, stdout=-3))
        for _ in range(3)
    ]
    yield f"evenhand run on card_default from a cold start: {min(times):.2f} s"


def _first_page(folder: Path) -> Iterator[str]:
    """A new server, and its first page in a new browser until it has settled."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from tests import server_fixture  # noqa: PLC0415

    port = server_fixture.free_port()
    command = server_fixture.streamlit_command(port)
    started = time.perf_counter()
    with server_fixture.running(command, port, folder, folder / "server.log") as url:
        up = time.perf_counter() - started
        with sync_playwright() as playwright:
            chromium = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page()
            first = _seconds(lambda: _settled(page, url))
            second = _seconds(lambda: _settled(page, url))
            browser.close()
    yield f"server ready after {up:.1f} s; first page {first:.1f} s, again {second:.1f} s"


def _slider(folder: Path) -> Iterator[str]:
    """Thirty key presses on the handoff slider, and what a run of the page on the server takes."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from tests import server_fixture  # noqa: PLC0415
    from tests.e2e import browse, movements  # noqa: PLC0415

    port = server_fixture.free_port()
    command = server_fixture.streamlit_command(port)
    with (
        server_fixture.running(command, port, folder, folder / "server.log") as url,
        sync_playwright() as playwright,
        browse.visiting(browse.launch(playwright), url) as visit,
    ):
        page = visit.open("handoff")
        page.wait_for_timeout(_QUIET)
        found = movements.moved(page)
        page.wait_for_timeout(_QUIET)
        ran = [movements.rerun(visit) for _ in range(5)]
    yield (
        f"handoff slider, from key press to the changed headline's frame: "
        f"{movements.middle(found):.1f} ms, median of {len(found)} (goal 20)"
    )
    yield f"  a plain run of that page on the server: {statistics.median(ran):.0f} ms, median of 5"


def _settled(page: Any, url: str) -> None:  # noqa: ANN401  # a Playwright page
    page.goto(url)
    state = "[data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
    page.locator(f"[data-testid=stApp]{state} h1").first.wait_for()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
