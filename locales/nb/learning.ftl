# A clinician's own results.
nav-learning = Mine resultater
learning-title = Mine resultater
learning-lead-opened = Bare du og de du har sluppet inn, ser dette. Ingen steder sammenlignes behandlere.
learning-to-doors = Vis dem til en kollega, eller ta det tilbake
learning-choose = Velg en kollega
learning-leads = { $name } (leder også)
learning-lead = Bare du ser dette, til du selv slipper inn en kollega. Ingen leder, analytiker eller administrator kan åpne det, og ingen steder sammenlignes behandlere.
learning-banner = Du leser resultatene til { $name }. Tilgangen varer til og med { $until }. At du åpnet siden, er lagret, og { $name } ser det.
learning-banner-purpose = Formål:
learning-no-cause = Et fall i skår viser ikke at behandlingen virket. Mange får det bedre også mens de venter, og den som begynner høyt, ligger oftest lavere neste gang.
learning-few = Få pasienter får tall til å hoppe. Les intervallet før andelen.
learning-shared = Med er forløp du behandler eller har behandlet. De du deler med andre, teller hos dere alle.
field-span = Hvor langt tilbake
span-12 = Siste 12 måneder
span-36 = Siste tre år
span-all = Alt
learning-empty = Ingen av dine forløp har et mål som kan regnes ut ennå.
learning-not-yet = { $n ->
    [one] Ett forløp er nettopp avsluttet og er ikke med ennå: siste svar kan fortsatt komme.
   *[other] { $n } forløp er nettopp avsluttet og er ikke med ennå: siste svar kan fortsatt komme.
}
learning-low = Under 60 % er dekket. Tallene under kan ikke tolkes.
learning-categories = Hvordan det gikk, med intervaller
learning-order = Forløpene i den rekkefølgen de ble avsluttet
learning-key-band = innenfor målefeil (±{ $points } poeng)
learning-key-missing = mangler en måling
learning-key-part = del av en lang rekke på samme side
learning-false-signal = Reglene for rekker slår ut av seg selv i { $share } av serier som denne ({ $n } forløp utenfor medianen) der rekkefølgen er tilfeldig. Ser du på flere mål, skjer det oftere.
learning-alliance = Samarbeidet
learning-alliance-convention = Vår egen måte å se det på, til å tenke med. Ingen har undersøkt hva den er verdt, og spørsmålene er laget for samtalen, ikke for å vurdere behandlere.
learning-alliance-level = Ved tredje måling svarte halvparten mellom { $lower } og { $upper } på skalaen fra { $low } til { $high }, med { $middle } i midten ({ $n } av { $of } forløp har en tredje måling).
learning-alliance-level-few = { $n } av { $of } forløp har en tredje måling. Det er for få til å si noe om nivået (minst { $minimum }).
learning-alliance-falls = { $n ->
    [0] Skåren har ikke falt { $step } poeng eller mer fra en gang til den neste.
    [one] Skåren har falt { $step } poeng eller mer én gang.
   *[other] Skåren har falt { $step } poeng eller mer { $n } ganger.
}
learning-alliance-after = Neste gang var den høyere i { $n } av { $of } ({ $share }) – et sted mellom { $low } og { $high } når de uten et neste svar regnes med.
learning-alliance-after-few = Det er for få fall med et svar etter seg til å si hva som kom etterpå (minst { $minimum }).
learning-alliance-chance = Hadde de samme svarene kommet i tilfeldig rekkefølge, ventes { $share }: etter et lavt svar kommer oftest et høyere.
learning-alliance-table = Etter et fall
learning-falls = Fall
learning-answered = Svarte igjen
learning-higher = Høyere
learning-chance = Tilfeldig rekkefølge
learning-doors = Hvem kan se dette?
learning-doors-lead = Du kan åpne siden for en kollega som selv behandler pasienter her, for eksempel til veiledning. Hver gang den åpnes, står det her. Du kan ta tilgangen tilbake når som helst, og da er den borte med én gang. I en enhet med tre behandlere kan kollegaen regne seg fram til noe om den tredje; så lenge tilgangen varer, er derfor enhetens rapport stengt for kollegaen.
learning-nobody = Ingen andre enn du
learning-let-in = Gi tilgang
learning-why-hint = kort; kollegaen leser det
learning-until-hint = siste dag, høyst ett år fram
learning-no-colleague = Her er ingen annen som behandler pasienter, så det er ingen å gi tilgang til.
learning-grant-times = { $from } – { $until }
learning-take-back = Ta tilbake
learning-taken-back = tatt tilbake { $at }
learning-past = Tilganger som er over
learning-looks = Hvem har sett
learning-looks-none = Ingen andre har åpnet siden.
learning-received = Åpnet for deg
learning-received-lead = Kolleger som har latt deg lese. De ser hver gang du åpner siden.
learning-until = til og med { $until }
field-reader = Hvem
field-why = Hva det er til
field-until = Til og med
done-granted = Tilgangen er gitt. Nederst på siden står hvem som har den og til når, og der tar du den tilbake.
done-taken-back = Tilgangen er tatt tilbake.

# The chart of finished courses in order.
chart-order-title = Endring i hvert forløp, i den rekkefølgen de ble avsluttet
chart-order-number = Nr.
chart-order-quarter = Avsluttet
chart-order-ended = { $quarter }. kvartal { $year }
chart-order-change = Endring
chart-order-unknown = mangler
chart-order-part = del av en lang rekke
chart-order-few = { $n ->
    [one] Ett avsluttet forløp med to målinger
   *[other] { $n } avsluttede forløp med to målinger
} er for lite til å lese noe av rekkefølgen (minst { $minimum }). Snakk heller om hvert enkelt.
chart-order-median = I { $n } forløp med to målinger er midten (medianen) en endring på { $median } poeng.
chart-order-shift = { $n } forløp på rad ligger på samme side av medianen, flere enn de { $limit } tilfeldigheter lett gir.
chart-order-clustered = { $n ->
    [0] Rekken krysser aldri medianen, og av tilfeldigheter ventes minst { $limit } kryssinger.
    [one] Rekken krysser medianen én gang, og av tilfeldigheter ventes minst { $limit }.
   *[other] Rekken krysser medianen { $n } ganger, og av tilfeldigheter ventes minst { $limit }.
}
chart-order-flat = Alle har samme endring, så det er ingen rekkefølge å lese.
chart-order-quiet = Rekkefølgen er ikke mer ordnet enn tilfeldigheter gir.
