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

# Asked at other moments, or of somebody near the patient.
landing-lead-near = تساعدنا إجاباتك على فهم المزيد. المهم هو ما تراه وما تفكر فيه.
landing-free-near = يمكنك تخطي أي سؤال أو أخذ استراحة أو التوقف متى شئت. لا يترتب على ذلك شيء لأحد.
landing-title-referral = بعض الأسئلة أثناء الانتظار
landing-title-every-weeks = كيف الحال الآن؟
landing-title-end = بعض الأسئلة قرب النهاية
landing-title-after-end = كيف كانت الأمور منذ ذلك الحين؟
landing-title-parent = بعض الأسئلة لك بصفتك أحد الوالدين
landing-title-next-of-kin = بعض الأسئلة لك بصفتك من المقرّبين
landing-title-teacher = بعض الأسئلة لك بصفتك معلّمًا
landing-reader-referral = يقرأ من سيساعدك الإجابات قبل أول موعد.
landing-reader-every-weeks = يقرأ المعالج الإجابات خلال ساعات العمل.
landing-reader-end = يقرأ المعالج الإجابات لتنظرا معًا إلى ما مضى.
landing-reader-after-end = تُستخدم الإجابات للتعلّم مما يساعد، وتُقرأ خلال ساعات العمل.
landing-reader-parent = يقرأ من يقدّمون المساعدة الإجابات خلال ساعات العمل.
landing-reader-next-of-kin = يقرأ من يقدّمون المساعدة الإجابات خلال ساعات العمل.
landing-reader-teacher = يقرأ من يقدّمون المساعدة الإجابات خلال ساعات العمل.
receipt-next-referral = يقرأ من سيساعدك الإجابات قبل أول موعد.
receipt-next-every-weeks = يقرأ المعالج الإجابات خلال ساعات العمل. يمكنكما الحديث عنها في المرة القادمة.
receipt-next-end = يقرأ المعالج الإجابات لتنظرا معًا إلى ما مضى.
receipt-next-after-end = تُستخدم الإجابات للتعلّم مما يساعد. إذا احتجت إلى المساعدة مرة أخرى فيمكنك التواصل كما في السابق.
receipt-next-parent = يقرأ من يقدّمون المساعدة الإجابات خلال ساعات العمل. لا تُعرض إجاباتك على آخرين سُئلوا.
receipt-next-next-of-kin = يقرأ من يقدّمون المساعدة الإجابات خلال ساعات العمل. لا تُعرض إجاباتك على آخرين سُئلوا.
receipt-next-teacher = يقرأ من يقدّمون المساعدة الإجابات خلال ساعات العمل. لا تُعرض إجاباتك على آخرين سُئلوا.

# Other ways in: a code, a tablet, a letter, this very device.
entry-staff = أنت تكتب الإجابات بينما يجيب الشخص المسؤول.
entry-paper = أنت تُدخل إجابات من ورقة.
receipt-handed = أُرسلت الإجابات. يُرجى إعادة الجهاز إلى من أعطاك إياه.
receipt-kiosk = تعود الشاشة إلى البداية من تلقاء نفسها. لا تبقى الإجابات هنا.
receipt-kiosk-done = تم
code-page-title = هل لديك رمز؟
code-page-lead = عند كتابة الرمز الموجود في الرسالة تُفتح الأسئلة.
code-page-lead-room = عند كتابة الرمز الذي حصلت عليه تُفتح الأسئلة.
code-page-wrong = لا يفتح الرمز شيئًا. ربما كُتب خطأً أو استُخدم أو انتهت مدته.
code-page-label = الرمز
code-page-hint = اثنا عشر حرفًا ورقمًا. لا فرق بين الأحرف الكبيرة والصغيرة ولا أهمية للشرطات.
code-page-hint-room = ستة أرقام من مكتب الاستقبال، أو اثنا عشر حرفًا ورقمًا من رسالة.
code-page-open = فتح
letter-title = بعض الأسئلة لك
letter-lead = نودّ أن نسمع كيف حالك. يمكنك الإجابة متى ناسبك ذلك قبل الموعد أدناه.
letter-lead-near = نودّ أن نسمع ما تراه وما تفكر فيه. يمكنك الإجابة متى ناسبك ذلك قبل الموعد أدناه.
letter-camera-title = بالهاتف
letter-camera = وجّه الكاميرا نحو المربع وافتح العنوان الذي يظهر.
letter-code-title = بالرمز
letter-code-go = اكتب هذا العنوان في المتصفح:
letter-code-type = ثم اكتب الرمز:
letter-until = يعمل حتى { $date } الساعة { $time }. يفتح الرمز الأسئلة ولا شيء غيرها.
letter-not-watched = لا أحد يتابع الإجابات في الوقت الفعلي. إذا احتجت إلى المساعدة الآن فاتصل بـ:

# Without a line.
kept = محفوظ على هذا الهاتف، لم يُرسل بعد
offline-lead = انقطع الاتصال. يمكنك المتابعة: تبقى إجاباتك على هذا الهاتف حتى يعود.
offline-back = عاد الاتصال. يجري إرسال إجاباتك …
offline-wait-title = لم يُؤكَّد الإرسال بعد
offline-wait = إنها محفوظة على هذا الهاتف. عند إبقاء هذه الصفحة مفتوحة تُرسل الإجابات متى عاد الاتصال. إذا أُغلقت الصفحة فيمكن فتح الرابط مرة أخرى لاحقًا.
offline-sent-title = أُرسلت إجاباتك
offline-sent = يظهر الإيصال عند عودة الاتصال.
offline-empty = لم تتم الإجابة عن شيء بعد.
offline-retry = المحاولة الآن
offline-sending = جارٍ الإرسال …
offline-refused = لم يمكن إرسال الإجابات بهذا الشكل. يُرجى مراجعتها مرة أخرى.
offline-none-title = لا يوجد اتصال
offline-none = لا يمكن عرض هذه الصفحة دون اتصال. يمكن المحاولة عندما يعود.

# How the pages look.
display-title = العرض
display-size-0 = نص عادي
display-size-1 = نص أكبر
display-size-2 = أكبر نص
display-contrast-on = تباين أكثر
display-contrast-off = تباين عادي

# After the answers are sent, where the service gives it.
own-title = إجاباتك هذه المرة
own-value = { $topic }: { $value } على مقياس من { $low } إلى { $high }.
own-up-worse = الرقم الأعلى يعني أن ذلك يزعجك أكثر.
own-up-better = الرقم الأعلى يعني شعورًا أفضل.
own-none = { $topic }: الإجابات أقل من أن يُحسب منها رقم، ولا بأس بذلك.
over-link = عرض إجاباتك عبر الوقت
over-title = إجاباتك عبر الوقت
over-ask-title = تأكيد الهوية
over-ask-lead = ربما استعار شخص آخر الهاتف. اكتب تاريخ ميلادك لعرض الإجابات السابقة.
over-birth = تاريخ الميلاد
over-show = عرض
over-wrong = لم يتطابق ذلك.
over-closed-title = هذا مغلق
over-closed = كانت المحاولات كثيرة جدًا. لم تتأثر الإجابات التي أرسلتها. يمكنك السؤال حيث تتلقى المساعدة إذا أردت رؤيتها.
over-lower = { $topic }: { $now } الآن و{ $first } في المرة الأولى. هذا أقل مما كان في البداية.
over-higher = { $topic }: { $now } الآن و{ $first } في المرة الأولى. هذا أعلى مما كان في البداية.
over-same = { $topic }: { $now } الآن، كما في المرة الأولى.
over-once = { $topic }: { $now }. هذه هي المرة الأولى، فلا يوجد ما يُقارن به بعد.
over-sway = ترتفع الأرقام وتنخفض قليلًا لدى الجميع. يمكنك الحديث مع المعالج عما تعنيه لك.
over-when = متى
over-number = الرقم
shared-title = ما توصّلتما إليه
shared-change = ما سنغيّره:
talked-title = في الفريق
talked-line = جرى الحديث عن علاجك في الفريق
talked-ask = يمكن لمن يعالجك أن يخبرك بما قيل.
opened-title = من فتح هذا
opened-lead = من يعالجونك، وأعضاء الفريق عندما يُطرح عليهم سؤال: مرة واحدة لكل يوم فتحوا فيه اسمك أو إجاباتك أو السؤال المطروح على الفريق.
opened-nobody = لم يفتحه أحد بعد.
fix-title = هل هناك خطأ؟
fix-lead = يمكنك تصحيح الإجابات أو سحبها حتى { $date } الساعة { $time } من هذا الهاتف.
fix-correct = تصحيح الإجابات
fix-withdraw = سحب الإجابات
correcting = أنت تصحّح إجابات أُرسلت. تبقى القديمة سارية حتى تُرسل من جديد.
takeback-title = هل تريد سحب الإجابات؟
takeback-lead = عندها لا يرى المعالج إلا أن الإجابات سُحبت، ولا يرى ما أجبت به. لا يؤثر ذلك في المساعدة التي تتلقاها.
takeback-confirm = نعم، سحب الإجابات
takeback-back = لا، تبقى كما هي
withdrawn-title = سُحبت الإجابات
withdrawn-lead = حُفظ ذلك الساعة { $time }. لم تعد الإجابات تُعرض على أحد.
