"""The tally accounts for every row, and refuses what it cannot count in one line."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from evenhand import metrics
from evenhand.counting import MISSING
from evenhand.errors import InputError
from evenhand.text import canonical
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")


def problems(log: Any, **given: Any) -> dict[str, int | None]:  # noqa: ANN401
    """What the data check says, with its rows."""
    found = making.audit(log, making.keys(**given)).data_check
    return {f"{p.severity} {p.column}: {p.message}": p.rows for p in found.problems}


def refused(log: Any, **given: Any) -> str:  # noqa: ANN401
    """The one line that says why a log cannot be counted."""
    with pytest.raises(InputError) as error:
        making.audit(log, making.keys(**given))
    assert "\n" not in str(error.value)
    return str(error.value)


def test_what_is_missing_is_counted_and_said() -> None:
    """Labels, answers and groups; worst first."""
    log = making.log(y=[1, None, 0], rule=[1, 1, None], sex=["A", None, "B"], race=["X"] * 3)
    said = problems(log)
    assert (
        said["warning y: cases have no known outcome; they count where no outcome is needed."] == 1
    )
    assert said["warning rule: cases have no answer of rule; it is judged on the others."] == 1
    assert said["note sex: cases have no group here; they are kept as Unknown."] == 1
    assert "warning race: All cases are in one group; nothing can be compared." in said
    severities = [line.split()[0] for line in said]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)


def test_a_positive_that_never_occurs_is_said() -> None:
    """In labels an error to be looked at, in answers a warning."""
    said = problems(making.log(y=["no", "no"], rule=["yes", "no"]))
    assert "error y: No label equals [columns] positive; check how positive is written." in said
    assert "warning rule: No answer of rule equals [columns] positive." in said


def test_two_labels_of_which_none_is_positive_are_refused() -> None:
    """All cases would count as negative, a candidate that never says yes as always right."""
    log = making.log(y=["yes", "no"], rule=["yes", "no"])
    line = refused(log)
    assert line == (
        "frame: column y: no label equals [columns] positive; check how positive is written"
    )
    assert not any(said.startswith("error") for said in problems(log, columns={"positive": "yes"}))


def test_a_log_without_labels_says_what_cannot_be_known() -> None:
    """No label is mapped."""
    said = problems(making.log(y=[1, 0]), columns={"label": None})
    assert any("No label is mapped" in line for line in said)


@pytest.mark.parametrize("score", [[0.5, 1.5], [0.5, -0.1], [0.5, float("inf")], ["0.5", "high"]])
@pytest.mark.parametrize("many", [False, True])
def test_scores_that_are_no_shares_are_refused(score: list[Any], *, many: bool) -> None:
    """Counted, without a cell's value."""
    fill = np.linspace(0, 1, 1500).tolist() if many else []
    filled = [str(v) for v in fill] if isinstance(score[0], str) else fill
    line = refused(making.log(score=[*score, *filled]))
    assert line == "frame: column score: a score must be a number from 0 to 1; 1 rows are not"


def test_a_confidence_that_is_no_share_is_refused() -> None:
    """In the words of its role."""
    log = making.log(y=[1, 0]).assign(said=[1, 0], sure=[0.5, 80])
    one = {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"}
    assert "a confidence must be a number from 0 to 1" in refused(log, candidates=[one])


@pytest.mark.parametrize("weight", [-1, 0.5, None, 2.0**60])
def test_weights_that_are_no_whole_numbers_are_refused(weight: float | None) -> None:
    """They stand for that many cases."""
    line = refused(making.log(y=[1, 0]).assign(n=[1, weight]), columns={"weight": "n"})
    assert "weights must be whole numbers of at least 0; 1 rows are not" in line


def test_a_log_that_weighs_nothing_or_has_no_rows_is_refused() -> None:
    """There is no case to count."""
    log = making.log(y=[1, 0])
    assert "every weight is 0" in refused(log.assign(n=0), columns={"weight": "n"})
    assert "no rows" in refused(log.iloc[:0])


@pytest.mark.parametrize(("column", "wanted"), [("score", "numbers"), ("y", "single values")])
def test_columns_of_a_type_that_no_role_can_use_are_refused_without_their_values(
    column: str, wanted: str
) -> None:
    """The line names the type, never the data."""
    line = refused(making.log(y=[1]).assign(**{column: [{"secret": 1}]}))
    assert line == f"frame: column {column}: expected {wanted}, and its type is Struct"


def test_too_many_groups_are_refused_with_the_column_that_has_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Cells are capped; the line says what to do."""
    monkeypatch.setattr("evenhand.counting.MOST_CELLS", 50)
    log = making.log(sex=[f"person {k}" for k in range(80)])
    line = refused(log)
    assert line == "frame: column sex has too many different values; name another, or give it edges"


def test_a_margin_is_used_and_not_said_to_be_unused() -> None:
    """Sentences and charts say what is good enough by it."""
    found = making.document(making.log(y=[1, 0]), making.keys(method={"margin": 0.02}))
    assert not [p for p in found["data_check"]["problems"] if "margin" in p["message"]]


def test_pairs_of_groups_that_read_alike_are_refused() -> None:
    """Else two different pairs would be counted as one group."""
    log = making.log(y=[1, 0], sex=["a & b", "a"], race=["c", "b & c"])
    with pytest.raises(InputError, match="two groups of sex & race read alike"):
        making.audit(log, making.keys())
    making.audit(log.assign(race=["c", "d & e"]), making.keys())


def test_too_many_cells_go_over_to_bins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is refused."""
    monkeypatch.setattr("evenhand.counting.MOST_CELLS", 300)
    rng = np.random.default_rng(1)
    log = making.log(score=rng.permutation(np.arange(1000) / 1000), y=np.arange(1000) % 2)
    log["score"] = (log["score"] / 10).round(4)
    audit = making.audit(log, making.keys())
    assert audit.tally.exact["model"] is False
    assert audit.tally.rows == 1000


def test_cells_are_sorted_and_no_two_are_alike() -> None:
    """One order, whatever the engine's."""
    rng = np.random.default_rng(2)
    log = making.log(
        y=making.drawn(rng, [" 1", "1", "0", None], 200), score=rng.random(200).round(1)
    )
    log["sex"] = making.drawn(rng, ["A", "A ", "B", None], 200)
    cells = making.audit(log, making.keys()).tally.cells["model"]
    keys = list(zip(
        cells.groups["sex"].tolist(), cells.groups["race"].tolist(), cells.label.tolist(),
        cells.answer.tolist(), cells.other.tolist(), cells.human.tolist(),
        cells.confidence.tolist(), strict=True,
    ))  # fmt: skip
    assert keys == sorted(set(keys))
    assert cells.n.sum() == 200
    assert cells.where(cells.label == MISSING).n.sum() == log["y"].isna().sum()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None), (float("nan"), None), ("", None), (" NaN", None), (True, "1"), (False, "0"),
        (1, "1"), (1.0, "1"), (-0.0, "0"), (0.1, "0.1"), (1e300, str(int(1e300))), ("1.0", "1"),
        (" +1.00 ", "+1"), ("1.50", "1.50"), ("1.", "1."), ("null", "null"),
        (Decimal("1.50"), "1.5"), (Decimal("2.0"), "2"), (Decimal("NaN"), None),
        (float("inf"), "inf"),
    ],
    ids=repr,
)  # fmt: skip
def test_values_are_compared_by_this_text(value: object, text: str | None) -> None:
    """The same from a file, a frame or an engine."""
    assert canonical(value) == text


def test_numbers_with_a_decimal_comma_are_read_as_numbers() -> None:
    """Where semicolons separate; elsewhere they are no numbers."""
    log = making.log(score=["0,5", "0,25"])
    assert "must be a number from 0 to 1; 2 rows are not" in refused(log)


def test_columns_that_do_not_exist_are_refused_with_a_hint() -> None:
    """Every key that names a column is checked, the handoff's person too."""
    log = making.log(y=[1, 0])
    assert "no column scor, which [[candidates]] score names; did you mean score?" in refused(
        log, candidates=[making.MODEL | {"score": "scor"}]
    )
    assert "no column qqqq, which [handoff] human names; check the spelling" in refused(
        log, handoff={"human": "qqqq"}
    )
    assert "[columns] protected names" in refused(log, columns={"protected": ["sez"]})


def test_keys_that_are_not_used_yet_are_said() -> None:
    """Accepted, and honest about it."""
    log = making.log(y=[1, 0]).assign(when=["2026-01-01"] * 2)
    said = problems(
        log,
        columns={"label": None, "rater_agreement": "when"},
        candidates=[making.MODEL | {"cost_per_case": 0.1}],
    )
    assert "note None: [columns] rater_agreement is given, and nothing here uses it." in said
    assert "note None: [[candidates]] cost_per_case is given, and nothing here uses it." in said


def test_answers_alone_give_the_same_counts_in_fewer_cells() -> None:
    """By group, label and answer; missing labels and answers stay missing."""
    rng = np.random.default_rng(4)
    log = making.log(
        y=making.drawn(rng, [1, 0, None], 3000),
        score=making.drawn(rng, [None, *np.linspace(0, 1, 500)], 3000),
        sex=making.drawn(rng, ["A", "B", None], 3000),
        race=making.drawn(rng, ["X", "Y"], 3000),
    )
    audit = making.audit(log, making.keys())
    cells = audit.tally.cells["model"]
    few = cells.answers()
    assert len(few.n) < len(cells.n) / 10
    assert few.n.sum() == cells.n.sum()
    for columns in (("sex",), ("sex", "race")):
        one, other = (
            metrics.table(c, *audit.tally.attribute(c, columns), audit.tally.positive)
            for c in (cells, few)
        )
        for column in ("n", "selected", "right", "tp", "fp", "tn", "fn"):
            assert (getattr(one, column) == getattr(other, column)).all(), column
        for column in ("score", "excess", "unseen"):
            assert np.allclose(getattr(one, column), getattr(other, column)), column
            assert np.isfinite(getattr(one, column)).all()
    assert few.answers().n.tolist() == few.n.tolist()
