"""Findings made by hand, so that sentences and figures are tested without any computation."""

from dataclasses import replace
from typing import Any

import numpy as np

from evenhand import comparison as compared
from evenhand.explanation import (
    Contribution,
    ExplainedCase,
    Explanation,
    Importance,
    Overall,
)
from evenhand.findings import (
    OMITTED,
    Agnostic,
    ArrivalHour,
    Arrivals,
    Attestation,
    AttributeFindings,
    Auc,
    AucDifference,
    Believed,
    BestCut,
    Bounds,
    BrierParts,
    Calibration,
    CalibrationError,
    CandidateFindings,
    ColumnDrift,
    ComparedPeriod,
    Comparison,
    ConfidenceBin,
    CostComparison,
    Counts,
    Coverage,
    CriterionResult,
    CurvePoint,
    DataCheck,
    Estimate,
    EvenCurve,
    EvenGap,
    EvenGroup,
    Evenness,
    Findings,
    Gap,
    GroupCurve,
    GroupFindings,
    Guarantee,
    Handoff,
    HandoffCost,
    HandoffGroup,
    Health,
    HealthPeriod,
    ImpactRatio,
    KnownGroup,
    Labelling,
    Latency,
    NoDifference,
    NonInferiority,
    OneMoreError,
    Order,
    OverTime,
    Paired,
    PeriodRates,
    ReliabilityBin,
    Reporting,
    ReviewFacts,
    RollOut,
    Running,
    Shadow,
    ShadowOutcomes,
    Spent,
    Staffing,
    State,
    Strategy,
    Switched,
    Trial,
    TrialLook,
    UnknownBounds,
    Value,
    ValueStep,
    Verdict,
)
from evenhand.findings.labelling import Way
from evenhand.heat import Heat, PictureCase
from evenhand.review import METRICS, Review, parse
from evenhand.sources import Problem

BAND = 0.02


def review(**changes: Any) -> Review:  # noqa: ANN401  # any key of the file
    """A review of customers, with everything filled in; a change of None leaves a table out."""
    keys: dict[str, Any] = {
        "title": "Rule or model?",
        "words": {"case": "customer", "positive": "will default", "person": "credit officer"},
        "columns": {"label": "y", "protected": ["sex"], "positive_is_good": False},
        "candidates": [
            {"name": "rule", "role": "baseline", "prediction": "r"},
            {"name": "model", "role": "model", "score": "s", "model": "m.skops"},
        ],
        "handoff": {"threshold": 0.8, "human_accuracy": 0.9, "max_error": 0.125},
        "costs": {"currency": "EUR", "false_positive": 5, "false_negative": 100, "review": 4},
        "criteria": [{"finding": "automatic_error", "at_most": 0.125}],
    }
    return parse({k: v for k, v in (keys | changes).items() if v is not None})


def share(value: float | None, n: int = 1000) -> Estimate:
    """A share with an interval of two in a hundred on either side."""
    if value is None:
        return Estimate(n=n)
    return Estimate(value, max(0.0, value - BAND), min(1.0, value + BAND), n)


def metrics(value: float | None, n: int = 1000) -> dict[str, Estimate]:
    """The same value for every metric."""
    return dict.fromkeys(METRICS, share(value, n))


def group(name: str, value: float | None, *, n: int = 1000, eligible: bool = True) -> GroupFindings:
    """A group with the same value for every metric."""
    return GroupFindings(name, n, eligible, Counts(40, 10, n - 80, 30), metrics(value, n))


def gap(low: str | None, high: str | None, value: float | None, q: float | None) -> Gap:
    """A gap and its ratio."""
    line = None if low is None else NoDifference(0.02, 0.04)
    return Gap(share(value, 2000), share(None if value is None else 0.8), low, high, q, q, line)


def attribute(
    *groups: GroupFindings, q: float | None = 0.001, unknown: int = 0
) -> AttributeFindings:
    """Findings by one attribute, with gaps between the lowest and the highest eligible group."""
    able = [g for g in groups if g.eligible and g.metrics["accuracy"].value is not None]
    ranked = sorted(able, key=lambda g: g.metrics["accuracy"].value or 0.0)
    low, high = (ranked[0], ranked[-1]) if len(ranked) > 1 else (None, None)
    lowest, highest = (low.group, high.group) if low and high else (None, None)
    apart = (
        (high.metrics["accuracy"].value or 0.0) - (low.metrics["accuracy"].value or 0.0)
        if low and high
        else None
    )
    ratios = tuple(_ratio(g, g is high) for g in groups)
    bounds = UnknownBounds(unknown, 0.7, 1.0) if unknown else UnknownBounds(0, None, None)
    return AttributeFindings(
        groups, {metric: gap(lowest, highest, apart, q) for metric in METRICS}, ratios, bounds
    )


def _ratio(one: GroupFindings, best: bool) -> ImpactRatio:  # noqa: FBT001
    if not one.eligible or one.metrics["accuracy"].value is None:
        return ImpactRatio(one.group, one.n, 5, None, Estimate(n=one.n), None)
    estimate = Estimate(1.0, None, None, one.n) if best else share(0.9, one.n)
    return ImpactRatio(one.group, one.n, 900, 0.9, estimate, "not_flagged")


def candidate(value: float | None = 0.82, *, role: str = "model", **more: Any) -> CandidateFindings:  # noqa: ANN401
    """A candidate with the same value for every metric."""
    bins = (
        ReliabilityBin(0.6, 0.7, 0.65, share(0.66)),
        ReliabilityBin(0.7, 0.8, 0.75, share(0.9)),
    )
    calibration = Calibration("score", 0.13, 0.2, 0.01, bins)
    auc = Auc(0.77, 0.76, 0.78, 1000, exact=True, bound=0.0)
    made = CandidateFindings(
        role, 0.5, 1000, COUNTS, metrics(value), auc, calibration, OMITTED, TOOK, SPENT
    )
    return replace(made, **more)


COUNTS = Counts(80, 40, 740, 140)
TOOK = Latency(*(Estimate(ms, ms - 2.0, ms + 2.0, 1000) for ms in (59.0, 1880.0, 400.0)))
SPENT = Running(0.5, Estimate(2.0, 1.9, 2.1, 1000), Estimate(2.5, 2.4, 2.6, 1000))


def period(name: str) -> ComparedPeriod:
    """A month in which the model is right for 3 more of 100."""
    rule, model = (
        PeriodRates(share(right, 500), share(0.4, 110), share(0.1, 500)) for right in (0.8, 0.83)
    )
    return ComparedPeriod(
        name, 500, 500, eligible=True, baseline=rule, model=model, difference=share(0.03, 500)
    )


def comparison(**more: Any) -> Comparison:  # noqa: ANN401
    """The model is right for 30 more of 1,000."""
    made = Comparison(
        baseline="rule",
        model="model",
        n=1000,
        paired=Paired(780, 20, 50, 150),
        accuracy_difference=Estimate(0.03, 0.01, 0.05, 1000),
        mcnemar_p=0.0004,
        auc_difference=AucDifference(0.1, 0.08, 0.12, 1000, 0.0001, exact=True, bound=0.0),
        cost_per_1000=CostComparison(
            Estimate(900.0, 850.0, 950.0, 1000),
            Estimate(800.0, 750.0, 850.0, 1000),
            Estimate(-100.0, -150.0, -50.0, 1000),
        ),
        baseline_counts=Counts(70, 30, 730, 170),
        model_counts=COUNTS,
        switched={"sex": (Switched("Female", 600, 12, 6), Switched("Male", 400, 20, 4))},
        over_time=OverTime(
            "month", "accuracy", tuple(period(f"2026-0{month}") for month in (1, 2)), 0.6, 0
        ),
    )
    made = replace(made, **more)
    if "non_inferiority" in more:
        return made
    said = compared.answer(made.accuracy_difference, 0.01)
    return replace(made, non_inferiority=NonInferiority(0.01, said, 0.0001 if said else None))


STOPS = (0.5, 0.7, 0.8, 0.9)
ALONE, WRONG = (1000, 850, 720, 300), (180, 80, 20, 3)


def arrivals(**more: Any) -> Arrivals:  # noqa: ANN401
    """Mondays and Tuesdays, with a peak on Mondays at nine."""
    hours = tuple(
        ArrivalHour(day, hour, 20.0, 12.0 if (day, hour) == ("Monday", 9) else 4.0)
        for day in ("Monday", "Tuesday")
        for hour in range(24)
    )
    made = Arrivals("cases_per_hour", "2026-01-05", "2026-02-03", False, 20.0, hours)  # noqa: FBT003
    return replace(made, **more)


def step(key: str, cost: str, price: float, count: float, difference: float) -> ValueStep:
    """A step that is paid for."""
    return ValueStep(
        key=key, cost=cost, amount=-price * difference, price=price, count=count,
        difference=difference,
    )  # fmt: skip


def value(**more: Any) -> Value:  # noqa: ANN401
    """The model and people save 488 of the 900 that 1,000 cases cost with the rule."""
    made = Value(
        currency="EUR",
        per="1,000 cases",
        cases=1000.0,
        measured="costs",
        against="baseline",
        today=Estimate(900.0, 850.0, 950.0, 1000),
        steps=(
            step("false_alarms", "false_positive", 5.0, 10.0, -20.0),
            step("missed", "false_negative", 100.0, 2.0, -5.0),
            step("reviews", "review", 4.0, 28.0, 28.0),
            step("people_false_alarms", "false_positive", 5.0, 0.0, 0.0),
        ),
        candidate=Estimate(412.0, 380.0, 450.0, 1000),
        net=Estimate(488.0, 430.0, 540.0, 1000),
        people_known=True,
        one_more_error_per_1000=OneMoreError(5.0, 100.0),
        break_even={"false_negative": 2.4, "review": 21.43},
    )
    return replace(made, **more)


def handoff(**more: Any) -> Handoff:  # noqa: ANN401
    """Of 100, 70 are answered well, 2 wrongly, and 28 go to a person."""
    curve = tuple(
        CurvePoint(t, a / 1000, w / a) for t, a, w in zip(STOPS, ALONE, WRONG, strict=True)
    )
    groups = (
        HandoffGroup("Female", 600, share(0.75, 600), share(0.25, 600), share(0.02, 450)),
        HandoffGroup("Male", 380, share(0.7, 380), share(0.3, 380), share(0.04, 266)),
        HandoffGroup("Unknown", 20, share(0.5, 20), share(0.5, 20), share(None, 0)),
    )
    curves = (
        GroupCurve("Female", 600, (600, 500, 450, 200), (600, 500, 450, 200), (90, 40, 9, 1)),
        GroupCurve("Unknown", 20, (20, 15, 10, 0), (0, 0, 0, 0), (0, 0, 0, 0)),
    )
    made = Handoff(
        candidate="model",
        threshold=0.8,
        n=1000,
        coverage=share(0.72),
        automatic_error=share(20 / 720, 720),
        team_accuracy=share(0.93),
        human="assumed",
        cost_per_1000=HandoffCost(300.0, 112.0, 412.0),
        curve=curve,
        groups={"sex": groups},
        guarantee=Guarantee(
            0.125,
            0.9,
            0.7,
            0.85,
            None,
            "id",
            480,
            Reporting(510, share(0.84, 510), share(0.1, 430)),
        ),
        staffing=Staffing(3, 0.8, 4.2, 0.6, 3, 5.6, 0.0),
        fairness={"sex": evenness()},
        even_curves={"sex": tuple(even_curve(curve) for curve in curves)},
        arrivals=arrivals(),
        roll_out={"topic": (RollOut("loan", 400, 0.7, 0.8, None, 0.32, share(0.1, 160)),)},
        stops=STOPS,
        all_cases=GroupCurve("all", 1000, ALONE, ALONE, WRONG),
        group_curves={"sex": curves},
        stop_costs=(900.0, 500.0, 412.0, 450.0),
        presets={"today": 0.8, "cheapest": 0.8, "guaranteed": 0.7},
        aurc=Estimate(0.06, 0.05, 0.07, 1000),
        order=Order(0.18, 0.017, 0.043, exact=True, bound=0.0),
        believed=believed(),
    )
    return replace(made, **more)


def even_group(group: HandoffGroup, blind: Agnostic, gain: float | None) -> EvenGroup:
    """A group whose accuracy alone gains so much by the handoff."""
    wait = 4.2 * (group.handed_off.value or 0.0)
    gained = Estimate() if gain is None else Estimate(gain, gain - 0.01, gain + 0.01, group.n)
    lowers = None if gain is None else gain < 0
    return EvenGroup(
        group.group, group.n, group.handed_off, group.automatic_error, share(None, 0), wait,
        blind, gained, lowers, (0.7, 0.8) if lowers else None,
    )  # fmt: skip


def evenness(**more: Any) -> Evenness:  # noqa: ANN401
    """Men are sent to a person more often than a handoff blind to groups would send them."""
    groups = (
        HandoffGroup("Female", 600, share(0.75, 600), share(0.25, 600), share(0.02, 450)),
        HandoffGroup("Male", 380, share(0.7, 380), share(0.3, 380), share(0.04, 266)),
        HandoffGroup("Unknown", 20, share(0.5, 20), share(0.5, 20), share(None, 0)),
    )
    blind = (Agnostic(0.26, 0.025, None, 1.1), Agnostic(0.28, 0.03, None, 1.2), NOT_KNOWN)
    gains = (0.13, 0.15, None)
    made = Evenness(
        groups=tuple(map(even_group, groups, blind, gains)),
        gaps={
            "handed_off": EvenGap(share(0.05), 0.02, "Female", "Male", 0.04),
            "automatic_error": EvenGap(share(0.02), 0.005, "Female", "Male", 0.2),
            "team_error": EvenGap(Estimate(), None, None, None, None),
        },
    )
    return replace(made, **more)


NOT_KNOWN = Agnostic(None, None, None, None)


def even_curve(curve: GroupCurve) -> EvenCurve:
    """A group of which nothing is known in the end, beside a line of one in ten."""
    size = len(curve.alone)
    blind = Agnostic(0.1, 0.1, None, 0.4)
    return EvenCurve(curve.group, (share(None, 0),) * size, (1.0,) * size, (blind,) * size)


def believed(**more: Any) -> Believed:  # noqa: ANN401
    """A confidence that is off by no more than chance makes it seem."""
    bins = (
        ConfidenceBin(0.5, 0.55, 0.52, share(0.5, 20), few=True),
        ConfidenceBin(0.7, 0.75, 0.72, share(0.7, 480), few=False),
        ConfidenceBin(0.9, 0.95, 0.93, share(0.95, 500), few=False),
    )
    made = Believed(
        n=1000,
        said=0.821,
        right=share(0.82),
        brier=Estimate(0.13, 0.12, 0.14, 1000),
        parts=BrierParts(0.001, 0.02, 0.1476, 0.002, 0.0006),
        skill=0.119,
        error=CalibrationError(0.012, 0.01, 0.02),
        bins=bins,
        best_cut=BestCut(0.82, 0.824, 0.47, 0.48, 0.54, 0.244, 0.821),
    )
    return replace(made, **more)


def criterion(**more: Any) -> CriterionResult:  # noqa: ANN401
    """An automatic error inside its limit."""
    made = CriterionResult(
        finding="automatic_error",
        candidate="model",
        attribute=None,
        gap=None,
        at_most=0.125,
        at_least=OMITTED,
        value=Estimate(0.11, 0.1, 0.12, 720),
        state=State.INSIDE,
        cases_needed=None,
        required=True,
    )
    return replace(made, **more)


def question(answer: str | None = None) -> Attestation:
    """A question to a person."""
    return Attestation(
        "Is the data sourced legally?", answer, "A. Person", "2026-11-20", required=True
    )


def shadow(**more: Any) -> Shadow:  # noqa: ANN401
    """A trial of 1,000 cases in which one of ten would have been decided otherwise."""
    of = share(0.9, 1000)
    outcomes = ShadowOutcomes(
        different=100, labelled=100, only_live=40, only_candidate=60, found_by_live=10,
        found_by_candidate=30, p_value=0.06, difference=share(0.02, 1000),
        bounds=Bounds(0.02, 0.02), seen_after_yes=of, seen_after_no=of, selective=False,
    )  # fmt: skip
    look = TrialLook("2026-01-31", 1000, 1000, of, share(0.01, 1000), "enough")
    trial = Trial("enough", None, "2026-01-31", 1000, None, 0.8, 0.05, 0.05, "2025-12-01", (look,))
    made = Shadow(
        candidate="model", live="rule", cases=1000, live_cases=0, neither=0, first="2026-01-01",
        last="2026-01-31", agreement=of, to_positive=share(0.06, 1000),
        to_negative=share(0.04, 1000), groups={}, handed_off=share(0.2, 1000),
        handed_off_per_day=6.5, staffing=OMITTED, arrivals=OMITTED, outcomes=outcomes, trial=trial,
    )  # fmt: skip
    return replace(made, **more)


def health(**more: Any) -> Health:  # noqa: ANN401
    """Two months in which nothing changed."""
    months = tuple(
        HealthPeriod(
            f"2026-0{month}", month == 1, 500, share(1.0, 500), share(0.3, 500), share(0.8, 500),
            None if month == 1 else 0.4, Estimate(),
        )
        for month in (1, 2)
    )  # fmt: skip
    income = ColumnDrift(
        "income", "2026-02", 500, 0.02, 0.4, 0.03, 0.4, 0.4, matters=False, wasserstein=0.01
    )
    return replace(Health("month", "model", (), None, months, (income,)), **more)


def labelling(**more: Any) -> Labelling:  # noqa: ANN401
    """A list that finds twice as many mistakes as chance."""
    tried: tuple[tuple[Way, float, Estimate], ...] = (
        ("uncertainty", 0.4, Estimate(0.22, 0.12, 0.32, 1000)),
        ("random", 0.2, Estimate()),
    )
    ways = tuple(
        Strategy(by, share(value, 100), gain, (Spent(0, 0.0), Spent(100, 100 * value)))
        for by, value, gain in tried
    )
    known = tuple(KnownGroup(name, 500, 0, share(0.8, 500)) for name in ("Female", "Male"))
    by_sex = {"sex": Coverage(known, None, ())}
    return replace(Labelling("model", 100, 1000, 0, ways, by_sex, (), {}), **more)


def findings(**more: Any) -> Findings:  # noqa: ANN401
    """Findings of a complete binary review."""
    by_sex = attribute(
        group("Female", 0.30), group("Male", 0.36), group("Unknown", None, n=5, eligible=False)
    )
    made = Findings(
        review=ReviewFacts("Rule or model?", 1000, 1000, "sha256:ab", 0.95, 1, {"evenhand": "1"}),
        data_check=DataCheck(1001, 1000, 1, (Problem("note", "sex", 5, "cases have no group."),)),
        candidates={
            "rule": candidate(0.79, role="baseline", calibration=None),
            "model": candidate(),
        },
        comparison=comparison(),
        handoff=handoff(),
        fairness={"rule": {"sex": by_sex}, "model": {"sex": by_sex}},
        criteria=(criterion(),),
        verdict=Verdict("Go with limits", ()),
        value=value(),
        health=health(),
        labelling=labelling(),
        shadow=shadow(),
    )
    return replace(made, **more)


def unlabelled() -> Findings:
    """Findings of a log whose outcomes are not known."""
    made = findings()
    nobody = {m: share(0.12 if m == "selection_rate" else None) for m in METRICS}
    alone = replace(
        handoff(),
        automatic_error=Estimate(),
        team_accuracy=Estimate(),
        cost_per_1000=HandoffCost(None, 112.0, None),
        curve=tuple(replace(p, automatic_error=None) for p in handoff().curve),
        guarantee=None,
        all_cases=GroupCurve("all", 1000, ALONE, (0, 0, 0, 0), (0, 0, 0, 0)),
        stop_costs=(),
    )
    return replace(
        made,
        review=replace(made.review, labelled_rows=0),
        candidates={
            name: replace(c, metrics=nobody, calibration=None)
            for name, c in made.candidates.items()
        },
        comparison=comparison(
            n=0,
            paired=None,
            accuracy_difference=Estimate(),
            mcnemar_p=None,
            auc_difference=None,
            cost_per_1000=None,
            baseline_counts=Counts(0, 0, 0, 0),
            model_counts=Counts(0, 0, 0, 0),
        ),
        handoff=alone,
        criteria=(),
        verdict=Verdict(None, ()),
        value=None,
    )


def case(**more: Any) -> ExplainedCase:  # noqa: ANN401
    """A case that was answered wrongly and with confidence."""
    amounts = tuple(Contribution(f"input_{i}", str(i), 0.5 - 0.2 * i) for i in range(8))
    ranked = tuple(sorted(amounts, key=lambda c: -abs(c.amount)))
    made = ExplainedCase(
        "wrong and confident", "17", "1", "0", 0.1, -1.0, -2.6, ranked, handed_off=False
    )
    return replace(made, **more)


def explanation(**more: Any) -> Explanation:  # noqa: ANN401
    """Two inputs and one case."""
    features = (
        Importance("months_late", 0.42, 0.40, 0.44, "raises"),
        Importance("credit_limit", 0.15, 0.14, 0.16, None),
    )
    overall = Overall("model", "log-odds", 1000, "the training cases", features)
    return replace(Explanation(overall, (case(),)), **more)


def looked() -> Heat:
    """Where a model looks in one grey picture."""
    amounts = np.linspace(-1.0, 1.0, 64).reshape(8, 8)
    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8, 1)
    one = PictureCase("random", 1, None, "1", "1", 0.7, "1", 0.5, 0.5, pixels, amounts)
    return Heat("model", 1, None, (one,))
