"""Hostile models in the formats that are opened: what they would run, reach or fill, they must not.

`SENTINEL` is what those that run something would make; nothing ever does.
"""

import copyreg
import functools
import io
import os
import pickle
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Final, NamedTuple

import lightgbm
import numpy as np
from onnx import TensorProto, helper
from sklearn.preprocessing import FunctionTransformer
from skops import io as skops

SENTINEL: Final = Path(gettempdir()) / "evenhand-hostile-sentinel"
FEATURES: Final = 13
"""Of the sample that these are asked about."""

_TERA: Final = 1 << 40
_SEED: Final = 20261122


class Runs:
    """Whoever unpickles it makes the sentinel."""


def _runs(one: Runs) -> tuple[Any, tuple[str]]:
    del one
    return os.mkdir, (str(SENTINEL),)


copyreg.pickle(Runs, _runs)


class Made(NamedTuple):
    """One model file: its name, what makes it, and whether reading it takes long."""

    name: str
    make: Callable[[], bytes]
    heavy: bool = False


def every() -> Iterator[Made]:
    """All of them, each with a name of its own."""
    for protocol in range(6):
        yield Made(f"pickle_{protocol}.onnx", partial(pickle.dumps, Runs(), protocol))
    for ending in ("pt", "h5", "pmml", "keras", "cbm", "exe"):
        yield Made(f"other.{ending}.onnx", partial(bytes, b"\x80\x04cposix\nmkdir\n"))
    yield Made("system.skops", system)
    yield Made("partial.skops", lambda: skops.dumps(functools.partial(os.mkdir, str(SENTINEL))))
    yield Made("bomb.skops", bomb)
    yield from _boosters()
    yield from _graphs()


# skops


def system() -> bytes:
    """A step that calls os.system."""
    return bytes(
        skops.dumps(FunctionTransformer(os.system, kw_args={"command": f"mkdir {SENTINEL}"}))
    )


def bomb() -> bytes:
    """A few kilobytes that unpack to 64 MB, and say that they are an array of four gigabytes."""
    out, head = io.BytesIO(), io.BytesIO()
    shape = {"descr": "<f8", "fortran_order": False, "shape": (1 << 29,)}
    np.lib.format.write_array_header_1_0(head, shape)
    whole = skops.dumps(FunctionTransformer(kw_args={"x": np.zeros(1)}))
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            is_array = name.endswith(".npy")
            held = head.getvalue() + bytes(64 << 20) if is_array else old.read(name)
            new.writestr(zipfile.ZipInfo(name), held, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# LightGBM


@functools.cache
def booster() -> bytes:
    """A small model that answers."""
    rows = np.random.default_rng(_SEED).normal(size=(300, FEATURES))
    held = lightgbm.Dataset(rows, (rows[:, 0] + rows[:, 1] > 0).astype(int))
    how = {"objective": "binary", "num_leaves": 6, "verbose": -1, "num_threads": 1}
    return str(lightgbm.train(how, held, 5).model_to_string()).encode()


def one_digit(key: str, old: bytes, new: bytes) -> bytes:
    """The model with one digit changed in the first line of this key.

    Args:
        key: such as `left_child`.
        old: the digit or number, as it stands there.
        new: what it becomes.
    """
    content = booster()
    start = content.index(f"\n{key}=".encode())
    end = content.index(b"\n", start + 1)
    line = content[start:end]
    assert old in line
    return content[:start] + line.replace(old, new, 1) + content[end:]


IN_A_CIRCLE: Final = partial(one_digit, "left_child", b"1", b"0")
"""A tree whose root leads back to itself: the library never comes back."""

BREAKS: Final = partial(one_digit, "left_child", b"-1", b"0")
"""A tree whose deepest node leads back to its root: the library breaks."""


def _boosters() -> Iterator[Made]:
    whole = booster()
    yield Made("circle.lgb", IN_A_CIRCLE, heavy=True)
    yield Made("breaks.lgb", BREAKS)
    yield Made("beyond.lgb", partial(one_digit, "split_feature", b"0", b"999999999"))
    yield Made("leaves.lgb", partial(one_digit, "num_leaves", b"6", b"2147483647"))
    yield Made("trees.lgb", lambda: whole.replace(b"tree_sizes=", b"tree_sizes=9999999999 ", 1))
    yield Made("classes.lgb", lambda: whole.replace(b"num_class=1", b"num_class=2000000000"))
    yield Made("inputs.lgb", lambda: whole.replace(b"max_feature_idx=12", b"max_feature_idx=-7"))
    yield Made("deep.lgb", lambda: whole + b"\npandas_categorical:" + b"[" * 99_999 + b"\n")
    yield Made("nul.lgb", lambda: whole.replace(b"leaf_value=", b"leaf_value=\0"))
    yield Made("latin.lgb", lambda: whole.replace(b"Column_0", b"Column_\xff", 1))
    yield Made("regression.lgb", lambda: whole.replace(b"=binary sigmoid:1", b"=regression"))
    yield Made("own.lgb", lambda: whole.replace(b"=binary sigmoid:1", b"=QZX4711 x"))
    for part in range(1, 6):
        yield Made(f"cut_{part}.lgb", partial(bytes, whole[: len(whole) * part // 6]))
    choose = random.Random(_SEED)  # noqa: S311  # no secret
    digits = [p for p, byte in enumerate(whole) if 48 <= byte <= 57 and p > whole.index(b"Tree=0")]
    for place in sorted(choose.sample(digits, 20)):
        digit = b"%d" % ((whole[place] - 47) % 10)
        yield Made(f"digit_{place}.lgb", partial(bytes, whole[:place] + digit + whole[place + 1 :]))


# ONNX


def graph(nodes: Sequence[Any], tensors: list[Any] | None = None, *, out: str = "P") -> bytes:
    """A model that reads the sample's features from X.

    Args:
        nodes: what it does.
        tensors: what it holds.
        out: the name of what it gives.
    """
    read = helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, FEATURES])
    gives = helper.make_tensor_value_info(out, TensorProto.FLOAT, None)
    made = helper.make_graph(nodes, "g", [read], [gives], tensors or [])
    sets = [helper.make_opsetid("", 17)]
    return bytes(helper.make_model(made, opset_imports=sets, ir_version=9).SerializeToString())


def outside(where: str) -> bytes:
    """A model whose weights lie in another file.

    Args:
        where: its path.
    """
    held = TensorProto(name="W", data_type=TensorProto.FLOAT, dims=[FEATURES, 1])
    held.data_location = TensorProto.EXTERNAL
    held.external_data.add(key="location", value=where)
    return graph([helper.make_node("MatMul", ["X", "W"], ["P"])], [held])


def outside_in_a_node(where: str) -> bytes:
    """The same in an attribute of a node, in a graph in a node.

    Args:
        where: its path.
    """
    held = TensorProto(name="W", data_type=TensorProto.FLOAT, dims=[FEATURES, 1])
    held.data_location = TensorProto.EXTERNAL
    held.external_data.add(key="location", value=where)
    gives = helper.make_tensor_value_info("B", TensorProto.FLOAT, None)
    inner = [helper.make_node("Constant", [], ["B"], value=held)]
    body = helper.make_graph(inner, "b", [], [gives])
    yes = helper.make_tensor("C", TensorProto.BOOL, [], [True])
    nodes = [
        helper.make_node("If", ["C"], ["W"], then_branch=body, else_branch=body),
        helper.make_node("MatMul", ["X", "W"], ["P"]),
    ]
    return graph(nodes, [yes])


_SUMMED: Final = (
    helper.make_node("ReduceSum", ["W"], ["T"], keepdims=0),
    helper.make_node("Add", ["X", "T"], ["P"]),
)


def claims(size: int) -> bytes:
    """A model with a tensor of so many bytes, by what it says; it holds four.

    Args:
        size: bytes.
    """
    held = TensorProto(name="W", data_type=TensorProto.FLOAT, dims=[size // 4], raw_data=bytes(4))
    return graph(_SUMMED, [held])


def makes(size: int) -> bytes:
    """A model of a hundred bytes that makes a tensor of so many when it is asked.

    Args:
        size: bytes.
    """
    shape = helper.make_tensor("S", TensorProto.INT64, [1], [size // 4])
    return graph([helper.make_node("ConstantOfShape", ["S"], ["W"]), *_SUMMED], [shape])


def loops(times: int) -> bytes:
    """A model that does nothing, so many times.

    Args:
        times: how often.
    """
    value, kind = helper.make_tensor_value_info, TensorProto
    body = helper.make_graph(
        [helper.make_node("Identity", ["c"], ["d"]), helper.make_node("Identity", ["v"], ["w"])],
        "b",
        [value("i", kind.INT64, []), value("c", kind.BOOL, []), value("v", kind.FLOAT, None)],
        [value("d", kind.BOOL, []), value("w", kind.FLOAT, None)],
    )
    often = helper.make_tensor("N", kind.INT64, [], [times])
    yes = helper.make_tensor("C", kind.BOOL, [], [True])
    return graph([helper.make_node("Loop", ["N", "C", "X"], ["P"], body=body)], [often, yes])


def nested(depth: int) -> bytes:
    """Graphs in graphs.

    Args:
        depth: how many.
    """
    gives = helper.make_tensor_value_info("B", TensorProto.FLOAT, None)
    inner = [helper.make_node("Identity", ["X"], ["B"], doc_string="location")]
    for _ in range(depth):
        body = helper.make_graph(inner, "b", [], [gives])
        inner = [helper.make_node("If", ["C"], ["B"], then_branch=body, else_branch=body)]
    yes = helper.make_tensor("C", TensorProto.BOOL, [], [True])
    return graph([*inner, helper.make_node("Identity", ["B"], ["P"])], [yes])


def _graphs() -> Iterator[Made]:
    node = helper.make_node
    for name, path in (("absolute", "/etc/passwd"), ("up", "../../../../etc/passwd")):
        yield Made(f"outside_{name}.onnx", partial(outside, path))
        yield Made(f"outside_{name}_deep.onnx", partial(outside_in_a_node, path))
    yield Made("claims_4tb.onnx", partial(claims, 4 * _TERA))
    yield Made("makes_4tb.onnx", partial(makes, 4 * _TERA))
    yield Made("makes_4gb.onnx", partial(makes, 4 << 30))
    yield Made("loop.onnx", partial(loops, 1 << 60), heavy=True)
    yield Made("nested_9.onnx", partial(nested, 9))
    made: dict[str, list[Any]] = {
        "unknown_op": [node("System", ["X"], ["P"])],
        "unknown_set": [node("Sigmoid", ["X"], ["P"], domain="posix")],
        "circle": [node("Sigmoid", ["P"], ["Q"]), node("Sigmoid", ["Q"], ["P"])],
        "nothing": [],
        "twice": [node("Sigmoid", ["X"], ["P"])] * 2,
        "no_input": [node("Sigmoid", ["Z"], ["P"])],
        "not_a_number": [node("Sqrt", ["X"], ["Y"]), node("Div", ["Y", "Y"], ["P"])],
        "other_shape": [node("ReduceSum", ["X"], ["P"], keepdims=0)],
        "scores": [node("Exp", ["X"], ["P"])],
    }
    for name, nodes in made.items():
        yield Made(f"{name}.onnx", partial(graph, nodes))
    whole = claims(FEATURES * 4)
    for name, content in {
        "empty": b"",
        "version": b"\x08\x10\x12" + b"\xff" * 40,
        "long_number": b"\x08\x07\x12" + b"\xff" * 12,
        "text": b"QZX4711,1,0\n",
        "xml": b"<?xml version='1.0'?><model/>",
    }.items():
        yield Made(f"{name}.onnx", partial(bytes, content))
    for part in range(1, 6):
        yield Made(f"cut_{part}.onnx", partial(bytes, whole[: len(whole) * part // 6]))
    for part in range(1, 12):
        place = len(whole) * part // 12
        changed = whole[:place] + bytes((whole[place] ^ 0xFF,)) + whole[place + 1 :]
        yield Made(f"changed_{part}.onnx", partial(bytes, changed))
