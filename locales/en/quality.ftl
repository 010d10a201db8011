# The quality of the data and of their use.
quality-title = Data and use
quality-questions = Questions for you
quality-lead = Something in the figures we do not understand, and that you may know about. There may be a good reason.
quality-lead-clinician = You who treat see the questions first. After 14 days leaders and patient representatives see them too, or when one of you lets them on with an answer. The figures are the unit's; nobody is named.
quality-lead-others = Those who treat see a question for 14 days before it comes here. The figures are the unit's, never one clinician's.
quality-none = Nothing to ask about in these twelve months. It does not mean that everything would be seen.
quality-none-others = No questions here now. It does not mean that everything would be seen.
quality-few = fewer than 10
quality-too-few = too few to show
quality-of = { $n } of { $of }
quality-open = seen by leaders
quality-opens = only you who treat, until { $date }
quality-only-you = only you who treat: too few clinicians for others to see it by themselves
quality-known-title = What you know
quality-by-you = You
quality-by-clinician = Somebody who treats in the unit
quality-not-known = Not answered yet by those who treat
quality-write = Write what you know
quality-write-hint = without anybody's name; the answer is kept as you write it
quality-save = Save
quality-let-on = Save and let it on
quality-body = What may explain it?
done-quality-known = Saved. The answer stands by the question.
done-quality-let-on = Saved. Leaders now see the question and the answer.

quality-name-helped = help from staff
quality-name-discharge = ending after a good score
quality-name-late = form late in the session
quality-name-repeated = form filled in again
quality-name-assessment = assessment entered as treatment
quality-name-who-left = form for those who left
quality-name-parked = waiting after the first session
quality-name-left-out = missing form

quality-ask-helped = In { $n } of { $of } endings the last form was filled in with help from staff, against { $bn } of { $bof } of the other forms. What made the help needed?
quality-may-helped = It may be language, reading, or an ending you go through together. Answers given to somebody are often kinder than answers given alone.
quality-ask-discharge = { $n } of { $of } agreed endings came at the first form on the good side of the line. What happened there?
quality-may-discharge = It may be that the score confirmed what you saw already. One good score is also a little luck, and some are worse again the week after.
quality-ask-late = { $n } of { $of } forms meant for before the session came in its last part or right after it. How does it go with you?
quality-may-late = It may be a tablet handed out too late, or a link that did not arrive. Answers at the end of a good session are kinder, and the session cannot begin with them.
quality-ask-repeated = { $n } of { $of } forms filled in again within three days with another answer turned out better. What makes you ask again?
quality-may-repeated = It may be somebody who had misunderstood. All the answers are kept, and the one that was planned counts.
quality-ask-assessment = In { $n } of { $of } courses of one or two sessions the first is entered as treatment, against { $bn } of { $bof } of the longer ones. What kind of sessions were they?
quality-may-assessment = It may be advice, or a crisis in which you began at once. If assessment is counted as treatment, more people seem to have had help.
quality-ask-who-left = For { $n } of { $of } who stopped coming, staff entered a form after the last session, against { $bn } of { $bof } at agreed endings. Who answered, and how?
quality-may-who-left = It may be a telephone call. It is the patient's own answer we need; where it is missing, that is knowledge too.
quality-ask-parked = { $n } of { $of } waited more than 42 days after the first session for the next, against { $bn } of { $bof } between later sessions. What are they waiting for, and do they know?
quality-may-parked = It may be a group that has not begun, or something you agreed. For whoever waits it is waiting time, though it is not counted.
quality-ask-left-out = At { $n } of { $of } endings the form for what the help was about is missing, against { $bn } of { $bof } at the start. What becomes of it?
quality-may-left-out = It may be too long for somebody who is tired of it. Without it we know most about something else than what the patient came for.

quality-how = How the questions come about
quality-how-1 = Four times a year the last twelve months are read without names, for the unit as a whole. Eight ways in which outcome figures can lean have a test each, against the unit's own figures.
quality-how-2 = Each test asks by itself about once in a hundred where nothing leans, and is set to keep quiet rather in small units. That it is quiet shows nothing.
quality-how-3 = What is compared, and how often each test speaks of invented units, is in the documentation (docs/gaming.md).

quality-use = What we ask for, and what we use
quality-minutes = A patient is asked for { $median } { $median ->
    [one] minute
   *[other] minutes
} in a usual month, and for at most { $most } in nine of ten months.
quality-opened-before = Sessions whose answers were opened before the session
quality-opened = Sessions whose answers were opened
quality-discussed = Sessions for which it is noted that the answers were spoken about
quality-unopened = Nobody has opened the answers to { $name } in six months ({ $n } answers). Do you still want to ask it?
quality-protocol = See what you ask
quality-data = What the data are like
quality-moments = Who answers
quality-declined = { $n } said no, thank you; that is an answer.
quality-when = When the answers before sessions come
quality-when-before = before the session
quality-when-during = while the session lasts
quality-when-after = after the session, the same day
quality-when-late = on a later day
quality-mode = How the answers come
quality-mode-link = own link
quality-mode-room = tablet or telephone of ours
quality-mode-staff = entered by staff while the patient answered
quality-mode-paper = typed in from paper
quality-mode-import = taken over from another system
quality-odd = Worth a look
quality-repeats = Forms that repeat another within three days
quality-same = The same answer throughout, in forms with some questions turned round
quality-leaps = Leaps within a week far beyond what else occurs with you
quality-odd-note = None of it says anything about one person. Many traces of typing errors or tired answers say that we ask in a way that does not work.
quality-empty = Nobody was asked anything in these twelve months.
quality-looked = Read { $date }. What was found then stands until the next quarter.
