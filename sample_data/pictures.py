"""What the make scripts of both picture samples share: a file of pictures, and their heat maps.

Nothing here runs in the app.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from evenhand import heat
from evenhand.models import model_of
from evenhand.review import load_review
from sample_data.download import write_log, write_summary

Bytes = npt.NDArray[np.uint8]


def write_pictures(
    rows: pd.DataFrame, pixels: Bytes, path: Path, mask: npt.NDArray[np.bool_] | None = None
) -> None:
    """Write the pictures of some cases, one row of bytes each, without any format of pictures.

    Args:
        rows: what is known of each.
        pixels: number, height, width and, for colours, 3.
        path: where to.
        mask: where in each something is marked.
    """
    shown = rows.assign(pixels=[picture.tobytes() for picture in pixels])
    if mask is not None:
        shown["spot"] = [one.astype(np.uint8).tobytes() for one in mask]
    write_log(shown, path)


def write_shares(folder: Path) -> None:
    """Write how much of the heat of each picture lies on what is marked, as the app finds it.

    Args:
        folder: of a sample that is written but for this.

    Raises:
        SystemExit: there is no model.
    """
    review = load_review(folder / "review.toml")
    model = model_of(review)
    if model is None:
        raise SystemExit("no model")
    shown = heat.pictures(review, model)
    found = shown.explained({str(place): place for place in range(len(shown.rows))})
    shares = [None if one.on_mask is None else round(one.on_mask, 6) for one in found]
    write_summary({"on_mask": shares}, folder / "overall.json")
