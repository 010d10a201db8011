# A clinician's own results.
nav-learning = My results
learning-title = My results
learning-lead-opened = Only you and those you have let in see this. Nowhere are clinicians compared.
learning-to-doors = Show them to a colleague, or take that back
learning-choose = Choose a colleague
learning-leads = { $name } (leads too)
learning-lead = Only you see this, until you let a colleague in yourself. No leader, analyst or administrator can open it, and clinicians are compared nowhere.
learning-banner = You are reading the results of { $name }. You may until { $until }, that day included. That you opened the page is recorded, and { $name } sees it.
learning-banner-purpose = Purpose:
learning-no-cause = A fall in scores does not show that treatment worked. Many people get better while they wait as well, and whoever begins high most often lies lower next time.
learning-few = Few patients make figures jump. Read the interval before the share.
learning-shared = In it are courses that you treat or have treated. Those you share with others count for each of you.
field-span = How far back
span-12 = Last 12 months
span-36 = Last three years
span-all = Everything
learning-empty = None of your courses has a measure that can be computed yet.
learning-not-yet = { $n ->
    [one] One course has only just ended and is not in it yet: the last answer may still come.
   *[other] { $n } courses have only just ended and are not in it yet: the last answer may still come.
}
learning-low = Less than 60% is covered. The numbers below cannot be interpreted.
learning-categories = How it went, with intervals
learning-order = The courses in the order in which they ended
learning-key-band = within measurement error (±{ $points } points)
learning-key-missing = lacks a measurement
learning-key-part = part of a long run on one side
learning-false-signal = The rules for runs speak up by themselves in { $share } of series like this one ({ $n } courses off the median) in which the order is random. If you look at several measures, it happens more often.
learning-alliance = The work together
learning-alliance-convention = Our own way of looking at it, to think with. Nobody has studied what it is worth, and the questions are made for the conversation, not for rating clinicians.
learning-alliance-level = At the third measurement half of them answered between { $lower } and { $upper } on the scale from { $low } to { $high }, with { $middle } in the middle ({ $n } of { $of } courses have a third measurement).
learning-alliance-level-few = { $n } of { $of } courses have a third measurement. That is too few to say anything about the level (at least { $minimum }).
learning-alliance-falls = { $n ->
    [0] The score has not fallen by { $step ->
        [one] one point
       *[other] { $step } points
    } or more from one time to the next.
    [one] The score has fallen by { $step ->
        [one] one point
       *[other] { $step } points
    } or more once.
   *[other] The score has fallen by { $step ->
        [one] one point
       *[other] { $step } points
    } or more { $n } times.
}
learning-alliance-after = The next time it was higher in { $n } of { $of } ({ $share }) – somewhere between { $low } and { $high } when those without a next answer are counted.
learning-alliance-after-few = Too few falls have an answer after them to say what came next (at least { $minimum }).
learning-alliance-chance = Had the same answers come in random order, { $share } would be expected: after a low answer a higher one most often comes.
learning-alliance-table = After a fall
learning-falls = Falls
learning-answered = Answered again
learning-higher = Higher
learning-chance = Random order
learning-doors = Who can see this?
learning-doors-lead = You can open the page for a colleague who treats patients here as well, for supervision for instance. Each time it is opened, that stands here. You can take it back whenever you like, and then it is gone at once. In a unit of three clinicians the colleague could work out something about the third; while the access lasts, the unit's report is therefore closed to that colleague.
learning-nobody = Nobody but you
learning-let-in = Let somebody in
learning-why-hint = short; the colleague reads it
learning-until-hint = last day, at most a year ahead
learning-no-colleague = Nobody else treats patients here, so there is nobody to let in.
learning-grant-times = { $from } – { $until }
learning-take-back = Take back
learning-taken-back = taken back { $at }
learning-past = Over
learning-looks = Who has looked
learning-looks-none = Nobody else has opened the page.
learning-received = Opened for you
learning-received-lead = Colleagues who have let you read. They see each time you open the page.
learning-until = until { $until }
field-reader = Who
field-why = What it is for
field-until = Until
done-granted = Access is given. The end of the page says who has it and until when, and that is where you take it back.
done-taken-back = It has been taken back.

# The chart of finished courses in order.
chart-order-title = Change in each course, in the order in which they ended
chart-order-number = No.
chart-order-quarter = Ended
chart-order-ended = Quarter { $quarter } of { $year }
chart-order-change = Change
chart-order-unknown = missing
chart-order-part = part of a long run
chart-order-few = { $n ->
    [one] One finished course with two measurements is
   *[other] { $n } finished courses with two measurements are
} too little to read anything out of their order (at least { $minimum }). Talk about each of them instead.
chart-order-median = In { $n } courses with two measurements the middle (median) is a change of { $median } points.
chart-order-shift = { $n } courses in a row lie on one side of the median, more than the { $limit } that chance easily gives.
chart-order-clustered = { $n ->
    [0] The series never crosses the median, where chance gives at least { $limit } crossings.
    [one] The series crosses the median once, where chance gives at least { $limit }.
   *[other] The series crosses the median { $n } times, where chance gives at least { $limit }.
}
chart-order-flat = All have the same change, so there is no order to read.
chart-order-quiet = The order is no more orderly than chance gives.
