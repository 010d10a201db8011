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

# Asked at other moments, or of somebody near the patient.
landing-lead-near = Du vástádusat veahkehit min ipmirdit eanet. Dat maid don oainnát ja jurddašat, lea deaŧalaš.
landing-free-near = Don sáhtát njuiket gažaldaga badjel, doallat bottu dahje heaitit goas háliidat. Das eai leat váikkuhusat geasage.
landing-title-referral = Moadde gažaldaga dan botta go vuorddát
landing-title-every-weeks = Mo manná dál?
landing-title-end = Moadde gažaldaga loahpa guvlui
landing-title-after-end = Mo lea mannan maŋŋil go loahpaheimmet?
landing-title-parent = Moadde gažaldaga dutnje gii leat váhnen
landing-title-next-of-kin = Moadde gažaldaga dutnje gii leat lagas olmmoš
landing-title-teacher = Moadde gažaldaga dutnje gii leat oahpaheaddji
landing-reader-referral = Sii geat galget du veahkehit, lohket vástádusaid ovdal vuosttaš deaivvadeami.
landing-reader-every-weeks = Du dearvvašvuođabargi lohká vástádusaid bargoáiggis.
landing-reader-end = Du dearvvašvuođabargi lohká vástádusaid, vai doai sáhttibeahtti ovttas geahččat maŋos.
landing-reader-after-end = Vástádusat geavahuvvojit oahppat das mii veahkeha. Dat lohkkojuvvojit bargoáiggis.
landing-reader-parent = Sii geat addet veahki, lohket vástádusaid bargoáiggis.
landing-reader-next-of-kin = Sii geat addet veahki, lohket vástádusaid bargoáiggis.
landing-reader-teacher = Sii geat addet veahki, lohket vástádusaid bargoáiggis.
receipt-next-referral = Sii geat galget du veahkehit, lohket vástádusaid ovdal vuosttaš deaivvadeami.
receipt-next-every-weeks = Du dearvvašvuođabargi lohká vástádusaid bargoáiggis. Doai sáhttibeahtti hupmat daid birra boahtte háve.
receipt-next-end = Du dearvvašvuođabargi lohká vástádusaid, vai doai sáhttibeahtti ovttas geahččat maŋos.
receipt-next-after-end = Vástádusat geavahuvvojit oahppat das mii veahkeha. Jus dárbbašat veahki fas, váldde oktavuođa nugo ovdal.
receipt-next-parent = Sii geat addet veahki, lohket vástádusaid bargoáiggis. Du vástádusat eai čájehuvvo earáide geain lea jerrojuvvon.
receipt-next-next-of-kin = Sii geat addet veahki, lohket vástádusaid bargoáiggis. Du vástádusat eai čájehuvvo earáide geain lea jerrojuvvon.
receipt-next-teacher = Sii geat addet veahki, lohket vástádusaid bargoáiggis. Du vástádusat eai čájehuvvo earáide geain lea jerrojuvvon.

# Other ways in: a code, a tablet, a letter, this very device.
entry-staff = Don čálát vástádusaid dan botta go olmmoš vástida.
entry-paper = Don čálát vástádusaid báhpiris.
receipt-handed = Vástádusat leat sáddejuvvon. Atte ovttadaga ruovttoluotta sutnje geas ožžot dan.
receipt-kiosk = Šearbma manná ruovttoluotta álgui iešalddis. Vástádusat eai báze deike.
receipt-kiosk-done = Gárvvis
code-page-title = Leatgo ožžon kodda?
code-page-lead = Čále kodda reivves, de gažaldagat rahpasit.
code-page-lead-room = Čále kodda maid leat ožžon, de gažaldagat rahpasit.
code-page-wrong = Kodda ii raba maidege. Dat sáhttá leat čállojuvvon boastut, geavahuvvon dahje menddo boaris.
code-page-label = Kodda
code-page-hint = Guoktenuppelohkái bustáva ja logu. Stuora dahje unna bustávat ja sázut eai mearkkaš maidege.
code-page-hint-room = Guhtta logu vuostáiváldimis, dahje guoktenuppelohkái bustáva ja logu reivves.
code-page-open = Raba
letter-title = Moadde gažaldaga dutnje
letter-lead = Mii háliidit gullat mo dus manná. Don sáhtát vástidit goas dutnje heive, ovdal áigemeari vuolábealde.
letter-lead-near = Mii háliidit gullat maid don oainnát ja jurddašat. Don sáhtát vástidit goas dutnje heive, ovdal áigemeari vuolábealde.
letter-camera-title = Telefovnnain
letter-camera = Doala kamera njealjehasa badjel ja raba čujuhusa mii boahtá ovdan.
letter-code-title = Kodain
letter-code-go = Čále dán čujuhusa fierpmádatlohkki:
letter-code-type = Čále de kodda:
letter-until = Doaibmá gitta { $date } dii. { $time }. Kodda rahpá gažaldagaid, ii ge eará.
letter-not-watched = Ii oktage čuovo vástádusaid dan botta. Jus dárbbašat veahki dál, riŋge:

# Without a line.
kept = Vurkejuvvon dán telefovdnii, ii vel sáddejuvvon
offline-lead = Fierbmi lea eret. Don sáhtát joatkit: vástádusat leat dán telefovnnas dassážii go fierbmi lea ruovttoluotta.
offline-back = Fierbmi lea ruovttoluotta. Vástádusat sáddejuvvojit …
offline-wait-title = Sádden ii leat vel duođaštuvvon
offline-wait = Dat leat dán telefovnnas. Divtte siiddu leat rabas, de dat sáddejuvvojit go fierbmi lea ruovttoluotta. Jus gidde siiddu, raba liŋkka fas maŋŋil.
offline-sent-title = Vástádusat leat sáddejuvvon
offline-sent = Duođaštus čájehuvvo go fierbmi lea ruovttoluotta.
offline-empty = Ii mihkkege leat vel vástiduvvon.
offline-retry = Geahččal fas dál
offline-sending = Sádde …
offline-refused = Vástádusaid ii lean vejolaš sáddet ná. Geahča daid ođđasit.
offline-none-title = Ii leat oktavuohta
offline-none = Siiddu ii sáhte čájehit fierpmi haga. Geahččal fas go fierbmi lea ruovttoluotta.

# How the pages look.
display-title = Čájeheapmi
display-size-0 = Dábálaš teaksta
display-size-1 = Stuorát teaksta
display-size-2 = Stuorámus teaksta
display-contrast-on = Eanet kontrástta
display-contrast-off = Dábálaš kontrásta

# After the answers are sent, where the service gives it.
own-title = Du vástádusat dán háve
own-value = { $topic }: { $value } skálas { $low } rájes { $high } rádjái.
own-up-worse = Alit lohku mearkkaša ahte dat váivvida du eanet.
own-up-better = Alit lohku mearkkaša ahte dovdo buorebun.
own-none = { $topic }: menddo unnán vástádusat rehkenastit logu. Dat lea áibbas ortnegis.
over-link = Geahča iežat vástádusaid áiggi mielde
over-title = Du vástádusat áiggi mielde
over-ask-title = Duođaš ahte dat leat don
over-ask-lead = Earát sáhttet leat luoikan telefovnna. Čále riegádanbeaivvát vai oainnát ovddit vástádusaid.
over-birth = Riegádanbeaivi
over-show = Čájet
over-wrong = Dat ii lean riekta.
over-closed-title = Dát lea giddejuvvon
over-closed = Geahččaleamit ledje menddo ollu. Vástádusat maid leat sádden, eai leat rievdan. Jeara doppe gos oaččut veahki jus háliidat oaidnit daid.
over-lower = { $topic }: { $now } dál, { $first } vuosttaš háve. Dat lea vuolit go álggus.
over-higher = { $topic }: { $now } dál, { $first } vuosttaš háve. Dat lea alit go álggus.
over-same = { $topic }: { $now } dál, seamma go vuosttaš háve.
over-once = { $topic }: { $now }. Dát lea vuosttaš háve, nu ahte ii leat vel mii veardidit.
over-sway = Logut mannet veaháš bajás ja vulos buohkain. Huma dearvvašvuođabargiin das mii dat mearkkašit dutnje.
over-when = Goas
over-number = Lohku
shared-title = Maid gávnnaheaddji
shared-change = Dán rievdadeahppi:
talked-title = Joavkkus
talked-line = Joavku lea ságastallan du dikšuma birra
talked-ask = Son guhte dikšu du, sáhttá muitalit maid joavku ságastalai.
opened-title = Gii lea rahpan dán
opened-lead = Sii geat dikšot du, ja joavku go das lea jerrojuvvon juoga: oktii juohke beaivvi go leat rahpan du nama, du vástádusaid dahje gažaldaga jovkui.
opened-nobody = Ii oktage leat rahpan dan vel.
fix-title = Šattaigo juoga boastut?
fix-lead = Don sáhtát divvut vástádusaid dahje geassit daid ruovttoluotta gitta { $date } dii. { $time }, dán telefovnnas.
fix-correct = Divo vástádusaid
fix-withdraw = Geasse vástádusaid ruovttoluotta
correcting = Don divut vástádusaid mat leat sáddejuvvon. Boares vástádusat gustojit dassážii go sáddet ođđasit.
takeback-title = Háliidatgo geassit vástádusaid ruovttoluotta?
takeback-lead = De du dearvvašvuođabargi oaidná dušše ahte dat leat gesson ruovttoluotta, ii maid vástidit. Dat ii váikkut dan veahkkái maid oaččut.
takeback-confirm = Juo, geasse daid ruovttoluotta
takeback-back = Ii, divtte daid leat
withdrawn-title = Vástádusat leat gesson ruovttoluotta
withdrawn-lead = Vurkejuvvon dii. { $time }. Vástádusat eai šat čájehuvvo geasage.
