# Den nasjonale koden for brukt feedbackverktøy.
tool-use-title = Brukt feedbackverktøy
tool-use-lead = Nasjonale pasientforløp ber om denne koden én gang før avslutning, når et feedbackverktøy er brukt regelmessig. Lytt vet hva som skjedde i timene. Her står det for dine pasienter. Registrer den når avslutningen nærmer seg: tallet kan endre seg til siste time.
tool-use-code = Registreres i journalen: hendelse { $event } (OID { $event_system }) og utfall { $outcome } (OID { $outcome_system }).
tool-use-rule = Kodeveilederen sier «regelmessig», ikke hvor ofte. Vår lesning: i minst halvparten av behandlingstimene som ble holdt, og i minst tre, ble svarene åpnet av en behandler før timen var over, eller snakket om.
tool-use-unverified = Kodene er hentet fra et utdrag av kodeveilederen og er ikke kontrollert mot kodeverket. Sjekk før dere tar dem i bruk.
tool-use-yes = Skal registreres
tool-use-no = Ikke regelmessig
tool-use-too-few = For få timer
tool-use-counts = brukt i { $used } av { $held } timer
tool-use-since = Siden { $date }
tool-use-file = Hent { $n ->
    [one] ett forløp
   *[other] { $n } forløp
} som fil
tool-use-file-hint = Fila har navn og fødselsdato. Behandle den som journalen.
tool-use-journal = Lytt skriver ikke i journalen og vet ikke hva som er registrert der. Koden sier ja eller nei; hva svarene ble brukt til, står i samtalen.
tool-use-rest = Ikke nå ({ $n })
