# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# Around every page.
skip = Njuike sisdollui
demo-banner = Demo – hutkojuvvon olbmot
leave = Guođe siiddu
close = Gidde
cancel = Gaskkalduhte
next = Boahtte
previous = Ovddit
error-summary = Juoga váilu
# The month is in the genitive: it is named nowhere else.
long-date = { $weekday } { $month } { $day }. b. { $year }
weekday-1 = vuossárga
weekday-2 = maŋŋebárga
weekday-3 = gaskavahkku
weekday-4 = duorastat
weekday-5 = bearjadat
weekday-6 = lávvardat
weekday-7 = sotnabeaivi
month-1 = ođđajagemánu
month-2 = guovvamánu
month-3 = njukčamánu
month-4 = cuoŋománu
month-5 = miessemánu
month-6 = geassemánu
month-7 = suoidnemánu
month-8 = borgemánu
month-9 = čakčamánu
month-10 = golggotmánu
month-11 = skábmamánu
month-12 = juovlamánu
month-short-1 = ođđj
month-short-2 = guov
month-short-3 = njuk
month-short-4 = cuo
month-short-5 = mies
month-short-6 = geas
month-short-7 = suoi
month-short-8 = borg
month-short-9 = čakč
month-short-10 = golg
month-short-11 = skáb
month-short-12 = juov

# When a page cannot be shown.
failure-title = Juoga manai boastut
failure-lead = Siiddu ii lean vejolaš čájehit. Geahččal fas maŋŋil.
failure-title-400 = Mii eat ipmirdan jearaldaga
failure-lead-400 = Juoga skovis dahje čujuhusas ii lean nugo galggai. Mana ruovttoluotta ja geahččal fas.
failure-title-403 = Don it beasa deike
failure-lead-403 = Dát siidu ii gula du rollii, dahje skovvi lei menddo guhká rabas. Mana ruovttoluotta ja raba siiddu ođđasit.
failure-title-withheld = Dáppe eai leat logut
failure-lead-withheld = Dát logut sáhtášedje čájehit unnit go golmma divššára iežaset bohtosiid. Bohtosat leat sin.
failure-title-404 = Siidu ii gávdno
failure-lead-404 = Čujuhus sáhttá leat boastut, dahje siidu lea sirdojuvvon.
failure-title-409 = Muhtun eará lei dáppe dan gaskkas
failure-lead-409 = Dat maid gehččet, lea rievdan maŋŋil go rahpet siiddu. Raba siiddu ođđasit ja geahča.
failure-title-413 = Dat lei menddo ollu oktanaga
failure-lead-413 = Teaksta dahje fiila lea menddo stuoris. Oanit dan ja geahččal fas.
failure-title-422 = Dán ii lean vejolaš vurket
failure-lead-422 = Seamma skovvi lea juo sáddejuvvon eará sisdoaluin. Raba siiddu ođđasit.
failure-title-429 = Vuordde veaháš
failure-lead-429 = Ledje menddo ollu geahččaleamit oanehis áiggis. Ii mihkkege leat massojuvvon.
failure-title-500 = Meattáhus lea min
failure-lead-500 = Juoga manai boastut min luhtte. Dat lea čállojuvvon. Geahččal fas maŋŋil.
failure-title-503 = Mii leat fargga fas dáppe
failure-lead-503 = Bálvalusas lea hoahppu, dahje dat álgá ođđasit. Dat mas leat ožžon duođaštusa, lea vurkejuvvon.
failure-title-507 = Dál ii leat sadji
failure-lead-507 = Vástádus ii vurkejuvvon. Dat mas leat ovdal ožžon duođaštusa, lea vurkejuvvon. Geahččal fas maŋŋil.
failure-wait = { $seconds ->
    [one] Vuordde ovtta sekundda ja geahččal fas.
    [two] Vuordde guokte sekundda ja geahččal fas.
   *[other] Vuordde { $seconds } sekundda ja geahččal fas.
}
failure-reference = Muital dán koda jus dieđihat:
failure-home = Joatkke
