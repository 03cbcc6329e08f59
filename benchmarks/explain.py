"""`python -m benchmarks.explain`: what explaining in the background costs beyond the library.

Two models of 500 trees, 1,000 rows each. In turns, so that what else the machine does hits all
alike: the bare library call in this process; what it takes until a child that has opened the model
answers; and the whole job of a page, from the log to what is shown, in which a child opens the
model once, says what it answers to all cases, and explains them a part after another. It ends with
1 where the job takes more than 1.1 times the bare call and the start of the child. Meanwhile
another page is drawn again and again.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

import lightgbm
import numpy as np
import pandas as pd
import shap
from sklearn.ensemble import HistGradientBoostingClassifier
from skops import io as skops
from streamlit.testing.v1 import AppTest

import evenhand
from components import cached
from components.jobs import EXPLAINING
from evenhand import explanation, models
from evenhand import review as reviews
from evenhand.audit import Audit

_ROWS: Final = 1_000
_INPUTS: Final = 15
_TREES: Final = 500
_TURNS: Final = 3
_MOST: Final = 1.1
_SAMPLE: Final = "turbine"
_ROUTER: Final = Path(__file__).resolve().parent.parent / "pages" / "main.py"
_HEADS: Final = ("bare", "start", "job", "ratio", "computed")
_NAMES: Final = [f"input_{place}" for place in range(_INPUTS)]


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of one turn.

    Attributes:
        bare: the library alone, the model being open.
        start: of a child that opens the model and says what it is.
        job: from the log to what a page shows.
        computing: of the bare call, in seconds of the processor.
        of_child: likewise, all that the job's child computed.
    """

    bare: float
    start: float
    job: float
    computing: float
    of_child: float

    @property
    def ratio(self) -> float:
        """Of the job's time without the start of its child to the bare call."""
        return (self.job - self.start) / self.bare

    @property
    def computed(self) -> float:
        """The same of the processor's time alone, which a busy machine does not lengthen."""
        return (self.of_child - self.start) / self.computing


def _data() -> tuple[pd.DataFrame, "pd.Series[int]"]:
    random = np.random.default_rng(1)
    rows = pd.DataFrame(random.normal(size=(3_000, _INPUTS)), columns=_NAMES)
    noise = random.normal(size=len(rows))
    return rows, (rows["input_0"] + rows["input_1"] * rows["input_2"] + noise > 0).astype(int)


def _histogram(folder: Path) -> tuple[Any, str, Callable[[pd.DataFrame], Any]]:
    model = HistGradientBoostingClassifier(max_iter=_TREES, early_stopping=False).fit(*_data())
    skops.dump(model, folder / "model.skops")

    def bare(rows: pd.DataFrame) -> Any:  # noqa: ANN401
        explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
        return explainer.shap_values(rows.to_numpy(), check_additivity=False)

    return model, "model.skops", bare


def _lightgbm(folder: Path) -> tuple[Any, str, Callable[[pd.DataFrame], Any]]:
    """On one thread, as a child has: its walls let it start no other."""
    made = lightgbm.LGBMClassifier(n_estimators=_TREES, verbose=-1, n_jobs=1).fit(*_data())
    made.booster_.save_model(folder / "model.txt")

    def bare(rows: pd.DataFrame) -> Any:  # noqa: ANN401
        return made.booster_.predict(rows.to_numpy(), pred_contrib=True, num_threads=1)

    return made, "model.txt", bare


_KINDS: Final[Mapping[str, Callable[[Path], tuple[Any, str, Callable[[pd.DataFrame], Any]]]]] = {
    "HistGradientBoosting": _histogram,
    "LightGBM": _lightgbm,
}


def _audit(folder: Path, model: Any, name: str) -> Audit:  # noqa: ANN401
    rows, label = _data()
    rows, label = rows[:_ROWS], label[:_ROWS]
    log = rows.assign(y=label, score=model.predict_proba(rows)[:, 1])
    keys = {
        "title": "Explained",
        "data": {"path": "log.parquet"},
        "columns": {"label": "y", "positive": "1", "features": _NAMES},
        "candidates": [{"name": "model", "role": "model", "score": "score", "model": name}],
    }
    return evenhand.open(reviews.parse(keys, folder=folder), frame=log)


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _turn(audit: Audit, bare: Callable[[pd.DataFrame], Any]) -> Measured:
    rows = _data()[0][:_ROWS]
    began = time.process_time()
    alone = _seconds(partial(bare, rows))
    computing = time.process_time() - began
    start = _seconds(partial(models.model_of, audit.review))
    job = _seconds(partial(_job, audit))
    return Measured(alone, start, job, computing, models._SANDBOX.used[-1].seconds)  # noqa: SLF001


def _job(audit: Audit) -> explanation.Explanation:
    return EXPLAINING.start(partial(explanation.overall, audit.log)).future.result()


def _drawn(app: AppTest, still: Callable[[], bool]) -> list[float]:
    """How long another page takes, again and again as long as something holds."""
    taken: list[float] = []
    while still():
        taken.append(_seconds(app.run))
    return taken


def _page(audit: Audit) -> tuple[list[float], list[float]]:
    """A page's runs while nothing is explained, and while something is."""
    app = AppTest.from_file(_ROUTER, default_timeout=600).run().switch_page("fairness.py").run()
    until = time.monotonic() + 5
    quiet = _drawn(app, lambda: time.monotonic() < until)
    busy: list[float] = []
    while len(busy) < len(quiet):
        job = EXPLAINING.start(partial(explanation.overall, audit.log))
        busy += _drawn(app, lambda job=job: not job.future.done())  # type: ignore[misc]
    return quiet, busy


def _visits() -> tuple[float, float]:
    """The first visit to a sample's explanation, and the second."""
    shown = cached.opened(_SAMPLE)
    if shown is None:
        sys.exit("there is no sample")
    first, second = (_seconds(cached.drives(shown).future.result) for _ in range(2))
    return first, second


def _say(kind: str, turns: list[Measured]) -> float:
    """A line of the table; gives the ratio."""
    each: dict[str, float] = {
        name: median(getattr(turn, name) for turn in turns) for name in _HEADS
    }
    print(f"{kind:22}" + "".join(f"{one:10.3f}" for one in each.values()))
    return each["ratio"]


def main() -> None:
    """Measure, print a table, and end with 1 where it costs too much."""
    models.warm()
    ratios = []
    print(f"{_TREES} trees, {_ROWS:,} rows, medians of {_TURNS} turns, seconds; one thread each")
    print(" " * 22 + "".join(f"{name:>10}" for name in _HEADS))
    with tempfile.TemporaryDirectory() as folder:
        made = {kind: make(Path(folder)) for kind, make in _KINDS.items()}
        audits = {kind: _audit(Path(folder), *one[:2]) for kind, one in made.items()}
        for kind, (_, _, bare) in made.items():
            _turn(audits[kind], bare)  # libraries are loaded
            ratios.append(_say(kind, [_turn(audits[kind], bare) for _ in range(_TURNS)]))
        quiet, busy = _page(next(iter(audits.values())))
    p95 = [float(np.percentile(taken, 95)) for taken in (quiet, busy)]
    print(f"another page's run, p95: {p95[0]:.2f} s quiet, {p95[1]:.2f} s while it is explained")
    first, second = _visits()
    print(f"a sample's explanation: {first:.2f} s at first, {1e3 * second:.2f} ms the second time")
    sys.exit(int(max(ratios) > _MOST))


if __name__ == "__main__":
    main()
