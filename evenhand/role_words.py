"""By which words in a column's name its role is guessed, in several languages: one table.

Names are split into words at signs, at digits and where capitals begin, without accents:
`hired_at` and `hiredAt` are "hired" and "at", `Modellscore` is one word. A pattern is a word; `*`
stands for any letters, `a+b` asks for both words, and `=a_b` for the whole name.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

_RULE: Final = (
    "rule rules baseline incumbent champion keyword keywords heuristic "
    "regel* regelwerk regle regles regla reglas"
)
_OLD: Final = (
    "old current existing legacy today control alt alte bisher* heute "
    "ancien ancienne actuel actuelle antiguo antigua"
)
_MODEL: Final = "model ai ml algorithm* modell* ki modele ia modelo algorithme algoritmo"
_NEW: Final = "new challenger treatment neu neue* nouveau nouvelle nuevo nueva"
_PERSON: Final = (
    "human reviewer officer agent rater analyst manual clerk judge underwriter caseworker "
    "mensch* sachbearbeiter* gutachter* pruefer* humain* conseiller analyste "
    "humano revisor analista oficial action+taken"
)
_SCORE: Final = (
    "score* scoring prob probs proba probability likelihood risk pd *score "
    "*wahrscheinlichkeit risiko* *wert probabilite risque probabilidad puntuacion puntaje riesgo"
)
_ANSWER: Final = (
    "decision decided answer says said prediction predicted pred choice flag "
    "*entscheidung antwort vorhersage prognose reponse respuesta prediccion resposta"
)
_TIME_TAKEN: Final = "ms latency millis milliseconds latenz* antwortzeit"
_PROTECTED: Final = (
    # English
    "sex gender race races racetxt racial ethnic* age ages origin nationality citizenship religio* "
    "disab* handicap* marital marriage married veteran pregnan* male female foreign* immigra* "
    "migrant minority caste senior native+country sexual personal+status family+status "
    # German
    "geschlecht* alter alters* lebensalter herkunft* staatsang* nationalit* staatsb* ethnie* "
    "konfession *behinder* familienstand migration* auslander* auslaender* "
    # French, Spanish, Italian, Portuguese, Dutch
    "sexe genre origine etat+civil situation+familiale "
    "sexo genero edad nacionalidad origen discapacidad estado+civil etnia raza "
    "sesso genere nazionalita disabilita stato+civile "
    "idade nacionalidade raca deficiencia geslacht leeftijd herkomst afkomst"
)
_OUTCOME: Final = (
    "label outcome target actual truth true defaulted repaid happened result =y class hire hired "
    "recid* reoffend* readmitted survived attrition pass+bar loan+status death died "
    "ergebnis tatsaechlich* tatsachlich* wahrheit ausgang eingetreten "
    "resultat reel verite resultado verdad desenlace"
)
_OUTCOME_OF_TWO: Final = (
    "approved default churned churn converted bought fraud granted failure failed income paid "
    "bewilligt genehmigt zusage ausfall betrug kuendigung kundigung "
    "accorde defaut fraude aprobado impago concedido moroso"
)
_BIRTH: Final = "dob birthdate birthday birth+date geburts* naissance nacimiento"


@dataclass(frozen=True, slots=True)
class Line:
    """Words that suggest a role.

    Attributes:
        role: a key of `roles.ROLES`.
        test: what the values must be like.
        words: patterns of which one must fit; without any, every name fits.
        beside: patterns of which one must fit as well, where there are any.
    """

    role: str
    test: str
    words: str = ""
    beside: str = ""

    def suggested_by(self, name: str) -> bool:
        """Whether a column's name has such words."""
        words = split(name)
        return all(has(words, group) for group in (self.words, self.beside) if group)


LINES: Final = (
    Line("ignore", "any", _BIRTH),
    Line(
        "weight", "whole",
        "=n =weight =weights =count =freq =frequency =cases sample+weight case+weight "
        "=anzahl =gewicht =effectif =frecuencia",
    ),
    Line(
        "id", "many",
        "id ids key uuid guid number nr nbr no num numero nummer *nummer aktenzeichen dossier "
        "expediente =case =fall =caso =visit =order =application =applicant =customer =patient "
        "=vorgang =antrag",
    ),
    Line("protected", "groups", _PROTECTED),
    Line("arm", "some", "arm variant variante ab abtest bucket experiment ab+group test+group"),
    Line(
        "arm", "arms",
        "group version policy system cohort treatment decided by gruppe groupe grupo testgruppe",
    ),
    Line("baseline_latency_ms", "amounts", f"{_RULE} {_OLD}", _TIME_TAKEN),
    Line("model_latency_ms", "amounts", _TIME_TAKEN),
    Line("time", "when", "decided decision entsch* fecha+decision hired scored reviewed", ""),
    Line(
        "time", "when",
        "date time timestamp at on day month year datum *datum zeitpunkt zeitstempel *zeit am "
        "fecha data hora heure jour created opened",
    ),
    Line("time", "dates"),
    Line("model_confidence", "share", "confiden* certainty sure sicherheit konfidenz certitude "
         "confiance confianza certeza"),
    Line("baseline_score", "share", f"{_RULE} {_OLD}", f"{_SCORE} p"),
    Line("baseline_score", "share", _RULE),
    Line("model_score", "share", f"{_MODEL} {_NEW}", f"{_SCORE} p"),
    Line("model_score", "share", _MODEL),
    Line("model_score", "share", f"{_SCORE} =p"),
    Line("human_prediction", "few", _PERSON),
    Line("human_prediction", "few", "person persona personne", _ANSWER),
    Line("human_prediction", "few", "=person =persona =personne"),
    Line("baseline_prediction", "few", f"{_RULE} flagged"),
    Line("baseline_prediction", "few", _OLD, _ANSWER),
    Line("baseline_prediction", "few", "=old =current =today =alt =bisher"),
    Line("label", "few", _OUTCOME),
    Line("model_prediction", "few", f"{_MODEL} {_ANSWER} selected"),
    Line("label", "two", _OUTCOME_OF_TWO),
    Line("model_prediction", "few", "approved"),
)  # fmt: skip
"""The first line of which a word occurs in a column's name, and whose test its values pass."""

BASELINE_ARMS: Final = f"{_RULE} {_OLD} =a =0 =false contr* kontroll* temoin"
MODEL_ARMS: Final = f"{_MODEL} {_NEW} =b =1 =true test treat* variant variante candidate"
PERSON_ARMS: Final = f"{_PERSON} person persona personne people"
"""What a column of arms says where the rule in use, the model or a person decided."""

_YES: Final = (
    "=1 =true =yes =y =positive =approved =granted =accepted =good =ja =j =oui =o =si =s =sim "
    "=bewilligt =genehmigt =zugesagt =accorde =accepte =aprobado =aceptado =concedido"
)
_NO: Final = (
    "=0 =false =no =n =negative =rejected =denied =refused =declined =nein =non =nao =abgelehnt "
    "=refuse =denegado =rechazado"
)
_BAD: Final = (
    "default* fraud* churn* fail* recid* reoffend* readmitted attrition death died defect* alarm "
    "arrest* ausfall betrug kuendigung kundigung defaut fraude impago moroso charged denied "
    "rejected refused bad abgelehnt"
)


def split(name: str) -> tuple[str, ...]:
    """The whole name, marked by `=`, and its words.

    >>> split("GéneroDelCliente2")
    ('=genero_del_cliente_2', 'genero', 'del', 'cliente', '2')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    plain = unicodedata.normalize("NFKD", apart.casefold())
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    words = [word for word in re.findall(r"[^\W\d_]+|\d+", bare) if word]
    return (f"={'_'.join(words)}", *words)


def has(words: Iterable[str], patterns: str) -> bool:
    """Whether any of these patterns fits a name.

    Args:
        words: what `split` gave.
        patterns: separated by spaces.

    >>> has(split("p_model"), "score p"), has(split("Modellwert"), "modell*")
    (True, True)
    """
    known = tuple(words)
    return any(
        all(any(map(part.fullmatch, known)) for part in pattern) for pattern in _read(patterns)
    )


@cache
def _read(patterns: str) -> tuple[tuple[re.Pattern[str], ...], ...]:
    """By pattern, its parts."""
    return tuple(
        tuple(re.compile(part.replace("*", ".*")) for part in pattern.split("+"))
        for pattern in patterns.split()
    )


def who_acted(values: Iterable[str]) -> dict[str, str]:
    """Who decided, by what a column of arms says: `rule`, `model`, `person`, or nobody known.

    Of two of which one is known, or none, the other is the other; the first is then the rule.

    >>> who_acted(["new", "old"]), who_acted(["control", "blue"])
    ({'new': 'model', 'old': 'rule'}, {'control': 'rule', 'blue': 'model'})
    """
    kinds = {"rule": BASELINE_ARMS, "model": MODEL_ARMS, "person": PERSON_ARMS}
    found = {
        value: next((who for who, said in kinds.items() if has(split(value), said)), "")
        for value in values
    }
    unknown = [value for value, who in found.items() if not who]
    free = [who for who in ("rule", "model") if who not in found.values()]
    return found | dict(zip(unknown, free, strict=False))


def is_arm(value: str) -> bool:
    """Whether a value is one that usually says who decided."""
    return has(split(value), f"{BASELINE_ARMS} {MODEL_ARMS} {PERSON_ARMS}")


def by_likely_yes(values: Iterable[str]) -> list[str]:
    """Values in order: those that usually mean yes, others, those that usually mean no.

    >>> by_likely_yes(["0", "1"]), by_likely_yes(["Nein", "Ja"])
    (['1', '0'], ['Ja', 'Nein'])
    """

    def key(value: str) -> tuple[int, str]:
        return has(split(value), _NO) - is_yes(value), value

    return sorted(values, key=key)


def is_yes(value: str) -> bool:
    """Whether a value usually means yes.

    >>> is_yes("Ja"), is_yes("blue")
    (True, False)
    """
    return has(split(value), _YES)


def is_bad(column: str, value: str) -> bool:
    """Whether a yes is probably bad for the person, by the outcome's name or the value's.

    >>> is_bad("loan_default", "1"), is_bad("hired", "1")
    (True, False)
    """
    return has(split(column), _BAD) or has(split(value), _BAD)
