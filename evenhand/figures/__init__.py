"""What every chart shows, as data: a claim, its meaning, its numbers, and how they came about.

Nothing here draws; `evenhand.plots` and the pages do.
"""

from evenhand.figures.compare import costs, flows, paired, switched
from evenhand.figures.consistency import consistency
from evenhand.figures.dictionary import dictionary
from evenhand.figures.drives import each_case, one_input
from evenhand.figures.evenness import handoff_curves, handoff_groups
from evenhand.figures.explain import importance
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
    HeatMap,
    Leaf,
    Level,
    Line,
    Lines,
    Mark,
    Number,
    Panel,
    Reliability,
    Rise,
    Scatter,
    Series,
    Strip,
    Strips,
    Stroke,
    Swarm,
    SwarmRow,
    Table,
    Waterfall,
)
from evenhand.figures.make import cell, left_out
from evenhand.figures.method import formulas
from evenhand.figures.mitigation import before_after, frontier, review_more, ways
from evenhand.figures.one_case import drawing_of, one_case, similar
from evenhand.figures.overview import criteria_table as criteria
from evenhand.figures.overview import data_check, three_numbers
from evenhand.figures.packs import pack
from evenhand.figures.parts import (
    BEFORE_FLOWS,
    BY_ATTRIBUTE,
    BY_COMPARISON,
    BY_HANDOFF,
    BY_HEALTH,
    BY_LABELLING,
    BY_RATERS,
    BY_SHADOW,
    BY_VALUE,
    THEN_NOW,
    PagePart,
    Part,
)
from evenhand.figures.pictures import looked, on_region, picture
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
from evenhand.figures.score_gap import score_gap
from evenhand.figures.series import dropped, gates
from evenhand.figures.slices import slices
from evenhand.figures.strata import strata
from evenhand.figures.then_now import groups as then_groups

__all__ = [
    "BEFORE_FLOWS",
    "BY_ATTRIBUTE",
    "BY_COMPARISON",
    "BY_HANDOFF",
    "BY_HEALTH",
    "BY_LABELLING",
    "BY_RATERS",
    "BY_SHADOW",
    "BY_VALUE",
    "THEN_NOW",
    "Bar",
    "Bars",
    "Branch",
    "Brief",
    "Cell",
    "Dot",
    "Dots",
    "Figure",
    "Flow",
    "HeatMap",
    "Leaf",
    "Level",
    "Line",
    "Lines",
    "Mark",
    "Number",
    "PagePart",
    "Panel",
    "Part",
    "Reliability",
    "Rise",
    "Scatter",
    "Series",
    "Strip",
    "Strips",
    "Stroke",
    "Swarm",
    "SwarmRow",
    "Table",
    "Waterfall",
    "arrivals",
    "before_after",
    "cell",
    "consistency",
    "costs",
    "criteria",
    "data_check",
    "day",
    "dictionary",
    "drawing_of",
    "dropped",
    "each_case",
    "every_metric",
    "flows",
    "formulas",
    "frontier",
    "gaps",
    "gates",
    "group_metric",
    "group_table",
    "guarantee",
    "guarantee_groups",
    "handoff_curves",
    "handoff_groups",
    "impact_ratios",
    "importance",
    "left_out",
    "looked",
    "mapped",
    "on_region",
    "one_case",
    "one_input",
    "pack",
    "paired",
    "picture",
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
    "score_gap",
    "similar",
    "slices",
    "staffing",
    "strata",
    "switched",
    "then_groups",
    "three_numbers",
    "ways",
]
