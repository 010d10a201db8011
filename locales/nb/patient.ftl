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
