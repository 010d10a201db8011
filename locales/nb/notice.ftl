# Answers that somebody is to see.
nav-notices = Varsler om svar
notices-title = Varsler om svar
notices-lead = Svar hos dine pasienter som tjenesten har bestemt at noen skal se, i den rekkefølgen de kom. Varslene følges ikke i sanntid. At det ikke står noe her, sier ingenting om hvordan noen har det.
notices-waiting = Ikke sett ennå
notices-seen = Sett
notices-leader-lead = Svar som ingen har sett innen fristen i enhetene du leder. Hvem det gjelder og hva som er svart, vises bare for dem som behandler.
notices-late = Ikke sett innen fristen
notice-waits = { $n ->
    [one] Ett svar venter på at du ser det
   *[other] { $n } svar venter på at du ser dem
}
notice-answered = Besvart
notice-owner = Hos
notice-shown = Først vist
notice-due = Skal være sett innen
notice-seen-title = Sett
notice-not-yet = ikke ennå
notice-nobodys = ingen
notice-late = Fristen er ute. Lederen ser at et svar venter, men ikke hvem det gjelder eller hva det er.
notice-why-here = Hvorfor ser jeg dette?
notice-why-at-least = Vises fordi svaret er «{ $answer }» eller mer.
notice-why-at-most = Vises fordi svaret er «{ $answer }» eller mindre.
notice-why-is = Vises fordi svaret er «{ $answer }».
notice-why-form = Slik er skjemaet laget.
notice-why-unit = Enheten har valgt det selv.
notice-answered-by = Svart av { $who }.
notice-handed = Gitt videre til { $to } { $date } kl. { $time }.
notice-handed-from = Før det hos { $from }.
notice-hand = Gi videre
notice-hand-do = Gi videre
notice-to = Til
notice-clock = Fristen er den samme.
notice-take = Ta over
notice-nobody-else = Ingen andre behandler denne pasienten. Snakk med den som gjør det.
notice-hours = { $n ->
    [one] én time siden
   *[other] { $n } timer siden
}
done-handed = Gitt videre. Fristen er den samme.

# A unit's rule.
notice-rule-link = Bestem frister og spørsmål
notice-rule-title = Hvilke svar noen skal se, og innen når
notice-rule-lead = Når et av disse svarene kommer, får behandleren et varsel. Er det ikke sett innen fristen, får lederen vite at et svar venter. Varslene følges ikke i sanntid, og de erstatter ikke en faglig vurdering.
notice-rule-units = Velg enhet
notice-rule-own = Enheten har bestemt dette selv.
notice-rule-above = Enheten følger { $unit }.
notice-rule-usual = Ingen har bestemt noe ennå. Dette er det Lytt begynner med: en antakelse, ikke en anbefaling.
notice-rule-changed = Endret av { $by } { $date }: { $because }
notice-rule-hours-hint = 0 til 240. Med 0 ser lederen varselet med en gang.
notice-rule-clock-hint = hel time
notice-rule-weekends = Lørdag og søndag er arbeidsdager
notice-rule-questions = Hvilke svar
notice-rule-questions-lead = Skjemaene sier selv hvilke svar som ikke må bli borte. Enheten kan bestemme noe annet.
notice-rule-form = som skjemaet sier: fra «{ $answer }»
notice-rule-form-most = som skjemaet sier: «{ $answer }» eller mindre
notice-rule-form-is = som skjemaet sier: «{ $answer }»
notice-rule-from = fra «{ $answer }»
notice-rule-most = «{ $answer }» eller mindre
notice-rule-none = ingen svar
notice-rule-add = Legg til et spørsmål
notice-rule-option = { $form }: { $topic } ({ $from } til { $to })
notice-rule-add-none = ingen
notice-rule-save = Lagre for enheten
notice-rule-follow = Følg enheten over
notice-rule-done = Lagret. Det gjelder svar som kommer fra nå av.
field-hours = Arbeidstimer til svaret skal være sett
field-from_hour = Arbeidsdagen begynner kl.
field-to_hour = Arbeidsdagen slutter kl.
field-add = Spørsmål
field-add_from = Fra og med verdien
field-reason = Hva som er endret, og hvorfor
