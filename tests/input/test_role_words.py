"""Guessed roles of logs as they come: headers of public data sets, and of other languages."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import pytest

from evenhand import role_words, roles, sources

SIZE: Final = 40
HALF: Final = SIZE // 2
IDS = [f"a{i}" for i in range(SIZE)]
NUMBERS = list(range(1000, 1000 + SIZE))
AGES = [20 + i for i in range(SIZE)]
SHARES = [i / SIZE for i in range(SIZE)]
YES = [0, 1] * HALF
SEX = ["f", "m"] * HALF
FEW = ["x", "y", "z", "x"] * (SIZE // 4)
DAYS = [f"2026-01-{1 + i % 28:02d}" for i in range(SIZE)]
TIMES = [f"2026-01-{1 + i % 28:02d} 09:{i:02d}:00" for i in range(SIZE)]
BIRTH = [f"19{50 + i}-03-01" for i in range(SIZE)]
SMALL = [i % 30 for i in range(SIZE)]

Columns = dict[str, tuple[str | None, Sequence[Any]]]

# By data set: by column, the role it should be given (None: none that could do harm), and values
# such as it has.
SETS: Final[dict[str, Columns]] = {
    "COMPAS": {
        "id": ("id", NUMBERS), "name": (None, IDS), "compas_screening_date": ("time", DAYS),
        "sex": ("protected", SEX), "dob": ("ignore", BIRTH), "age": ("protected", AGES),
        "age_cat": ("protected", FEW), "race": ("protected", FEW),
        "juv_fel_count": (None, SMALL), "decile_score": (None, [1 + i % 10 for i in range(SIZE)]),
        "priors_count": (None, SMALL), "days_b_screening_arrest": (None, SMALL),
        "c_charge_degree": ("context", SEX), "two_year_recid": ("label", YES),
    },
    "German credit": {
        "checking_status": ("context", FEW), "duration": ("feature", SMALL),
        "credit_amount": ("feature", NUMBERS), "personal_status": ("protected", FEW),
        "residence_since": (None, [1, 2, 3, 4] * 10), "age": ("protected", AGES),
        "num_dependents": (None, [1, 2] * HALF),
        "foreign_worker": ("protected", ["yes", "no"] * HALF),
        "class": ("label", ["good", "bad"] * HALF),
    },
    "Adult": {
        "age": ("protected", AGES), "workclass": ("context", FEW),
        "fnlwgt": ("feature", [77516 + 3 * i for i in range(SIZE)]),
        "education-num": (None, [1 + i % 16 for i in range(SIZE)]),
        "marital-status": ("protected", FEW), "race": ("protected", FEW), "sex": ("protected", SEX),
        "hours-per-week": ("feature", AGES), "native-country": ("protected", FEW),
        "income": ("label", ["<=50K", ">50K"] * HALF),
    },
    "HMDA": {
        "activity_year": (None, [2022] * SIZE), "lei": (None, ["L"] * SIZE),
        "derived_race": ("protected", FEW), "derived_sex": ("protected", FEW),
        "derived_ethnicity": ("protected", FEW),
        "applicant_age": ("protected", ["25-34", "<25"] * HALF),
        "action_taken": ("human_prediction", [1, 3] * HALF), "loan_amount": ("feature", NUMBERS),
        "state_code": ("context", FEW),
    },
    "Law school": {
        "decile1b": (None, [1 + i % 10 for i in range(SIZE)]), "lsat": ("feature", AGES),
        "male": ("protected", YES), "racetxt": ("protected", FEW), "race1": ("protected", FEW),
        "pass_bar": ("label", YES),
    },
    "Bank marketing": {
        "age": ("protected", AGES), "job": ("context", FEW), "marital": ("protected", FEW),
        "default": ("context", ["no", "yes"] * HALF), "day": (None, SMALL),
        "month": ("context", ["may", "jun"] * HALF), "duration": ("feature", NUMBERS),
        "campaign": ("feature", SMALL), "pdays": ("feature", SMALL),
        "poutcome": ("context", FEW), "y": ("label", ["no", "yes"] * HALF),
    },
    "Credit card default": {
        "ID": ("id", NUMBERS), "LIMIT_BAL": ("feature", NUMBERS),
        "SEX": ("protected", [1, 2] * HALF),
        "MARRIAGE": ("protected", [1, 2] * HALF), "AGE": ("protected", AGES),
        "PAY_0": ("feature", SMALL), "default payment next month": ("label", YES),
    },
    "Diabetes 130": {
        "encounter_id": ("id", NUMBERS), "race": ("protected", FEW), "gender": ("protected", SEX),
        "age": ("protected", ["[0-10)", "[10-20)"] * HALF),
        "weight": (None, ["?", "[75-100)"] * HALF),
        "admission_type_id": (None, [1, 2, 3, 1] * 10), "time_in_hospital": (None, SMALL),
        "readmitted": ("label", ["NO", "<30", ">30", "NO"] * 10),
    },
    "Lending Club": {
        "id": ("id", NUMBERS), "loan_amnt": ("feature", NUMBERS), "grade": ("context", FEW),
        "issue_d": (None, ["Dec-2015"] * SIZE), "addr_state": ("context", FEW),
        "loan_status": ("label", ["Fully Paid", "Charged Off"] * HALF),
    },
    "Home Credit": {
        "SK_ID_CURR": ("id", NUMBERS), "TARGET": ("label", YES), "CODE_GENDER": ("protected", SEX),
        "NAME_FAMILY_STATUS": ("protected", FEW), "AMT_INCOME_TOTAL": ("feature", NUMBERS),
    },
    "Stanford stops": {
        "raw_row_number": ("id", NUMBERS), "date": ("time", DAYS),
        "time": (None, [f"09:{i:02d}:00" for i in range(SIZE)]), "subject_age": ("protected", AGES),
        "subject_race": ("protected", FEW), "subject_sex": ("protected", SEX),
        "outcome": ("label", ["citation", "warning"] * HALF),
    },
    "Heart failure": {
        "age": ("protected", AGES), "sex": ("protected", YES), "platelets": ("feature", NUMBERS),
        "time": (None, AGES), "DEATH_EVENT": ("label", YES),
    },
    "IBM attrition": {
        "Age": ("protected", AGES), "Attrition": ("label", ["Yes", "No"] * HALF),
        "Department": ("context", FEW), "EmployeeNumber": ("id", NUMBERS),
        "Gender": ("protected", SEX), "MaritalStatus": ("protected", FEW),
        "MonthlyIncome": ("feature", NUMBERS),
    },
    "Telco churn": {
        "customerID": ("id", IDS), "gender": ("protected", SEX),
        "SeniorCitizen": ("protected", YES),
        "Contract": ("context", FEW), "Churn": ("label", ["Yes", "No"] * HALF),
    },
    "Titanic": {
        "PassengerId": ("id", NUMBERS), "Survived": ("label", YES), "Sex": ("protected", SEX),
        "Age": ("protected", AGES), "Fare": ("feature", NUMBERS), "Embarked": ("context", FEW),
    },
    "Payment fraud": {
        "step": ("feature", SMALL), "type": ("context", FEW), "amount": ("feature", NUMBERS),
        "nameOrig": (None, IDS), "oldbalanceOrg": ("feature", NUMBERS), "isFraud": ("label", YES),
        "isFlaggedFraud": ("baseline_prediction", YES),
    },
    "Loan approval": {
        "person_age": ("protected", AGES), "person_gender": ("protected", SEX),
        "person_education": ("context", FEW), "person_income": ("feature", NUMBERS),
        "loan_int_rate": ("feature", [5.5 + i for i in range(SIZE)]), "loan_status": ("label", YES),
    },
    "two scores": {
        "case": ("id", IDS), "created_on": (None, DAYS), "date_of_decision": ("time", DAYS),
        "score_old": ("baseline_score", SHARES), "score_new": ("model_score", SHARES),
        "result": ("label", YES),
    },
    "a probability": {
        "entered": ("time", TIMES), "p_model": ("model_score", SHARES),
        "p_rule": ("baseline_score", SHARES),
        "sexe": ("protected", SEX), "y": ("label", YES),
    },
    "German": {
        "Antragsnummer": ("id", IDS), "Eingangsdatum": ("time", DAYS),
        "Geschlecht": ("protected", SEX), "Altersgruppe": ("protected", FEW),
        "Staatsangehörigkeit": ("protected", FEW), "Geburtsdatum": ("ignore", BIRTH),
        "Region": ("context", FEW), "Modellscore": ("model_score", SHARES),
        "Regelentscheidung": ("baseline_prediction", YES),
        "Sachbearbeiter": ("human_prediction", YES),
        "Ergebnis": ("label", YES),
    },
    "German, old and new": {
        "Fall": ("id", IDS), "datum": ("time", DAYS), "Alter": ("protected", AGES),
        "Score_alt": ("baseline_score", SHARES), "Score_neu": ("model_score", SHARES),
        "Ausfall": ("label", ["ja", "nein"] * HALF),
    },
    "French": {
        "numéro_dossier": ("id", IDS), "date_de_decision": ("time", DAYS),
        "sexe": ("protected", SEX),
        "âge": ("protected", AGES), "nationalité": ("protected", FEW), "région": ("context", FEW),
        "décision_modèle": ("model_prediction", YES),
        "règle_actuelle": ("baseline_prediction", YES),
        "résultat": ("label", YES),
    },
    "Spanish": {
        "id_solicitud": ("id", IDS), "fecha": ("time", DAYS), "género": ("protected", SEX),
        "edad": ("protected", AGES), "nacionalidad": ("protected", FEW),
        "puntuacion_modelo": ("model_score", SHARES),
        "decision_regla": ("baseline_prediction", YES),
        "resultado": ("label", YES),
    },
    "an A/B test": {
        "visit": ("id", range(SIZE)), "variant": ("arm", ["A", "B"] * HALF),
        "score": ("acted_score", SHARES),
        "region": ("context", FEW), "bought": ("label", YES),
    },
    "an A/B test in groups": {
        "group": ("arm", ["control", "treatment"] * HALF), "decision": ("acted_prediction", YES),
        "converted": ("label", YES), "age_group": ("protected", FEW),
    },
    "groups that are no arms": {
        "group": ("context", FEW), "decision": ("model_prediction", YES), "outcome": ("label", YES),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_the_columns_of_a_log_as_it_comes_are_recognised(name: str) -> None:
    """What counts for the review is found; what is none of it gets no role that does harm."""
    columns = SETS[name]
    frame = pd.DataFrame({column: values for column, (_, values) in columns.items()})
    found = {guess.column: guess.role for guess in roles.guess(sources.from_frame(frame))}
    expected = {
        column: role if role is not None else found[column] for column, (role, _) in columns.items()
    }
    assert found == expected
    harmless = {found[column] for column, (role, _) in columns.items() if role is None}
    assert harmless <= {"ignore", "feature", "context", "time", "id"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("A", "B"), ("rule", "model")), (("new", "old"), ("model", "rule")),
        (("control", "treatment"), ("rule", "model")), (("0", "1"), ("rule", "model")),
        (("alt", "neu"), ("rule", "model")), (("human", "model"), ("person", "model")),
        (("blue", "green"), ("rule", "model")), (("blue", "model"), ("rule", "model")),
        (("a", "b", "c"), ("rule", "model", "")),
    ],
)  # fmt: skip
def test_arms_are_guessed_by_what_they_are_called(
    values: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """Of two, the one that is not known is the other."""
    assert tuple(role_words.who_acted(values).values()) == expected


def test_an_ab_test_with_one_column_of_answers_makes_a_review_of_two() -> None:
    """Each arm has its candidate; one that nobody was assigned to is none."""
    chosen = {"v": "arm", "said": "acted_prediction", "y": "label", "h": "human_prediction"}
    keys = roles.draft(chosen, title="t", arms={"rule": ("A",), "model": ("B", "C"), "person": ()})
    assert keys["candidates"] == [
        {"name": "rule", "role": "baseline", "prediction": "said", "arm": ["A"]},
        {"name": "model", "role": "model", "prediction": "said", "arm": ["B", "C"]},
    ]
