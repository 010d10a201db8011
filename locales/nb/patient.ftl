# The pages of the person who answers. Plain, warm, short. Nothing about unit, theme or result.
landing-title-before = Noen spørsmål før timen
landing-title-after = Noen spørsmål etter timen
landing-title-other = Noen spørsmål til deg
landing-lead = Svarene dine hjelper oss å bruke tiden sammen på det som betyr noe for deg.
landing-minutes = { $minutes ->
    [one] Omtrent ett minutt.
   *[other] Omtrent { $minutes } minutter.
}
landing-questions = { $questions ->
    [one] Ett spørsmål.
   *[other] { $questions } spørsmål, ett om gangen.
}
landing-reader-before = Behandleren din leser svarene før dere møtes.
landing-reader-after = Behandleren din leser svarene før dere møtes neste gang.
landing-reader-other = Behandleren din leser svarene i arbeidstiden.
landing-free = Du kan hoppe over, ta en pause eller slutte når du vil. Det får ingen følger for hjelpen du får.
landing-start = Begynn
landing-continue = Fortsett
not-watched = Ingen følger med på svarene mens du skriver. Trenger du hjelp nå, bruk numrene nederst på siden.
not-watched-short = Ingen følger med på svarene i sanntid. Trenger du hjelp nå, ring et av numrene nederst.
early-title = Litt for tidlig
early-lead = Spørsmålene åpner { $date } kl. { $time }.
early-next = Lenken er riktig. Åpne den igjen da.
decline-link = Jeg vil ikke svare
decline-title = Vil du la være å svare?
decline-lead = Det er helt i orden. Behandleren din får vite at du ikke ville svare denne gangen, og ikke noe mer.
decline-confirm = Ja, jeg vil ikke svare
decline-back = Nei, gå tilbake
declined-title = Takk for beskjeden
declined-lead = Lagret kl. { $time }. Du blir ikke spurt om dette på nytt denne gangen.
declined-next = Du kan snakke om det når dere møtes, eller la være.

help-title = Trenger du noen å snakke med nå?
help-113 = Når liv er i fare
help-116117 = Legevakt, hele døgnet
help-116123 = Mental Helse, hele døgnet
help-short = Hjelp nå:

question-title = Spørsmål { $number } av { $of }
question-progress = { $number } av { $of }
question-progress-label = Hvor langt du er kommet
question-minutes-left = { $minutes ->
    [one] omtrent ett minutt igjen
   *[other] omtrent { $minutes } minutter igjen
}
question-under-a-minute = under ett minutt igjen
question-other-language = Dette spørsmålet finnes ikke på bokmål ennå. Det vises på et annet språk.
number-limit = Et tall fra { $from } til { $to }.
day-form = Dag, måned og år, for eksempel 31.01.2026.
analogue-limit = Trykk på streken, eller skriv et tall fra { $from } til { $to }.
analogue-unmarked = Ikke besvart
text-limit = Inntil { $max } tegn.
text-used = Du har skrevet
optional = Du trenger ikke svare på dette.
decline-item = Jeg vil ikke svare på dette
item-declined = Du har valgt å ikke svare på dette.
stop-answering = Jeg vil stoppe her
decline-removes = Det du har svart så langt, blir slettet.
decline-all = Jeg vil ikke svare likevel
unreviewed = Ordlyden er ikke kontrollert av to personer ennå.
answer-error-missing = Velg et svar, eller velg at du ikke vil svare.
answer-error-too-long = Teksten er for lang. Gjør den litt kortere.
answer-error-invalid = Svaret passet ikke til spørsmålet. Velg på nytt.
answer-error-number = Skriv et tall som ligger mellom de to endene.
answer-error-day = Skriv en dag som finnes, for eksempel 31.01.2026.
saving = Lagrer …
saved = Lagret
save-waiting = Ikke lagret ennå – prøver igjen
to-review = Til oversikten

review-title = Se over svarene
review-lead = Ingenting er sendt ennå. Du kan endre så mye du vil.
review-unanswered = { $n ->
    [one] Ett spørsmål er ikke besvart. Du kan sende likevel.
   *[other] { $n } spørsmål er ikke besvart. Du kan sende likevel.
}
review-change = Endre
review-answer = Svar
review-which = spørsmål { $number }
given-declined = Ville ikke svare
given-unanswered = Ikke besvart
send = Send svarene

receipt-title = Takk
receipt-stored = Sendt og lagret kl. { $time }.
receipt-next-title = Hva skjer nå?
receipt-next-before = Behandleren din leser svarene før dere møtes. Det dere snakker om, bestemmer dere sammen.
receipt-next-after = Behandleren din leser svarene før dere møtes neste gang. Si gjerne fra der hvis noe bør gjøres annerledes.
receipt-next-other = Behandleren din leser svarene i arbeidstiden.
receipt-back-title = Til deg
receipt-own-words = Du skrev: «{ $words }». Det tar dere med inn i samtalen.
receipt-close = Du kan lukke denne siden nå. Svarene ligger ikke igjen på telefonen.

gone-title = Denne lenken virker ikke lenger
gone-lead = Den kan være brukt, trukket tilbake eller for gammel.
gone-next = Trenger du en ny, kan du be om det der du får hjelp. Du kan også vente til dere møtes.

# Asked at other moments, or of somebody near the patient.
landing-lead-near = Svarene dine hjelper oss å forstå mer. Det er det du ser og tenker, som teller.
landing-free-near = Du kan hoppe over, ta en pause eller slutte når du vil. Det får ingen følger for noen.
landing-title-referral = Noen spørsmål mens du venter
landing-title-every-weeks = Hvordan går det nå?
landing-title-end = Noen spørsmål mot slutten
landing-title-after-end = Hvordan har det gått siden sist?
landing-title-parent = Noen spørsmål til deg som forelder
landing-title-next-of-kin = Noen spørsmål til deg som står nær
landing-title-teacher = Noen spørsmål til deg som lærer
landing-reader-referral = De som skal hjelpe deg, leser svarene før dere møtes første gang.
landing-reader-every-weeks = Behandleren din leser svarene i arbeidstiden.
landing-reader-end = Behandleren din leser svarene, så dere kan se tilbake sammen.
landing-reader-after-end = Svarene brukes til å lære av det som hjelper. De leses i arbeidstiden.
landing-reader-parent = De som gir hjelpen, leser svarene i arbeidstiden.
landing-reader-next-of-kin = De som gir hjelpen, leser svarene i arbeidstiden.
landing-reader-teacher = De som gir hjelpen, leser svarene i arbeidstiden.
receipt-next-referral = De som skal hjelpe deg, leser svarene før dere møtes første gang.
receipt-next-every-weeks = Behandleren din leser svarene i arbeidstiden. Dere kan snakke om dem neste gang.
receipt-next-end = Behandleren din leser svarene, så dere kan se tilbake sammen.
receipt-next-after-end = Svarene brukes til å lære av det som hjelper. Trenger du hjelp igjen, ta kontakt som før.
receipt-next-parent = De som gir hjelpen, leser svarene i arbeidstiden. Svarene dine vises ikke til andre som er spurt.
receipt-next-next-of-kin = De som gir hjelpen, leser svarene i arbeidstiden. Svarene dine vises ikke til andre som er spurt.
receipt-next-teacher = De som gir hjelpen, leser svarene i arbeidstiden. Svarene dine vises ikke til andre som er spurt.

# Other ways in: a code, a tablet, a letter, this very device.
entry-staff = Du skriver inn svarene mens den som blir spurt, svarer.
entry-paper = Du skriver inn svar fra papir.
receipt-handed = Svarene er sendt. Gi enheten tilbake til den du fikk den av.
receipt-kiosk = Skjermen går tilbake til start av seg selv. Svarene ligger ikke igjen her.
receipt-kiosk-done = Ferdig
code-page-title = Har du fått en kode?
code-page-lead = Skriv koden fra brevet, så åpnes spørsmålene.
code-page-lead-room = Skriv koden du har fått, så åpnes spørsmålene.
code-page-wrong = Koden åpner ingenting. Den kan være skrevet feil, brukt eller for gammel.
code-page-label = Kode
code-page-hint = Tolv bokstaver og tall. Store eller små bokstaver og streker spiller ingen rolle.
code-page-hint-room = Seks tall fra skranken, eller tolv bokstaver og tall fra et brev.
code-page-open = Åpne
letter-title = Noen spørsmål til deg
letter-lead = Vi vil gjerne høre hvordan du har det. Du kan svare når det passer deg, før fristen under.
letter-lead-near = Vi vil gjerne høre hva du ser og tenker. Du kan svare når det passer deg, før fristen under.
letter-camera-title = Med telefonen
letter-camera = Hold kameraet over firkanten og åpne adressen som kommer fram.
letter-code-title = Med koden
letter-code-go = Skriv denne adressen i en nettleser:
letter-code-type = Skriv så koden:
letter-until = Virker til { $date } kl. { $time }. Koden åpner spørsmålene og ingenting annet.
letter-not-watched = Ingen følger med på svarene i sanntid. Trenger du hjelp nå, ring:

# Without a line.
kept = Lagret på denne telefonen, ikke sendt ennå
offline-lead = Nettet er borte. Du kan svare videre: svarene ligger på denne telefonen til nettet er tilbake.
offline-back = Nettet er tilbake. Svarene sendes inn …
offline-wait-title = Sendingen er ikke bekreftet ennå
offline-wait = De ligger på denne telefonen. La siden stå åpen, så sendes de når nettet er tilbake. Lukker du siden, åpne lenken din igjen senere.
offline-sent-title = Svarene er sendt
offline-sent = Kvitteringen vises når nettet er tilbake.
offline-empty = Ingenting er besvart ennå.
offline-retry = Prøv igjen nå
offline-sending = Sender …
offline-refused = Svarene kunne ikke sendes slik. Se over dem på nytt.
offline-none-title = Ingen forbindelse
offline-none = Siden kan ikke vises uten nett. Prøv igjen når nettet er tilbake.

# How the pages look.
display-title = Visning
display-size-0 = Vanlig tekst
display-size-1 = Større tekst
display-size-2 = Størst tekst
display-contrast-on = Mer kontrast
display-contrast-off = Vanlig kontrast

# After the answers are sent, where the service gives it.
own-title = Svarene dine denne gangen
own-value = { $topic }: { $value } på en skala fra { $low } til { $high }.
own-up-worse = Et høyere tall betyr at det plager deg mer.
own-up-better = Et høyere tall betyr at det kjennes bedre.
own-none = { $topic }: for få svar til å regne ut et tall. Det er helt greit.
over-link = Se svarene dine over tid
over-title = Svarene dine over tid
over-ask-title = Bekreft at det er deg
over-ask-lead = Andre kan ha lånt telefonen. Skriv fødselsdatoen din for å se tidligere svar.
over-birth = Fødselsdato
over-show = Vis
over-wrong = Det stemte ikke.
over-closed-title = Dette er lukket
over-closed = Det ble for mange forsøk. Svarene du har sendt, er ikke berørt. Spør der du får hjelp hvis du vil se dem.
over-lower = { $topic }: { $now } nå, { $first } første gang. Det er lavere enn i starten.
over-higher = { $topic }: { $now } nå, { $first } første gang. Det er høyere enn i starten.
over-same = { $topic }: { $now } nå, det samme som første gang.
over-once = { $topic }: { $now }. Dette er første gang, så det er ikke noe å sammenligne med ennå.
over-sway = Tallene går litt opp og ned hos alle. Snakk gjerne med behandleren din om hva de betyr for deg.
over-when = Når
over-number = Tall
shared-title = Det dere kom fram til
shared-change = Dette endrer dere:
talked-title = I teamet
talked-line = Snakket om i teamet
talked-ask = Den som behandler deg, kan fortelle hva det ble snakket om.
opened-title = Hvem som har åpnet dette
opened-lead = De som behandler deg, og de i teamet når det er spurt om noe: én gang for hver dag de har åpnet navnet ditt, svarene dine eller spørsmålet til teamet.
opened-nobody = Ingen har åpnet det ennå.
fix-title = Ble noe feil?
fix-lead = Du kan rette svarene eller trekke dem tilbake til { $date } kl. { $time }, fra denne telefonen.
fix-correct = Rett svarene
fix-withdraw = Trekk svarene tilbake
correcting = Du retter svar som er sendt. De gamle gjelder til du sender på nytt.
takeback-title = Vil du trekke svarene tilbake?
takeback-lead = Behandleren din ser da bare at de er trukket tilbake, ikke hva du svarte. Det får ingen følger for hjelpen du får.
takeback-confirm = Ja, trekk dem tilbake
takeback-back = Nei, la dem stå
withdrawn-title = Svarene er trukket tilbake
withdrawn-lead = Lagret kl. { $time }. Svarene vises ikke til noen lenger.
