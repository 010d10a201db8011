# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# Text messages, e-mail, and the page where somebody says that they want no more of them.
# Nothing here names a service, a clinician, a questionnaire or a kind of help: a message lies open on a locked phone.
message-sms = Gažaldagat dutnje: { $link } Ii šat: { $stop }
message-sms-reminder = Gažaldagat vurdet: { $link } Ii šat: { $stop }
message-subject = Moadde gažaldaga dutnje
message-subject-reminder = Gažaldagat vurdet ain
message-lead = Bures. Dás leat moadde gažaldaga dutnje. Dat ádjána muhtun minuhta.
message-lead-reminder = Bures. Gažaldagat maid sáddiimet dutnje, vurdet ain. Dat ádjána muhtun minuhta.
message-press = Mana gažaldagaide
message-free = Don mearridat ieš vástidatgo. Liŋka lea dušše du, ale sádde dan viidáseappot.
message-unread = Ii oktage loga vástádusaid dán e-poastii.
message-stop = In hálit dákkár dieđuid
message-sms-own = Du siidu: { $link } Bisset: { $stop }
message-subject-own = Siidu dutnje
message-lead-own = Bures. Dá lea liŋka du siidui.
message-press-own = Raba siiddu
message-free-own = Liŋka lea dušše du, ale sádde dan viidáseappot. Don dárbbašat koda vel lassin.
message-sms-code = Du koda lea { $code }. Dat doaibmá logi minuhta. Ale atte dan geasage.
message-subject-code = Koda maid bivdet
message-lead-code = Du koda lea { $code }. Dat doaibmá logi minuhta. Ale atte dan geasage. Jus it leat bivdán koda, de it dárbbaš bargat maidege.
message-trial-subject = Geahččaleapmi
message-trial = Dát lea geahččaleapmi. Dieđut dáppe bohtet ollái.
stop-title = Hálidatgo beassat dákkár dieđuin?
stop-lead = Dalle eat čále šat dán nummirii dahje čujuhussii. Das ii leat váikkuhus dan veahkkái maid oaččut.
stop-confirm = Juo, allet čále munnje
stopped-title = Mii eat čále dutnje
stopped-lead = Dát nummir dahje čujuhus ii oaččo dieđuid mis.
stopped-how = Sáhtát ain vástidit go deaivvadeahppi, jus hálidat.
stopped-undo = Čállet munnje fas
resumed-title = Mii čállit dutnje fas
resumed-lead = Boahtte háve go leat gažaldagat, de oaččut dieđu.
