# Answers that somebody is to see.
nav-notices = Answer notices
notices-title = Answer notices
notices-lead = Answers of your patients that the service has decided somebody is to see, in the order they came. Nobody follows them in real time. That nothing stands here says nothing about how anybody is.
notices-waiting = Not seen yet
notices-seen = Seen
notices-leader-lead = Answers that nobody has seen in time in the units you lead. Whom they are about and what was answered is shown only to those who treat.
notices-late = Not seen in time
notice-waits = { $n ->
    [one] One answer waits for you to see it
   *[other] { $n } answers wait for you to see them
}
notice-answered = Answered
notice-owner = With
notice-shown = First shown
notice-due = To be seen by
notice-seen-title = Seen
notice-not-yet = not yet
notice-nobodys = nobody
notice-late = The time is up. The leader sees that an answer waits, but neither whom it is about nor what it is.
notice-why-here = Why do I see this?
notice-why-at-least = Shown because the answer is “{ $answer }” or more.
notice-why-at-most = Shown because the answer is “{ $answer }” or less.
notice-why-is = Shown because the answer is “{ $answer }”.
notice-why-form = The form is made that way.
notice-why-unit = The unit has chosen it itself.
notice-answered-by = Answered by a { $who }.
notice-handed = Handed over to { $to } { $date } at { $time }.
notice-handed-from = Before that with { $from }.
notice-hand = Hand over
notice-hand-do = Hand over
notice-to = To
notice-clock = The time it is to be seen by stays.
notice-take = Take over
notice-nobody-else = Nobody else treats this patient. Talk to whoever does.
notice-hours = { $n ->
    [one] one hour ago
   *[other] { $n } hours ago
}
done-handed = Handed over. The time it is to be seen by stays.

# A unit's rule.
notice-rule-link = Decide by when, and which questions
notice-rule-title = Which answers somebody is to see, and by when
notice-rule-lead = When one of these answers comes, the clinician gets a notice. If nobody has seen it in time, the leader learns that an answer waits. Nobody follows notices in real time, and they do not replace clinical judgement.
notice-rule-units = Choose a unit
notice-rule-own = The unit has decided this itself.
notice-rule-above = The unit follows { $unit }.
notice-rule-usual = Nobody has decided yet. This is what Lytt begins with: an assumption, not advice.
notice-rule-changed = Changed by { $by } { $date }: { $because }
notice-rule-hours-hint = 0 to 240. With 0 the leader sees the notice at once.
notice-rule-clock-hint = full hour
notice-rule-weekends = Saturdays and Sundays are working days
notice-rule-questions = Which answers
notice-rule-questions-lead = The forms say themselves which answers must not be overlooked. The unit can decide otherwise.
notice-rule-form = as the form says: from “{ $answer }”
notice-rule-form-most = as the form says: “{ $answer }” or less
notice-rule-form-is = as the form says: “{ $answer }”
notice-rule-from = from “{ $answer }”
notice-rule-most = “{ $answer }” or less
notice-rule-none = no answers
notice-rule-add = Add a question
notice-rule-option = { $form }: { $topic } ({ $from } to { $to })
notice-rule-add-none = none
notice-rule-save = Save for the unit
notice-rule-follow = Follow the unit above
notice-rule-done = Saved. It holds for answers that come from now on.
field-hours = Working hours until the answer is to be seen
field-from_hour = The working day begins at
field-to_hour = The working day ends at
field-add = Question
field-add_from = From the value
field-reason = What is changed, and why
