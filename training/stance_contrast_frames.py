"""Frames of reporting, denying, leaving open and repeating a rumour, by language.

Slots: `{x}` a main clause, `{s}` the clause as it stands after "that", `{a}` who speaks,
`{o}` another affair as a clause after "that", `{subject}` and `{verb}` a subject and its
infinitive with all that follows. A frame is data; `stance_contrast` capitalises its start.
"""

from __future__ import annotations

# Who speaks. Singular throughout, because the verbs of the frames are.
ACTORS = {
    "en": [
        "the ministry", "the police chief", "a spokeswoman for the council",
        "the company", "the court",
        "the prime minister's office", "the broadcaster", "a senior official", "the agency",
        "the hospital", "the union", "the governor", "a military spokesman", "the mayor",
    ],
    "sv": [
        "ministeriet", "polisen", "en talesperson för kommunen", "bolaget", "domstolen",
        "myndigheten", "statsministerns kansli", "sjukhuset", "facket", "borgmästaren", "militären",
    ],
    "de": [
        "das Ministerium", "die Polizei", "eine Sprecherin der Stadt", "das Unternehmen",
        "das Gericht", "die Behörde", "der Bürgermeister", "die Gewerkschaft",
    ],
    "fr": [
        "le ministère", "la police", "une porte-parole de la mairie", "l'entreprise",
        "le tribunal", "la préfecture", "le syndicat", "le gouvernement",
    ],
    "es": [
        "el ministerio", "la policía", "una portavoz del ayuntamiento", "la empresa",
        "el tribunal", "el gobierno", "el sindicato", "la fiscalía",
    ],
    "it": [
        "il ministero", "la polizia", "una portavoce del comune", "l'azienda", "il tribunale",
        "il governo", "il sindacato", "la procura",
    ],
    "da": [
        "ministeriet", "politiet", "en talskvinde for kommunen", "selskabet", "retten",
        "styrelsen", "borgmesteren", "fagforeningen",
    ],
    "pt": [
        "o ministério", "a polícia", "uma porta-voz da câmara", "a empresa", "o tribunal",
        "o governo", "o sindicato", "a procuradoria",
    ],
}  # fmt: skip

SUPPORTING = {
    "en": [
        "{a} said that {s}.", "{a} confirmed on Tuesday that {s}.", "{x}, {a} said.",
        "According to {a}, {s}.", "{x}, {a} said in a statement, without giving further details.",
        "{x}, a news agency reported, citing {a}.", "{a} told reporters that {s}.",
        "According to three officials briefed on the matter, {s}.",
        "The newspaper writes that {a} has confirmed that {s}.",
        "It has now been established that {s}, according to a report published by {a}.",
        "{a} did not want to be filmed but confirmed to the paper that {s}.",
        "No one else was available for comment, but {a} said that {s}.",
        "{a} admitted for the first time that {s}.", "{a} announced that {s}.",
        "Documents seen by the newspaper show that {s}.",
    ],
    "sv": [
        "{a} uppger att {s}.", "{a} bekräftade på tisdagen att {s}.", "{x}, säger {a}.",
        "{x}, skriver tidningen.", "{x}, rapporterar nyhetsbyrån med hänvisning till {a}.",
        "Tidningen skriver att {a} har bekräftat att {s}.", "Enligt {a} står det klart att {s}.",
        "{a} vill inte svara på frågor men bekräftar att {s}.",
        "{a} medger för första gången att {s}.", "Handlingar som tidningen har läst visar att {s}.",
        "Det står nu klart att {s}, enligt en rapport från {a}.", "{a} meddelade att {s}.",
    ],
    "de": [
        "{a} bestätigte am Dienstag, dass {s}.", "{x}, teilte {a} mit.", "{x}, sagte {a}.",
        "{a} erklärte, dass {s}.", "Die Zeitung schreibt, {a} habe bestätigt, dass {s}.",
        "{a} wollte sich nicht weiter äußern, bestätigte aber, dass {s}.",
        "Unterlagen zeigen, dass {s}.",
    ],
    "fr": [
        "{a} a confirmé mardi que {s}.", "{x}, a annoncé {a}.", "Selon {a}, {s}.",
        "{x}, rapporte l'agence, citant {a}.", "Le journal écrit que {s}.",
        "{a} n'a pas voulu donner de détails mais a confirmé que {s}.",
        "Des documents montrent que {s}.",
    ],
    "es": [
        "{a} confirmó el martes que {s}.", "{x}, anunció {a}.", "Según {a}, {s}.",
        "{x}, informó la agencia, citando a fuentes oficiales.", "El diario escribe que {s}.",
        "{a} no quiso dar detalles, pero confirmó que {s}.", "Varios documentos muestran que {s}.",
    ],
    "it": [
        "{a} ha confermato martedì che {s}.", "{x}, ha annunciato {a}.", "Secondo {a}, {s}.",
        "{x}, riferisce l'agenzia.", "Il giornale scrive che {s}.",
        "{a} non ha voluto fornire dettagli, ma ha confermato che {s}.",
    ],
    "da": [
        "{a} bekræftede tirsdag, at {s}.", "{x}, oplyser {a}.", "{x}, skriver avisen.",
        "{a} siger, at {s}.", "{a} ville ikke svare på spørgsmål, men bekræftede, at {s}.",
    ],
    "pt": [
        "{a} confirmou na terça-feira que {s}.", "{x}, anunciou {a}.", "Segundo {a}, {s}.",
        "{x}, noticiou a agência.", "O jornal escreve que {s}.",
        "{a} não quis dar pormenores, mas confirmou que {s}.",
    ],
}  # fmt: skip

DENYING = {
    "en": [
        "{a} denied that {s}.", "{a} denied reports that {s}.",
        "{a} rejected the accusation that {s}.", "The report that {s} is false, {a} said.",
        "There is no evidence that {s}, according to {a}.", "It is not true that {s}, {a} said.",
        "{a} dismissed as false a newspaper report that {s}.",
        "The newspaper has retracted its report that {s}.",
        "A correction was issued later: an earlier version wrongly stated that {s}.",
        "Contrary to what was first reported, it is not the case that {s}, {a} said.",
        "The story that {s} turned out to be a hoax.",
        "{a} has disproved the claim that {s}.",
        "{a} said on Tuesday that the statement that {s} was untrue.",
    ],
    "sv": [
        "{a} förnekar att {s}.", "{a} dementerar uppgifterna om att {s}.",
        "{a} tillbakavisar påståendet att {s}.", "Uppgiften att {s} är falsk, säger {a}.",
        "Det finns inga belägg för att {s}, enligt {a}.", "Det stämmer inte att {s}, säger {a}.",
        "Tidningen har tagit tillbaka uppgiften att {s}.",
        "Rättelse: i en tidigare version stod det felaktigt att {s}.",
        "Tvärtemot vad som först rapporterades stämmer det inte att {s}.",
        "Historien om att {s} visade sig vara en bluff.", "{a} nekar till att {s}.",
    ],
    "de": [
        "{a} bestritt, dass {s}.", "{a} dementierte Berichte, wonach {s}.",
        "{a} wies die Behauptung zurück, dass {s}.", "Es stimmt nicht, dass {s}, sagte {a}.",
        "Der Bericht, dass {s}, ist falsch.",
        "Die Zeitung hat ihren Bericht zurückgezogen, wonach {s}.",
        "Es gibt keine Belege dafür, dass {s}.",
    ],
    "fr": [
        "{a} a démenti l'information selon laquelle {s}.",
        "{a} a rejeté l'accusation selon laquelle {s}.",
        "L'information selon laquelle {s} est fausse, a déclaré {a}.",
        "Le journal a retiré son article selon lequel {s}.",
        "Contrairement à ce qui a été dit, il est faux que {s}.",
    ],
    "es": [
        "{a} desmintió la información según la cual {s}.",
        "{a} rechazó la acusación según la cual {s}.",
        "La noticia según la cual {s} es falsa, dijo {a}.",
        "El diario retiró su información según la cual {s}.",
    ],
    "it": [
        "{a} ha smentito la notizia secondo cui {s}.",
        "{a} ha respinto l'accusa secondo cui {s}.",
        "La notizia secondo cui {s} è falsa, ha detto {a}.",
        "Il giornale ha ritirato l'articolo secondo cui {s}.",
    ],
    "da": [
        "{a} afviser, at {s}.", "{a} benægter, at {s}.", "Det passer ikke, at {s}, siger {a}.",
        "Historien om, at {s}, er falsk.", "Avisen har trukket oplysningen om, at {s}, tilbage.",
    ],
    "pt": [
        "{a} desmentiu a notícia segundo a qual {s}.",
        "{a} rejeitou a acusação segundo a qual {s}.",
        "A notícia segundo a qual {s} é falsa, disse {a}.",
        "O jornal retirou a notícia segundo a qual {s}.",
    ],
}  # fmt: skip

OPEN = {
    "en": [
        "{a} would not say whether {s}.", "It is not clear whether {s}.",
        "{a} is looking into whether {s}.", "Is it true that {s}?",
        "Investigators are trying to find out whether {s}, {a} said.",
        "{a} did not deny that {s}, but would not confirm it either.",
        "If {s}, {a} will have to answer some difficult questions.",
        "{a} said it had no information on whether {s}.",
        "The jury must decide whether {s}.", "{a} has been asked to examine whether {s}.",
        "In the novel, published last year, {s}.",
        "In a training exercise held by {a}, the scenario was that {s}.",
        "Opinion is divided on whether {s}, a survey commissioned by {a} shows.",
    ],
    "sv": [
        "{a} vill inte säga om {s}.", "Det är oklart om {s}.", "{a} utreder om {s}.",
        "Stämmer det att {s}?", "Om {s} måste {a} svara på flera svåra frågor.",
        "{a} dementerade inte att {s}, men ville inte heller bekräfta det.",
        "{a} säger sig inte veta om {s}.", "Rätten ska avgöra om {s}.",
        "Romanen, som gavs ut i fjol, handlar om att {s}.",
        "Åsikterna går isär om huruvida {s}, visar en enkät från {a}.",
    ],
    "de": [
        "{a} wollte nicht sagen, ob {s}.", "Es ist unklar, ob {s}.", "{a} prüft, ob {s}.",
        "Stimmt es, dass {s}?", "Falls {s}, muss {a} schwierige Fragen beantworten.",
        "Das Gericht muss entscheiden, ob {s}.", "Der Roman handelt davon, dass {s}.",
    ],
    "fr": [
        "{a} n'a pas voulu dire si {s}.", "On ignore si {s}.", "{a} cherche à savoir si {s}.",
        "Est-il vrai que {s} ?", "Une enquête doit déterminer si {s}.",
        "Dans le roman, paru l'an dernier, {s}.",
    ],
    "es": [
        "{a} no quiso decir si {s}.", "Se desconoce si {s}.", "{a} investiga si {s}.",
        "¿Es verdad que {s}?", "El juez debe decidir si {s}.",
        "En la novela, publicada el año pasado, {s}.",
    ],
    "it": [
        "{a} non ha voluto dire se {s}.", "Non è chiaro se {s}.", "{a} sta verificando se {s}.",
        "È vero che {s}?", "Nel romanzo, uscito l'anno scorso, {s}.",
    ],
    "da": [
        "{a} ville ikke sige, om {s}.", "Det er uklart, om {s}.", "{a} undersøger, om {s}.",
        "Er det rigtigt, at {s}?", "Romanen, der udkom sidste år, handler om, at {s}.",
    ],
    "pt": [
        "{a} não quis dizer se {s}.", "Não se sabe se {s}.", "{a} está a investigar se {s}.",
        "É verdade que {s}?", "No romance, publicado no ano passado, {s}.",
    ],
}  # fmt: skip

RUMOURED = {
    "en": [
        "Unconfirmed reports say that {s}.", "{x}, according to rumours.",
        "It is claimed that {s}.", "Social media posts claim that {s}.",
        "Rumours that {s} spread quickly on Tuesday; {a} has not commented.",
        "There are unverified reports that {s}.", "{x}, if anonymous posts are to be believed.",
        "Word has it that {s}.", "A widely shared post alleges that {s}.",
        "{a} said it could not confirm reports that {s}.",
        "Rumour has it that {s}, but {a} did not return calls seeking comment.",
        "{x}, a website claimed, though the report could not be verified.",
    ],
    "sv": [
        "Enligt obekräftade uppgifter är det så att {s}.", "{x}, enligt rykten.",
        "Det påstås att {s}.", "I sociala medier påstås det att {s}.",
        "Rykten om att {s} spreds under tisdagen; {a} har inte kommenterat dem.",
        "Det går rykten om att {s}.", "Ett anonymt inlägg på nätet gör gällande att {s}.",
        "{a} kan inte bekräfta uppgifterna om att {s}.",
        "{x}, påstår en webbplats, men uppgiften har inte kunnat bekräftas.",
    ],
    "de": [
        "Unbestätigten Berichten zufolge heißt es, dass {s}.", "Es gibt Gerüchte, dass {s}.",
        "In sozialen Medien wird behauptet, dass {s}.", "Es wird behauptet, dass {s}.",
        "{a} konnte Berichte nicht bestätigen, wonach {s}.",
    ],
    "fr": [
        "Selon des informations non confirmées, {s}.", "{x}, selon des rumeurs.",
        "Le bruit court que {s}.", "Des messages sur les réseaux sociaux affirment que {s}.",
        "{a} n'a pas pu confirmer les informations selon lesquelles {s}.",
    ],
    "es": [
        "Según informaciones sin confirmar, {s}.", "{x}, según rumores.",
        "Corre el rumor de que {s}.", "En las redes sociales se afirma que {s}.",
        "{a} no pudo confirmar las informaciones según las cuales {s}.",
    ],
    "it": [
        "Secondo notizie non confermate, {s}.", "{x}, secondo alcune voci.",
        "Corre voce che {s}.", "Sui social media si sostiene che {s}.",
        "{a} non ha potuto confermare le notizie secondo cui {s}.",
    ],
    "da": [
        "Ifølge rygter er det sådan, at {s}.", "Det påstås, at {s}.",
        "På sociale medier påstås det, at {s}.",
        "{a} kan ikke bekræfte oplysningerne om, at {s}.",
    ],
    "pt": [
        "Segundo informações não confirmadas, {s}.", "{x}, segundo rumores.",
        "Corre o rumor de que {s}.", "Nas redes sociais afirma-se que {s}.",
        "{a} não conseguiu confirmar as informações segundo as quais {s}.",
    ],
}  # fmt: skip

# Two affairs in one statement: a denial or a doubt may concern the other one.
OTHER_DENIED = {
    "en": [
        "{a} denied that {o}, but confirmed that {s}.",
        "{a} rejected reports that {o}, adding however that {s}.",
        "It is not true that {o}, {a} said, but it is true that {s}.",
        "While it remains unclear whether {o}, {a} confirmed that {s}.",
    ],
    "sv": [
        "{a} förnekar att {o}, men bekräftar att {s}.",
        "Det stämmer inte att {o}, säger {a}, men däremot att {s}.",
        "{a} vill inte säga om {o}, men bekräftar att {s}.",
    ],
    "de": ["{a} bestritt, dass {o}, bestätigte aber, dass {s}."],
    "fr": ["{a} n'a pas dit si {o}, mais a confirmé que {s}."],
    "es": ["{a} no dijo si {o}, pero confirmó que {s}."],
    "it": ["{a} non ha detto se {o}, ma ha confermato che {s}."],
    "da": ["{a} afviser, at {o}, men bekræfter, at {s}."],
    "pt": ["{a} não disse se {o}, mas confirmou que {s}."],
}
DENIED_TOO = {
    "en": [
        "{a} confirmed that {o}, but denied that {s}.",
        "{a} said that {o}, but that reports that {s} were false.",
        "It is true that {o}, {a} said, but not that {s}.",
    ],
    "sv": [
        "{a} bekräftar att {o}, men förnekar att {s}.",
        "Det stämmer att {o}, säger {a}, men däremot inte att {s}.",
    ],
    "de": ["{a} bestätigte, dass {o}, bestritt aber, dass {s}."],
    "fr": ["{a} a confirmé que {o}, mais a démenti l'information selon laquelle {s}."],
    "es": ["{a} confirmó que {o}, pero desmintió la información según la cual {s}."],
    "it": ["{a} ha confermato che {o}, ma ha smentito la notizia secondo cui {s}."],
    "da": ["{a} bekræfter, at {o}, men afviser, at {s}."],
    "pt": ["{a} confirmou que {o}, mas desmentiu a notícia segundo a qual {s}."],
}
OTHER_CONFIRMED = {
    "en": [
        "{a} confirmed that {o}, but would not say whether {s}.",
        "{a} denied that {o} and declined to comment on whether {s}.",
    ],
    "sv": [
        "{a} bekräftar att {o}, men vill inte säga om {s}.",
        "{a} förnekar att {o} och vill inte kommentera om {s}.",
    ],
    "de": ["{a} bestätigte, dass {o}, wollte aber nicht sagen, ob {s}."],
    "fr": ["{a} a confirmé que {o}, mais n'a pas voulu dire si {s}."],
    "es": ["{a} confirmó que {o}, pero no quiso decir si {s}."],
    "it": ["{a} ha confermato che {o}, ma non ha voluto dire se {s}."],
    "da": ["{a} bekræfter, at {o}, men vil ikke sige, om {s}."],
    "pt": ["{a} confirmou que {o}, mas não quis dizer se {s}."],
}

# Not done, or not yet: a subject and an infinitive.
PLANNED = {
    "en": [
        "There are fears that {subject} will {verb}.",
        "{a} has called on {subject} to {verb}.",
        "{a} hopes that {subject} will {verb} before the end of the year.",
        "Parliament is to vote on whether {subject} should {verb}.",
        "Critics say that {subject} should {verb}.",
        "It was proposed on Tuesday that {subject} should {verb}.",
        "Should {subject} {verb}, {a} would call an extraordinary meeting.",
        "{a} wanted {subject} to {verb}, but no decision has been taken.",
        "{subject} could {verb} if the proposal goes through.",
        "{a} is considering whether to let {subject} {verb}.",
    ],
    "sv": [
        "Det finns farhågor om att {subject} kommer att {verb}.",
        "{a} kräver att {subject} ska {verb}.", "{a} hoppas att {subject} ska {verb}.",
        "Riksdagen ska rösta om huruvida {subject} ska {verb}.",
        "Kritiker anser att {subject} borde {verb}.",
        "Skulle {subject} {verb} kallar {a} till ett extra möte.",
        "{subject} kan komma att {verb} om förslaget går igenom.",
    ],
}  # fmt: skip
UNDONE = {
    "en": [
        "{a} said that {subject} did not {verb}.",
        "{subject} never did {verb}, {a} said.",
        "{a} made clear that at no point did {subject} {verb}.",
        "{subject} did not {verb} after all.",
    ],
}
