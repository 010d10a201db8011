# Indikatorer: hver definisjon som en side.
indicators-title = Slik regnes tallene
indicators-lead = Hver indikator har en skrevet definisjon: hvem som er med, hva som telles, og hva en skal passe seg for. Reglene her er de som regnes ut.
indicators-draft = Utkast betyr at ingen andre enn den som skrev, har gått god for definisjonen. «Ikke kontrollert» betyr at en kilde er skrevet etter hukommelsen [mem].
indicator-asks-outcome = Blir folk bedre?
indicator-asks-over-time = Mens de venter, og etterpå
indicator-asks-own-life = Det folk vil for sitt eget liv
indicator-asks-alliance = Samarbeidet
indicator-asks-experience = Hvordan hjelpen er
indicator-asks-safety = Skade og press
indicator-asks-coverage = Hvem vi hører fra
indicator-asks-equity = Likt for alle?
indicator-in-report = i rapporten
indicator-status-draft = utkast
indicator-status-in-use = i bruk
indicator-status-retired = ikke lenger i bruk
indicator-version = versjon { $n }
indicator-kind-proportion = en andel
indicator-kind-mean = et gjennomsnitt
indicator-kind-change = en gjennomsnittlig endring
indicator-kind-sessions-until = antall timer til en endring
indicator-draft-note = Dette er et utkast. Ingen andre enn den som skrev det, har gått gjennom det.
indicator-to-report = Se tallet i rapporten
indicator-why = Hvorfor det betyr noe
indicator-how = Hvordan det regnes
indicator-good = Hva som er bra
indicator-caveats = Vær oppmerksom på
indicator-talk = Snakk om det
indicator-measures = En måte å lese av:
indicator-answers = { $n ->
    [one] Svarer på spørsmålet bak én aktivitetsindikator
   *[other] Svarer på spørsmålet bak { $n } aktivitetsindikatorer
}
indicator-part-denominator = Hvem som er med
indicator-part-numerator = Hvem som telles blant dem
indicator-part-value = Hva som regnes ut
indicator-points = Tidspunktene
indicator-reads-lowest = det laveste svaret på { $list }
indicator-reads-difference = { $one } minus { $other }
indicator-reads = Skjemaene
indicator-missing = Det vi ikke vet
indicator-missing-lead = Ved siden av tallet for dem som har svart, står:
indicator-method-bounds = laveste og høyeste mulige
indicator-method-carried-forward = siste skår ført videre
indicator-method-filled-in = fylt inn mange ganger ut fra det vi vet
indicator-coverage = Dekningen ved siden av er
indicator-always-with = Vises aldri uten
indicator-small = Av færre enn { $inside } vises ikke noe tall. Forlater det tjenesten, skjules alt under { $outside }.
indicator-split = Vises også etter
indicator-by-age = alder
indicator-by-sex = kjønn
indicator-by-language = språk
indicator-by-ending = hvordan det ble avsluttet
indicator-by-start-score = første skår
indicator-between-never = Tjenester sammenliknes aldri med dette tallet.
indicator-between = Kan sammenliknes mellom tjenester når dekningen er minst { $share }: etter størrelse, aldri etter resultat, og uten navn på andre.
indicator-case-mix = Pasientene beskrives da med
indicator-better-higher = Mer er bedre.
indicator-better-lower = Mindre er bedre.
indicator-better-as-the-scale = Hva som er bedre, følger skjemaet.
indicator-better-neither = Verken mer eller mindre er bedre i seg selv.
indicator-examples = Eksempler
indicator-examples-lead = Oppdiktede forløp med riktig svar. Programmet regner dem ut hver gang det bygges, og stopper hvis ett svar er et annet. Navnene på eksemplene er på engelsk.
indicator-column-shows = Hva det viser
indicator-column-reads = Skjema
indicator-column-referred = Henvist
indicator-column-started = Begynte
indicator-column-ended = Avsluttet
indicator-column-scores = Skårer
indicator-column-counted = Med
indicator-column-success = Telles
indicator-column-value = Verdi
indicator-came-yes = { "" }, kom dit
indicator-came-no = { "" }, kom ikke dit
indicator-not-true = Ikke med, fordi dette ikke holder:
indicator-sources = Kilder
indicator-written = Skrevet av { $by }.
indicator-checked = Gått gjennom av { $by }.
indicator-unchecked = Ikke gått gjennom av andre.
indicator-cite = Slik vises det til definisjonen:
indicator-recompute = Regn tallet ut på nytt fra radene:
indicator-take-first = første skår
indicator-take-last = siste skår
indicator-take-occasion = måling nummer { $n }
indicator-take-nearest = skåren nærmest { $day }
indicator-window-from = , fra { $day }
indicator-window-until = , til og med { $day }
indicator-day-on-referral = dagen for henvisningen
indicator-day-on-start = dagen for første time
indicator-day-on-ending = dagen for avslutningen
indicator-day-before-referral = { $n } dager før henvisningen
indicator-day-before-start = { $n } dager før første time
indicator-day-before-ending = { $n } dager før avslutningen
indicator-day-after-referral = { $n } dager etter henvisningen
indicator-day-after-start = { $n } dager etter første time
indicator-day-after-ending = { $n } dager etter avslutningen
calculated-title = Hvordan det regnes
calculated-version = versjon { $n }
calculated-not-proven = Reglene er de samme, men tallene i parentes og eksemplene gjelder andre skjemaer eller normsett. Grensene for dette står øverst i rapporten.
calculated-changed = Definisjonen er endret siden denne rapporten ble laget. Setningene her er dagens.

ours-title = Tallene hos dere
ours-open = Se tallene hos dere
ours-definition = Slik regnes tallet
ours-key-share = andelen av dem som teller med
ours-unused = Ingen her har svart på dette skjemaet.
ours-few = { $name }: færre enn { $n } teller med, eller færre enn tre behandlere står bak. Da vises ikke tallet.
ours-mean = { $name }: snittet er { $mean } for { $n } – et sted mellom { $low } og { $high } når vi regner med dem vi ikke vet noe om.
ours-mean-unsure = { $name }: Tilfeldigheter alene kan flytte snittet mellom { $low } og { $high } (95 % intervall). Det kommer i tillegg til det vi ikke vet.
ours-left-out = Hvem er ikke med?
ours-left-out-lead = Alle forløp i enheten, også fra andre år: hver er talt der den første regelen ikke stemte.
ours-left-out-not = stemte ikke for { $n }
ours-left-out-answers = Svarene viste det som må til for å telle med.
ours-elsewhere = Se det alltid sammen med det som leses av et annet skjema:
ours-gap = Der et punkt mangler, er det for få pasienter eller behandlere bak måneden.
ours-questions = Dette tallet regnes ikke ut på siden, bare fra radene (lytt compute indicator).

chart-until-title = Timer til { $way ->
    [worse] pålitelig forverring
   *[better] pålitelig bedring
}
chart-until-axis = behandlingstimer etter første svar
chart-until-median = Vi anslår at halvparten er { $way ->
    [worse] pålitelig verre
   *[better] pålitelig bedre
} etter { $median ->
    [one] 1 behandlingstime
   *[other] { $median } behandlingstimer
}. Tilfeldigheter alene kan flytte anslaget mellom { $low } og { $high } (95 % intervall).
chart-until-median-open = Vi anslår at halvparten er { $way ->
    [worse] pålitelig verre
   *[better] pålitelig bedre
} etter { $median ->
    [one] 1 behandlingstime
   *[other] { $median } behandlingstimer
}. Tilfeldigheter alene kan flytte anslaget ned til { $low }; hvor langt opp, sier ikke tallene (95 % intervall).
chart-until-fewer = Vi anslår at { $share } er { $way ->
    [worse] pålitelig verre
   *[better] pålitelig bedre
} etter { $sessions ->
    [one] 1 behandlingstime
   *[other] { $sessions } behandlingstimer
}: ikke halvparten.
chart-until-seen = { $way ->
    [worse] Forverringen
   *[better] Bedringen
} er på et tidspunkt sett hos { $came } av { $n }. Den kan ha gått tilbake igjen før slutt.
chart-until-none = Ingen av { $n } var { $way ->
    [worse] pålitelig verre
   *[better] pålitelig bedre
} innen { $sessions ->
    [one] 1 behandlingstime
   *[other] { $sessions } behandlingstimer
}.
chart-until-after = Etter { $sessions ->
    [one] 1 behandlingstime
   *[other] { $sessions } behandlingstimer
} anslår vi at { $share } ville vært { $way ->
    [worse] pålitelig verre
   *[better] pålitelig bedre
} på et tidspunkt, om alle hadde fortsatt. Når vi ikke tar noe for gitt om dem vi ikke vet mer om: mellom { $low } og { $high }.
chart-until-stops = Kurven stopper der færre enn { $n } fortsatt følges.
chart-until-head-sessions = Timer
chart-until-head-followed = Følges fortsatt
chart-until-head-came = { $way ->
    [worse] Ble verre da
   *[better] Ble bedre da
}
chart-until-head-share = Anslått andel så langt
chart-until-head-interval = 95 % intervall
chart-until-head-possible = Lavest og høyest mulig
key-until = anslaget (Kaplan–Meier)
