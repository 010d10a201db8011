# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# Around every page.
skip = Hopp til innhaldet
demo-banner = Demo – oppdikta personar
leave = Forlat sida
close = Lukk
cancel = Avbryt
next = Neste
previous = Førre
error-summary = Noko må rettast
long-date = { $weekday } { $day }. { $month } { $year }
weekday-1 = måndag
weekday-2 = tysdag
weekday-3 = onsdag
weekday-4 = torsdag
weekday-5 = fredag
weekday-6 = laurdag
weekday-7 = søndag
month-1 = januar
month-2 = februar
month-3 = mars
month-4 = april
month-5 = mai
month-6 = juni
month-7 = juli
month-8 = august
month-9 = september
month-10 = oktober
month-11 = november
month-12 = desember
month-short-1 = jan
month-short-2 = feb
month-short-3 = mars
month-short-4 = apr
month-short-5 = mai
month-short-6 = juni
month-short-7 = juli
month-short-8 = aug
month-short-9 = sep
month-short-10 = okt
month-short-11 = nov
month-short-12 = des

# When a page cannot be shown.
failure-title = Noko gjekk gale
failure-lead = Sida kunne ikkje visast. Prøv igjen om litt.
failure-title-400 = Vi skjøna ikkje førespurnaden
failure-lead-400 = Noko i skjemaet eller adressa var ikkje som venta. Gå tilbake og prøv igjen.
failure-title-403 = Du har ikkje tilgang hit
failure-lead-403 = Denne sida høyrer ikkje til di rolle, eller skjemaet var ope for lenge. Gå tilbake og last sida på nytt.
failure-title-withheld = Her står det ingen tal
failure-lead-withheld = Tala kunne vist eigne resultat til færre enn tre behandlarar, fordi du kan lese resultata til ein kollega og trekkje dei frå. Dei er deira.
failure-title-404 = Sida finst ikkje
failure-lead-404 = Adressa kan vere feil, eller sida er flytta.
failure-title-409 = Nokon andre var her i mellomtida
failure-lead-409 = Det du såg på, er endra sidan du opna sida. Last ho på nytt og sjå over.
failure-title-413 = Det var for mykje på éin gong
failure-lead-413 = Teksten eller fila er for stor. Gjer han kortare og prøv igjen.
failure-title-422 = Dette kunne ikkje lagrast
failure-lead-422 = Det same skjemaet er alt sendt med eit anna innhald. Last sida på nytt.
failure-title-429 = Vent litt
failure-lead-429 = Det kom for mange forsøk på kort tid. Ingenting er gått tapt.
failure-title-500 = Feilen er vår
failure-lead-500 = Noko gjekk gale hos oss. Det er notert. Prøv igjen om litt.
failure-title-503 = Vi er straks tilbake
failure-lead-503 = Tenesta er oppteken eller startar på nytt. Det du har fått kvittering for, er lagra.
failure-title-507 = Det er ikkje plass akkurat no
failure-lead-507 = Svaret vart ikkje lagra. Det du har fått kvittering for tidlegare, er lagra. Prøv igjen om litt.
failure-wait = { $seconds ->
    [one] Vent eitt sekund og prøv igjen.
   *[other] Vent { $seconds } sekund og prøv igjen.
}
failure-reference = Oppgje denne koden om du melder frå:
failure-home = Gå vidare
