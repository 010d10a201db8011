# Text messages, e-mail, and the page where somebody says that they want no more of them.
# Nothing here names a service, a clinician, a questionnaire or a kind of help: a message lies open on a locked phone.
message-sms = Hei. Noen spørsmål til deg: { $link } Ikke flere slike: { $stop }
message-sms-reminder = Hei. Spørsmålene venter: { $link } Ikke flere slike: { $stop }
message-subject = Noen spørsmål til deg
message-subject-reminder = Spørsmålene venter fortsatt
message-lead = Hei. Her er noen spørsmål til deg. Det tar noen få minutter.
message-lead-reminder = Hei. Spørsmålene vi sendte deg, venter fortsatt. Det tar noen få minutter.
message-press = Gå til spørsmålene
message-free = Du bestemmer selv om du vil svare. Lenken er bare din, så ikke send den videre.
message-unread = Ingen leser svar på denne e-posten.
message-stop = Jeg vil ikke ha slike meldinger
message-trial-subject = Prøve
message-trial = Dette er en prøve. Meldinger herfra kommer fram.
stop-title = Vil du slippe slike meldinger?
stop-lead = Da skriver vi ikke mer til dette nummeret eller denne adressen. Det får ingen følger for hjelpen du får.
stop-confirm = Ja, ikke skriv til meg
stopped-title = Vi skriver ikke til deg
stopped-lead = Dette nummeret eller denne adressen får ingen meldinger fra oss.
stopped-how = Du kan fortsatt svare når dere møtes, hvis du vil.
stopped-undo = Skriv til meg igjen
resumed-title = Vi skriver til deg igjen
resumed-lead = Neste gang det er noen spørsmål, får du en melding.
