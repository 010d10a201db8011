# Text messages, e-mail, and the page where somebody says that they want no more of them.
# Nothing here names a service, a clinician, a questionnaire or a kind of help: a message lies open on a locked phone.
message-sms = Hi. Some questions for you: { $link } No more of these: { $stop }
message-sms-reminder = Hi. The questions are waiting: { $link } No more of these: { $stop }
message-subject = Some questions for you
message-subject-reminder = The questions are still waiting
message-lead = Hi. Here are some questions for you. It takes a few minutes.
message-lead-reminder = Hi. The questions we sent you are still waiting. It takes a few minutes.
message-press = Go to the questions
message-free = You decide whether to answer. The link is yours alone, so please do not pass it on.
message-unread = Nobody reads replies to this e-mail.
message-stop = I do not want such messages
message-trial-subject = A try
message-trial = This is a try. Messages from here arrive.
stop-title = Do you want no more such messages?
stop-lead = Then we do not write to this number or address any more. It makes no difference to the help you get.
stop-confirm = Yes, do not write to me
stopped-title = We do not write to you
stopped-lead = This number or address gets no messages from us.
stopped-how = You can still answer when you meet, if you like.
stopped-undo = Write to me again
resumed-title = We write to you again
resumed-lead = The next time there are some questions, you get a message.
