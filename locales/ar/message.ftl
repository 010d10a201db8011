# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# Text messages, e-mail, and the page where somebody says that they want no more of them.
# Nothing here names a service, a clinician, a questionnaire or a kind of help: a message lies open on a locked phone.
message-sms = أسئلة لك: { $link } إيقاف: { $stop }
message-sms-reminder = الأسئلة بانتظارك: { $link } إيقاف: { $stop }
message-subject = بعض الأسئلة لك
message-subject-reminder = الأسئلة ما زالت بانتظارك
message-lead = مرحبًا. هذه بعض الأسئلة لك. تستغرق بضع دقائق.
message-lead-reminder = مرحبًا. الأسئلة التي أرسلناها إليك ما زالت بانتظارك. تستغرق بضع دقائق.
message-press = الذهاب إلى الأسئلة
message-free = أنت من يقرر إن كنت تريد الإجابة. هذا الرابط لك وحدك، فلا ترسله إلى غيرك.
message-unread = لا أحد يقرأ الردود على هذه الرسالة.
message-stop = لا أريد مثل هذه الرسائل
message-sms-own = صفحتك: { $link } إيقاف: { $stop }
message-subject-own = صفحة لك
message-lead-own = مرحبًا. هذا هو الرابط إلى صفحتك.
message-press-own = افتح الصفحة
message-free-own = هذا الرابط لك وحدك، فلا ترسله إلى غيرك. وتحتاج إلى رمز أيضًا.
message-sms-code = رمزك هو { $code }. يعمل لمدة عشر دقائق. لا تعطه لأحد.
message-subject-code = الرمز الذي طلبته
message-lead-code = رمزك هو { $code }. يعمل لمدة عشر دقائق. لا تعطه لأحد. إن لم تطلب رمزًا فلا تلتفت إلى هذا.
message-trial-subject = تجربة
message-trial = هذه تجربة. الرسائل من هنا تصل.
stop-title = هل تريد إيقاف هذه الرسائل؟
stop-lead = عندها لن نكتب بعد الآن إلى هذا الرقم أو هذا العنوان. لن يؤثر ذلك في المساعدة التي تحصل عليها.
stop-confirm = نعم، لا تكتبوا إليّ
stopped-title = لن نكتب إليك
stopped-lead = لا تصل إلى هذا الرقم أو هذا العنوان أي رسائل منا.
stopped-how = ما زال بإمكانك أن تجيب عند اللقاء إن أردت.
stopped-undo = اكتبوا إليّ من جديد
resumed-title = سنكتب إليك من جديد
resumed-lead = عندما تكون هناك أسئلة في المرة القادمة، ستصلك رسالة.
