# Indicators: each definition as a page.
indicators-title = How the figures are calculated
indicators-lead = Every indicator has a written definition: who is counted, what is counted, and what to beware of. The rules here are what is computed.
indicators-draft = Draft means that nobody but the writer has answered for the definition. “Unchecked” means that a source was written from memory [mem].
indicator-asks-outcome = Do people get better?
indicator-asks-over-time = While they wait, and afterwards
indicator-asks-own-life = What people want for their own lives
indicator-asks-alliance = Working together
indicator-asks-experience = How the help is
indicator-asks-safety = Harm and pressure
indicator-asks-coverage = Whom we hear from
indicator-asks-equity = Alike for all?
indicator-in-report = in the report
indicator-status-draft = draft
indicator-status-in-use = in use
indicator-status-retired = no longer used
indicator-version = version { $n }
indicator-kind-proportion = a share
indicator-kind-mean = a mean
indicator-kind-change = a mean change
indicator-kind-sessions-until = how many sessions until a change
indicator-draft-note = This is a draft. Nobody but the writer has gone through it.
indicator-to-report = See the figure in the report
indicator-why = Why it matters
indicator-how = How it is calculated
indicator-good = What good looks like
indicator-caveats = Beware
indicator-talk = Talk about it
indicator-measures = One way of reading
indicator-answers = { $n ->
    [one] Answers the question behind one activity indicator
   *[other] Answers the question behind { $n } activity indicators
}
indicator-part-denominator = Who is in it
indicator-part-numerator = Who counts among them
indicator-part-value = What is worked out
indicator-points = The points in time
indicator-reads-lowest = the lowest answer to { $list }
indicator-reads-difference = { $one } minus { $other }
indicator-reads = The forms
indicator-missing = What we do not know
indicator-missing-lead = Beside the figure of those who answered stand:
indicator-method-bounds = the lowest and highest possible
indicator-method-carried-forward = the last score carried forward
indicator-method-filled-in = filled in many times over by what is known
indicator-coverage = The coverage beside it is
indicator-always-with = Never shown without
indicator-small = Of fewer than { $inside } no figure is shown. Of what leaves the service, all under { $outside } is hidden.
indicator-split = Also shown by
indicator-by-age = age
indicator-by-sex = sex
indicator-by-language = language
indicator-by-ending = how it ended
indicator-by-start-score = first score
indicator-between-never = Services are never compared by this figure.
indicator-between = Services can be compared when coverage is at least { $share }: by size, never by result, and with the others unnamed.
indicator-case-mix = The patients are then described by
indicator-better-higher = More is better.
indicator-better-lower = Less is better.
indicator-better-as-the-scale = Which way is better follows the form.
indicator-better-neither = Neither more nor less is better in itself.
indicator-examples = Examples
indicator-examples-lead = Invented courses with the right answer. The program works them out each time it is built, and stops if one answer differs.
indicator-column-shows = What it shows
indicator-column-reads = Form
indicator-column-referred = Referred
indicator-column-started = Began
indicator-column-ended = Ended
indicator-column-scores = Scores
indicator-column-counted = In it
indicator-column-success = Counts
indicator-column-value = Value
indicator-came-yes = { "" }, came to it
indicator-came-no = { "" }, did not
indicator-not-true = Not in it, because this does not hold:
indicator-sources = Sources
indicator-written = Written by { $by }.
indicator-checked = Gone through by { $by }.
indicator-unchecked = Not gone through by anybody else.
indicator-cite = How to cite the definition:
indicator-recompute = Recompute the figure from the rows:
indicator-take-first = the first score
indicator-take-last = the last score
indicator-take-occasion = measurement number { $n }
indicator-take-nearest = the score nearest to { $day }
indicator-window-from = , from { $day }
indicator-window-until = , up to and including { $day }
indicator-day-on-referral = the day of referral
indicator-day-on-start = the day of the first session
indicator-day-on-ending = the day of the ending
indicator-day-before-referral = { $n } days before the referral
indicator-day-before-start = { $n } days before the first session
indicator-day-before-ending = { $n } days before the ending
indicator-day-after-referral = { $n } days after the referral
indicator-day-after-start = { $n } days after the first session
indicator-day-after-ending = { $n } days after the ending
calculated-title = How it is calculated
calculated-version = version { $n }
calculated-not-proven = The rules are the same, but the numbers in brackets and the examples are of other forms or norm sets. The thresholds of this one stand at the top of the report.
calculated-changed = The definition has been changed since this report was made. The sentences here are today's.

ours-title = Your own figures
ours-open = See your own figures
ours-definition = How the figure is worked out
ours-key-share = the share of those who are counted
ours-unused = Nobody here has answered this form.
ours-few = { $name }: fewer than { $n } are counted, or fewer than three clinicians stand behind it. Then the figure is not shown.
ours-mean = { $name }: the mean is { $mean } for { $n } – somewhere between { $low } and { $high } counting those we know nothing about.
ours-mean-unsure = { $name }: Chance alone can move the mean between { $low } and { $high } (95% interval). That comes on top of what we do not know.
ours-left-out = Who is not in it?
ours-left-out-lead = All episodes of the unit, also of other years: each is counted where the first rule did not hold.
ours-left-out-not = did not hold for { $n }
ours-left-out-answers = The answers showed what it takes to be counted.
ours-elsewhere = Always look at it together with what is read from another form:
ours-gap = Where a point is missing, too few patients or clinicians stand behind the month.
ours-questions = This figure is not worked out on the page, only from the rows (lytt compute indicator).

chart-until-title = Sessions until reliable { $way ->
    [worse] deterioration
   *[better] improvement
}
chart-until-axis = treatment sessions after the first answer
chart-until-median = We estimate that half are { $way ->
    [worse] reliably worse
   *[better] reliably better
} after { $median ->
    [one] 1 treatment session
   *[other] { $median } treatment sessions
}. Chance alone can move the estimate between { $low } and { $high } (95% interval).
chart-until-median-open = We estimate that half are { $way ->
    [worse] reliably worse
   *[better] reliably better
} after { $median ->
    [one] 1 treatment session
   *[other] { $median } treatment sessions
}. Chance alone can move the estimate down to { $low }; how far up, the figures do not say (95% interval).
chart-until-fewer = We estimate that { $share } are { $way ->
    [worse] reliably worse
   *[better] reliably better
} after { $sessions ->
    [one] 1 treatment session
   *[other] { $sessions } treatment sessions
}: not half.
chart-until-seen = The { $way ->
    [worse] deterioration
   *[better] improvement
} was seen at some time in { $came } of { $n }. It may have gone again before the end.
chart-until-none = None of { $n } were { $way ->
    [worse] reliably worse
   *[better] reliably better
} within { $sessions ->
    [one] 1 treatment session
   *[other] { $sessions } treatment sessions
}.
chart-until-after = After { $sessions ->
    [one] 1 treatment session
   *[other] { $sessions } treatment sessions
} we estimate that { $share } would have been { $way ->
    [worse] reliably worse
   *[better] reliably better
} at some time, had everybody gone on. Taking nothing for granted about those of whom we know no more: between { $low } and { $high }.
chart-until-stops = The curve ends where fewer than { $n } are still followed.
chart-until-head-sessions = Sessions
chart-until-head-followed = Still followed
chart-until-head-came = { $way ->
    [worse] Became worse then
   *[better] Became better then
}
chart-until-head-share = Estimated share so far
chart-until-head-interval = 95% interval
chart-until-head-possible = Lowest and highest possible
key-until = the estimate (Kaplan–Meier)
