"""Which format is a model file of? Told by how it begins and by its name, which must agree.

Nothing is opened here: the first bytes are looked at, and whoever opens it is a sandboxed process.
"""

import re
from pathlib import Path
from typing import Final, NamedTuple

from evenhand.errors import InputError

LARGEST: Final = 200 << 20
"""Bytes."""

KNOWN: Final = "a .skops file, an .onnx file or a LightGBM text (.txt, .lgb)"


class Format(NamedTuple):
    """A format that is opened, behind walls.

    Attributes:
        name: what the sandboxed process calls it.
        said: what a person calls it.
        endings: what its files' names may end in.
        begins: how its content begins.
        tolerance: how far its numbers may be from the log's, and from their sum.
    """

    name: str
    said: str
    endings: tuple[str, ...]
    begins: re.Pattern[bytes]
    tolerance: float


class _Refused(NamedTuple):
    """A format that is never opened: how its files are told, and what to do instead."""

    said: str
    endings: tuple[str, ...]
    begins: re.Pattern[bytes]
    instead: str


_KERAS: Final = "export the model by tf2onnx"
_AS_ONNX: Final = "export the model as ONNX"
_DOUBLE: Final = 1e-6
_SINGLE: Final = 1e-3  # of numbers of 32 bits

FORMATS: Final = (
    Format("skops", ".skops", (".skops",), re.compile(rb"PK\x03\x04"), _DOUBLE),
    Format("lightgbm", "LightGBM", (".txt", ".lgb"), re.compile(rb"tree\r?\nversion="), _DOUBLE),
    Format("onnx", "ONNX", (".onnx",), re.compile(rb"\x08[\x01-\x1f][\x0a-\xd2]"), _SINGLE),
)
_REFUSED: Final = (
    _Refused(
        "PyTorch file, a pickle",
        (".pt", ".pth", ".ckpt", ".bin"),
        re.compile(rb"(?s)PK\x03\x04.{26}[^\n]{1,200}data\.pkl"),
        "export the model by torch.onnx.export",
    ),
    _Refused(
        "Keras file",
        (".h5", ".hdf5", ".keras"),
        re.compile(rb"(?s)\x89HDF\r\n|PK\x03\x04.{26}metadata\.json"),
        _KERAS,
    ),
    _Refused(
        "pickle",
        (".pkl", ".pickle", ".joblib", ".sav", ".dill", ".cloudpickle"),
        # Of protocol 2 and later; packed by joblib; of the two older ones, which are text.
        re.compile(rb"\x80[\x02-\x06]|\x78[\x01\x5e\x9c\xda]|\(?c[a-z_][\w.]*\n[\w.]+\n|\([ld]p"),
        "save the model by skops.io.dump, or as ONNX by skl2onnx",
    ),
    _Refused("PMML file", (".pmml",), re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<PMML"), _AS_ONNX),
    _Refused(
        "XGBoost or CatBoost file",
        (".ubj", ".json", ".cbm", ".xgb"),
        re.compile(rb"CBM1"),
        "convert the model by onnxmltools",
    ),
    _Refused("TensorFlow file", (".pb", ".tflite"), re.compile(rb"(?s).{4}TFL3"), _KERAS),
    _Refused("R file", (".rds", ".rda", ".rdata"), re.compile(rb"RDX[23]\n"), _AS_ONNX),
    _Refused("MATLAB file", (".mat",), re.compile(rb"MATLAB "), _AS_ONNX),
    _Refused(
        "packed file",
        (".gz", ".zip", ".xz", ".bz2", ".7z"),
        re.compile(rb"\x1f\x8b|BZh|\xfd7z"),
        "unpack it first",
    ),
)
_DANGER: Final = {"pickle", "PyTorch file, a pickle"}
_ANY_CODE: Final = ", which could run any code and is not opened"


def format_of(name: str, content: bytes) -> Format:
    r"""The format of a model file.

    Args:
        name: the file's.
        content: the file.

    Raises:
        InputError: it is none that is opened, or its name says another; the line says what to do.

    >>> format_of("model.lgb", b"tree\nversion=v4\n").name
    'lightgbm'
    >>> format_of("model.onnx", b"\x80\x04cposix")
    Traceback (most recent call last):
    evenhand.errors.InputError: model.onnx: this is a pickle, which could run any code and is not
    opened; save the model by skops.io.dump, or as ONNX by skl2onnx
    """
    if len(content) > LARGEST:
        raise InputError(f"a model file may have at most {LARGEST >> 20} MB", where=name)
    ending = Path(name).suffix.lower()
    held = next((each for each in _REFUSED if each.begins.match(content)), None)
    known = next((each for each in FORMATS if each.begins.match(content)), None)
    if held is None and known is not None and ending in known.endings:
        return known
    named = next((each for each in _REFUSED if ending in each.endings), None)
    raise InputError(_why(held, known, named, ending), where=name)


def _why(held: _Refused | None, known: Format | None, named: _Refused | None, ending: str) -> str:
    """Why a file is not opened, and what to do: what it holds counts before what it is called."""
    refused = held or (named if known is None else None)
    if refused is not None:
        danger = _ANY_CODE if refused.said in _DANGER else ", which is not opened"
        article = "an" if refused.said[0] in "RX" else "a"
        return f"this is {article} {refused.said}{danger}; {refused.instead}"
    if known is not None:
        return f"it holds {known.said} and is not called so; expected {' or '.join(known.endings)}"
    called = next((each.said for each in FORMATS if ending in each.endings), None)
    return f"not a readable {called} file" if called else f"a model must be {KNOWN}"
