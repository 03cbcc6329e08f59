"""What every chart shows, as data: a claim, its meaning, its numbers, and how they came about.

Nothing here draws; `evenhand.plots` and the pages do.
"""

from evenhand.figures.compare import costs, flows, paired, switched
from evenhand.figures.evenness import handoff_curves, handoff_groups
from evenhand.figures.explain import importance, one_case
from evenhand.figures.fairness import every_metric, gaps, group_metric, group_table, impact_ratios
from evenhand.figures.handoff import (
    reliability,
    risk_coverage,
)
from evenhand.figures.kinds import (
    Bar,
    Bars,
    Branch,
    Brief,
    Cell,
    Dot,
    Dots,
    Figure,
    Flow,
    Leaf,
    Line,
    Lines,
    Mark,
    Number,
    Panel,
    Reliability,
    Series,
    Strip,
    Strips,
    Stroke,
    Table,
)
from evenhand.figures.make import cell, left_out
from evenhand.figures.method import formulas
from evenhand.figures.mitigation import before_after, frontier, review_more, ways
from evenhand.figures.overview import criteria_table as criteria
from evenhand.figures.overview import data_check, three_numbers
from evenhand.figures.parts import BY_ATTRIBUTE, BY_HANDOFF, HandoffPart, Part
from evenhand.figures.plan import plan_chances, plan_columns
from evenhand.figures.promise import guarantee, guarantee_groups, roll_out
from evenhand.figures.queue import arrivals, day, staffing
from evenhand.figures.recalibration import (
    mapped,
    recalibrated_curve,
    recalibrated_diagrams,
    recalibration,
)
from evenhand.figures.robustness import robustness
from evenhand.figures.slices import slices
from evenhand.figures.strata import strata

__all__ = [
    "BY_ATTRIBUTE",
    "BY_HANDOFF",
    "Bar",
    "Bars",
    "Branch",
    "Brief",
    "Cell",
    "Dot",
    "Dots",
    "Figure",
    "Flow",
    "HandoffPart",
    "Leaf",
    "Line",
    "Lines",
    "Mark",
    "Number",
    "Panel",
    "Part",
    "Reliability",
    "Series",
    "Strip",
    "Strips",
    "Stroke",
    "Table",
    "arrivals",
    "before_after",
    "cell",
    "costs",
    "criteria",
    "data_check",
    "day",
    "every_metric",
    "flows",
    "formulas",
    "frontier",
    "gaps",
    "group_metric",
    "group_table",
    "guarantee",
    "guarantee_groups",
    "handoff_curves",
    "handoff_groups",
    "impact_ratios",
    "importance",
    "left_out",
    "mapped",
    "one_case",
    "paired",
    "plan_chances",
    "plan_columns",
    "recalibrated_curve",
    "recalibrated_diagrams",
    "recalibration",
    "reliability",
    "review_more",
    "risk_coverage",
    "robustness",
    "roll_out",
    "slices",
    "staffing",
    "strata",
    "switched",
    "three_numbers",
    "ways",
]
