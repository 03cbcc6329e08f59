"""The Report page: rule packs are chosen, filled in, kept, and stand in all that is taken along."""

import tomllib
from pathlib import Path
from typing import Final

import pytest
from streamlit.testing.v1 import AppTest

from components import cached, downloads, nav, who
from components.permits import Action
from evenhand import packs
from evenhand.review import MOST_ANSWER, parse
from evenhand.words import nyc_summary
from evenhand.words import packs as said
from tests.test_pages import ROUTER, brought, opened

LAW: Final = packs.pack("nyc-ll144")
TYPED: Final = "=cmd() **bold** <b>x</b>\nsecond line"


def report_page(review: str = "lending", *names: str) -> AppTest:
    """The Report page of a sample, with packs chosen."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = review
    opened(app.run(), "report.py")
    return chosen(app, *names) if names else app


def chosen(app: AppTest, *names: str) -> AppTest:
    """The same after packs were chosen."""
    return app.multiselect(key="packs").set_value(list(names)).run()


def key(field: str, asked: str = "", of: str = "lending", pack: str = "nyc-ll144") -> str:
    """The key of a field of the form."""
    return "-".join(filter(None, ("pack", of, pack, asked, field)))


def texts(app: AppTest) -> str:
    """All plain text of the page."""
    return "\n".join(text.value for text in app.text)


def test_without_a_pack_the_page_says_what_one_is() -> None:
    """And nothing is looked at yet."""
    app = report_page()
    assert said.NONE_CHOSEN in texts(app)
    assert not app.text_area


def test_an_answer_is_kept_over_pages_and_taken_back_by_an_empty_field() -> None:
    """What was typed counts as soon as the field is left, with or without the button."""
    app = report_page("lending", "nyc-ll144")
    assert app.selectbox(key=key("question")).value == "scope"
    app.text_area(key=key("text", "scope")).set_value(TYPED).run()
    assert "Answered by you: =cmd() **bold** <b>x</b> second line" in texts(app)
    opened(app, "compare.py")
    opened(app, "report.py")
    assert app.multiselect(key="packs").value == ["nyc-ll144"]
    assert app.text_area(key=key("text", "scope")).value == TYPED
    assert "Answered by you: =cmd()" in texts(app)
    app.text_area(key=key("text", "scope")).set_value("").run()
    assert "Not answered" in texts(app)


def test_the_button_goes_to_the_next_question_that_nobody_answered() -> None:
    """Past those that the data answer; a reason why one does not apply counts as said."""
    app = report_page("lending", "nyc-ll144")
    app.radio(key=key("kind", "scope")).set_value("it does not apply, because").run()
    app.text_area(key=key("text", "scope")).set_value("Lending is no hiring.")
    app.button(key=key("next", "scope")).click().run()
    assert app.selectbox(key=key("question")).value == "auditor"
    app.selectbox(key=key("question")).set_value("scope").run()
    assert "Does not apply: Lending is no hiring." in texts(app)
    app.selectbox(key=key("question")).set_value("within-a-year").run()
    app.button(key=key("next", "within-a-year")).click().run()
    assert app.selectbox(key=key("question")).value == "categories"


def test_a_text_that_is_too_long_is_not_kept_and_not_lost() -> None:
    """The page says by how much; what was kept before stays."""
    app = report_page("lending", "nyc-ll144")
    app.text_area(key=key("text", "scope")).set_value("Before.").run()
    long = "x" * (MOST_ANSWER + 1)
    app.text_area(key=key("text", "scope")).set_value(long).run()
    assert str(said.too_long(len(long), MOST_ANSWER)) in texts(app)
    assert app.text_area(key=key("text", "scope")).value == long
    assert "Answered by you: Before." in texts(app)


def test_each_chosen_pack_has_its_part_and_another_review_its_own_answers() -> None:
    """What was said of one audit is not said of another."""
    app = report_page("lending", "nyc-ll144", "four-fifths")
    assert [tab.label for tab in app.tabs] == ["Four-fifths guide", LAW.title]
    app.text_area(key=key("text", "scope")).set_value("Yes.").run()
    app.selectbox(key="review").set_value("fraud").run()
    assert app.text_area(key=key("text", "scope", "fraud")).value == ""
    app.selectbox(key="review").set_value("lending").run()
    assert app.text_area(key=key("text", "scope")).value == "Yes."


def test_the_review_file_that_is_taken_along_holds_packs_and_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It reads back letter by letter; of a log of one's own too."""
    files: dict[str, str] = {}
    offer = downloads._offer  # noqa: SLF001  # AppTest sees no content of a download

    def taken(label: str, content: object, *rest: object, **more: object) -> None:
        if label == "Download the review file (TOML)":
            assert isinstance(content, bytes)
            files["review"] = content.decode()
        offer(label, content, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(downloads, "_offer", taken)
    app = report_page()
    assert not files
    chosen(app, "nyc-ll144")
    app.text_area(key=key("text", "scope")).set_value(TYPED).run()
    told = parse(tomllib.loads(files["review"])).packs
    assert {name: dict(one.answers) for name, one in told.items()} == {
        "nyc-ll144": {"scope": TYPED}
    }
    own = AppTest.from_file(ROUTER, default_timeout=120).run()
    brought(own, b"sex,truth,says\n" + b"F,1,1\nM,0,1\nM,1,0\nF,0,0\n" * 60)
    own.button(key="own-0-send").click().run()
    chosen(opened(own, "report.py"), "gdpr")
    assert tomllib.loads(files["review"])["packs"] == {"gdpr": {}}
    assert not own.exception


@pytest.mark.parametrize("review", ["turbine", "sentiment"])
def test_packs_open_for_what_has_no_protected_groups(review: str) -> None:
    """Every one at once, without an error."""
    app = report_page(review, *packs.names())
    assert not app.exception
    assert not app.error
    assert len(app.tabs) == len(packs.names())


def test_a_log_that_is_kept_takes_answers_and_words_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opens its link finds them, and can answer on."""
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path))
    app = AppTest.from_file(ROUTER, default_timeout=120).run()
    brought(app, b"sex,truth,says\n" + b"F,1,1\nM,0,1\nM,1,0\nF,0,0\n" * 60)
    app.button(key="own-0-send").click().run()
    field = next(one for one in app.text_input if one.label == "What it is called")
    field.set_value("a name of mine")
    next(one for one in app.button if one.label == "Use these words").click().run()
    chosen(opened(app, "report.py"), "gdpr")
    next(iter(app.text_area)).set_value(TYPED).run()
    opened(app, "overview.py").text_input(key="own-0-keeper").set_value("Ann")
    app.button(key="keep").click().run()
    assert not app.exception
    (link,) = app.session_state["_kept_links"]
    kept = cached.opened(link)
    assert kept is not None
    review = kept.review
    assert list(review.packs["gdpr"].answers.values()) == [TYPED]
    assert "a name of mine" in [one.name for one in review.dictionary.values()]
    other = AppTest.from_file(ROUTER, default_timeout=120)
    other.query_params["review"] = link
    opened(other.run(), "report.py")
    first = packs.pack("gdpr").requirements[0].id
    other.selectbox(key=key("question", of=link, pack="gdpr")).set_value(first).run()
    assert next(iter(other.text_area)).value == TYPED


def test_the_summary_for_new_york_is_a_page_of_its_own() -> None:
    """Its link stands where the law was chosen; what was filled in is on it."""
    app = report_page("lending", "four-fifths")
    assert not links(app)
    chosen(app, LAW.name)
    assert links(app) == [nav.SUMMARY.title]
    app.selectbox(key=key("question")).set_value("audit-date").run()
    app.text_area(key=key("text", "audit-date")).set_value("2 November 2026").run()
    opened(app, nav.SUMMARY.file)
    assert not app.exception
    assert app.title[0].value == nyc_summary.HEADLINE
    assert "Date of the most recent bias audit: 2 November 2026" in texts(app)
    assert f"Distribution date of the tool: {nyc_summary.NOT_SAID}" in texts(app)


def links(app: AppTest) -> list[str]:
    """The links of the page to others."""
    return [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize("review", ["containers", "fraud"])
def test_every_part_of_the_report_can_be_looked_at(review: str) -> None:
    """One at a time, with the packs that were chosen; another review begins with its first part."""
    app = report_page(review, "gdpr")
    app.toggle(key="preview").set_value(True).run()
    part = app.selectbox(key="preview-part")
    assert "GDPR" in part.options
    for option in part.options:
        app.selectbox(key="preview-part").select(option).run()
        assert not app.exception
        assert not app.error
    app.selectbox(key="review").set_value("lending").run()
    assert not app.exception


def test_a_link_names_the_packs_and_every_page_keeps_them_in_its_address() -> None:
    """What it names that there is not is left out; another review keeps the packs."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params.update(review="lending", packs="gdpr.zzz.nyc-ll144")
    opened(app.run(), "report.py")
    assert app.multiselect(key="packs").value == ["gdpr", "nyc-ll144"]
    opened(app, "compare.py")
    assert "gdpr.zzz.nyc-ll144" in app.query_params["packs"]
    app.selectbox(key="review").set_value("fraud").run()
    opened(app, "report.py")
    assert app.multiselect(key="packs").value == ["gdpr", "nyc-ll144"]
    chosen(app)
    assert "packs" not in app.query_params


def test_who_may_not_answer_sees_what_is_asked_and_why_there_is_no_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Packs are chosen and reports taken all the same."""
    monkeypatch.setattr(who, "may", lambda action: action is not Action.PACKS)
    app = report_page("lending", "nyc-ll144")
    assert not app.text_area
    assert Action.PACKS in texts(app)
    assert any(LAW.title in part.value for part in app.subheader)
