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
