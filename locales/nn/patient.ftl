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
