# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# The pages of the person who answers. Plain, warm, short. Nothing about unit, theme or result.
machine-made = Nynorskteksten er laga av ei maskin. Ingen har lese gjennom han enno.
landing-title-before = Nokre spørsmål før timen
landing-title-after = Nokre spørsmål etter timen
landing-title-other = Nokre spørsmål til deg
landing-lead = Svara dine hjelper oss å bruke tida saman på det som betyr noko for deg.
landing-minutes = { $minutes ->
    [one] Om lag eitt minutt.
   *[other] Om lag { $minutes } minutt.
}
landing-questions = { $questions ->
    [one] Eitt spørsmål.
   *[other] { $questions } spørsmål, eitt om gongen.
}
landing-reader-before = Behandlaren din les svara før de møtest.
landing-reader-after = Behandlaren din les svara før de møtest neste gong.
landing-reader-other = Behandlaren din les svara i arbeidstida.
landing-free = Du kan hoppe over, ta ein pause eller slutte når du vil. Det får ingen følgjer for hjelpa du får.
landing-start = Byrj
landing-continue = Hald fram
not-watched = Ingen følgjer med på svara medan du skriv. Treng du hjelp no, bruk numra nedst på sida.
not-watched-short = Ingen følgjer med på svara medan du skriv. Treng du hjelp no, ring eit av numra nedst.
early-title = Litt for tidleg
early-lead = Spørsmåla opnar { $date } kl. { $time }.
early-next = Lenkja er rett. Opne ho igjen då.
decline-link = Eg vil ikkje svare
decline-title = Vil du la vere å svare?
decline-lead = Det er heilt i orden. Behandlaren din får vite at du ikkje ville svare denne gongen, og ikkje noko meir.
decline-confirm = Ja, eg vil ikkje svare
decline-back = Nei, gå tilbake
declined-title = Takk for beskjeden
declined-lead = Lagra kl. { $time }. Du blir ikkje spurd om dette på nytt denne gongen.
declined-next = Du kan snakke om det når de møtest, eller la vere.

help-title = Treng du nokon å snakke med no?
help-113 = Når liv er i fare
help-116117 = Legevakt, heile døgnet
help-116123 = Mental Helse, heile døgnet
help-short = Hjelp no:

question-title = Spørsmål { $number } av { $of }
question-progress = { $number } av { $of }
question-progress-label = Kor langt du er komen
question-minutes-left = { $minutes ->
    [one] om lag eitt minutt igjen
   *[other] om lag { $minutes } minutt igjen
}
question-under-a-minute = under eitt minutt igjen
question-other-language = Dette spørsmålet finst ikkje på nynorsk enno. Det blir vist på eit anna språk.
number-limit = Eit tal frå { $from } til { $to }.
day-form = Dag, månad og år, til dømes 31.01.2026.
analogue-limit = Trykk på streken, eller skriv eit tal frå { $from } til { $to }.
analogue-unmarked = Ikkje svart på
text-limit = Inntil { $max } teikn.
text-used = Du har skrive
optional = Du treng ikkje svare på dette.
decline-item = Eg vil ikkje svare på dette
item-declined = Du har valt å ikkje svare på dette.
stop-answering = Eg vil stoppe her
decline-removes = Det du har svart så langt, blir sletta.
decline-all = Eg vil ikkje svare likevel
unreviewed = Ordlyden er ikkje kontrollert av to personar enno.
answer-error-missing = Vel eit svar, eller vel at du ikkje vil svare.
answer-error-too-long = Teksten er for lang. Gjer han litt kortare.
answer-error-invalid = Svaret passa ikkje til spørsmålet. Vel på nytt.
answer-error-number = Skriv eit tal som ligg mellom dei to endane.
answer-error-day = Skriv ein dag som finst, til dømes 31.01.2026.
saving = Lagrar …
saved = Lagra
save-waiting = Ikkje lagra enno – prøver igjen
to-review = Til oversikta

review-title = Sjå over svara
review-lead = Ingenting er sendt enno. Du kan endre så mykje du vil.
review-unanswered = { $n ->
    [one] Eitt spørsmål er det ikkje svart på. Du kan sende likevel.
   *[other] { $n } spørsmål er det ikkje svart på. Du kan sende likevel.
}
review-change = Endre
review-answer = Svar
review-which = spørsmål { $number }
given-declined = Ville ikkje svare
given-unanswered = Ikkje svart på
send = Send svara

receipt-title = Takk
receipt-stored = Sendt og lagra kl. { $time }.
receipt-next-title = Kva skjer no?
receipt-next-before = Behandlaren din les svara før de møtest. Kva de snakkar om, avgjer de saman.
receipt-next-after = Behandlaren din les svara før de møtest neste gong. Sei gjerne frå då om noko bør gjerast annleis.
receipt-next-other = Behandlaren din les svara i arbeidstida.
receipt-back-title = Til deg
receipt-own-words = Du skreiv: «{ $words }». Det tek de med inn i samtalen.
receipt-close = Du kan lukke denne sida no. Svara ligg ikkje igjen på telefonen.

gone-title = Denne lenkja verkar ikkje lenger
gone-lead = Ho kan vere brukt, trekt tilbake eller for gammal.
gone-next = Treng du ei ny, kan du be om det der du får hjelp. Du kan òg vente til de møtest.

# Asked at other moments, or of somebody near the patient.
landing-lead-near = Svara dine hjelper oss å forstå meir. Det er det du ser og tenkjer, som tel.
landing-free-near = Du kan hoppe over, ta ein pause eller slutte når du vil. Det får ingen følgjer for nokon.
landing-title-referral = Nokre spørsmål medan du ventar
landing-title-every-weeks = Korleis går det no?
landing-title-end = Nokre spørsmål mot slutten
landing-title-after-end = Korleis har det gått sidan sist?
landing-title-parent = Nokre spørsmål til deg som forelder
landing-title-next-of-kin = Nokre spørsmål til deg som står nær
landing-title-teacher = Nokre spørsmål til deg som lærar
landing-reader-referral = Dei som skal hjelpe deg, les svara før de møtest første gong.
landing-reader-every-weeks = Behandlaren din les svara i arbeidstida.
landing-reader-end = Behandlaren din les svara, så de kan sjå tilbake saman.
landing-reader-after-end = Svara blir brukte til å lære av det som hjelper. Dei blir lesne i arbeidstida.
landing-reader-parent = Dei som gir hjelpa, les svara i arbeidstida.
landing-reader-next-of-kin = Dei som gir hjelpa, les svara i arbeidstida.
landing-reader-teacher = Dei som gir hjelpa, les svara i arbeidstida.
receipt-next-referral = Dei som skal hjelpe deg, les svara før de møtest første gong.
receipt-next-every-weeks = Behandlaren din les svara i arbeidstida. De kan snakke om dei neste gong.
receipt-next-end = Behandlaren din les svara, så de kan sjå tilbake saman.
receipt-next-after-end = Svara blir brukte til å lære av det som hjelper. Treng du hjelp igjen, ta kontakt som før.
receipt-next-parent = Dei som gir hjelpa, les svara i arbeidstida. Svara dine blir ikkje viste til andre som er spurde.
receipt-next-next-of-kin = Dei som gir hjelpa, les svara i arbeidstida. Svara dine blir ikkje viste til andre som er spurde.
receipt-next-teacher = Dei som gir hjelpa, les svara i arbeidstida. Svara dine blir ikkje viste til andre som er spurde.

# Other ways in: a code, a tablet, a letter, this very device.
entry-staff = Du skriv inn svara medan den som blir spurd, svarar.
entry-paper = Du skriv inn svar frå papir.
receipt-handed = Svara er sende. Gi eininga tilbake til den du fekk ho av.
receipt-kiosk = Skjermen går tilbake til start av seg sjølv. Svara ligg ikkje att her.
receipt-kiosk-done = Ferdig
code-page-title = Har du fått ein kode?
code-page-lead = Skriv koden frå brevet, så blir spørsmåla opna.
code-page-lead-room = Skriv koden du har fått, så blir spørsmåla opna.
code-page-wrong = Koden opnar ingenting. Han kan vere skriven feil, brukt eller for gammal.
code-page-label = Kode
code-page-hint = Tolv bokstavar og tal. Store eller små bokstavar og strekar har ikkje noko å seie.
code-page-hint-room = Seks tal frå skranken, eller tolv bokstavar og tal frå eit brev.
code-page-open = Opne
letter-title = Nokre spørsmål til deg
letter-lead = Vi vil gjerne høyre korleis du har det. Du kan svare når det passar deg, før fristen under.
letter-lead-near = Vi vil gjerne høyre kva du ser og tenkjer. Du kan svare når det passar deg, før fristen under.
letter-camera-title = Med telefonen
letter-camera = Hald kameraet over firkanten og opne adressa som kjem fram.
letter-code-title = Med koden
letter-code-go = Skriv denne adressa i ein nettlesar:
letter-code-type = Skriv så koden:
letter-until = Verkar til { $date } kl. { $time }. Koden opnar spørsmåla og ingenting anna.
letter-not-watched = Ingen følgjer med på svara i sanntid. Treng du hjelp no, ring:

# Without a line.
kept = Lagra på denne telefonen, ikkje sendt enno
offline-lead = Nettet er borte. Du kan svare vidare: svara ligg på denne telefonen til nettet er tilbake.
offline-back = Nettet er tilbake. Svara blir sende inn …
offline-wait-title = Sendinga er ikkje stadfesta enno
offline-wait = Dei ligg på denne telefonen. La sida stå open, så blir dei sende når nettet er tilbake. Lukkar du sida, opne lenka di igjen seinare.
offline-sent-title = Svara er sende
offline-sent = Kvitteringa blir vist når nettet er tilbake.
offline-empty = Ingenting er svara på enno.
offline-retry = Prøv igjen no
offline-sending = Sender …
offline-refused = Svara kunne ikkje sendast slik. Sjå over dei på nytt.
offline-none-title = Inga tilkopling
offline-none = Sida kan ikkje visast utan nett. Prøv igjen når nettet er tilbake.

# How the pages look.
display-title = Vising
display-size-0 = Vanleg tekst
display-size-1 = Større tekst
display-size-2 = Størst tekst
display-contrast-on = Meir kontrast
display-contrast-off = Vanleg kontrast

# After the answers are sent, where the service gives it.
own-title = Svara dine denne gongen
own-value = { $topic }: { $value } på ein skala frå { $low } til { $high }.
own-up-worse = Eit høgare tal betyr at det plagar deg meir.
own-up-better = Eit høgare tal betyr at det kjennest betre.
own-none = { $topic }: for få svar til å rekne ut eit tal. Det er heilt greitt.
over-link = Sjå svara dine over tid
over-title = Svara dine over tid
over-ask-title = Stadfest at det er deg
over-ask-lead = Andre kan ha lånt telefonen. Skriv fødselsdatoen din for å sjå tidlegare svar.
over-birth = Fødselsdato
over-show = Vis
over-wrong = Det stemte ikkje.
over-closed-title = Dette er lukka
over-closed = Det vart for mange forsøk. Svara du har sendt, er ikkje rørte. Spør der du får hjelp om du vil sjå dei.
over-lower = { $topic }: { $now } no, { $first } første gong. Det er lågare enn i starten.
over-higher = { $topic }: { $now } no, { $first } første gong. Det er høgare enn i starten.
over-same = { $topic }: { $now } no, det same som første gong.
over-once = { $topic }: { $now }. Dette er første gong, så det er ikkje noko å samanlikne med enno.
over-sway = Tala går litt opp og ned hos alle. Snakk gjerne med behandlaren din om kva dei betyr for deg.
over-when = Når
over-number = Tal
shared-title = Det de kom fram til
shared-change = Dette endrar de:
talked-title = I teamet
talked-line = Snakka om i teamet
talked-ask = Den som behandlar deg, kan fortelje kva det vart snakka om.
opened-title = Kven som har opna dette
opened-lead = Dei som behandlar deg, og dei i teamet når det er spurt om noko: éin gong for kvar dag dei har opna namnet ditt, svara dine eller spørsmålet til teamet.
opened-nobody = Ingen har opna det enno.
fix-title = Vart noko feil?
fix-lead = Du kan rette svara eller trekkje dei tilbake til { $date } kl. { $time }, frå denne telefonen.
fix-correct = Rett svara
fix-withdraw = Trekk svara tilbake
correcting = Du rettar svar som er sende. Dei gamle gjeld til du sender på nytt.
takeback-title = Vil du trekkje svara tilbake?
takeback-lead = Behandlaren din ser då berre at dei er trekte tilbake, ikkje kva du svara. Det får ingen følgjer for hjelpa du får.
takeback-confirm = Ja, trekk dei tilbake
takeback-back = Nei, la dei stå
withdrawn-title = Svara er trekte tilbake
withdrawn-lead = Lagra kl. { $time }. Svara blir ikkje viste til nokon lenger.
