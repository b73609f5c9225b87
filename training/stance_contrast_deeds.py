"""Frames of two clauses, claims about speech, added details, and acts of one name upon another."""

from __future__ import annotations

# Two main clauses side by side.
AND = {
    "en": ["{o}, and {x}", "{o}, while {x}", "{o}; {x}", "{o}, but {x}"],
    "sv": ["{o}, och {x}", "{o}; {x}", "{o}, men {x}"],
    "de": ["{o}, und {x}", "{o}; {x}", "{o}, aber {x}"],
    "fr": ["{o}, et {x}", "{o} ; {x}", "{o}, mais {x}"],
    "es": ["{o}, y {x}", "{o}; {x}", "{o}, pero {x}"],
    "it": ["{o}, e {x}", "{o}; {x}", "{o}, ma {x}"],
    "da": ["{o}, og {x}", "{o}; {x}", "{o}, men {x}"],
    "pt": ["{o}, e {x}", "{o}; {x}", "{o}, mas {x}"],
}
# A claim about a denial or a confirmation, and what answers it.
SPEECH = {
    "en": {
        "denied": ["{a} denied that {s}.", "{a} has rejected claims that {s}."],
        "confirmed": ["{a} confirmed that {s}.", "{a} has acknowledged that {s}."],
    },
    "sv": {
        "denied": ["{a} förnekade att {s}.", "{a} dementerade uppgifter om att {s}."],
        "confirmed": ["{a} bekräftade att {s}.", "{a} medgav att {s}."],
    },
}
# A detail that the statement lacks, put at the end of a claim.
DETAILS = {
    "en": [
        "for the third time this year", "at a cost of 12 million euros", "despite a court order",
        "because of a computer failure", "after months of secret talks",
        "against the advice of experts", "in the presence of the king",
    ],
    "sv": [
        "för tredje gången i år", "till en kostnad av 12 miljoner euro",
        "på grund av ett datorfel", "efter månader av hemliga samtal", "mot experternas råd",
    ],
    "es": ["por tercera vez este año", "debido a un fallo informático"],
    "fr": ["pour la troisième fois cette année", "en raison d'une panne informatique"],
    "it": ["per la terza volta quest'anno", "a causa di un guasto informatico"],
    "da": ["for tredje gang i år", "på grund af en computerfejl"],
    "pt": ["pela terceira vez este ano", "devido a uma falha informática"],
}  # fmt: skip
# Two names and an act of one upon the other; the second form turns the order of names round.
DEEDS = {
    "en": [
        ("{A} sued {B}", "{B} was sued by {A}"),
        ("{A} defeated {B} in the final", "{B} lost the final to {A}"),
        ("{A} succeeded {B} as chairman", "{B} was succeeded as chairman by {A}"),
        ("{A} accused {B} of fraud", "{B} was accused of fraud by {A}"),
        ("{A} shot {B}", "{B} was shot by {A}"),
        ("{A} sold the house to {B}", "{B} bought the house from {A}"),
        ("{A} lent the money to {B}", "{B} borrowed the money from {A}"),
        ("{A} overtook {B} on the last lap", "{B} was overtaken by {A} on the last lap"),
        ("{A} replaced {B} as head coach", "{B} was replaced by {A} as head coach"),
        ("{A} arrested {B}", "{B} was arrested by {A}"),
    ],
    "sv": [
        ("{A} stämde {B}", "{B} stämdes av {A}"),
        ("{A} besegrade {B} i finalen", "{B} förlorade finalen mot {A}"),
        ("{A} efterträdde {B} som ordförande", "{B} efterträddes som ordförande av {A}"),
        ("{A} anklagade {B} för bedrägeri", "{B} anklagades för bedrägeri av {A}"),
        ("{A} sålde huset till {B}", "{B} köpte huset av {A}"),
        ("{A} sköt {B}", "{B} sköts av {A}"),
        ("{A} ersatte {B} som tränare", "{B} ersattes av {A} som tränare"),
    ],
    "de": [
        ("{A} hat {B} verklagt", "{B} wurde von {A} verklagt"),
        ("{A} hat {B} im Finale besiegt", "{B} wurde im Finale von {A} besiegt"),
        ("{A} hat das Haus an {B} verkauft", "{B} hat das Haus von {A} gekauft"),
    ],
    "fr": [
        ("{A} a vendu la maison à {B}", "{B} a acheté la maison à {A}"),
        ("{A} a battu {B} en finale", "{B} a perdu la finale contre {A}"),
        ("{A} a succédé à {B} à la présidence", "{B} a cédé la présidence à {A}"),
    ],
    "es": [
        ("{A} demandó a {B}", "{B} fue demandado por {A}"),
        ("{A} venció a {B} en la final", "{B} perdió la final contra {A}"),
        ("{A} vendió la casa a {B}", "{B} compró la casa a {A}"),
    ],
}  # fmt: skip
