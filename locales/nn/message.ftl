# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# Text messages, e-mail, and the page where somebody says that they want no more of them.
# Nothing here names a service, a clinician, a questionnaire or a kind of help: a message lies open on a locked phone.
message-sms = Hei. Nokre spørsmål til deg: { $link } Ikkje fleire slike: { $stop }
message-sms-reminder = Hei. Spørsmåla ventar: { $link } Ikkje fleire slike: { $stop }
message-subject = Nokre spørsmål til deg
message-subject-reminder = Spørsmåla ventar framleis
message-lead = Hei. Her er nokre spørsmål til deg. Det tek nokre få minutt.
message-lead-reminder = Hei. Spørsmåla vi sende deg, ventar framleis. Det tek nokre få minutt.
message-press = Gå til spørsmåla
message-free = Du bestemmer sjølv om du vil svare. Lenkja er berre di, så ikkje send ho vidare.
message-unread = Ingen les svar på denne e-posten.
message-stop = Eg vil ikkje ha slike meldingar
message-sms-own = Hei. Sida di: { $link } Ikkje fleire slike: { $stop }
message-subject-own = Ei side til deg
message-lead-own = Hei. Her er lenkja til sida di.
message-press-own = Opne sida
message-free-own = Lenkja er berre di, så ikkje send ho vidare. Du treng ein kode i tillegg.
message-sms-code = Koden din er { $code }. Han verkar i ti minutt. Ikkje gje han til nokon.
message-subject-code = Koden du bad om
message-lead-code = Koden din er { $code }. Han verkar i ti minutt. Ikkje gje han til nokon. Har du ikkje bede om ein kode, kan du sjå bort frå dette.
message-trial-subject = Prøve
message-trial = Dette er ei prøve. Meldingar herifrå kjem fram.
stop-title = Vil du sleppe slike meldingar?
stop-lead = Då skriv vi ikkje meir til dette nummeret eller denne adressa. Det får ingen følgjer for hjelpa du får.
stop-confirm = Ja, ikkje skriv til meg
stopped-title = Vi skriv ikkje til deg
stopped-lead = Dette nummeret eller denne adressa får ingen meldingar frå oss.
stopped-how = Du kan framleis svare når de møtest, om du vil.
stopped-undo = Skriv til meg igjen
resumed-title = Vi skriv til deg igjen
resumed-lead = Neste gong det er nokre spørsmål, får du ei melding.
