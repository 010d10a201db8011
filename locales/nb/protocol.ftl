# What a unit asks, of whom and when.
nav-protocols = Opplegg

# A line read as sentences. Numbers of hours come in as finished words: opens, closes, hours.
protocol-who = { $who ->
    [parent] Hver forelder
    [next-of-kin] Hver pårørende
    [teacher] Læreren
    [clinician] Behandleren
   *[patient] Pasienten
}
protocol-nth = { $every ->
    [1] hver
    [2] annenhver
    [3] hver tredje
    [4] hver fjerde
   *[other] hver { $every }.
}
protocol-ask-referral = { protocol-who } svarer på { $what } når henvisningen er kommet.
protocol-ask-start = { protocol-who } svarer på { $what } før den første timen.
protocol-ask-before-session = { protocol-who } svarer på { $what } før { protocol-nth } time.
protocol-ask-after-session = { protocol-who } svarer på { $what } etter { protocol-nth } time.
protocol-ask-every-weeks = { protocol-who } svarer på { $what } { protocol-nth } uke så lenge forløpet varer.
protocol-ask-end = { protocol-who } svarer på { $what } ved avslutningen.
protocol-ask-after-end = { protocol-who } svarer på { $what } { $days ->
    [one] én dag
   *[other] { $days } dager
} etter avslutningen.
protocol-nothing = ingenting ennå
protocol-called = «{ $name }»
protocol-and = { $first } og { $last }
protocol-else = { $first }, ellers { $second }
protocol-ages = { $same ->
    [yes] Bare når pasienten er { $to } år.
   *[no] Bare når pasienten er fra { $from } til og med { $to } år.
}
protocol-window-before = Lenken virker { $opens_hours ->
    [0] fra timen begynner
   *[other] fra { $opens } før timen
} { $closes_hours ->
    [0] til den er over
   *[other] og til { $closes } etter at den er over
}.
protocol-window-after = Lenken virker { $opens_hours ->
    [0] fra timen begynner
   *[other] fra { $opens } etter at timen begynte
} { $closes_hours ->
    [0] til den er over
   *[other] og til { $closes } etter at den er over
}.
protocol-window-end = Er en time avtalt som den siste, virker lenken { $opens_hours ->
    [0] fra den begynner
   *[other] fra { $opens } før den
} { $closes_hours ->
    [0] til den er over
   *[other] og til { $closes } etter at den er over
}. Ellers virker den fra avslutningen og i minst en uke.
protocol-window-day = Lenken virker i { $closes }, { $opens_hours ->
    [0] fra klokken ni den dagen
   *[other] fra { $opens } etter klokken ni den dagen
}.
protocol-hours = { $n ->
    [1] én time
    [2] to timer
    [3] tre timer
    [4] fire timer
   *[other] { $n } timer
}
protocol-days = { $n ->
    [1] ett døgn
    [2] to døgn
    [3] tre døgn
    [4] fire døgn
   *[other] { $n } døgn
}
protocol-weeks = { $n ->
    [1] en uke
    [2] to uker
    [3] tre uker
   *[other] { $n } uker
}
protocol-told = Beskjed kommer { $how }.
protocol-told-nobody = Ingen får beskjed: en ansatt lager lenken.
protocol-by-sms = på SMS
protocol-by-email = på e-post
protocol-by-letter = i brev
protocol-by-room = på nettbrettet på venterommet
protocol-by-hand = som en lenke fra en ansatt
protocol-remind-before = Den som ikke har svart, får én påminnelse, { $hours } før timen.
protocol-remind-after = Den som ikke har svart, får én påminnelse, { $hours } etter at lenken begynte å virke.

# The pages.
protocols-title = Opplegg
protocols-lead = Hva hver enhet spør om, hvem som blir spurt, og når. Et opplegg er setninger som kan leses høyt for en pasient.
protocols-units = Hva enhetene følger nå
protocols-own = Våre egne
protocols-models = Ferdige opplegg å begynne med
protocols-models-lead = Laget for ulike slags tjenester. Ingen utenforstående har gått gjennom dem ennå. Les dem som forslag, og endre det som ikke passer hos dere.
protocols-back = Alle opplegg
protocol-unreviewed = ikke gjennomgått av andre
protocol-reviewed = Gjennomgått: { $who }
protocol-own = eget
protocol-version = versjon { $n }
protocol-read = Les det som setninger
protocol-followed-by = Følges av { $units }
protocol-sentences = Slik spør vi
protocol-purpose-title = Hva det er til for, og ikke
protocol-why-title = Hvorfor nettopp disse skjemaene
protocol-waiting-one = { $names } spørres først når eierens tillatelse er ført opp og ordene er lastet inn.
protocol-silent = Ingen blir spurt om dette før noe av det kan sendes.
protocol-sum = Hvor mye vi ber om
protocol-sum-lead = Regnet med { $sessions ->
    [one] én time
   *[other] { $sessions } timer
} i måneden. Det er en antakelse: sett inn deres egen.
protocol-sum-usual = i en vanlig måned
protocol-sum-fullest = i den fulleste måneden
protocol-sum-minutes = { $minutes } min
protocol-sum-budget = Grensen er { $minutes } minutter
protocol-sum-over = over grensen
protocol-sum-aloud = { $who }: { $usual } minutter i en vanlig måned, { $fullest } i den fulleste. Grensen er { $budget }.
protocol-sum-empty = Ingen blir spurt om noe ennå.
protocol-over-because-said = Hvorfor det spørres om mer enn grensen
protocol-instruments = Skjemaene
protocol-minutes = Minutter
protocol-standing = Kan sendes nå
protocol-history = Versjoner
protocol-history-shipped = Fulgte med
protocol-history-lead = En lagret versjon endres aldri. Det noen har begynt å svare på, blir som det var.
protocol-by = { $date } av { $who }
protocol-show-version = Les versjon { $n }
protocol-older = Dette er versjon { $n }, slik den var. Den nyeste er versjon { $newest }.
protocol-newest = Til den nyeste
protocol-edit = Endre
protocol-edit-title = Endre «{ $name }»
protocol-follow-title = Hvem følger dette
protocol-follow-lead = Når en enhet bytter opplegg, planlegges det som ennå ikke er begynt på nytt. Svar som er gitt, og det noen holder på med, blir stående.
protocol-follow-do = La enheten følge dette
protocol-follows = følger dette
protocol-follows-other = følger { $name }
protocol-cannot-edit = Opplegget følges av enheter du ikke leder. Lagre det som et nytt, og la din enhet følge det.
protocol-done-saved = Versjon { $n } er lagret.
protocol-done-followed = Enheten følger dette nå.
protocol-done-settled = { $n ->
    [0] Ingen forespørsler måtte endres.
    [one] Én forespørsel som ikke var begynt, ble planlagt på nytt.
   *[other] { $n } forespørsler som ikke var begynt, ble planlagt på nytt.
}
protocol-done-waiting = Forespørslene planlegges på nytt i løpet av noen minutter.

# The edit page.
protocol-edit-lead = Hver linje er en setning. Endre den, og se hva det blir til sammen. Ingenting gjelder før du lagrer.
protocol-about = Om opplegget
protocol-lines = Hva det spørres om
protocol-line-n = Linje { $n }
protocol-line-up = Flytt linje { $n } opp
protocol-line-down = Flytt linje { $n } ned
protocol-line-remove = Fjern
protocol-line-remove-n = Fjern linje { $n }
protocol-line-add = Legg til en linje
protocol-look = Se hva det blir
protocol-save = Lagre som ny versjon
protocol-save-new = Lagre som et nytt opplegg
protocol-save-new-hint = Et nytt opplegg står for seg selv. Gi det et eget navn.
protocol-moment = Når
protocol-moment-referral = når henvisningen er kommet
protocol-moment-start = før den første timen
protocol-moment-before-session = før timen
protocol-moment-after-session = etter timen
protocol-moment-every-weeks = med noen ukers mellomrom
protocol-moment-end = ved avslutningen
protocol-moment-after-end = en tid etter avslutningen
protocol-respondent = Hvem
protocol-who-patient = pasienten
protocol-who-parent = foreldre
protocol-who-next-of-kin = pårørende
protocol-who-teacher = læreren
protocol-who-clinician = behandleren
protocol-every-sessions = Hver … time
protocol-every-hint = 1 er hver
protocol-every-weeks = Hver … uke
protocol-days-label = Dager etter avslutningen
protocol-chosen = Skjemaer, i den rekkefølgen de vises
protocol-add-instrument = Legg til et skjema
protocol-choose = Velg …
protocol-group-sendable = Kan sendes nå
protocol-group-waiting = Trenger tillatelse eller ord
protocol-option = { $name } ({ $minutes } min)
protocol-more = Hvor lenge lenken virker, alder, beskjed og påminnelse
protocol-opens = Åpner, antall timer
protocol-opens-hint = før timen; ellers etter at den begynte, eller etter klokken ni den dagen
protocol-closes = Stenger, antall timer
protocol-closes-hint = etter at timen er over; uten time: etter at lenken begynte å virke
protocol-age-from = Bare fra alder
protocol-age-to = til og med alder
protocol-channel-1 = Beskjed sendes
protocol-channel-2 = ellers
protocol-channel-none = ingen beskjed
protocol-channel-none-more = ikke noe mer
protocol-remind = Påminnelse, antall timer
protocol-remind-hint = før timen; ellers etter at lenken begynte å virke. Tomt: ingen påminnelse
protocol-field-name = Navn
protocol-field-purpose = Hva det er til for, og ikke
protocol-field-service = Hvilken tjeneste det er laget for
protocol-field-reviewed = Hvem som har gått gjennom det
protocol-field-reviewed-hint = navn og dato; tomt betyr at ingen har
protocol-field-minutes = Grense, minutter i måneden
protocol-field-minutes-hint = det meste én person kan bli bedt om; 30 er mye
protocol-field-sessions = Timer i måneden
protocol-field-sessions-hint = det vanlige hos dere
protocol-field-because = Hvorfor det spørres om mer enn grensen
protocol-field-because-hint = leses av alle som åpner opplegget
protocol-field-reason = Hva som er endret, og hvorfor
protocol-field-reason-hint = står ved versjonen
protocol-late-title = { $who } lagret versjon { $version } mens du skrev
protocol-late = Ingenting er borte. Under står det du har skrevet. Les hva som er lagret, og flytt over det du vil ha med. Lagrer du nå, blir ditt den neste versjonen.
protocol-late-theirs = Les det som er lagret
protocol-wrong-title = Dette må rettes før det kan lagres

# What is wrong with a protocol.
protocol-wrong-empty = Opplegget spør ikke om noe. Legg til minst én linje.
protocol-wrong-too-long = Opplegget har { $n } linjer. Ta bort noen, så det blir til å overskue.
protocol-wrong-unnamed = Gi opplegget et navn.
protocol-wrong-name-taken = Et annet opplegg heter det samme. Gi det nye et eget navn.
protocol-wrong-reason = Skriv hva som er endret, og hvorfor.
protocol-wrong-text = { $field }: teksten er for lang. Gjør den kortere.
protocol-wrong-number = { $field }: skriv et helt tall.
protocol-wrong-line-number = Linje { $line }, { $field }: skriv et helt tall.
protocol-wrong-sum = { $field }: tallet må være fra { $from } til { $to }.
protocol-wrong-no-instrument = Linje { $line } spør ikke om noe. Velg minst ett skjema, eller fjern linjen.
protocol-wrong-repeated = Linje { $line } har { $instrument } to ganger. Ta bort den ene.
protocol-wrong-twice = Linje { $line } spør de samme på samme tid som linje { $first }. Slå dem sammen.
protocol-wrong-unknown = Linje { $line }: { $instrument } finnes ikke, eller er trukket tilbake. Velg et annet.
protocol-wrong-respondent = Linje { $line }: { $instrument } er ikke laget for den som blir spurt. Velg et annet skjema, eller en annen å spørre.
protocol-wrong-range = Linje { $line }, { $field }: tallet må være fra { $from } til { $to }.
protocol-wrong-every = Linje { $line }: bare det som kommer igjen og igjen, kan stilles hver annen eller tredje gang.
protocol-wrong-days = Linje { $line }: skriv hvor mange dager etter avslutningen.
protocol-wrong-ages = Linje { $line }: skriv den laveste alderen først.
protocol-wrong-never-open = Linje { $line }: lenken må virke i minst én time.
protocol-wrong-over-budget = { $who ->
    [parent] En forelder
    [next-of-kin] En pårørende
    [teacher] En lærer
    [clinician] En behandler
   *[patient] En pasient
} blir bedt om { $asked } minutter i den fulleste måneden. Grensen er { $budget }. Spør om mindre, eller skriv hvorfor det er verdt det.

# The models.
protocol-every-session-name = Hver time
protocol-every-session-purpose = Snakke om hvordan det går i timen, og la teamet se hva som skjer over tid. Ikke for oppgjør, prioritering på ventelister eller sammenlikning av behandlere.
protocol-rph-name = Rask psykisk helsehjelp
protocol-rph-purpose = Følge plager og samarbeid fra time til time, og se om hjelpen varer. Ikke for prioritering på ventelister, ikke for å stille diagnose, ikke for å sammenlikne behandlere.
protocol-rph-service = Kommunale lavterskeltilbud til voksne med milde til moderate angst- og depresjonsplager, med eller uten veiledet selvhjelp.
protocol-rph-why = PHQ-9 og GAD-7 er fri å sende, korte nok til hver time, og det slike tilbud vanligvis måler med [mem]. Våre egne få spørsmål åpner samtalen og sier hvordan samarbeidet går.
protocol-dps-name = Poliklinikk for voksne (DPS)
protocol-dps-purpose = Følge plager, egne mål, hverdag og samarbeid gjennom et lengre forløp, fra ventetiden til et halvt år etter. Ikke for å stille diagnose, ikke for å avgjøre hvem som har rett til hjelp, ikke for å sammenlikne behandlere.
protocol-dps-service = Poliklinikker i spesialisthelsetjenesten for voksne, alle slags plager.
protocol-dps-why = PHQ-9 og GAD-7 er fri og kan sammenliknes over tid. Andre plager kommer fram i egne mål, i hvordan livet er, og i det behandleren legger til før enkelte timer. CORE-10 dekker flere slags plager.
protocol-bup-name = Barn og unge (BUP)
protocol-bup-purpose = Høre barnet, foreldrene og skolen om hverdagen, hver med sine ord, og la samtalen begynne der. Ikke for å stille diagnose, ikke for å måle foreldre, ikke for å sammenlikne behandlere.
protocol-bup-service = Poliklinikker for barn og unge under 18 år og familiene deres.
protocol-bup-why = Barnets egen stemme og foreldrenes står ved siden av hverandre og blir aldri til én. Våre egne skjemaer er ikke validert. YP-CORE, RCADS-25 og SDQ er kjent fra mange klinikker [mem]. Barn under 10 år blir ikke spurt skriftlig: det finnes ikke noe skjema for dem her.
protocol-tsb-name = Rusbehandling (TSB)
protocol-tsb-purpose = Følge pasientens eget mål, suget og livet ellers, og hvordan samarbeidet går. Ikke for kontroll, ikke for å avgjøre hvem som får bli i behandling, ikke for å sammenlikne behandlere.
protocol-tsb-service = Poliklinisk hjelp med alkohol og andre rusmidler.
protocol-tsb-why = Målet er pasientens eget, og skjemaet vårt spør hvor nær det er. PHQ-4 er kort og fri. AUDIT-C spør om alkohol i få spørsmål.
protocol-fact-name = Oppsøkende team (FACT, ACT)
protocol-fact-purpose = Høre sjelden og kort hvordan livet og bedringen går, på egne premisser, over år. Ikke for å vurdere om noen trenger tvang, ikke for kontroll, ikke for å sammenlikne ansatte.
protocol-fact-service = Oppsøkende team for voksne med alvorlige psykiske lidelser og behov for hjelp over lang tid.
protocol-fact-why = Det spørres mest etter kalenderen og ikke etter timen, for møtene kan komme tett. Bedring på egne premisser og hverdagen kommer før plager.
protocol-ips-name = Arbeid og utdanning (IPS)
protocol-ips-purpose = Følge arbeid og utdanning, hva som står i veien, og hvordan hverdagen går. Ikke for å vurdere arbeidsevne, ikke for vedtak om penger, ikke for å sammenlikne jobbspesialister.
protocol-ips-service = Individuell jobbstøtte ved siden av psykisk helsehjelp eller rusbehandling.
protocol-ips-why = Arbeid er målet, så det spørres om arbeid, med hverdagen ved siden av. PHQ-4 er kort og fri.
protocol-health-psychology-name = Helsepsykologi på somatisk avdeling
protocol-health-psychology-purpose = La en kort kontakt begynne med det som betyr noe for pasienten, og høre om den hjalp. Ikke for å stille diagnose, ikke for å avgjøre somatisk behandling, ikke for å sammenlikne avdelinger.
protocol-health-psychology-service = Psykologer på sykehusavdelinger og poliklinikker for somatisk sykdom.
protocol-health-psychology-why = PHQ-2 og GAD-2 er fire korte spørsmål og fri, og våre egne to skjemaer tar ett minutt hver. B-IPQ spør hvordan pasienten tenker om sykdommen.
protocol-next-of-kin-name = Pårørende
protocol-next-of-kin-purpose = Høre pårørende om de blir hørt og får vite det de trenger, om egen belastning og egen støtte. Ikke for å fortelle noe om pasienten, ikke for å vurdere familier.
protocol-next-of-kin-service = Tjenester som møter pårørende ved siden av pasientens behandling.
protocol-next-of-kin-why = Skjemaet vårt spør om de blir hørt og informert, hvor tungt det er, og hvem som hjelper dem. Pasientens svar og deres blir aldri til ett. Den som er henvist for egen del, er pasient og følger et annet opplegg.
