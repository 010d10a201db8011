# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# The pages of the person who answers. Plain, warm, short. Nothing about unit, theme or result.
# Verbal nouns stand for commands, so that no text takes the reader for a man or a woman.
machine-made = كتبت آلة هذا النص بالعربية. لم يقرأه بعد أي شخص يعرف اللغة.
landing-title-before = بعض الأسئلة قبل الموعد
landing-title-after = بعض الأسئلة بعد الموعد
landing-title-other = بعض الأسئلة لك
landing-lead = تساعدنا إجاباتك على أن نخصّص وقتنا معًا لما يهمّك.
landing-minutes = { $minutes ->
    [zero] أقل من دقيقة.
    [one] حوالي دقيقة واحدة.
    [two] حوالي دقيقتين.
    [few] حوالي { $minutes } دقائق.
    [many] حوالي { $minutes } دقيقة.
   *[other] حوالي { $minutes } دقيقة.
}
landing-questions = { $questions ->
    [zero] لا توجد أسئلة.
    [one] سؤال واحد.
    [two] سؤالان، واحد في كل مرة.
    [few] { $questions } أسئلة، واحد في كل مرة.
    [many] { $questions } سؤالًا، واحد في كل مرة.
   *[other] { $questions } سؤال، واحد في كل مرة.
}
landing-reader-before = يقرأ معالجك الإجابات قبل لقائكما.
landing-reader-after = يقرأ معالجك الإجابات قبل لقائكما القادم.
landing-reader-other = يقرأ معالجك الإجابات في أوقات العمل.
landing-free = يمكنك تخطّي أي سؤال، أو أخذ استراحة، أو التوقف متى شئت. لا يؤثر ذلك على المساعدة التي تحصل عليها.
landing-start = البدء
landing-continue = متابعة
not-watched = لا أحد يتابع الإجابات أثناء الكتابة. إذا احتجت إلى مساعدة الآن، يمكنك استخدام الأرقام في أسفل الصفحة.
not-watched-short = لا أحد يتابع الإجابات أثناء الكتابة. إذا احتجت إلى مساعدة الآن، يمكنك الاتصال بأحد الأرقام في الأسفل.
early-title = الوقت مبكر قليلًا
early-lead = تُفتح الأسئلة يوم { $date } الساعة { $time }.
early-next = الرابط صحيح. يمكنك فتحه مرة أخرى في ذلك الوقت.
decline-link = لا أريد الإجابة
decline-title = هل ترغب في عدم الإجابة؟
decline-lead = لا بأس بذلك أبدًا. سيعلم معالجك أنك لم ترغب في الإجابة هذه المرة، ولا شيء غير ذلك.
decline-confirm = نعم، لا أريد الإجابة
decline-back = لا، رجوع
declined-title = شكرًا على إعلامنا
declined-lead = حُفظ ذلك الساعة { $time }. لن نسألك عن هذا مجددًا هذه المرة.
declined-next = يمكنك التحدث عن ذلك عند لقائكما، أو عدم التحدث عنه.

help-title = هل تحتاج إلى التحدث مع أحد الآن؟
help-113 = عندما تكون الحياة في خطر
help-116117 = الطبيب المناوب (legevakt)، ليلًا ونهارًا
help-116123 = خط الدعم Mental Helse، ليلًا ونهارًا
help-short = مساعدة الآن:

question-title = السؤال { $number } من { $of }
question-progress = { $number } من { $of }
question-progress-label = إلى أين وصلت
question-minutes-left = { $minutes ->
    [zero] بقي أقل من دقيقة
    [one] بقيت دقيقة واحدة تقريبًا
    [two] بقيت دقيقتان تقريبًا
    [few] بقيت { $minutes } دقائق تقريبًا
    [many] بقيت { $minutes } دقيقة تقريبًا
   *[other] بقيت { $minutes } دقيقة تقريبًا
}
question-under-a-minute = بقي أقل من دقيقة
question-other-language = هذا السؤال غير متوفر بالعربية بعد. يُعرض بلغة أخرى.
number-limit = رقم من { $from } إلى { $to }.
day-form = اليوم والشهر والسنة، مثلًا 31.01.2026.
analogue-limit = يمكنك لمس الخط، أو كتابة رقم من { $from } إلى { $to }.
analogue-unmarked = بلا إجابة
text-limit = حتى { $max } حرف.
text-used = عدد الأحرف المكتوبة:
optional = الإجابة عن هذا السؤال اختيارية.
decline-item = لا أريد الإجابة عن هذا
item-declined = اخترت عدم الإجابة عن هذا.
stop-answering = أريد التوقف هنا
decline-removes = سيُحذف ما أجبت عنه حتى الآن.
decline-all = لا أريد الإجابة في النهاية
unreviewed = لم يراجع شخصان هذه الصياغة بعد.
answer-error-missing = يُرجى اختيار إجابة، أو اختيار عدم الإجابة.
answer-error-too-long = النص طويل جدًا. يُرجى تقصيره قليلًا.
answer-error-invalid = لم تناسب الإجابة السؤال. يُرجى الاختيار من جديد.
answer-error-number = يُرجى كتابة رقم يقع بين الطرفين.
answer-error-day = يُرجى كتابة يوم موجود، مثلًا 31.01.2026.
saving = جارٍ الحفظ …
saved = تم الحفظ
save-waiting = لم يُحفظ بعد – نحاول مرة أخرى
to-review = إلى مراجعة الإجابات

review-title = مراجعة إجاباتك
review-lead = لم يُرسل أي شيء بعد. يمكنك تغيير ما تشاء.
review-unanswered = { $n ->
    [zero] لا توجد أسئلة بلا إجابة.
    [one] سؤال واحد بلا إجابة. يمكنك الإرسال مع ذلك.
    [two] سؤالان بلا إجابة. يمكنك الإرسال مع ذلك.
    [few] { $n } أسئلة بلا إجابة. يمكنك الإرسال مع ذلك.
    [many] { $n } سؤالًا بلا إجابة. يمكنك الإرسال مع ذلك.
   *[other] { $n } سؤال بلا إجابة. يمكنك الإرسال مع ذلك.
}
review-change = تغيير
review-answer = إجابة
review-which = السؤال { $number }
given-declined = لم أرغب في الإجابة
given-unanswered = بلا إجابة
send = إرسال الإجابات

receipt-title = شكرًا
receipt-stored = أُرسلت وحُفظت الساعة { $time }.
receipt-next-title = ماذا يحدث الآن؟
receipt-next-before = يقرأ معالجك الإجابات قبل لقائكما. وتقرران معًا ما تتحدثان عنه.
receipt-next-after = يقرأ معالجك الإجابات قبل لقائكما القادم. يمكنك حينها أن تقول إن كان ينبغي القيام بشيء بطريقة أخرى.
receipt-next-other = يقرأ معالجك الإجابات في أوقات العمل.
receipt-back-title = لك
# What a person wrote may run the other way: it is kept apart by marks.
receipt-own-words = لقد كتبت: «{"\u2068"}{ $words }{"\u2069"}». ستأخذان ذلك معكما إلى الحديث.
receipt-close = يمكنك إغلاق هذه الصفحة الآن. لا تبقى الإجابات على الهاتف.

gone-title = لم يعد هذا الرابط يعمل
gone-lead = ربما استُخدم من قبل، أو سُحب، أو أصبح قديمًا.
gone-next = إذا احتجت إلى رابط جديد، يمكنك طلبه حيث تحصل على المساعدة. ويمكنك أيضًا الانتظار حتى لقائكما.
