"""Make the support sample: `python -m sample_data.support.make` (about half a minute).

What is invented and how is in the README beside this file. The answers in the log are those of a
real rule and of a real model to the invented texts; no text is shipped.
"""

from pathlib import Path
from typing import Final

import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from sample_data.download import check_invented, check_versions, write_model, write_sample
from sample_data.support.conversations import LANGUAGES, OUTSIDE, SEED, conversations
from sample_data.words import answered, keyword_answers, word_model, word_weights

HERE: Final = Path(__file__).parent
INVENTED: Final = "91c3449a3ed42b8a4ae7b0d151d1f7c08af61ecfe766b41a9d2d6932dfb3442d"
LOGGED_FROM: Final = "2026-02-16"  # the seventh Monday: six weeks to learn from, six in the log
SURE: Final = 0.85
WORDS: Final = r"[a-z']+"
PASSED_OVER: Final = [  # words that speak for no topic
    "a", "am", "an", "and", "are", "at", "be", "by", "do", "for", "from", "has", "have", "i", "in",
    "is", "it", "me", "my", "of", "on", "or", "that", "the", "this", "to", "was", "with", "you",
    "your",
]  # fmt: skip
TARGET: Final = "lost card"
EXPLAINED: Final = {
    "background": "a conversation without words",
    "target": "log-odds of “lost card”, against the average of the twelve answers",
}
EXPLAINED_CASES: Final = 2000
LOGGED: Final = ("conversation", "arrived_at", "channel", "language", "category", "topic")


def trained(rows: pd.DataFrame) -> object:
    """Return the model: it learns the twelve topics, and of nothing outside them."""
    known = rows[rows["topic"] != OUTSIDE]
    words = TfidfVectorizer(
        token_pattern=WORDS, stop_words=PASSED_OVER, min_df=3, sublinear_tf=True
    )
    return word_model(known["text"], known["topic"], words)


def figures(log: pd.DataFrame) -> pd.DataFrame:
    """Return how often each candidate is right, and the handoff at 85 %, for the README."""
    alone = log["model_confidence"] >= SURE
    right = log["model_says"] == log["topic"]
    shown = pd.DataFrame(
        {
            "keywords right": log["keywords_says"] == log["topic"],
            "model right": right,
            "decided alone": alone,
            "wrong of those": (~right).where(alone).astype("float64"),
        }
    )
    parts = [shown.groupby(log[name]).mean() for name in ("language", "category")]
    table = pd.concat([shown.mean().to_frame("all").T, parts[0].loc[list(LANGUAGES)], parts[1]])
    sizes = pd.concat([log[name].value_counts() for name in ("language", "category")])
    shares = table.map("{:.3f}".format)
    shares.insert(
        0, "conversations", sizes.reindex(table.index, fill_value=len(log)).map("{:,}".format)
    )
    return shares.rename_axis("").reset_index()


def main() -> None:
    """Write the model, the log, the explanation and the README's figures."""
    check_versions()
    made = check_invented(conversations(), INVENTED, "conversations")
    later = made["arrived_at"] >= LOGGED_FROM
    learned_from, held_out = made[~later], made[later]
    model = write_model(trained(learned_from), HERE / "model.skops")
    log = held_out[list(LOGGED)].reset_index(drop=True)
    log["keywords_says"] = keyword_answers(HERE / "review.toml", held_out["text"])
    log["model_says"], confidence = answered(model, held_out["text"])
    # The last digits of a solver's arithmetic differ from machine to machine.
    log["model_confidence"] = confidence.round(4)
    some = held_out["text"].sample(EXPLAINED_CASES, random_state=SEED)
    summary = word_weights(model, some, TARGET, EXPLAINED)
    write_sample(HERE, log, figures(log), summary=summary)


if __name__ == "__main__":
    main()
