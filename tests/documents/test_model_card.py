"""The model card: metadata that the Hugging Face Hub reads, and nothing that nobody stated."""

from typing import Any, Final

import pandas as pd
import pytest
import yaml

from evenhand.documents import model_card
from evenhand.figures.make import estimate_text
from evenhand.findings import Findings
from evenhand.review import Review
from evenhand.words import model_card as said
from evenhand.words import say
from tests import factory_findings as made
from tests.core import making
from tests.test_report_markdown import HOSTILE, seen

ODD: Final = ["a: b", "{{ x }}", "\u202eabc", "שלום", "😀", *HOSTILE]
TITLES: Final = ["---", "a: b # c", "=cmd() **so** <script>x</script>", "\u202eabc", "שלום 😀"]
PARTS: Final = (
    "Model details", "Intended use", "Factors", "Metrics", "Evaluation data", "Training data",
    "Quantitative analyses", "Ethical considerations", "Caveats and recommendations",
)  # fmt: skip
TASKS: Final[dict[str, tuple[dict[str, Any], str | None]]] = {
    "features": ({"features": ["a"]}, "tabular-classification"),
    "text": ({"text": "t", "features": ["a"]}, "text-classification"),
    "image": ({"image": "i", "features": ["a"]}, "image-classification"),
    "nothing": ({}, None),
}


def parts_of(findings: Findings, review: Review) -> tuple[dict[str, Any], str]:
    """The metadata, and the text after it."""
    (file,) = model_card(findings, review).values()
    nothing, head, body = file.decode().split("---\n", 2)
    assert nothing == ""
    return yaml.safe_load(head), body


def test_the_metadata_are_as_the_hub_asks_for() -> None:
    """Of `modelcard.md` in huggingface/hub-docs: keys, their types, and what is required."""
    head, _ = parts_of(made.findings(), made.review())
    assert set(head) <= {"library_name", "pipeline_tag", "tags", "metrics", "model-index"}
    assert all(isinstance(one, str) for key in ("tags", "metrics") for one in head[key])
    (model,) = head["model-index"]
    assert set(model) == {"name", "results"}
    (result,) = model["results"]
    assert set(result) == {"task", "dataset", "metrics"}
    assert result["task"]["type"]
    assert {"type", "name"} <= set(result["dataset"]) <= {"type", "name", "revision"}
    for one in result["metrics"]:
        assert set(one) == {"type", "value", "name"}
        assert isinstance(one["value"], float)
    assert [one["type"] for one in result["metrics"]] == head["metrics"]


def test_every_number_of_the_metadata_is_that_of_the_findings_document() -> None:
    """To the last digit."""
    found = made.findings()
    head, _ = parts_of(found, made.review())
    own = found.to_dict()["candidates"]["model"]
    keys = {"accuracy": "accuracy", "recall": "true_positive_rate", "precision": "precision",
            "f1": "f1"}  # fmt: skip
    told = {one["type"]: one["value"] for one in head["model-index"][0]["results"][0]["metrics"]}
    expected = {name: own["metrics"][key]["value"] for name, key in keys.items()}
    assert told == expected | {"roc_auc": own["auc"]["value"]}
    assert (
        head["model-index"][0]["results"][0]["dataset"]["revision"]
        == (found.to_dict()["review"]["fingerprint"])
    )


def test_its_parts_are_those_of_a_model_card_and_hold_every_group_with_its_intervals() -> None:
    """In order; the shares of every group as tables write them."""
    found = made.findings()
    _, body = parts_of(found, made.review())
    heads = [line[3:] for line in body.splitlines() if line.startswith("## ")]
    assert tuple(heads) == PARTS
    page = seen(body)
    for group in found.fairness["model"]["sex"].groups:
        assert group.group in page
        assert all(estimate_text(one) in page for one in group.metrics.values())


def test_what_nobody_stated_is_said_to_be_so_and_is_in_no_metadata() -> None:
    """No license, no maker, no training data; without outcomes no result either."""
    head, body = parts_of(made.findings(), made.review())
    assert not {"license", "language", "datasets", "base_model"} & set(head)
    assert f"| License | {said.NOT_STATED} |" in body
    frame = pd.DataFrame({"p": [1, 0] * 40, "g": ["a", "b"] * 40})
    keys = {
        "title": "t", "columns": {"protected": ["g"]},
        "candidates": [{"name": "m", "role": "model", "prediction": "p"}],
    }  # fmt: skip
    audit = making.audit(frame, keys)
    bare, text = parts_of(audit.findings(), audit.review)
    assert bare == {"tags": ["evenhand"]}
    assert "can't be told: no outcome is known" in text


@pytest.mark.parametrize("reads", TASKS)
def test_the_task_is_what_the_review_says_that_it_reads(reads: str) -> None:
    """Pictures before texts before columns; nothing where it does not say."""
    columns, task = TASKS[reads]
    asked = made.review(columns={"label": "y", "protected": ["sex"], **columns})
    head, _ = parts_of(made.findings(), asked)
    assert head.get("pipeline_tag") == task
    assert head["model-index"][0]["results"][0]["task"]["type"] == (task or "other")


@pytest.mark.parametrize("text", TITLES)
def test_no_name_breaks_the_metadata_or_marks_the_text_up(text: str) -> None:
    """Of a review and a model: read back letter by letter."""
    frame, keys = odd_log(["x"], title=text, question=text)
    keys["candidates"] = [{"name": text, "role": "model", "score": "s"}]
    audit = making.audit(frame, keys)
    head, body = parts_of(audit.findings(), audit.review)
    (model,) = head["model-index"]
    plain = say.cleaned(text)
    assert (model["name"], model["results"][0]["dataset"]["name"]) == (plain, plain)
    assert plain in read(body)
    assert "<script>" not in body


def test_names_of_groups_are_text() -> None:
    """Every one is in the card, letter by letter."""
    audit = making.audit(*odd_log(ODD))
    page = read(parts_of(audit.findings(), audit.review)[1])
    assert not [name for name in ODD if " ".join(say.cleaned(name).split()) not in page]


def odd_log(groups: list[str], **given: Any) -> tuple[pd.DataFrame, dict[str, Any]]:  # noqa: ANN401
    """A log of these groups, forty cases each, and its review."""
    rows = [(name, i % 3 == 0, i * 7 % 100 / 100) for name in groups for i in range(40)]
    frame = pd.DataFrame(rows, columns=["g", "y", "s"]).astype({"y": int})
    keys: dict[str, Any] = {
        "title": "t", "columns": {"label": "y", "protected": ["g"]},
        "candidates": [{"name": "m", "role": "model", "score": "s"}],
    }  # fmt: skip
    return frame, keys | given


def read(body: str) -> str:
    """What a reader sees, without the marks that part a name from the text around it."""
    return seen(body).replace("\u2068", "").replace("\u2069", "")
