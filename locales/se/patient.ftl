# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# The pages of the person who answers. Plain, warm, short. Nothing about unit, theme or result.
# Patient and clinician are two: the verb is in the dual.
machine-made = Mašiidna lea čállán dán teavstta davvisámegillii. Ii oktage gii máhttá giela, leat vel lohkan dan.
landing-title-before = Moadde gažaldaga ovdal deaivvadeami
landing-title-after = Moadde gažaldaga maŋŋil deaivvadeami
landing-title-other = Moadde gažaldaga dutnje
landing-lead = Du vástádusat veahkehit min geavahit oktasaš áiggi dasa mii lea dutnje deaŧalaš.
landing-minutes = { $minutes ->
    [one] Sullii okta minuhtta.
    [two] Sullii guokte minuhta.
   *[other] Sullii { $minutes } minuhta.
}
landing-questions = { $questions ->
    [one] Okta gažaldat.
    [two] Guokte gažaldaga, okta háválassii.
   *[other] { $questions } gažaldaga, okta háválassii.
}
landing-reader-before = Du dearvvašvuođabargi lohká vástádusaid ovdal go deaivvadeahppi.
landing-reader-after = Du dearvvašvuođabargi lohká vástádusaid ovdal go deaivvadeahppi boahtte háve.
landing-reader-other = Du dearvvašvuođabargi lohká vástádusaid bargoáiggis.
landing-free = Don sáhtát njuiket gažaldaga badjel, doallat bottu dahje heaitit goas háliidat. Dat ii váikkut dan veahkkái maid oaččut.
landing-start = Álgge
landing-continue = Joatkke
not-watched = Ii oktage čuovo vástádusaid dan botta go čálát. Jus dárbbašat veahki dál, geavat nummiriid siiddu vuolemusas.
not-watched-short = Ii oktage čuovo vástádusaid dan botta go čálát. Jus dárbbašat veahki dál, riŋge muhtun nummirii vuolemusas.
early-title = Veaháš menddo árrat
early-lead = Gažaldagat rahpasit { $date } dii. { $time }.
early-next = Liŋka lea riekta. Raba dan fas dalle.
decline-link = In hálit vástidit
decline-title = Háliidat go leat vástitkeahttá?
decline-lead = Dat lea áibbas ortnegis. Du dearvvašvuođabargi oažžu diehtit ahte it háliidan vástidit dán háve, iige eará.
decline-confirm = Juo, in hálit vástidit
decline-back = Mana ruovttoluotta
declined-title = Giitu dieđu ovddas
declined-lead = Vurkejuvvon dii. { $time }. Mii eat jeara dus dán šat dán háve.
declined-next = Sáhtát hállat dan birra go deaivvadeahppi, dahje guođđit dan.

help-title = Dárbbašat go hállat geainna nu dál?
help-113 = Go lea heakkavárra
help-116117 = Doavttervákta, birra jándora
help-116123 = Mental Helse, birra jándora
help-short = Veahkki dál:

question-title = Gažaldat { $number } / { $of }
question-progress = { $number } / { $of }
question-progress-label = Man guhkás leat boahtán
question-minutes-left = { $minutes ->
    [one] sullii okta minuhtta vel
    [two] sullii guokte minuhta vel
   *[other] sullii { $minutes } minuhta vel
}
question-under-a-minute = unnit go okta minuhtta vel
question-other-language = Dát gažaldat ii gávdno vel davvisámegillii. Dat čájehuvvo eará gillii.
number-limit = Lohku gaskal { $from } ja { $to }.
day-form = Beaivi, mánnu ja jahki, ovdamearkka dihte 31.01.2026.
analogue-limit = Deaddil sárgá, dahje čále logu gaskal { $from } ja { $to }.
analogue-unmarked = Ii vástiduvvon
text-limit = Eanemusat { $max } mearkka.
text-used = Don leat čállán
optional = It dárbbaš vástidit dán.
decline-item = In hálit vástidit dán
item-declined = Don leat válljen ahte it vástit dán.
stop-answering = Háliidan heaitit dás
decline-removes = Dat maid leat vástidan dán rádjai, sihkkojuvvo.
decline-all = In hálit liikká vástidit
unreviewed = Guokte olbmo eai leat vel dárkkistan dán teavstta.
answer-error-missing = Vállje vástádusa, dahje vállje ahte it hálit vástidit.
answer-error-too-long = Teaksta lea menddo guhkki. Oanit dan veaháš.
answer-error-invalid = Vástádus ii heiven gažaldahkii. Vállje ođđasit.
answer-error-number = Čále logu mii lea dán guovtti geaži gaskkas.
answer-error-day = Čále beaivvi mii gávdno, ovdamearkka dihte 31.01.2026.
saving = Vurkeme …
saved = Vurkejuvvon
save-waiting = Ii leat vel vurkejuvvon – geahččaleame fas
to-review = Geahča buot vástádusaid

review-title = Geahča vástádusaidat
review-lead = Ii mihkkege leat vel sáddejuvvon. Sáhtát rievdadit nu ollu go háliidat.
review-unanswered = { $n ->
    [one] Okta gažaldat ii leat vástiduvvon. Sáhtát liikká sáddet.
    [two] Guokte gažaldaga eai leat vástiduvvon. Sáhtát liikká sáddet.
   *[other] { $n } gažaldaga eai leat vástiduvvon. Sáhtát liikká sáddet.
}
review-change = Rievdat
review-answer = Vástit
review-which = gažaldat { $number }
given-declined = In háliidan vástidit
given-unanswered = Ii vástiduvvon
send = Sádde vástádusaid

receipt-title = Giitu
receipt-stored = Sáddejuvvon ja vurkejuvvon dii. { $time }.
receipt-next-title = Mii dáhpáhuvvá dál?
receipt-next-before = Du dearvvašvuođabargi lohká vástádusaid ovdal go deaivvadeahppi. Doai mearrideahppi ovttas man birra hállabeahtti.
receipt-next-after = Du dearvvašvuođabargi lohká vástádusaid ovdal go deaivvadeahppi boahtte háve. Muital dalle jus juoga galggašii dahkkot eará láhkai.
receipt-next-other = Du dearvvašvuođabargi lohká vástádusaid bargoáiggis.
receipt-back-title = Dutnje
receipt-own-words = Don čállet: «{ $words }». Dan váldibeahtti mielde ságastallamii.
receipt-close = Sáhtát dál giddet dán siiddu. Vástádusat eai báze telefovdnii.

gone-title = Dát liŋka ii doaimma šat
gone-lead = Dat sáhttá leat geavahuvvon, gessojuvvon ruovttoluotta dahje menddo boaris.
gone-next = Jus dárbbašat ođđa liŋkka, jeara das gos oaččut veahki. Sáhtát maid vuordit dassážii go deaivvadeahppi.
