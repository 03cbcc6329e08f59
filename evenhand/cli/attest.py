"""`evenhand attest`: questions that only a named person can answer."""

import argparse
from pathlib import Path

from evenhand.cli.codes import DONE, Commands
from evenhand.errors import InputError


def add(commands: Commands) -> None:
    """The command's arguments."""
    attest = commands.add_parser("attest", help="answer a question that no number answers")
    attest.add_argument("review", type=Path, metavar="REVIEW", help="a review.toml")
    attest.add_argument(
        "--question", type=int, metavar="N", help="which; without it, all are listed"
    )
    attest.add_argument("--answer", default="", metavar="TEXT")
    attest.add_argument("--by", default="", metavar="NAME", help="who answers")
    attest.add_argument(
        "--stands-in-the-way", action="store_true",
        help="by this answer, the model must not be used",
    )  # fmt: skip
    attest.set_defaults(command=_attest)


def _attest(asked: argparse.Namespace) -> int:
    from evenhand import decisions, record  # noqa: PLC0415
    from evenhand.review import load_review  # noqa: PLC0415
    from evenhand.words import record as words  # noqa: PLC0415

    dossier = decisions.Dossier(record.open(), load_review(asked.review))
    questions = decisions.questions(dossier.review)
    if asked.question is None:
        given = decisions.answers(dossier)
        print("\n".join(words.question_lines(questions, given, dossier.review)))
        return DONE
    if not 1 <= asked.question <= len(questions):
        raise InputError(f"expected a number from 1 to {len(questions)}", where="--question")
    entry = decisions.attest(
        dossier, questions[asked.question - 1], asked.answer, asked.by,
        stands_in_the_way=asked.stands_in_the_way,
    )  # fmt: skip
    print(words.written(entry))
    return DONE
