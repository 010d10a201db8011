# The pages of the person who answers. Plain, warm, short. Nothing about unit, theme or result.
landing-title-before = A few questions before you meet
landing-title-after = A few questions after you met
landing-title-other = A few questions for you
landing-lead = Your answers help us use the time together on what matters to you.
landing-minutes = { $minutes ->
    [one] About one minute.
   *[other] About { $minutes } minutes.
}
landing-questions = { $questions ->
    [one] One question.
   *[other] { $questions } questions, one at a time.
}
landing-reader-before = Your clinician reads the answers before you meet.
landing-reader-after = Your clinician reads the answers before you meet next time.
landing-reader-other = Your clinician reads the answers during working hours.
landing-free = You can skip, take a break or stop whenever you like. It does not affect the help you get.
landing-start = Begin
landing-continue = Continue
not-watched = Nobody is watching the answers while you write. If you need help now, use the numbers at the bottom of the page.
not-watched-short = Nobody watches the answers in real time. If you need help now, call one of the numbers below.
early-title = A little early
early-lead = The questions open { $date } at { $time }.
early-next = The link is right. Open it again then.
decline-link = I would rather not answer
decline-title = Would you rather not answer?
decline-lead = That is quite all right. Your clinician is told that you would rather not answer this time, and nothing more.
decline-confirm = Yes, I would rather not
decline-back = No, go back
declined-title = Thank you for letting us know
declined-lead = Stored at { $time }. You will not be asked about this again this time.
declined-next = You can talk about it when you meet, or leave it.

help-title = Do you need someone to talk to now?
help-113 = When life is in danger
help-116117 = Out-of-hours doctor, day and night
help-116123 = Mental Helse helpline, day and night
help-short = Help now:

question-title = Question { $number } of { $of }
question-progress = { $number } of { $of }
question-progress-label = How far you have come
question-minutes-left = { $minutes ->
    [one] about one minute left
   *[other] about { $minutes } minutes left
}
question-under-a-minute = less than a minute left
question-other-language = This question is not available in English yet. It is shown in another language.
number-limit = A number from { $from } to { $to }.
day-form = Day, month and year, for example 31.01.2026.
analogue-limit = Tap the line, or type a number from { $from } to { $to }.
analogue-unmarked = Not answered
text-limit = Up to { $max } characters.
text-used = You have written
optional = You do not have to answer this.
decline-item = I would rather not answer this
item-declined = You chose not to answer this.
stop-answering = I want to stop here
decline-removes = What you have answered so far is deleted.
decline-all = I would rather not answer after all
unreviewed = Two people have not yet checked this wording.
answer-error-missing = Choose an answer, or choose that you would rather not.
answer-error-too-long = The text is too long. Make it a little shorter.
answer-error-invalid = The answer did not fit the question. Please choose again.
answer-error-number = Type a number between the two ends.
answer-error-day = Type a day that exists, for example 31.01.2026.
saving = Saving …
saved = Saved
save-waiting = Not saved yet – trying again
to-review = To the overview

review-title = Look over your answers
review-lead = Nothing has been sent yet. You can change as much as you like.
review-unanswered = { $n ->
    [one] One question has no answer. You can send anyway.
   *[other] { $n } questions have no answer. You can send anyway.
}
review-change = Change
review-answer = Answer
review-which = question { $number }
given-declined = Would rather not answer
given-unanswered = Not answered
send = Send the answers

receipt-title = Thank you
receipt-stored = Sent and stored at { $time }.
receipt-next-title = What happens now?
receipt-next-before = Your clinician reads the answers before you meet. What you talk about, you decide together.
receipt-next-after = Your clinician reads the answers before you meet next time. Do say so then if something should be done differently.
receipt-next-other = Your clinician reads the answers during working hours.
receipt-back-title = For you
receipt-own-words = You wrote: “{ $words }”. You take that with you into the conversation.
receipt-close = You can close this page now. The answers do not stay on the phone.

gone-title = This link no longer works
gone-lead = It may have been used, withdrawn or become too old.
gone-next = If you need a new one, ask where you get help. You can also wait until you meet.

# Asked at other moments, or of somebody near the patient.
landing-lead-near = Your answers help us understand more. What you see and think is what counts.
landing-free-near = You can skip, take a break or stop whenever you like. It has no consequences for anybody.
landing-title-referral = A few questions while you wait
landing-title-every-weeks = How are things now?
landing-title-end = A few questions towards the end
landing-title-after-end = How have things been since then?
landing-title-parent = A few questions for you as a parent
landing-title-next-of-kin = A few questions for you who are close
landing-title-teacher = A few questions for you as a teacher
landing-reader-referral = Those who are going to help you read the answers before you meet for the first time.
landing-reader-every-weeks = Your clinician reads the answers during working hours.
landing-reader-end = Your clinician reads the answers, so that you can look back together.
landing-reader-after-end = The answers are used to learn from what helps. They are read during working hours.
landing-reader-parent = Those who give the help read the answers during working hours.
landing-reader-next-of-kin = Those who give the help read the answers during working hours.
landing-reader-teacher = Those who give the help read the answers during working hours.
receipt-next-referral = Those who are going to help you read the answers before you meet for the first time.
receipt-next-every-weeks = Your clinician reads the answers during working hours. You can talk about them next time.
receipt-next-end = Your clinician reads the answers, so that you can look back together.
receipt-next-after-end = The answers are used to learn from what helps. If you need help again, get in touch as before.
receipt-next-parent = Those who give the help read the answers during working hours. Your answers are not shown to others who were asked.
receipt-next-next-of-kin = Those who give the help read the answers during working hours. Your answers are not shown to others who were asked.
receipt-next-teacher = Those who give the help read the answers during working hours. Your answers are not shown to others who were asked.

# Other ways in: a code, a tablet, a letter, this very device.
entry-staff = You type the answers while the person asked gives them.
entry-paper = You are typing in answers from paper.
receipt-handed = The answers are sent. Please give the device back to whoever lent it to you.
receipt-kiosk = The screen goes back to the start by itself. The answers do not stay here.
receipt-kiosk-done = Done
code-page-title = Do you have a code?
code-page-lead = Type the code from the letter, and the questions open.
code-page-lead-room = Type the code you were given, and the questions open.
code-page-wrong = The code opens nothing. It may be mistyped, used or too old.
code-page-label = Code
code-page-hint = Twelve letters and digits. Capitals and hyphens make no difference.
code-page-hint-room = Six digits from the desk, or twelve letters and digits from a letter.
code-page-open = Open
letter-title = A few questions for you
letter-lead = We would like to hear how you are. You can answer whenever it suits you, before the time below.
letter-lead-near = We would like to hear what you see and think. You can answer whenever it suits you, before the time below.
letter-camera-title = With a phone
letter-camera = Hold the camera over the square and open the address that appears.
letter-code-title = With the code
letter-code-go = Type this address in a browser:
letter-code-type = Then type the code:
letter-until = Works until { $date } at { $time }. The code opens the questions and nothing else.
letter-not-watched = Nobody watches the answers in real time. If you need help now, call:

# Without a line.
kept = Kept on this phone, not sent yet
offline-lead = The line is down. You can go on: your answers stay on this phone until it is back.
offline-back = The line is back. Your answers are being sent …
offline-wait-title = Sending is not confirmed yet
offline-wait = They are kept on this phone. Leave this page open and they are sent when the line is back. If you close it, open your link again later.
offline-sent-title = Your answers are sent
offline-sent = The receipt is shown when the line is back.
offline-empty = Nothing is answered yet.
offline-retry = Try again now
offline-sending = Sending …
offline-refused = The answers could not be sent like this. Please look them over again.
offline-none-title = No connection
offline-none = This page cannot be shown without a line. Try again when it is back.

# How the pages look.
display-title = Display
display-size-0 = Usual text
display-size-1 = Larger text
display-size-2 = Largest text
display-contrast-on = More contrast
display-contrast-off = Usual contrast

# After the answers are sent, where the service gives it.
own-title = Your answers this time
own-value = { $topic }: { $value } on a scale from { $low } to { $high }.
own-up-worse = A higher number means that it troubles you more.
own-up-better = A higher number means that it feels better.
own-none = { $topic }: too few answers to work out a number. That is quite all right.
over-link = See your answers over time
over-title = Your answers over time
over-ask-title = Please confirm that it is you
over-ask-lead = Others may have borrowed the phone. Type your date of birth to see earlier answers.
over-birth = Date of birth
over-show = Show
over-wrong = That did not match.
over-closed-title = This is closed
over-closed = There were too many attempts. The answers you sent are not affected. Ask where you get help if you want to see them.
over-lower = { $topic }: { $now } now, { $first } the first time. That is lower than at the start.
over-higher = { $topic }: { $now } now, { $first } the first time. That is higher than at the start.
over-same = { $topic }: { $now } now, the same as the first time.
over-once = { $topic }: { $now }. This is the first time, so there is nothing to compare with yet.
over-sway = The numbers go a little up and down for everybody. Do talk with your clinician about what they mean to you.
over-when = When
over-number = Number
shared-title = What came of it
shared-change = What changes:
talked-title = In the team
talked-line = Talked about in the team
talked-ask = Whoever treats you can tell you what was said.
opened-title = Who has opened this
opened-lead = Those who treat you, and those in the team when it was asked something: once for each day they opened your name, your answers or the question to the team.
opened-nobody = Nobody has opened it yet.
fix-title = Is something not right?
fix-lead = You can correct the answers or take them back until { $date } at { $time }, from this phone.
fix-correct = Correct the answers
fix-withdraw = Take the answers back
correcting = You are correcting answers that were sent. The old ones count until you send again.
takeback-title = Do you want to take the answers back?
takeback-lead = Your clinician then only sees that they were taken back, not what you answered. It does not affect the help you get.
takeback-confirm = Yes, take them back
takeback-back = No, leave them
withdrawn-title = The answers are taken back
withdrawn-lead = Stored at { $time }. The answers are no longer shown to anybody.
