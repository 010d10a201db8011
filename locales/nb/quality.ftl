# The quality of the data and of their use.
quality-title = Data og bruk
quality-questions = Spørsmål til dere
quality-lead = Her er noe i tallene vi ikke skjønner, og som dere kan vite noe om. Det kan ha en god grunn.
quality-lead-clinician = Dere som behandler, ser spørsmålene først. Etter 14 dager ser også ledere og brukerrepresentanter dem, eller når en av dere slipper dem videre med et svar. Tallene gjelder enheten; ingen er nevnt.
quality-lead-others = De som behandler, ser et spørsmål i 14 dager før det kommer hit. Tallene gjelder enheten, aldri én behandler.
quality-none = Ingenting å spørre om i disse tolv månedene. Det betyr ikke at alt er fanget opp.
quality-none-others = Ingen spørsmål her nå. Det betyr ikke at alt er fanget opp.
quality-few = færre enn 10
quality-too-few = for få til å vises
quality-of = { $n } av { $of }
quality-open = synlig for ledere
quality-opens = bare dere som behandler, til { $date }
quality-only-you = bare dere som behandler: for få behandlere til at andre ser det av seg selv
quality-known-title = Det dere vet
quality-by-you = Du
quality-by-clinician = En som behandler i enheten
quality-not-known = Ikke svart på av dem som behandler ennå
quality-write = Skriv hva du vet
quality-write-hint = uten navn på noen; svaret beholdes slik du skriver det
quality-save = Lagre
quality-let-on = Lagre og slipp videre
quality-body = Hva kan forklare det?
done-quality-known = Lagret. Svaret står ved spørsmålet.
done-quality-let-on = Lagret. Spørsmålet og svaret er nå synlig for ledere.

quality-name-helped = hjelp fra ansatte
quality-name-discharge = avslutning etter en god skår
quality-name-late = skjema sent i timen
quality-name-repeated = skjema fylt ut på nytt
quality-name-assessment = utredning ført som behandling
quality-name-who-left = skjema for dem som sluttet
quality-name-parked = venting etter første time
quality-name-left-out = skjema som mangler

quality-ask-helped = I { $n } av { $of } avslutninger ble siste skjema fylt ut med hjelp fra ansatte, mot { $bn } av { $bof } av de andre skjemaene. Hva var det som gjorde hjelpen nødvendig?
quality-may-helped = Det kan være språk, lesing eller en avslutning dere går gjennom sammen. Svar som gis til noen, blir ofte snillere enn svar som gis alene.
quality-ask-discharge = { $n } av { $of } avtalte avslutninger kom ved det første skjemaet på den gode siden av grensen. Hva skjedde der?
quality-may-discharge = Det kan være at skåren bekreftet det dere alt så. Én god skår er også litt flaks, og noen har det verre igjen uka etter.
quality-ask-late = { $n } av { $of } skjemaer som skulle fylles ut før timen, kom i siste del av timen eller like etter. Hvordan foregår det hos dere?
quality-may-late = Det kan være et nettbrett som deles ut for sent, eller en lenke som ikke kom fram. Svar på slutten av en god time blir snillere, og timen kan ikke begynne med dem.
quality-ask-repeated = { $n } av { $of } skjemaer som ble fylt ut på nytt innen tre dager med et annet svar, ble bedre. Hva får dere til å spørre på nytt?
quality-may-repeated = Det kan være noen som hadde misforstått. Alle svarene er beholdt, og det som var planlagt, teller.
quality-ask-assessment = I { $n } av { $of } forløp med én eller to timer er den første ført som behandling, mot { $bn } av { $bof } av de lengre. Hva slags timer var det?
quality-may-assessment = Det kan være rådgivning eller en krise der dere begynte med én gang. Regner vi utredning som behandling, ser flere ut til å ha fått hjelp.
quality-ask-who-left = For { $n } av { $of } som sluttet å komme, la ansatte inn et skjema etter siste time, mot { $bn } av { $bof } ved avtalte avslutninger. Hvem svarte, og hvordan?
quality-may-who-left = Det kan være en telefonsamtale. Det er pasientens eget svar vi trenger; mangler det, er det også kunnskap.
quality-ask-parked = { $n } av { $of } ventet mer enn 42 dager etter første time på den neste, mot { $bn } av { $bof } mellom senere timer. Hva venter de på, og vet de det?
quality-may-parked = Det kan være en gruppe som ikke har begynt, eller noe dere har avtalt. For den som venter, er det ventetid, selv om den ikke telles.
quality-ask-left-out = Ved { $n } av { $of } avslutninger mangler skjemaet for det hjelpen gjaldt, mot { $bn } av { $bof } ved starten. Hva skjer med det?
quality-may-left-out = Det kan være for langt når man er lei. Uten det vet vi mest om noe annet enn det pasienten kom for.

quality-how = Hvordan spørsmålene blir til
quality-how-1 = Fire ganger i året leses de siste tolv månedene uten navn, for enheten samlet. Åtte måter utfallstall kan skeive på, har hver sin prøve mot enhetens egne tall.
quality-how-2 = Hver prøve spør av seg selv omtrent én gang av hundre der ingenting er skeivt, og er satt til heller å tie i små enheter. At den tier, viser ingenting.
quality-how-3 = Hva som sammenlignes, og hvor ofte hver prøve slår ut på oppdiktede enheter, står i dokumentasjonen (docs/gaming.md).

quality-use = Hva vi ber om, og hva vi bruker
quality-minutes = En pasient blir spurt i { $median } { $median ->
    [one] minutt
   *[other] minutter
} i en vanlig måned, og høyst { $most } i ni av ti måneder.
quality-opened-before = Timer der svarene var åpnet før timen
quality-opened = Timer der svarene er åpnet
quality-discussed = Timer der det er notert at svarene ble snakket om
quality-unopened = Ingen har åpnet svarene på { $name } på seks måneder ({ $n } svar). Skal dere fortsatt spørre om det?
quality-protocol = Se hva dere spør om
quality-data = Slik er dataene
quality-moments = Hvem svarer
quality-declined = { $n } sa nei takk; det er et svar.
quality-when = Når svarene før timen kommer
quality-when-before = før timen
quality-when-during = mens timen varer
quality-when-after = etter timen, samme dag
quality-when-late = en senere dag
quality-mode = Hvordan svarene kommer
quality-mode-link = egen lenke
quality-mode-room = nettbrett eller telefon fra oss
quality-mode-staff = lagt inn av ansatte mens pasienten svarte
quality-mode-paper = skrevet av fra papir
quality-mode-import = hentet fra et annet system
quality-odd = Verdt å se på
quality-repeats = Skjemaer som gjentar et annet innen tre dager
quality-same = Samme svar hele veien, i skjemaer der noen spørsmål er snudd
quality-leaps = Sprang på en uke langt utenfor det som ellers forekommer hos dere
quality-odd-note = Ingen av delene sier noe om én person. Mange spor av tastefeil eller trette svar sier at vi spør på en måte som ikke virker.
quality-empty = Ingen er spurt om noe i disse tolv månedene.
quality-looked = Lest { $date }. Det som ble funnet da, står til neste kvartal.
