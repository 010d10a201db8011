# The report's figures of who is heard, how much people changed, and control limits.
report-groups = Who do we hear from, and who is helped?
report-spread = How much did they change?
report-distribution = Distribution of change
report-pairs = Start against end
about-groups = who we hear from
about-spread = how much they changed
about-month-deterioration = deterioration month by month

group-age = Age
group-age-under-18 = Under 18
group-age-18-24 = 18–24
group-age-25-39 = 25–39
group-age-40-59 = 40–59
group-age-60-and-above = 60 and over
group-age-unknown = Age not recorded
group-sex = Sex
group-sex-female = Women
group-sex-male = Men
group-sex-other = Another sex
group-sex-unknown = Sex not recorded
group-language = Language
group-language-norwegian = Norwegian
group-language-sami = Sami
group-language-other = Another language
group-language-unknown = Language not recorded
groups-coverage = Coverage
groups-better = Better
groups-worse = Worse
chart-group = Group
chart-of-ended = Ended
chart-filled = Filled in (95% interval)
chart-groups-title = Coverage, improvement and deterioration in each group
chart-groups-one = { $name } ({ $n } of { $of })
chart-groups-seldom = We clearly hear less often from: { $list }.
chart-groups-often = We clearly hear more often from: { $list }.
chart-groups-alike = No group answers clearly more or less often than the others.
chart-groups-help-less = Clearly fewer become better among: { $list }.
chart-groups-help-more = Clearly more become better among: { $list }.
chart-groups-help-alike = In no group do clearly more or fewer become better than in the rest.
chart-groups-few = No group has at least { $minimum }, so no shares are shown.
chart-groups-year = Groups are shown for whole calendar years: here { $from } – { $to }.
chart-groups-no-year = Groups are shown for whole calendar years. There is no whole year to show yet.
chart-groups-withheld = These groups are not shown by themselves, since fewer than three clinicians stand behind them: { $list }.
chart-groups-start = Those who answered twice began at { $answered } on average. Those who only answered first began at { $silent }. The difference may be chance.
chart-groups-start-apart = Those who answered twice began at { $answered } on average. Those who only answered first began at { $silent }. That is a clear difference: the figures speak mostly of those who answered.
key-group = the group's share, with its 95% interval
key-all = the share of all
key-coverage = below 60% the figures cannot be interpreted, from 80% the coverage is good
unsure-groups = The fewer in a group, the wider the field. Looking at { $n } groups at once, one or another will stand out for no reason. A difference does not say why.
unsure-filled = With the missing answers filled in by what is known of them, the share of all is { $share } ({ $low } – { $high }).
unsure-spread = { $n } of the { $of } who ended lack one of the measurements and are not here. Some of the change comes about because those who begin high or low mostly answer closer to the middle next time.

became-better = Better
became-unchanged = No reliable change
became-worse = Worse
gain-better = { $points ->
    [1] 1 point better
   *[other] { $points } points better
}
gain-worse = { $points ->
    [1] 1 point worse
   *[other] { $points } points worse
}
gain-none = unchanged
chart-gain = Points to the better
chart-began = Began at
axis-worse = ← points worse
axis-better = points better →
axis-start = First score →
axis-end = ↑ Last score
chart-spread-few = Too few to draw: { $n } have two measurements, and at least { $minimum } are needed.
chart-distribution-title = How many points each changed
chart-distribution-middle = { $n } have two measurements. The one in the middle is { $middle }. Half lie between { $low } and { $high }.
chart-distribution-counts = { $better } got better by more than measurement error, { $same } had no reliable change and { $worse } got worse. It takes { $points } points to be reliable.
chart-scatter-title = First score against last score
chart-scatter-band = Of { $n } who began at { $began }, { $better } got better and { $worse } worse.
chart-scatter-thin = Divided by where they began, no part has at least { $minimum }.
key-reliable = reliable change begins here
key-no-change = no change

limits-p-prime = The limits are three standard deviations from the mean of the months shown. They are wider in months with fewer people.
limits-i-prime = The limits are three standard deviations from the mean of the months shown. They are wider in months with fewer people.
limits-nhs = The NHS's rules (Making Data Count): the limits are the mean ± 2.66 times the average difference from month to month.
special-outside = outside the control limits
special-above-limit = above the upper limit
special-below-limit = below the lower limit
special-rising = seven months rising
special-falling = seven months falling
special-close-above = two of three close to the upper limit
special-close-below = two of three close to the lower limit
special-shift-above = seven months above the mean
special-shift-below = seven months below the mean
limits-sign-p-prime = p′
limits-sign-i-prime = I′
limits-sign-nhs = XmR
chart-limits = Control limits ({ $rule })
chart-limits-quiet = No month stands out by the control limits.
chart-limits-marked = { $months }: { $why }. Ask what was different.
chart-run-mean = { $name }: the mean is { $mean }.
key-mean = mean
key-limits = control limits
key-special = a month that stands out
report-withheld-title = No figures here
report-withheld = Fewer than three clinicians stand behind these figures, or they would show as the difference between two units or two periods. Then they are the clinicians' own results, and theirs. The same holds when you may read the results of one of them and could take them away. The quarter that runs is shown when it is over.
report-withheld-do = Choose a wider unit or a longer period. Those who treat in the unit can open their results to each other under "Own results".
report-lent = Fewer than three clinicians stand behind these figures. They have opened them to you, and see that you read. The figures cannot be frozen or published to others.
report-nearest = The figures are for { $from } – { $to }. A period begins and ends where at least three clinicians have ended treatments since the last such point. The quarter that runs is added when it is over.
months-span = The curves run from { $from } to { $to }. The figures further down are about { $first } – { $last }. Where a point is missing, too few patients or clinicians stand behind the month.
rules-to-nhs = Read the months by the NHS's rules
rules-nhs = The months are now read by the NHS's rules (Making Data Count). They speak more often by themselves.
rules-to-runs = Back to the usual rules

report-paper-limits = Thin stepped line: control limits. Large diamond around a point: a month that stands out.
report-paper-coverage = Dashed lines: below 60% the figures cannot be interpreted, from 80% the coverage is good.
report-paper-groups = Three columns: coverage, better, worse. The point is the group's share, the field its 95% interval, the upright stroke the share of all.
report-paper-distribution = Dark grey: better. White: no reliable change. Light grey: worse. The upright strokes show where reliable change begins.
report-paper-scatter = Filled circle: better. Open circle: no reliable change. Grey diamond: worse. Dashed slanted line: no change. Solid slanted lines: reliable change begins here. Fine dashed lines: the cut-off.
