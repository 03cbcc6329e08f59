"""The form to try a case: what it asks, what it answers, and what it never does."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from components import predict
from evenhand.errors import InputError
from evenhand.scoring import CandidateAnswer, Decision, Field, Reason

LATE = Field("late", "Months late", "number", minimum=-2, maximum=8, default=0)
KIND = Field("kind", "Kind", "choice", default="a", choices=("a", "b"))
WORDS = Field("words", "Message", "text", default="")
HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/x.png) **bold**"


class OneForm:
    """A form that hands over from one month late."""

    fields: tuple[Field, ...] = (LATE, KIND, WORDS)
    examples: tuple[dict[str, Any], ...] = ({"late": 3, "kind": "b", "words": "an example"},)

    def decide(self, values: dict[str, Any]) -> Decision:
        """Refuse an empty number; break on a word.

        Raises:
            InputError: the number is missing.
            ValueError: the word is `break`.
        """
        if values["late"] is None:
            raise InputError("expected a number", where="late")
        if values["words"] == "break":
            raise ValueError("marker-9")
        late = bool(values["late"])
        return Decision(
            candidates=(
                CandidateAnswer("rule", "baseline", "will default", None),
                CandidateAnswer("m", "model", HOSTILE, 0.62),
            ),
            hand_to_person=late,
            sentence="A credit officer will look at this." if late else "Decided alone.",
            reasons=tuple(Reason(f"{HOSTILE} {n}", 0.5 - n) for n in range(9)),
            instead=f"Had {HOSTILE} been 1 instead of 3, it would have said no.",
            towards="“will default”",
        )


@pytest.fixture
def form() -> OneForm:
    """One form."""
    return OneForm()


def test_rule_and_model_are_shown_side_by_side(form: OneForm) -> None:
    """Who decides, what they say and how sure they are; a rule does not say."""
    page = predict.decide(form, 0, "a", "")
    assert "<td>rule</td><td>will default</td><td>does not say</td>" in page
    assert "<td>62%</td>" in page


def test_an_unsure_case_is_handed_to_a_person_with_a_sign_and_a_sentence(form: OneForm) -> None:
    """The meaning is in the words and in the sign, not in a colour."""
    assert "&#9888; A credit officer will look at this." in predict.decide(form, 1, "a", "")
    assert "&#10003; Decided alone." in predict.decide(form, 0, "a", "")


def test_at_most_six_reasons_are_shown_with_their_sign(form: OneForm) -> None:
    """A reader takes in no more."""
    page = predict.decide(form, 0, "a", "")
    assert "<td>+0.5</td>" in page
    assert "<td>\N{MINUS SIGN}4.5</td>" in page
    assert "<td>\N{MINUS SIGN}5.5</td>" not in page
    assert "A plus moves the model towards “will default”, a minus away from it." in page


def test_no_reasons_and_reasons_that_cannot_be_told_are_two_things(form: OneForm) -> None:
    """The usual case differs in nothing from what it is compared with."""
    decided = form.decide({"late": 0, "words": ""})
    assert "Nothing in this case moved the model" in predict.page(replace(decided, reasons=()))
    assert "can&#x27;t be told" in predict.page(replace(decided, reasons=None))


def test_text_of_the_review_is_inert_in_the_answer(form: OneForm) -> None:
    """Markup is escaped, and no blank line lets Markdown begin."""
    page = predict.decide(form, 0, "a", "")
    assert "been 1 instead of 3" in page
    assert "<script>" not in page
    assert "\n" not in page


def test_wrong_input_is_one_line(form: OneForm) -> None:
    """The core's own line is shown."""
    assert predict.decide(form, None, "a", "") == "<p>late: expected a number</p>"


def test_a_fault_does_not_repeat_what_was_typed(form: OneForm) -> None:
    """Its words may hold it."""
    page = predict.decide(form, 0, "a", "break")
    assert "marker-9" not in page
    assert "could not be decided" in page


def test_the_form_asks_for_every_field_and_offers_the_examples(form: OneForm) -> None:
    """Labels, ranges and choices come from the form."""
    parts = {part["props"].get("label"): part["props"] for part in config(form)}
    assert parts["Months late"]["info"] == "\u22122 to 8 in the log"
    assert parts["Kind"]["choices"] == [["a", "a"], ["b", "b"]]
    assert parts["Message"]["max_length"] == 2000
    assert parts["Start from an example"]["choices"] == [["Example 1", 0]]


def test_an_input_that_is_one_or_nothing_is_a_yes_or_a_no() -> None:
    """It is read as 1 or 0; any other column of numbers keeps its box with its range."""
    form = predict.sample_forms()["lending"]
    kinds = {one.name: one.kind for one in form.fields}
    asked = {part["props"].get("label"): part for part in config(form)}
    for one in form.fields:
        part = asked[one.label]
        flag = kinds[one.name] == "yes or no"
        assert part["type"] == ("radio" if flag else "number")
        assert not flag or part["props"]["choices"] == [["yes (1)", 1], ["no (0)", 0]]
    assert set(kinds.values()) == {"number", "yes or no"}
    case = {one.name: one.default for one in form.fields}
    flags = [name for name, kind in kinds.items() if kind == "yes or no"]
    for value in (0, 1.0):
        assert form.decide(case | dict.fromkeys(flags, value)).values[flags[0]] == value


def test_the_form_has_no_part_that_reads_or_takes_files(form: OneForm) -> None:
    """Such parts could be made to read the server's files."""
    kinds = {part["type"] for part in config(form)}
    assert not kinds & {"file", "image", "audio", "video", "gallery", "uploadbutton", "dataframe"}


def test_the_queue_is_bounded_and_cannot_be_passed_by(form: OneForm) -> None:
    """So many wait, two are answered at once, and mounted Gradio knows that it was launched."""
    blocks = predict.build_blocks({"one": form})
    queue = vars(blocks)["_queue"]
    assert (queue.max_size, queue.default_concurrency_limit) == (32, 2)
    assert not blocks.api_open
    assert blocks.has_launched


def test_the_address_says_which_review_is_shown(form: OneForm) -> None:
    """The first where it names none that is known."""
    with TestClient(predict.build_widget({"one": form, "two": form})) as client:
        assert shown(client, "?review=two") == [False, True]
        assert shown(client, "?review=three") == [True, False]
        assert shown(client, "") == [True, False]


def test_where_there_is_only_a_choice_nobody_is_asked_to_fill_in(form: OneForm) -> None:
    """A form of pictures is one choice; any other has something to fill in."""

    class OfPictures(OneForm):
        fields: tuple[Field, ...] = (replace(LATE, kind="choice", choices=("Picture 1",)),)
        examples: tuple[dict[str, Any], ...] = ()

    assert predict.is_choice(OfPictures())
    assert not predict.is_choice(form)


def test_without_any_form_the_page_says_so() -> None:
    """An empty page would look broken."""
    texts = [part["props"].get("value") for part in config(None)]
    assert any("None of the reviews here" in str(text) for text in texts)


def test_another_site_is_not_echoed(form: OneForm) -> None:
    """Gradio would answer any origin, with credentials, were it not for a policy of ours."""
    with TestClient(predict.build_widget({"one": form})) as client:
        answer = client.get("/config", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


def config(form: predict.Form | None) -> list[dict[str, Any]]:
    """The parts of the page, as Gradio sends them to the browser."""
    blocks = predict.build_blocks({"one": form} if form else {})
    parts: list[dict[str, Any]] = json.loads(json.dumps(blocks.get_config_file(), default=str))[
        "components"
    ]
    return parts


def shown(client: TestClient, query: str) -> list[bool]:
    """Which panels become visible when the page at an address is opened."""
    load = next(
        part["id"]
        for part in client.get("/config").json()["dependencies"]
        if part["targets"][0][1] == "load"
    )
    call = {"data": [], "fn_index": load, "session_hash": "s", "trigger_id": None}
    client.post(f"/gradio_api/queue/join{query}", json=call)
    lines = client.get("/gradio_api/queue/data", params={"session_hash": "s"}).text.splitlines()
    messages = [json.loads(line.removeprefix("data: ")) for line in lines if line]
    done = next(message for message in messages if message["msg"] == "process_completed")
    return [update["visible"] for update in done["output"]["data"] if "visible" in update]


@pytest.mark.parametrize("name", predict.sample_forms())
def test_each_example_of_each_sample_is_decided_by_rule_and_model(name: str) -> None:
    """The real forms work from end to end."""
    form = predict.sample_forms()[name]
    for case in form.examples:
        page = predict.decide(form, *case.values())
        moved = page.count("<tr><td>") > 2
        assert moved == ("What moved the model most" in page)
        assert moved != ("Nothing in this case moved the model" in page)
        assert "What moved the model can" not in page


def test_forms_are_made_without_counting_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that starts has no sample counted: that is done when one is shown."""
    monkeypatch.setattr("evenhand.audit.count", None)
    assert predict.sample_forms()


def test_values_beyond_the_log_are_answered_and_said_to_be() -> None:
    """Nobody knows how good an answer is there, and a form that says nothing would hide it."""
    form = predict.sample_forms()["card_default"]
    usual = {field.name: field.default for field in form.fields}
    far = usual | {form.fields[0].name: 10.0**9}
    assert "Outside everything in the log" not in form.decide(usual).sentence
    said = form.decide(far).sentence
    assert f"Outside everything in the log: {form.fields[0].label}" in said


def test_the_form_has_the_ground_of_the_pages_in_the_dark() -> None:
    """So that no seam is seen around it."""
    config = Path(__file__).parents[1] / ".streamlit" / "config.toml"
    ground = tomllib.loads(config.read_text(encoding="utf-8"))["theme"]["dark"]["backgroundColor"]
    assert predict._theme().body_background_fill_dark == ground  # noqa: SLF001
