# Nettverk: virksomheter som sammenligner.
nav-networks = Nettverk
networks-title = Nettverk
networks-lead = Virksomheter som vil lære av hverandre, kan legge resultater side om side. Bare samlede tall forlater virksomheten, små tall skjules først, og et menneske godkjenner hver gang. Alt kan trekkes tilbake.
networks-list = Nettverkene deres
networks-none = Ingen nettverk ennå.
network-open = Følg opp
network-compare-link = Se virksomhetene side om side
network-waiting = { $n ->
    [one] ett dokument venter på svar
   *[other] { $n } dokumenter venter på svar
}
network-standing-invited = invitert
network-standing-asked = venter på å bli tatt opp
network-standing-member = med
network-standing-left = ikke lenger med
network-standing-ended = avsluttet

# Filer.
network-file-title = Ta imot en fil
network-file-lead = Invitasjon, svar, medlemsliste, resultater eller tilbaketrekking fra en annen virksomhet. Signaturen kontrolleres først. Ingenting vises før noen her har sagt ja.
network-file = Innholdet i fila
network-file-hint = åpne fila i et tekstprogram, og lim inn alt fra første til siste linje
network-file-do = Ta imot
network-refused-title = Fila ble ikke tatt imot
network-refused-not-a-document = Dette er ikke en hel fil fra et nettverk. Lim inn alt, fra «Lytt network document» til og med signaturen.
network-refused-altered = Signaturen stemmer ikke: noe er endret underveis, om så bare én bokstav. Be om fila på nytt.
network-refused-unknown-network = Dere er ikke med i dette nettverket. Ta imot invitasjonen først.
network-refused-not-a-member = Avsenderen står ikke på medlemslista dere har. Be den som stiftet nettverket, om den nyeste lista.
network-refused-not-the-founder = Bare den som stiftet nettverket, kan sende medlemslista. Denne er signert av noen andre.
network-refused-not-for-us = Svaret skal til den som stiftet nettverket, og det er ikke dere.
network-refused-other-invitation = Svaret gjelder en annen invitasjon enn den dere sendte. Send invitasjonen på nytt.
network-refused-older = Dette har dere allerede, eller noe nyere.
network-refused-twice = Dere har allerede resultater fra denne virksomheten for denne perioden. Hver periode deles én gang.
network-refused-taken-back = Dette er trukket tilbake av avsenderen. Det som er trukket tilbake, kommer ikke inn igjen.
network-refused-other-metrics = Resultatene gjelder andre mål eller andre perioder enn nettverket er enig om. Avsenderen må bruke samme invitasjon som dere.
network-refused-too-early = Resultatene ble laget før perioden var over og de siste svarene kommet inn. Be om dem på nytt senere.
network-refused-own = Fila er deres egen. Den skal til de andre.
network-refused-not-taking-part = Dere er ikke med i nettverket nå. Er dere invitert, må invitasjonen godtas og stifteren ta dere opp først.
network-refused-unfit = Invitasjonen mangler noe, eller deler de samme pasientene på to måter. Be stifteren lage en ny.

# Å stifte.
network-new = Stift et nytt nettverk
network-new-lead = Dere bestemmer hva som sammenlignes og hvorfor, og inviterer de andre med en signert fil.
network-new-unmeasured = Ingen skjemaer er besvart her ennå, så det er ingenting å sammenligne.
network-name = Nettverkets navn
network-purpose-hint = hva dere vil lære, med vanlige ord; alle i nettverket ser det
network-metrics-hint = høyst seks; samme skala bare én gang
network-every = Periode
network-every-hint = et år gir større tall og mindre som må skjules
network-every-quarter = kvartal
network-every-year = år
network-names-field = Vis navn på virksomheter som sier ja til det. Ellers er alle anonyme for hverandre.
network-found = Stift nettverket
field-metrics = Mål
field-error-too-many = er for mange
field-error-twice = har samme skala to ganger

# Ett nettverk.
network-founder = Stiftet av
network-compared = Sammenlignes på
network-names = Navn
network-names-yes = vises for virksomheter som sier ja
network-names-no = vises ikke
network-unit = Deres enhet
network-fingerprint = Nøkkelens fingeravtrykk
network-fingerprint-hint = les høyt over telefon med stifteren, på et nummer dere kjenner
network-accept-title = Vil dere være med?
network-accept-lead = Ring stifteren, og hør at fingeravtrykket er det samme. Da vet dere at invitasjonen er derfra. Ingenting forlater dere ved å si ja: hver periode godkjennes for seg.
network-accepted-by-hint = navnet på den som har bestemt det
field-accepted_by = Bestemt av
network-shows-name = De andre kan se hva vi heter. Da ser vi også navnet på dem som sier ja.
network-heard = Vi har hørt fingeravtrykket lest opp, og det stemte
field-sure = Bekreftelsen
network-accept = Ja, vi vil være med
network-invite-title = Inviter
network-invite-lead = Send samme fil til alle dere vil ha med. De ringer dere, og dere leser opp fingeravtrykket over.
network-file-invitation = Last ned invitasjonen
network-asked-title = Send svaret
network-asked-lead = Send denne fila til stifteren, og les opp fingeravtrykket deres hvis de ringer. Når dere er tatt opp, får dere en medlemsliste tilbake.
network-file-joining = Last ned svaret
network-gone-title = Si fra til de andre
network-gone-lead = Send denne fila til alle som var med. Da fjerner de resultatene dere har delt.
network-file-withdrawal = Last ned tilbaketrekkingen
network-asking-title = Vil bli med
network-asking-lead = Ring virksomheten på et nummer dere kjenner, og hør at fingeravtrykket er det samme, før dere tar den opp.
network-accepted-line = Bestemt av { $by } { $date }.
network-admit = Ta opp
network-turn-down = Avslå
network-members = Med i nettverket ({ $n })
network-anonymous = Anonym ({ $key })
network-own = Dere
network-founded-it = stifter
network-put-out = Ta ut av nettverket
network-list-lead = Send lista til alle hver gang noen kommer til eller går. Bare de som står på den, får resultatene sine vist.
network-file-members = Last ned medlemslista
network-own-title = Deres resultater
network-own-lead = Hver periode deles én gang, når den er over og de siste svarene har kommet inn. Det dere deler, endres ikke etterpå.
network-own-open = ikke delt
network-own-shared = delt
network-own-withdrawn = trukket tilbake
network-see = Se hva som ville bli delt
network-file-statement = Last ned resultatene
network-withdraw = Trekk tilbake
network-received-title = Mottatt fra andre
network-received-lead = Se over tallene før de tas inn. Først da står de i sammenligningen.
network-received-waiting = venter på dere
network-received-taken = tatt inn
network-take = Ta inn
network-drop = Slett
network-leave-own = Avslutt nettverket
network-leave-invited = Takk nei
network-leave-asked = Gå ut av nettverket
network-leave-member = Gå ut av nettverket
network-leave-lead-own = Alt dere har mottatt, slettes med en gang. Dere får en signert fil å sende til de andre; når de tar imot den, er nettverket slutt også hos dem.
network-leave-lead-invited = Invitasjonen legges bort. Ingenting er sendt.
network-leave-lead-asked = Alt dere har mottatt, slettes med en gang. Dere får en signert fil å sende til de andre, så de sletter det dere har delt. Det er endelig: for å komme tilbake må dere inviteres til et nytt nettverk.
network-leave-lead-member = Alt dere har mottatt, slettes med en gang. Dere får en signert fil å sende til de andre, så de sletter det dere har delt. Det er endelig: for å komme tilbake må dere inviteres til et nytt nettverk.
network-leave-sure = Ja, det er det vi vil

# Det som forlater virksomheten.
network-share-title = Dette ville bli delt
network-share-lead = { $unit }, { $period }. Ingenting annet enn tallene under forlater dere: ingen rader, ingen navn, ingen datoer fra noen behandling.
network-share-rules = Et antall fra 1 til 4 skjules, og det som ville røpet det. Henvist, startet, avsluttet og målt oppgis i trinn på fem, så ingen kan regne ut om noen få manglet.
network-share-frozen = De samme tallene er delt i et annet nettverk. De deles uendret, så ingen kan sammenligne to utgaver.
network-share-approve = Jeg har sett over tallene, og de kan deles
network-share-do = Signer og gjør klar til å sende
field-approve = Godkjenningen
network-share-not-taking-part = Dere er ikke med i nettverket nå.
network-share-too-early = Perioden er ikke over, eller de siste svarene kan fortsatt komme inn. Den kan deles 28 dager etter at den er slutt.
network-share-done = Perioden er allerede delt, eller trukket tilbake. Hver periode deles én gang.
network-share-other-cut = Tall om de samme pasientene er allerede delt på en annen måte: i en annen periode, for en annen enhet eller med andre mål. To utgaver kunne røpet små tall, så denne kan ikke deles.
network-share-other-rules = Reglene for et av målene er ikke de samme her som i invitasjonen. Alle må bruke samme versjon av skjemaet.
network-share-changed = Tallene er endret siden du så dem. Se over dem på nytt.
network-back = Tilbake til nettverket

# Side om side.
network-own-first = Egen utvikling kommer først.
network-own-report = Se { $unit } over tid
network-period = Periode
network-own-missing = Dere har ikke delt { $period } selv.
network-question = En virksomhet utenfor grensene er et spørsmål, ikke en dom: er pasientene andre, måles det på en annen måte, mangler noen svar, eller gjør de noe vi kan lære av? Bedring og forverring leses sammen.
network-few = Grensene hviler på bare { $n } virksomheter. Under { $few } er forskjellen mellom virksomheter for usikker til å anslås godt. Les grensene med forbehold.
network-spread = Også uten tilfeldigheter ville to av tre virksomheter ligge spredt fra { $low } til { $high }.
network-spread-none = Virksomhetene er ikke mer forskjellige enn tilfeldigheter alene gir.
network-key-other = en annen virksomhet, med nummeret fra tabellen
network-key-hollow = under 60 % dekning: kan ikke tolkes
network-key-line = alle under ett
network-key-chance = grense ved tilfeldigheter alene (99,8 %)
network-key-usual = grense når vanlig forskjell mellom virksomheter regnes med (99,8 %)
network-by-size = Virksomhetene står etter størrelse, aldri etter resultat.
network-too-few = { $n ->
    [0] Ingen har delt tall for perioden ennå.
    [one] Én virksomhet har delt tall for perioden.
   *[other] { $n } virksomheter har delt tall for perioden.
} Ingenting vises før det er { $least }: med to ville hver kjenne den andre.
network-nothing = Ingen har delt resultater i dette nettverket ennå.

funnel-own = Dere
funnel-other = Virksomhet { $number }
funnel-not-drawn = Tegnes ikke: færre enn tre virksomheter har et tall som kan vises og tolkes.
funnel-line = Alle { $n } virksomheter som kan tolkes, har { $share } til sammen.
funnel-outside-count = { $n ->
    [0] Ingen ligger utenfor det vanlige.
    [one] Én ligger utenfor det vanlige.
   *[other] { $n } ligger utenfor det vanlige.
}
funnel-own-inside = Dere har { $share }, innenfor det tilfeldigheter alene kan gi.
funnel-own-between = Dere har { $share }: mer enn tilfeldigheter alene, men ikke mer enn virksomheter pleier å være forskjellige.
funnel-own-outside = Dere har { $share }, utenfor grensene. Det er et spørsmål å ta med videre.
funnel-own-hollow = Dere har { $share }, men for få har svart til at det kan tolkes.
funnel-own-hidden = Deres eget tall er skjult: det, eller et tall det kunne røpet, er for lite.
funnel-hollow-count = { $n ->
    [one] Én har under 60 % dekning og er tegnet hul: kan ikke tolkes.
   *[other] { $n } har under 60 % dekning og er tegnet hule: kan ikke tolkes.
}
funnel-hidden-count = { $n ->
    [one] Én har et tall som er skjult.
   *[other] { $n } har tall som er skjult.
}
funnel-axis = med begge målinger
funnel-hidden = skjult
funnel-hollow = kan ikke tolkes
funnel-inside = innenfor begge grenser
funnel-between = mer enn tilfeldigheter, innenfor det vanlige
funnel-outside = utenfor grensene
funnel-at-least = minst { $share }
funnel-head-who = Virksomhet
funnel-head-pairs = Begge målinger
funnel-head-coverage = Dekningsgrad
funnel-head-share = Andel
funnel-head-bounds = Om alle hadde svart
funnel-head-by-chance = Tilfeldigheter alene gir
funnel-head-as-usual = Med vanlig forskjell
funnel-head-note = Merknad

done-network-founded = Nettverket er stiftet. Last ned invitasjonen, og send den til de andre.
done-network-invited = Invitasjonen er tatt imot. Les den, og ring stifteren før dere svarer.
done-network-accepted = Svaret er signert. Last det ned, og send det til stifteren; har dere skrevet stifterens adresse, går det av seg selv.
done-network-waiting = Fila er tatt imot og venter på at noen sier ja.
done-network-taken = Tatt inn.
done-network-refused = Fjernet.
done-network-shared = Resultatene er signert. De går av seg selv dit dere har skrevet en adresse. Last dem ned, og send dem til de andre.
done-network-withdrawn = Trukket tilbake. Tilbaketrekkingen går av seg selv dit dere har skrevet en adresse. Last ned fila, og send den til de andre, så de sletter sine.
done-network-left = Dere er ute, og det dere hadde mottatt, er slettet. Utmeldingen går av seg selv dit dere har skrevet en adresse. Send fila til de andre.
done-network-done = Fila er tatt imot og gjelder fra nå.
