"""Rule packs as files: what may stand in one, when it is old, and what a review may say of it."""

from datetime import date
from typing import Any, Final

import pytest
import yaml

from evenhand import packs
from evenhand.answering import ANSWERERS, CONDITIONS, YOU
from evenhand.errors import InputError
from evenhand.packs.kinds import later
from evenhand.review import parse
from evenhand.words import packs as said
from tests.core import making

PACKS: Final = tuple(packs.pack(name) for name in packs.names())
WHOLE: Final[dict[str, Any]] = {
    "name": "a", "title": "A", "jurisdiction": "here", "as_of": date(2026, 1, 31),
    "status": "guidance", "source": "https://example.org/a",
    "requirements": [{"id": "one", "citation": "1", "question": "Why?", "answered_by": "you"}],
}  # fmt: skip


def test_there_is_a_pack_for_each_rule_that_was_promised() -> None:
    """And a file for each name, called as it calls itself."""
    assert {one.name for one in PACKS} >= {
        "nyc-ll144", "four-fifths", "eu-ai-act", "gdpr", "colorado-sb26-189", "nist-ai-rmf",
    }  # fmt: skip


@pytest.mark.parametrize("pack", PACKS, ids=lambda one: one.name)
def test_everything_that_a_pack_names_is_known(pack: packs.Pack) -> None:
    """Where its answers come from, and when a requirement applies; each question is one."""
    for one in pack.requirements:
        assert one.answered_by == YOU or one.answered_by in ANSWERERS
        assert one.applies_when is None or one.applies_when in CONDITIONS
        assert one.question.endswith("?")


def test_no_way_to_answer_is_left_unused() -> None:
    """An answerer or a condition that no pack names is dead."""
    asked = [one for pack in PACKS for one in pack.requirements]
    assert {one.answered_by for one in asked} == {*ANSWERERS, YOU}
    assert {one.applies_when for one in asked} - {None} == set(CONDITIONS)


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"title": None}, "title: expected text"),
        ({"titel": "x"}, "titel: unknown key; take it out"),
        ({"as_of": "2026-01-31"}, "as_of: expected a day such as 2026-01-31"),
        ({"status": "maybe"}, "status: expected one of in force, proposed, guidance, unverified"),
        ({"status": "applies from 2026-02-30"}, "status: expected one of"),
        ({"source": "javascript:alert(1)"}, "source: expected text of the form"),
        ({"requirements": []}, "requirements: "),
        ({"requirements": [{"id": "one"}]}, r"requirement 1 (one) citation: is missing"),
        ({"requirements": WHOLE["requirements"] * 2}, "a different id for every requirement; one"),
    ],
)
def test_a_pack_that_is_wrong_is_told_in_one_line(changed: dict[str, Any], line: str) -> None:
    """What is wrong, and where."""
    with pytest.raises(InputError) as caught:
        packs.parse(yaml.safe_dump(WHOLE | changed), "a.yaml")
    assert str(caught.value).startswith("a.yaml: ")
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["a: [", "as_of: 2026-02-30", "!!python/object/apply:os.abort []"])
def test_what_is_no_yaml_is_told_in_one_line(text: str) -> None:
    """And nothing in it runs."""
    with pytest.raises(InputError, match=r"^a\.yaml: is not valid YAML"):
        packs.parse(text, "a.yaml")


def test_a_requirement_may_have_a_date_and_a_state_of_its_own() -> None:
    """Else it has the pack's."""
    own = {**WHOLE["requirements"][0], "id": "two", "status": "unverified"}
    one, two = packs.parse(
        yaml.safe_dump(WHOLE | {"requirements": [*WHOLE["requirements"], own]})
    ).requirements
    assert (one.status, two.status) == ("guidance", "unverified")
    assert one.as_of == two.as_of == WHOLE["as_of"]


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 3, 1), date(2026, 9, 1)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2023, 8, 29), date(2024, 2, 29)),
        (date(2026, 5, 31), date(2026, 11, 30)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_a_pack_is_old_from_the_day_after_six_months_on(start: date, last: date) -> None:
    """Where the month is too short, after its last day; only then is there a banner."""
    pack = packs.parse(yaml.safe_dump(WHOLE | {"as_of": start}))
    assert later(start, 6) == pack.look_up_after == last
    assert said.banner(pack, last) is None
    banner = said.banner(pack, date.fromordinal(last.toordinal() + 1))
    assert banner is not None
    assert said.on(start) in banner
    assert pack.source in banner


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ({"gdrp": {}}, "[packs.gdrp]: there is no rule pack of that name; did you mean gdpr"),
        ({"zzz": {}}, "; known are colorado-sb26-189, "),
        (
            {"nyc-ll144": {"answers": {"auditr": "us"}}},
            "[packs.nyc-ll144]: it has no requirement 'auditr'; did you mean auditor",
        ),
        ({"gdpr": {"does_not_apply": {"zzz": "no"}}}, "it has no requirement 'zzz'; known are "),
        (
            {"gdpr": {"answers": {"proxies": "a"}, "does_not_apply": {"proxies": "b"}}},
            "expected proxies in answers or in does_not_apply, not in both",
        ),
        ({"gdpr": {"answers": {"proxies": ""}}}, "proxies"),
        ({"gdpr": {"answers": {"proxies": "x" * 2001}}}, "proxies"),
    ],
)
def test_a_review_that_names_what_there_is_not_is_told_what_was_meant(
    keys: dict[str, Any], line: str
) -> None:
    """In one line, with the nearest name."""
    with pytest.raises(InputError) as caught:
        parse(making.keys(packs=keys), name="review.toml")
    assert str(caught.value).startswith("review.toml: ")
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pack_that_is_asked_for_keeps_the_answers_that_are_there() -> None:
    """Asked for first is first; a name that there is not is told."""
    told = {"gdpr": {"answers": {"proxies": "none"}}}
    review = parse(making.keys(packs=told)).with_packs(["four-fifths", "gdpr"])
    assert list(review.packs) == ["four-fifths", "gdpr"]
    assert review.packs["gdpr"].answers == {"proxies": "none"}
    with pytest.raises(InputError, match="did you mean gdpr"):
        review.with_packs(["gdrp"])


def test_the_page_on_the_review_file_names_every_pack() -> None:
    """So that nobody has to look for the files."""
    page = (making.ROOT / "docs" / "review-file.md").read_text(encoding="utf-8")
    part = page.split("## `[packs]`")[1].split("\n## ")[0]
    assert [name for name in packs.names() if f"`{name}`" not in part] == []
