# Nettverk: fra tjener til tjener.
network-chosen = Fila
network-chosen-hint = velg fila slik dere fikk den, eller lim inn innholdet under
network-inbox-title = Innboks
network-inbox-lead = Kommet fra andres tjenere. Signaturen stemmer. Ingenting gjelder før noen her har sagt ja.
network-inbox-overtaken = Dokumentet kunne ikke tas inn lenger
network-what-joining = Svar på invitasjonen
network-what-members = Medlemsliste
network-what-statement = Resultater
network-what-withdrawal = Tilbaketrekking
network-what-leaving = Utmelding
network-came = Kom { $date } kl. { $time }.
network-inbox-statement = Resultater for { $period }. Tas de inn, står de i sammenligningen.
network-asked-names-yes = De kan vises med navn for de andre.
network-asked-names-no = De vil ikke vises med navn for de andre.
network-inbox-list = { $n ->
    [one] Lista har ett medlem.
   *[other] Lista har { $n } medlemmer.
}
network-inbox-list-own = Dere står på den.
network-inbox-list-without = Dere står ikke på den.
network-list-comes = Kommer til:
network-list-goes = Går ut:
network-signed-with = Signert med nøkkelen som har fingeravtrykket
network-refuse = Avvis
network-servers-title = Fra tjener til tjener
network-servers-lead = Skriv adressen til en virksomhet, så går det dere har godkjent, dit av seg selv: de samme signerte filene, og ingenting annet. Der sier et menneske ja eller nei. En tilbaketrekking gjelder med en gang.
network-own-address = Deres adresse
network-own-address-hint = gi den til de andre, på en måte de kjenner dere igjen på; den er ingen hemmelighet
network-not-opened = Den som drifter tjeneren, har ikke åpnet for å sende til noen. Filer kan lastes ned og sendes som før. Det som kommer fra andre, tas imot.
network-address-of = Adressen til { $who }
network-address-save = Lagre adressen
field-address = Adressen
field-error-not-https = må begynne med https://
field-error-host-not-opened = er hos en vert som den som drifter tjeneren, ikke har åpnet for
network-sent-title = Sendt
network-to = til { $who }
network-from = fra { $who }
network-sent-waiting = venter på å bli sendt
network-sent-received = sendt og mottatt
network-sent-refused = ikke tatt imot
network-sent-given-up = gitt opp
network-sent-called-off = ikke sendt: trukket tilbake eller erstattet
network-since = { $date } kl. { $time }
network-attempts = { $n ->
    [one] ett forsøk
   *[other] { $n } forsøk
}
network-next = Neste forsøk { $date } kl. { $time }.
network-again = Prøv igjen
network-hindrance-silent = Ingen svarte på adressen.
network-hindrance-not-opened = Den som drifter tjeneren her, har ikke åpnet for denne verten.
network-hindrance-not-known = Den andre siden tar ikke imot og sier ikke hvorfor. Står adressen riktig? Har de tatt inn den nyeste medlemslista?
network-hindrance-busy = Den andre siden har for mye å gjøre akkurat nå.
network-hindrance-strange = Det som svarte på adressen, ser ikke ut til å være Lytt.
network-told-older = De har dette allerede, eller noe nyere.
network-told-twice = De har allerede resultater fra dere for denne perioden.
network-told-taken-back = De har registrert at dere trakk dette tilbake. Det kommer ikke inn igjen.
network-told-other-metrics = De har en invitasjon med andre mål eller perioder enn dere. Snakk med stifteren.
network-told-too-early = De mener resultatene ble laget før perioden var over og de siste svarene kommet inn. Er klokka riktig på begge tjenerne?
network-told-not-taking-part = De er ikke med i nettverket nå, eller er ikke tatt opp ennå.
network-told-other-invitation = Svaret gjelder en annen invitasjon enn den de sendte. Be om invitasjonen på nytt.
network-earlier-title = Kommet før ({ $n })
network-arrived-taken = Tatt inn
network-arrived-refused = Avvist
network-arrived-at-once = Gjaldt med en gang.
network-arrived-overtaken = Trukket tilbake eller erstattet før noen hadde svart.
network-unadjusted-title = Det er ikke justert for hvem pasientene er
network-unadjusted = Forskjeller mellom virksomheter kan like gjerne komme av dette:
network-unadjusted-start = hvor mye plager de har når de kommer
network-unadjusted-who = alder, livssituasjon, andre sykdommer og hvor lenge det har vart
network-unadjusted-care = hvem som henvises hit, og hvem som sendes videre
network-unadjusted-measured = når i forløpet det måles første og siste gang
network-unadjusted-missing = hvem som ikke har svart
done-network-arrival = Avvist. Avsenderen får ikke beskjed herfra; ring gjerne.
done-network-address = Adressen er lagret. Det dere har godkjent, går dit nå.
done-network-again = Det prøves igjen nå.
