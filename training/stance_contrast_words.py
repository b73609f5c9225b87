"""Word lists for `stance_contrast_grammar`: finite verbs, opposites, numbers, dates."""

from __future__ import annotations

# Finite verbs that stand alone as the first verb of a main clause, by language.
FINITE = {
    "en": "is are was were has have had will can must did does do",
    "sv": (
        "är var har hade ska skall skulle kan kunde vill ville får fick blir blev måste kommer kom "
        "tar tog ger gav går gick gör gjorde står stod ligger låg säljer sålde köper köpte visar "
        "visade vann vinner förlorade förlorar ökade ökar minskade minskar steg stiger sjönk "
        "sjunker föll faller greps häktades dömdes åtalades frias friades stängde stänger öppnade "
        "öppnar startade startar slutade slutar avgick avgår lämnade lämnar stoppade stoppar "
        "dödades skadades drabbades behöver fortsätter fortsatte väntas inleder inledde beslutade "
        "beslutar godkände godkänner avslog avslår förbjöd förbjuder tillåter höjde höjer sänkte "
        "sänker bygger byggde driver drev betalar betalade arbetar arbetade leder ledde spelar "
        "spelade bor bodde sitter satt heter hette finns fanns saknar saknade innebär innebar"
    ),
    "de": (
        "ist sind war waren hat haben hatte hatten wird werden wurde wurden kann können konnte "
        "muss müssen will soll darf"
    ),
    "fr": (
        "est sont était étaient a ont avait avaient sera seront peut peuvent doit doivent va vont"
    ),
    "es": (
        "es son era eran fue fueron ha han había habían está están será serán puede pueden debe "
        "tiene tienen"
    ),
    "it": (
        "è sono era erano fu furono ha hanno aveva avevano sarà saranno può possono deve devono "
        "viene vengono"
    ),
    "da": (
        "er var har havde skal skulle kan kunne vil ville får fik bliver blev må måtte kommer kom "
        "vandt spiller spillede døde ligger lå består bestod bor boede hedder hed tog giver gav"
    ),
    "pt": "é são era eram foi foram tem têm tinha está estão estava será serão pode podem deve vai",
}
NEGATION = {
    "en": "not", "sv": "inte", "de": "nicht", "fr": "pas", "es": "no", "it": "non", "da": "ikke",
    "pt": "não",
}  # fmt: skip
# Any of these makes a clause negative, hedged, conditional or in need of its context.
UNFIT = {
    "en": (
        "not no never none nor neither nothing nobody without hardly n't cannot may might could "
        "would should if unless whether reportedly allegedly alleged apparently likely unlikely "
        "perhaps maybe possibly probably claim claims claimed rumour rumor rumours rumors "
        "suspected "
        "supposedly seem seems seemed appear appears appeared purportedly purported believed "
        "thought denied denies deny refused failed ve ll re we i you your my our us me "
        "said says say saying told believe believes think thinks expected hopes hope hoped wants "
        "doubt doubts only what how why likely also too then there this that these those such "
        "however but here today yesterday tomorrow supposed ago reported reports according "
        "did does do undoubtedly certainly clearly just want wanted planned plans plan "
        "according who which whose when while because where"
    ),
    "sv": (
        "inte ej aldrig ingen inga inget utan knappast varken kan kanske kunde skulle ifall "
        "huruvida troligen sannolikt förmodligen möjligen påstås uppges verkar tycks misstänks "
        "misstänkta jag vi du ni mig oss dig min vår säger sade sa anser tror hoppas bara "
        "men här där då så också dock vad hur varför när medan eftersom ju nog väl annars "
        "därmed visserligen dessutom detta dessa "
        "denna sådan vill ville väntas borde bör förstås däremot ska skall"
    ),
    "de": (
        "nicht kein keine keinen keiner keinem nie niemals ohne kaum könnte wohl vielleicht soll "
        "angeblich ob wenn ich wir du ihr mein unser dass weil während aber nur kann"
    ),
    "fr": (
        "pas ne jamais aucun aucune sans peut-être pourrait serait aurait si je nous vous tu que "
        "qui mais seulement on dont où"
    ),
    "es": (
        "no nunca jamás ningún ninguna ninguno nadie nada sin tampoco quizás podría sería habría "
        "si yo nosotros tú usted que mi pero sólo solo puede donde"
    ),
    "it": (
        "non mai nessun nessuna nessuno niente nulla senza forse potrebbe sarebbe avrebbe se io "
        "noi voi che ma solo soltanto può dove"
    ),
    "da": (
        "ikke aldrig ingen intet uden næppe måske kunne om hvis jeg vi du min men kun at der som "
        "da når fordi hvor vil skulle skal"
    ),
    "pt": (
        "não nunca jamais nenhum nenhuma ninguém nada sem talvez poderia seria teria se eu nós "
        "você que mas só apenas pode onde nem"
    ),
}
# A clause that begins with one of these leans on the sentence before it, or is no statement.
LEANING = {
    "en": (
        "he she it they his her its their him them and but or so yet also meanwhile instead "
        "another others other one some both either each such more most in on at after before "
        "during for with from by as to since despite although though once under according last "
        "next earlier now still even just well yes oh photo picture image source read see click "
        "share watch view getting being having"
    ),
    "sv": (
        "han hon den det de hans hennes dess deras man och men eller samt också i på efter före "
        "under för med från av till sedan trots när om nu sen dessutom enligt därför samtidigt "
        "vid mot genom inför bland båda andra en-annan här där hos mellan över kring utanför "
        "redan även senare tidigare ändå förra nästa hittills framför alltså numera "
        "fortfarande plötsligt ibland ofta snart förutom istället allra totalt mer mest både "
        "lägg rör"
    ),
    "de": "er sie es sein seine ihr ihre ihren und aber doch das dies diese dieser dieses man",
    "fr": "il elle ils elles son sa ses leur leurs et mais ce cette ces cela c'est on",
    "es": "él ella ellos ellas su sus y pero esto este esta estos eso lo al por en con",
    "it": "lui lei essi loro suo sua e ma questo questa questi ciò si lo",
    "da": "han hun den det de hans hendes deres og men dette denne disse man i på efter under",
    "pt": "ele ela eles elas seu sua seus e mas isto este esta isso em no na para por com",
}
# A clause that ends with one of these was cut off too early.
DANGLING = {
    "en": (
        "in of on at to for with by from late earlier the a an and or as into about over after "
        "back early than its their his her that be more up is are was were just both including"
    ),
    "sv": (
        "i på för med av till om och att som efter från hos vid redan sedan ett en den de det "
        "tidigare sent än mot under inom vilket strax precis både har är att bara direkt"
    ),
}
# Opposites that hold wherever they stand; the others only as the predicate.
ANYWHERE = (
    "largest smallest oldest youngest best worst highest lowest biggest profit loss högsta lägsta "
    "största minsta äldsta yngsta bästa sämsta vinst förlust uppgång nedgång größte kleinste "
    "größten kleinsten älteste jüngste beste schlechteste mayor menor mejor peor primero último "
    "primera última maggiore minore største mindste ældste yngste bedste værste højeste laveste "
    "første sidste maior melhor primeiro primeira"
)
OPPOSITES = {
    "en": (
        "rose/fell risen/fallen increased/decreased increase/decrease grew/shrank grown/shrunk "
        "opened/closed won/lost accepted/rejected approved/rejected survived/died raised/cut "
        "began/ended started/stopped arrived/left arrived/departed "
        "convicted/acquitted "
        "arrested/released gained/lost joined/left bought/sold hired/fired "
        "succeeded/failed improved/worsened strengthened/weakened supported/opposed backed/opposed "
        "welcomed/condemned praised/criticised expanded/reduced alive/dead guilty/innocent "
        "legal/illegal higher/lower safe/dangerous available/unavailable satisfied/dissatisfied "
        "happy/unhappy healthy/sick early/late cheaper/dearer stronger/weaker remembered/forgot "
        "up/down upheld/overturned attended/skipped doubled/halved largest/smallest "
        "oldest/youngest best/worst first/last highest/lowest biggest/smallest open/closed "
        "possible/impossible positive/negative profit/loss"
    ),
    "sv": (
        "steg/sjönk stigit/sjunkit stiger/sjunker ökade/minskade ökar/minskar ökat/minskat "
        "öppnade/stängde öppnar/stänger vann/förlorade vinner/förlorar vunnit/förlorat "
        "godkände/avslog godkänner/avslår godkänt/avslagit höjde/sänkte höjer/sänker höjt/sänkt "
        "överlevde/dog började/slutade startade/upphörde anlände/avreste förbjöd/tillät "
        "förbjuder/tillåter förbjudet/tillåtet greps/släpptes dömdes/friades dömts/friats "
        "köpte/sålde köper/säljer köpt/sålt anställde/avskedade lyckades/misslyckades "
        "förbättrades/försämrades stödde/motarbetade skyldig/oskyldig laglig/olaglig "
        "olagligt/lagligt högre/lägre högst/lägst högsta/lägsta störst/minst största/minsta "
        "äldsta/yngsta bästa/sämsta bäst/sämst första/sista fler/färre bättre/sämre "
        "öppen/stängd öppet/stängt nöjd/missnöjd nöjda/missnöjda död/levande vinst/förlust "
        "uppgång/nedgång billigare/dyrare starkare/svagare tidigt/sent full/tom"
    ),
    "de": (
        "gestiegen/gesunken erhöht/gesenkt geöffnet/geschlossen gewonnen/verloren "
        "angenommen/abgelehnt verboten/erlaubt verurteilt/freigesprochen überlebt/gestorben "
        "gekauft/verkauft begonnen/beendet größte/kleinste größten/kleinsten höher/niedriger "
        "älteste/jüngste beste/schlechteste erste/letzte ersten/letzten legal/illegal"
    ),
    "fr": (
        "augmenté/diminué ouvert/fermé gagné/perdu accepté/refusé adopté/rejeté condamné/acquitté "
        "survécu/péri commencé/terminé acheté/vendu interdit/autorisé autorisé/interdit "
        "arrêté/libéré légal/illégal"
    ),
    "es": (
        "subió/bajó aumentó/disminuyó abrió/cerró ganó/perdió aceptó/rechazó aprobó/rechazó "
        "condenado/absuelto sobrevivió/murió empezó/terminó compró/vendió prohibió/permitió "
        "detenido/liberado legal/ilegal mayor/menor mejor/peor primero/último primera/última "
        "aumentado/disminuido ganado/perdido prohibido/permitido"
    ),
    "it": (
        "aumentato/diminuito aperto/chiuso vinto/perso accettato/rifiutato approvato/respinto "
        "condannato/assolto comprato/venduto iniziato/finito vietato/permesso arrestato/liberato "
        "legale/illegale maggiore/minore"
    ),
    "da": (
        "steg/faldt åbnede/lukkede vandt/tabte vundet/tabt godkendt/afvist "
        "overlevede/døde begyndte/sluttede købte/solgte forbudt/tilladt største/mindste "
        "første/sidste ældste/yngste bedste/værste højeste/laveste ældre/yngre"
    ),
    "pt": (
        "subiu/desceu aumentou/diminuiu abriu/fechou ganhou/perdeu venceu/perdeu aceitou/rejeitou "
        "aprovou/rejeitou aprovado/rejeitado condenado/absolvido sobreviveu/morreu "
        "começou/terminou comprou/vendeu proibiu/permitiu detido/libertado maior/menor "
        "melhor/pior primeiro/último primeira/última"
    ),
}
NUMBER_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve",
    "sv": "två tre fyra fem sex sju åtta nio tio elva tolv",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici",
    "da": "to tre fire fem seks syv otte ni ti elleve tolv",
    "pt": "dois três quatro cinco seis sete oito nove dez onze doze",
}
DATES = {
    "en": [
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "January February March April June July August September October November December",
    ],
    "sv": [
        "måndagen tisdagen onsdagen torsdagen fredagen lördagen söndagen",
        "januari februari mars april maj juni juli augusti september oktober november december",
    ],
    "de": ["Januar Februar März April Mai Juni Juli August September Oktober November Dezember"],
    "fr": ["janvier février mars avril mai juin juillet août septembre octobre novembre décembre"],
    "es": ["enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"],
    "it": ["gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"],
    "da": ["januar februar marts april maj juni juli august september oktober november december"],
    "pt": ["janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"],
}
MORE_THAN = {
    "en": ["more than", "over", "at least"], "sv": ["mer än", "över", "minst"],
    "de": ["mehr als", "über"], "fr": ["plus de", "au moins"], "es": ["más de", "al menos"],
    "it": ["più di", "almeno"], "da": ["mere end", "mindst"], "pt": ["mais de", "pelo menos"],
}  # fmt: skip
LESS_THAN = {
    "en": "less than", "sv": "mindre än", "de": "weniger als", "fr": "moins de",
    "es": "menos de", "it": "meno di", "da": "mindre end", "pt": "menos de",
}  # fmt: skip
# Finite verb and what replaces it when the clause is hearsay ("soll … haben" has its own rule).
HEARSAY = {
    "fr": (
        "est/serait sont/seraient a/aurait ont/auraient était/aurait-été étaient/auraient-été "
        "avait/aurait avaient/auraient"
    ),
    "es": (
        "es/sería son/serían ha/habría han/habrían fue/habría-sido fueron/habrían-sido "
        "está/estaría están/estarían"
    ),
    "it": (
        "è/sarebbe ha/avrebbe hanno/avrebbero fu/sarebbe-stato viene/verrebbe "
        "aveva/avrebbe"
    ),
    "sv": (
        "är/ska-vara var/ska-ha-varit har/ska-ha hade/ska-ha-haft blev/ska-ha-blivit "
        "fick/ska-ha-fått tog/ska-ha-tagit gav/ska-ha-gett köpte/ska-ha-köpt sålde/ska-ha-sålt "
        "vann/ska-ha-vunnit förlorade/ska-ha-förlorat lämnade/ska-ha-lämnat greps/ska-ha-gripits "
        "dödades/ska-ha-dödats skadades/ska-ha-skadats steg/ska-ha-stigit sjönk/ska-ha-sjunkit "
        "ökade/ska-ha-ökat minskade/ska-ha-minskat stod/ska-ha-stått gjorde/ska-ha-gjort "
        "gick/ska-ha-gått inledde/ska-ha-inlett beslutade/ska-ha-beslutat ledde/ska-ha-lett"
    ),
    "da": "er/skal-være var/skal-have-været har/skal-have blev/skal-være-blevet",
    "pt": "foi/terá-sido foram/terão-sido",
}  # fmt: skip
# Swedish finite verb and its infinitive.
INFINITIVE = (
    "är/vara var/vara blir/bli blev/bli får/få fick/få tar/ta tog/ta ger/ge gav/ge går/gå gick/gå "
    "gör/göra gjorde/göra står/stå stod/stå säljer/sälja sålde/sälja köper/köpa köpte/köpa "
    "vann/vinna vinner/vinna förlorade/förlora ökade/öka ökar/öka minskade/minska steg/stiga "
    "stiger/stiga sjönk/sjunka sjunker/sjunka stängde/stänga stänger/stänga öppnade/öppna "
    "öppnar/öppna startade/starta startar/starta avgick/avgå lämnade/lämna lämnar/lämna "
    "stoppade/stoppa inledde/inleda inleder/inleda beslutade/besluta godkände/godkänna "
    "avslog/avslå förbjöd/förbjuda höjde/höja sänkte/sänka bygger/bygga byggde/bygga greps/gripas "
    "dömdes/dömas åtalades/åtalas friades/frias dödades/dödas skadades/skadas drabbades/drabbas "
    "betalar/betala betalade/betala leder/leda ledde/leda"
)
