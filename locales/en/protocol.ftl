# What a unit asks, of whom and when.
nav-protocols = Protocols

# A line read as sentences. Numbers of hours come in as finished words: opens, closes, hours.
protocol-who = { $who ->
    [parent] Each parent
    [next-of-kin] Each next of kin
    [teacher] The teacher
    [clinician] The clinician
   *[patient] The patient
}
protocol-nth = { $every ->
    [1] every
    [2] every second
    [3] every third
    [4] every fourth
    [21] every 21st
    [22] every 22nd
    [23] every 23rd
    [31] every 31st
    [32] every 32nd
    [33] every 33rd
    [41] every 41st
    [42] every 42nd
    [43] every 43rd
    [51] every 51st
    [52] every 52nd
   *[other] every { $every }th
}
protocol-ask-referral = { protocol-who } answers { $what } when the referral has come.
protocol-ask-start = { protocol-who } answers { $what } before the first session.
protocol-ask-before-session = { protocol-who } answers { $what } before { protocol-nth } session.
protocol-ask-after-session = { protocol-who } answers { $what } after { protocol-nth } session.
protocol-ask-every-weeks = { protocol-who } answers { $what } { $every ->
    [1] every week
   *[other] every { $every } weeks
} for as long as the course lasts.
protocol-ask-end = { protocol-who } answers { $what } at the ending.
protocol-ask-after-end = { protocol-who } answers { $what } { $days ->
    [one] one day
   *[other] { $days } days
} after the ending.
protocol-nothing = nothing yet
protocol-called = “{ $name }”
protocol-and = { $first } and { $last }
protocol-else = { $first }, otherwise { $second }
protocol-ages = { $same ->
    [yes] Only when the patient is { $to } years old.
   *[no] Only when the patient is { $from } to { $to } years old.
}
protocol-window-before = The link works { $opens_hours ->
    [0] from when the session begins
   *[other] from { $opens } before the session
} { $closes_hours ->
    [0] until it is over
   *[other] until { $closes } after it is over
}.
protocol-window-after = The link works { $opens_hours ->
    [0] from when the session begins
   *[other] from { $opens } after the session began
} { $closes_hours ->
    [0] until it is over
   *[other] until { $closes } after it is over
}.
protocol-window-end = Where a session is agreed to be the last, the link works { $opens_hours ->
    [0] from when it begins
   *[other] from { $opens } before it
} { $closes_hours ->
    [0] until it is over
   *[other] until { $closes } after it is over
}. Otherwise it works from the ending, for at least a week.
protocol-window-day = The link works for { $closes }, { $opens_hours ->
    [0] from nine o’clock that day
   *[other] from { $opens } after nine o’clock that day
}.
protocol-hours = { $n ->
    [1] one hour
    [2] two hours
    [3] three hours
    [4] four hours
   *[other] { $n } hours
}
protocol-days = { $n ->
    [1] one day
    [2] two days
    [3] three days
    [4] four days
   *[other] { $n } days
}
protocol-weeks = { $n ->
    [1] one week
    [2] two weeks
    [3] three weeks
   *[other] { $n } weeks
}
protocol-told = They are told { $how }.
protocol-told-nobody = Nobody is told: a member of staff makes the link.
protocol-by-sms = by text message
protocol-by-email = by e-mail
protocol-by-letter = by letter
protocol-by-room = on the tablet in the waiting room
protocol-by-hand = with a link from a member of staff
protocol-remind-before = Whoever has not answered is reminded once, { $hours } before the session.
protocol-remind-after = Whoever has not answered is reminded once, { $hours } after the link began to work.

# The pages.
protocols-title = Protocols
protocols-lead = What each unit asks, whom, and when. A protocol is sentences that can be read aloud to a patient.
protocols-units = What the units follow now
protocols-own = Our own
protocols-models = Ready-made protocols to begin with
protocols-models-lead = Made for different kinds of services. Nobody outside has reviewed them yet. Read them as suggestions, and change what does not suit you.
protocols-back = All protocols
protocol-unreviewed = not reviewed by others
protocol-reviewed = Reviewed: { $who }
protocol-own = our own
protocol-version = version { $n }
protocol-read = Read it as sentences
protocol-followed-by = Followed by { $units }
protocol-sentences = How we ask
protocol-purpose-title = What it is for, and not for
protocol-why-title = Why these questionnaires
protocol-waiting-one = { $names } are asked only when the owner’s permission is recorded and the words are loaded.
protocol-silent = Nobody is asked this until some of it can be sent.
protocol-sum = How much we ask
protocol-sum-lead = Counted with { $sessions ->
    [one] one session
   *[other] { $sessions } sessions
} a month. That is an assumption: put in your own.
protocol-sum-usual = in a usual month
protocol-sum-fullest = in the fullest month
protocol-sum-minutes = { $minutes } min
protocol-sum-budget = The limit is { $minutes } minutes
protocol-sum-over = over the limit
protocol-sum-aloud = { $who }: { $usual } minutes in a usual month, { $fullest } in the fullest. The limit is { $budget }.
protocol-sum-empty = Nobody is asked anything yet.
protocol-over-because-said = Why more is asked than the limit
protocol-instruments = The questionnaires
protocol-minutes = Minutes
protocol-standing = Can be sent now
protocol-history = Versions
protocol-history-shipped = Came with the program
protocol-history-lead = A saved version never changes. What somebody has begun to answer stays as it was.
protocol-by = { $date } by { $who }
protocol-show-version = Read version { $n }
protocol-older = This is version { $n }, as it was. The newest is version { $newest }.
protocol-newest = To the newest
protocol-edit = Change
protocol-edit-title = Change “{ $name }”
protocol-follow-title = Who follows this
protocol-follow-lead = When a unit changes protocol, what nobody has begun is planned anew. Answers that were given, and what somebody is in the middle of, stay.
protocol-follow-do = Let the unit follow this
protocol-follows = follows this
protocol-follows-other = follows { $name }
protocol-cannot-edit = Units that you do not lead follow this. Save it as a new one, and let your unit follow that.
protocol-done-saved = Version { $n } is saved.
protocol-done-followed = The unit follows this now.
protocol-done-settled = { $n ->
    [0] No request had to change.
    [one] One request that nobody had begun was planned anew.
   *[other] { $n } requests that nobody had begun were planned anew.
}
protocol-done-waiting = The requests are planned anew within minutes.

# The edit page.
protocol-edit-lead = Each line is a sentence. Change it, and see what it comes to. Nothing applies until you save.
protocol-about = About the protocol
protocol-lines = What is asked
protocol-line-n = Line { $n }
protocol-line-up = Move line { $n } up
protocol-line-down = Move line { $n } down
protocol-line-remove = Remove
protocol-line-remove-n = Remove line { $n }
protocol-line-add = Add a line
protocol-look = See what it comes to
protocol-save = Save as a new version
protocol-save-new = Save as a new protocol
protocol-save-new-hint = A new protocol stands by itself. Give it a name of its own.
protocol-moment = When
protocol-moment-referral = when the referral has come
protocol-moment-start = before the first session
protocol-moment-before-session = before the session
protocol-moment-after-session = after the session
protocol-moment-every-weeks = some weeks apart
protocol-moment-end = at the ending
protocol-moment-after-end = some time after the ending
protocol-respondent = Who
protocol-who-patient = the patient
protocol-who-parent = parents
protocol-who-next-of-kin = next of kin
protocol-who-teacher = the teacher
protocol-who-clinician = the clinician
protocol-every-sessions = Every … session
protocol-every-hint = 1 is every one
protocol-every-weeks = Every … week
protocol-days-label = Days after the ending
protocol-chosen = Questionnaires, in the order they are shown
protocol-add-instrument = Add a questionnaire
protocol-choose = Choose …
protocol-group-sendable = Can be sent now
protocol-group-waiting = Needs permission or words
protocol-option = { $name } ({ $minutes } min)
protocol-more = How long the link works, ages, telling and reminding
protocol-opens = Opens, number of hours
protocol-opens-hint = before the session; otherwise after it began, or after nine o’clock that day
protocol-closes = Closes, number of hours
protocol-closes-hint = after the session is over; without a session: after the link began to work
protocol-age-from = Only from age
protocol-age-to = to age, included
protocol-channel-1 = They are told
protocol-channel-2 = otherwise
protocol-channel-none = not at all
protocol-channel-none-more = nothing more
protocol-remind = Reminder, number of hours
protocol-remind-hint = before the session; otherwise after the link began to work. Empty: no reminder
protocol-field-name = Name
protocol-field-purpose = What it is for, and not for
protocol-field-service = The service it is made for
protocol-field-reviewed = Who has reviewed it
protocol-field-reviewed-hint = name and date; empty means nobody has
protocol-field-minutes = Limit, minutes a month
protocol-field-minutes-hint = the most that one person may be asked for; 30 is a lot
protocol-field-sessions = Sessions a month
protocol-field-sessions-hint = the usual with you
protocol-field-because = Why more is asked than the limit
protocol-field-because-hint = read by everybody who opens the protocol
protocol-field-reason = What is changed, and why
protocol-field-reason-hint = stands beside the version
protocol-late-title = { $who } saved version { $version } while you were writing
protocol-late = Nothing is lost. Below is what you have written. Read what was saved, and bring over what you want. When you save now, yours becomes the next version.
protocol-late-theirs = Read what was saved
protocol-wrong-title = This must be mended before it can be saved

# What is wrong with a protocol.
protocol-wrong-empty = The protocol asks nothing. Add at least one line.
protocol-wrong-too-long = The protocol has { $n } lines. Take some away, so that it can be overseen.
protocol-wrong-unnamed = Give the protocol a name.
protocol-wrong-name-taken = Another protocol has the same name. Give the new one a name of its own.
protocol-wrong-reason = Write what is changed, and why.
protocol-wrong-text = { $field }: the text is too long. Make it shorter.
protocol-wrong-number = { $field }: write a whole number.
protocol-wrong-line-number = Line { $line }, { $field }: write a whole number.
protocol-wrong-sum = { $field }: the number must be from { $from } to { $to }.
protocol-wrong-no-instrument = Line { $line } asks nothing. Choose at least one questionnaire, or remove the line.
protocol-wrong-repeated = Line { $line } has { $instrument } twice. Take one away.
protocol-wrong-twice = Line { $line } asks the same people at the same time as line { $first }. Join them.
protocol-wrong-unknown = Line { $line }: { $instrument } is not there, or is withdrawn. Choose another.
protocol-wrong-respondent = Line { $line }: { $instrument } is not written for whoever is asked. Choose another questionnaire, or somebody else to ask.
protocol-wrong-range = Line { $line }, { $field }: the number must be from { $from } to { $to }.
protocol-wrong-every = Line { $line }: only what comes again and again can be asked every second or third time.
protocol-wrong-days = Line { $line }: write how many days after the ending.
protocol-wrong-ages = Line { $line }: write the lower age first.
protocol-wrong-never-open = Line { $line }: the link must work for at least one hour.
protocol-wrong-over-budget = { $who ->
    [parent] A parent
    [next-of-kin] A next of kin
    [teacher] A teacher
    [clinician] A clinician
   *[patient] A patient
} is asked for { $asked } minutes in the fullest month. The limit is { $budget }. Ask less, or write why it is worth it.

# The models.
protocol-every-session-name = Every session
protocol-every-session-purpose = Talk about how it is going in the session; let the team see what happens over time. Not for billing, priority on waiting lists, or comparing clinicians.
protocol-rph-name = Municipal low-threshold help
protocol-rph-purpose = Follow symptoms and the work together from session to session, and see whether the help lasts. Not for priority on waiting lists, not for making a diagnosis, not for comparing clinicians.
protocol-rph-service = Municipal low-threshold services for adults with mild to moderate anxiety and depression, with or without guided self-help.
protocol-rph-why = PHQ-9 and GAD-7 are free to send, short enough for every session, and what such services usually measure by [mem]. Our own few questions open the conversation and tell how working together goes.
protocol-dps-name = Outpatient clinic for adults (DPS)
protocol-dps-purpose = Follow symptoms, own goals, everyday life and the work together through a longer course, from the waiting time to half a year after. Not for making a diagnosis, not for deciding who is entitled to help, not for comparing clinicians.
protocol-dps-service = Outpatient clinics of the specialist health service for adults, all kinds of trouble.
protocol-dps-why = PHQ-9 and GAD-7 are free and comparable over time. Other kinds of trouble are told in the person’s own goals, in how life is, and in what the clinician adds before single sessions. CORE-10 covers more kinds of trouble.
protocol-bup-name = Children and young people (BUP)
protocol-bup-purpose = Hear the child, the parents and the school about everyday life, each in their own words, and let the conversation begin there. Not for making a diagnosis, not for measuring parents, not for comparing clinicians.
protocol-bup-service = Clinics for children and young people under 18 and their families.
protocol-bup-why = The child’s own voice and the parents’ stand side by side and are never made into one. Our own forms are not validated. YP-CORE, RCADS-25 and SDQ are known from many clinics [mem]. Children under 10 are not asked in writing: there is no form for them here.
protocol-tsb-name = Help with alcohol and drugs (TSB)
protocol-tsb-purpose = Follow the person’s own goal, the urge and the rest of life, and how the work together goes. Not for control, not for deciding who may stay in treatment, not for comparing clinicians.
protocol-tsb-service = Outpatient help with alcohol and other drugs.
protocol-tsb-why = The goal is the person’s own, and our form asks how near it is. PHQ-4 is short and free. AUDIT-C asks about alcohol in few questions.
protocol-fact-name = Outreach team (FACT, ACT)
protocol-fact-purpose = Hear seldom and briefly how life and recovery go on the person’s own terms, over years. Not for judging whether somebody needs coercion, not for control, not for comparing staff.
protocol-fact-service = Outreach teams for adults with severe mental illness and need for help over a long time.
protocol-fact-why = It is asked mostly by the calendar and not by the session, since meetings may come close together. Recovery on the person’s own terms and everyday life come before symptoms.
protocol-ips-name = Work and education (IPS)
protocol-ips-purpose = Follow work and education, what stands in the way, and how everyday life goes. Not for judging the ability to work, not for decisions about money, not for comparing job specialists.
protocol-ips-service = Individual placement and support beside mental health or substance use treatment.
protocol-ips-why = Work is the goal, so work is asked about, with everyday life beside it. PHQ-4 is short and free.
protocol-health-psychology-name = Health psychology in a somatic ward
protocol-health-psychology-purpose = Let a short contact begin with what matters to the person, and hear whether it helped. Not for making a diagnosis, not for deciding on somatic treatment, not for comparing wards.
protocol-health-psychology-service = Psychologists in hospital wards and clinics for somatic illness.
protocol-health-psychology-why = PHQ-2 and GAD-2 are four short questions and free, and our own two forms take a minute each. B-IPQ asks how somebody thinks of their illness.
protocol-next-of-kin-name = Next of kin
protocol-next-of-kin-purpose = Hear the next of kin about being heard and informed, about their own load and support. Not for telling anything of the patient, not for judging families.
protocol-next-of-kin-service = Services that meet next of kin beside the patient’s treatment.
protocol-next-of-kin-why = Our form asks whether they are heard and informed, how heavy it is and who helps them. The patient’s answers and theirs are never made into one. Whoever is referred for help of their own is a patient and follows another protocol.
