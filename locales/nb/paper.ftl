## Sider som tas vare på: PDF.
paper-open = PDF til journalen
paper-made = Laget { $date } kl. { $time } av { $by }.
paper-what = Skår, svar og notater slik de sto da. Et tall er ikke en vurdering.
paper-cutoff = Lange streker: grensen.
paper-cutoff-at = Lange streker: grensen { $value }.
paper-band = Grått felt: målefeil rundt første skår.
paper-band-of = Grått felt: målefeil rundt første skår (±{ $points }).
paper-margin = Loddrett strek ved siste skår: usikkerheten i den.
paper-usual = Strek og prikk: vanlig for dem som begynte likt, midten prikket; åtte av ti holder seg innenfor.
