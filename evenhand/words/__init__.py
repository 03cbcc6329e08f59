"""Every sentence that a person reads, as a pure function of findings and the review's nouns.

All of it is plain text: whoever shows it escapes it.
"""

from evenhand.words.compare import (
    auc_sentence,
    candidate_line,
    compare_title,
    costs_title,
    flow_title,
    paired_meaning,
    paired_title,
    switched_title,
)
from evenhand.words.criteria import (
    MARKS,
    PERSON_DECIDES,
    VERDICT_SYMBOLS,
    claim,
    criterion_name,
    criterion_sentence,
    interval_text,
    limit_text,
    measured_text,
    state_text,
    value_text,
    verdict_sentence,
    what_would_change,
)
from evenhand.words.explain import (
    NOT_REASONS,
    case_kind,
    case_sentence,
    case_title,
    explain_title,
    importance_meaning,
    try_title,
)
from evenhand.words.fairness import (
    EXPLORATORY,
    FOUR_FIFTHS,
    ends,
    fairness_meaning,
    fairness_title,
    favourable,
    gap_sentence,
    impact_title,
    unknown_sentence,
)
from evenhand.words.handoff import (
    GUARANTEE_CONDITIONS,
    cost_sentence,
    groups_title,
    guarantee_sentence,
    handoff_meaning,
    handoff_title,
    headline,
    is_comparable,
    reliability_title,
    risk_meaning,
    risk_title,
    staffing_sentence,
    team_sentence,
)
from evenhand.words.nouns import (
    FINDING_TERMS,
    METRIC_TERMS,
    SHARES,
    filled,
    interval_name,
    metric_how,
    metric_name,
    metric_phrase,
    metric_term,
    what_yes_means,
    worst_is_high,
)
from evenhand.words.overview import (
    BLOCKS,
    data_line,
    missing,
    overview_title,
    report_title,
    synthetic,
)
from evenhand.words.say import (
    a_or_an,
    capital,
    cleaned,
    counted,
    listed,
    money,
    name,
    number,
    of_cases,
    readable,
    shortened,
    the,
)
from evenhand.words.say import of_cases as count_of
from evenhand.words.slider import handoff_widget

__all__ = [
    "BLOCKS", "EXPLORATORY", "FINDING_TERMS", "FOUR_FIFTHS", "GUARANTEE_CONDITIONS", "MARKS",
    "METRIC_TERMS", "NOT_REASONS", "PERSON_DECIDES", "SHARES", "VERDICT_SYMBOLS", "a_or_an",
    "auc_sentence", "candidate_line", "capital", "case_kind", "case_sentence", "case_title",
    "claim", "cleaned", "compare_title", "cost_sentence", "costs_title", "count_of", "counted",
    "criterion_name", "criterion_sentence", "data_line", "ends", "explain_title",
    "fairness_meaning", "fairness_title", "favourable", "filled", "flow_title", "gap_sentence",
    "groups_title", "guarantee_sentence", "handoff_meaning", "handoff_title", "handoff_widget",
    "headline", "impact_title", "importance_meaning", "interval_name", "interval_text",
    "is_comparable", "limit_text", "listed", "measured_text", "metric_how", "metric_name",
    "metric_phrase", "metric_term", "missing", "money", "name", "number", "of_cases",
    "overview_title", "paired_meaning", "paired_title", "readable",
    "reliability_title", "report_title", "risk_meaning", "risk_title", "shortened",
    "staffing_sentence", "state_text", "switched_title", "synthetic", "team_sentence", "the",
    "try_title", "unknown_sentence", "value_text", "verdict_sentence", "what_would_change",
    "what_yes_means", "worst_is_high",
]  # fmt: skip
