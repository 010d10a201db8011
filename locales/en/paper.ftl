## Pages that are kept: PDF.
paper-open = PDF for the record
paper-made = Made { $date } at { $time } by { $by }.
paper-what = Scores, answers and notes as they stood then. A number is not an assessment.
paper-cutoff = Long dashes: the cut-off.
paper-cutoff-at = Long dashes: the cut-off { $value }.
paper-band = Grey field: measurement error around the first score.
paper-band-of = Grey field: measurement error around the first score (±{ $points }).
paper-margin = Upright line at the last score: its uncertainty.
paper-usual = Dash and dot: usual for people who began alike, the middle dotted; eight of ten stay within.
