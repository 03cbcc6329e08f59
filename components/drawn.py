"""A chart on its way to the browser, as it was drawn: nobody reads every key of it again."""

from collections.abc import Mapping
from typing import Any

from plotly.basedatatypes import BaseFigure
from typing_extensions import override


class Drawn(BaseFigure):  # type: ignore[misc]  # plotly leaves it untyped
    """A drawing that Streamlit sends as it is.

    Given a dictionary, Streamlit makes a `Figure` of it on every run of every page, which checks
    each key and copies the whole twice: most of what a page cost. Whether Plotly takes what we draw
    is the same for all visitors, and a matter of the tests.

    Args:
        chart: data and layout, as `plots.plot` makes them.
    """

    def __init__(self, chart: Mapping[str, Any]) -> None:
        self._chart = chart

    @override
    def to_dict(self) -> dict[str, Any]:
        """The drawing; neither checked nor copied."""
        return dict(self._chart)
