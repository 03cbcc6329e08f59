"""The review as a whole, and what follows from its tables together."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final, Self

from pydantic import PrivateAttr, model_validator

from evenhand import packs
from evenhand.review.kinds import Name, Population, Table
from evenhand.review.tables import (
    Candidate,
    Candidates,
    Choices,
    Columns,
    Costs,
    Criteria,
    Data,
    Described,
    Explained,
    HandoffPlan,
    Method,
    PackAnswers,
    SeriesPlace,
    ShadowTrial,
    TriedOut,
    Words,
)

_RUNNING: Final = "cost_per_case"
_NOT_DESCRIBED: Final = Described()


class Review(Table):
    """One audit: a title, a decision log, what each column means, costs and criteria."""

    title: Name
    id: Name | None = None
    question: Name | None = None
    summary: Name | None = None
    words: Words = Words()
    data: Data = Data()
    columns: Columns
    candidates: Candidates
    handoff: HandoffPlan | None = None
    costs: Costs | None = None
    method: Method = Method()
    population: Mapping[Name, Population] = {}
    criteria: Criteria = ()
    robustness: Choices = Choices()
    series: SeriesPlace | None = None
    shadow: ShadowTrial | None = None
    tried: TriedOut = ()
    explanation: Explained = Explained()
    dictionary: Mapping[Name, Described] = {}
    packs: Mapping[Name, PackAnswers] = {}
    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.columns.label is None and not self.columns.protected:
            raise ValueError("expected [columns] label or protected: without both nothing is left")
        names = [candidate.name for candidate in self.candidates]
        if len(set(names)) < len(names):
            raise ValueError("expected a different name for every [[candidates]]")
        acting = [said for candidate in self.candidates for said in candidate.acts_as]
        if self.columns.arm is not None and len(set(acting)) < len(acting):
            raise ValueError("expected a different arm for every [[candidates]]")
        if self.handoff and self.handoff.candidate not in {None, *names}:
            raise ValueError("expected [handoff] candidate to be the name of a candidate")
        if len(self.attributes) < len(self._crossed):
            raise ValueError("expected no column to be called like a pair of others: rename it")
        if not set(self.robustness.edges) <= set(self.columns.edges):
            raise ValueError("expected [robustness] edges of columns that have [columns] edges")
        unknown = next((name for name in self.population if name not in self.attributes), None)
        if unknown is not None:
            raise ValueError(f"[population.{unknown}]: expected a protected or context column")
        self._check_criteria(names)
        return self

    @model_validator(mode="after")
    def _tries_in_shadow(self) -> Self:
        if self.shadow is not None and self.columns.phase is None:
            raise ValueError("expected [columns] phase beside [shadow]")
        return self

    @model_validator(mode="after")
    def _knows_packs(self) -> Self:
        for name, said in self.packs.items():
            if name not in packs.names():
                near = packs.similar(name, packs.names())
                raise ValueError(f"[packs.{name}]: there is no rule pack of that name{near}")
            asked = [one.id for one in packs.pack(name).requirements]
            wrong = next(
                (one for one in (*said.answers, *said.does_not_apply) if one not in asked), None
            )
            if wrong is not None:
                near = packs.similar(wrong, asked)
                raise ValueError(f"[packs.{name}]: it has no requirement {wrong!r}{near}")
        return self

    def _check_criteria(self, names: list[str]) -> None:
        for number, criterion in enumerate(self.criteria, 1):
            where = f"[[criteria]] number {number}"
            if criterion.candidate not in {None, *names}:
                raise ValueError(f"{where}: expected candidate to be the name of a candidate")
            if criterion.attribute is not None and criterion.attribute not in self.attributes:
                raise ValueError(f"{where}: expected attribute to be a protected or context column")

    @property
    def subject(self) -> str:
        """What the record calls this review: its `id`, else its title."""
        return self.id or self.title

    @property
    def folder(self) -> Path:
        """The folder that relative paths in the review start from."""
        return self._folder

    @property
    def attributes(self) -> dict[str, tuple[str, ...]]:
        """Every attribute by name, with its column or two: single ones, protected pairs, crossed.

        >>> from evenhand.review import parse
        >>> review = parse({"title": "t", "columns": {"protected": ["race", "sex"]},
        ...                 "candidates": [{"name": "m", "role": "model", "prediction": "p"}]})
        >>> list(review.attributes)
        ['race', 'sex', 'race & sex']
        """
        return {" & ".join(columns): columns for columns in self._crossed}

    @property
    def _crossed(self) -> tuple[tuple[str, ...], ...]:
        protected = tuple(dict.fromkeys(self.columns.protected))
        pairs = (*combinations(protected, 2), *self.columns.crossed)
        once: dict[frozenset[str], tuple[str, ...]] = {}
        for pair in pairs:
            once.setdefault(frozenset(pair), pair)
        return (*((name,) for name in self.columns.groups), *once.values())

    def crossing(self, columns: Sequence[str]) -> str | None:
        """The attribute that these columns make, in whichever order; None where there is none.

        >>> from evenhand.review import parse
        >>> review = parse({"title": "t", "columns": {"protected": ["race", "sex"]},
        ...                 "candidates": [{"name": "m", "role": "model", "prediction": "p"}]})
        >>> review.crossing(["sex", "race"]), review.crossing(["sex", "age"])
        ('race & sex', None)
        """
        wanted = set(columns)
        return next((n for n, made in self.attributes.items() if set(made) == wanted), None)

    def crossed_with(self, columns: tuple[str, str]) -> Self:
        """The same review with two more columns crossed, in the order of its columns.

        Args:
            columns: two protected or context columns, in either order.
        """
        if self.crossing(columns) is not None:
            return self
        pair = tuple(sorted(columns, key=self.columns.groups.index))
        crossed = {"crossed": (*self.columns.crossed, pair)}
        return self.model_copy(update={"columns": self.columns.model_copy(update=crossed)})

    @property
    def amounts(self) -> dict[str, float | None]:
        """Every number of its costs that may be changed on a page; empty without costs.

        `cost_per_case` is what running the handoff's candidate costs.
        """
        if self.costs is None:
            return {}
        return {**self.costs.amounts, _RUNNING: self.handoff_candidate.cost_per_case}

    def described(self, column: str) -> Described:
        """What the dictionary says of a column; nothing where it does not know it.

        >>> from evenhand.review import parse
        >>> review = parse({"title": "t", "columns": {"protected": ["sex"]},
        ...                 "candidates": [{"name": "m", "role": "model", "prediction": "p"}],
        ...                 "dictionary": {"late": {"name": "months late", "unit": "months"}}})
        >>> review.described("late").unit, review.described("sex").unit
        ('months', None)
        """
        return self.dictionary.get(column, _NOT_DESCRIBED)

    def with_dictionary(self, changed: Mapping[str, Mapping[str, str | None]]) -> Self:
        """The same review with other words for columns.

        Args:
            changed: by column, the parts that are said otherwise; None or nothing: not said.
        """
        if not changed:
            return self
        parts = {
            column: self.described(column).model_dump() | dict(said)
            for column, said in changed.items()
        }
        new = {column: Described.model_validate(said) for column, said in parts.items()}
        kept = {**self.dictionary, **new}
        told = {column: one for column, one in kept.items() if one != _NOT_DESCRIBED}
        return self.model_copy(update={"dictionary": told})

    def with_packs(self, names: Iterable[str]) -> Self:
        """The same review with these rule packs too; those that it has keep their answers.

        Args:
            names: of packs.

        Raises:
            InputError: there is no pack of one of these names.

        >>> from evenhand.review import parse
        >>> review = parse({"title": "t", "columns": {"protected": ["sex"]},
        ...                 "candidates": [{"name": "m", "role": "model", "prediction": "p"}]})
        >>> list(review.with_packs(["gdpr", "four-fifths"]).packs)
        ['gdpr', 'four-fifths']
        """
        added = {packs.pack(name).name: PackAnswers() for name in names}
        return self.model_copy(update={"packs": {**added, **self.packs}}) if added else self

    def with_costs(self, changed: Mapping[str, float]) -> Self:
        """The same review with other costs.

        Args:
            changed: by the keys of `amounts`; nothing changes in a review without costs.
        """
        if self.costs is None or not changed:
            return self
        own, running = self.handoff_candidate, changed.get(_RUNNING)
        dearer = own if running is None else own.model_copy(update={_RUNNING: running})
        candidates = tuple(dearer if one is own else one for one in self.candidates)
        costs = self.costs.changed(changed)
        return self.model_copy(update={"costs": costs, "candidates": candidates})

    def with_threshold(self, threshold: float) -> Self:
        """The same review, handed off at another threshold.

        Args:
            threshold: the confidence that is needed to decide alone; nothing changes in a review
                without a handoff.
        """
        if self.handoff is None:
            return self
        return self.model_copy(
            update={"handoff": self.handoff.model_copy(update={"threshold": threshold})}
        )

    @property
    def is_dated(self) -> bool:
        """Whether it says when cases were decided, or whether the candidate only watched then."""
        return self.columns.time is not None or self.columns.phase is not None

    @property
    def is_rated(self) -> bool:
        """Whether it says how far raters agreed on the label."""
        return self.columns.label is not None and self.columns.rater_agreement is not None

    @property
    def handoff_candidate(self) -> Candidate:
        """The candidate whose cases are handed off: the one named, else the first model."""
        named = self.handoff.candidate if self.handoff else None
        return next(
            (c for c in self.candidates if c.name == named),
            next((c for c in self.candidates if c.role == "model"), self.candidates[0]),
        )

    @property
    def handoff_threshold(self) -> float:
        """The confidence that is needed to decide alone; 0 where nothing is handed off."""
        return self.handoff.threshold if self.handoff else 0.0

    @property
    def baseline(self) -> Candidate | None:
        """The first baseline that is not itself the handoff's candidate."""
        own = self.handoff_candidate.name
        return next((c for c in self.candidates if c.role == "baseline" and c.name != own), None)
