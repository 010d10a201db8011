# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# Around every page.
skip = انتقال إلى المحتوى
demo-banner = عرض تجريبي – أشخاص غير حقيقيين
leave = مغادرة الصفحة
close = إغلاق
cancel = إلغاء
next = التالي
previous = السابق
error-summary = هناك شيء ناقص
long-date = { $weekday } { $day } { $month } { $year }
weekday-1 = الاثنين
weekday-2 = الثلاثاء
weekday-3 = الأربعاء
weekday-4 = الخميس
weekday-5 = الجمعة
weekday-6 = السبت
weekday-7 = الأحد
month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر
month-short-1 = يناير
month-short-2 = فبراير
month-short-3 = مارس
month-short-4 = أبريل
month-short-5 = مايو
month-short-6 = يونيو
month-short-7 = يوليو
month-short-8 = أغسطس
month-short-9 = سبتمبر
month-short-10 = أكتوبر
month-short-11 = نوفمبر
month-short-12 = ديسمبر

# When a page cannot be shown.
failure-title = حدث خطأ ما
failure-lead = تعذّر عرض الصفحة. يُرجى المحاولة مرة أخرى بعد قليل.
failure-title-400 = لم نفهم الطلب
failure-lead-400 = هناك شيء غير متوقع في النموذج أو في العنوان. يُرجى الرجوع والمحاولة مرة أخرى.
failure-title-403 = لا يمكنك الدخول إلى هنا
failure-lead-403 = هذه الصفحة ليست لدورك، أو بقي النموذج مفتوحًا وقتًا طويلًا. يُرجى الرجوع وتحديث الصفحة.
failure-title-withheld = لا توجد أرقام هنا
failure-lead-withheld = قد تُظهر هذه الأرقام النتائج الخاصة بأقل من ثلاثة معالجين، لأنه يمكنك قراءة نتائج زميل وطرحها. وهي تخصهم.
failure-title-404 = هذه الصفحة غير موجودة
failure-lead-404 = قد يكون العنوان خطأ، أو نُقلت الصفحة.
failure-title-409 = كان شخص آخر هنا في هذه الأثناء
failure-lead-409 = تغيّر ما كنت تنظر إليه بعد أن فتحت الصفحة. يُرجى تحديثها والنظر من جديد.
failure-title-413 = هذا كثير دفعة واحدة
failure-lead-413 = النص أو الملف كبير جدًا. يُرجى تقصيره والمحاولة مرة أخرى.
failure-title-422 = تعذّر حفظ هذا
failure-lead-422 = أُرسل النموذج نفسه من قبل بمحتوى آخر. يُرجى تحديث الصفحة.
failure-title-429 = يُرجى الانتظار قليلًا
failure-lead-429 = كانت هناك محاولات كثيرة في وقت قصير. لم يضع أي شيء.
failure-title-500 = الخطأ من عندنا
failure-lead-500 = حدث خطأ ما عندنا. تم تسجيله. يُرجى المحاولة مرة أخرى بعد قليل.
failure-title-503 = سنعود بعد قليل
failure-lead-503 = الخدمة مشغولة أو يُعاد تشغيلها. كل ما تلقيت تأكيدًا بشأنه محفوظ.
failure-title-507 = لا توجد مساحة الآن
failure-lead-507 = لم تُحفظ الإجابة. كل ما تلقيت تأكيدًا بشأنه من قبل محفوظ. يُرجى المحاولة مرة أخرى بعد قليل.
failure-wait = { $seconds ->
    [zero] يُرجى المحاولة مرة أخرى الآن.
    [one] يُرجى الانتظار ثانية واحدة ثم المحاولة مرة أخرى.
    [two] يُرجى الانتظار ثانيتين ثم المحاولة مرة أخرى.
    [few] يُرجى الانتظار { $seconds } ثوانٍ ثم المحاولة مرة أخرى.
    [many] يُرجى الانتظار { $seconds } ثانية ثم المحاولة مرة أخرى.
   *[other] يُرجى الانتظار { $seconds } ثانية ثم المحاولة مرة أخرى.
}
failure-reference = يُرجى ذكر هذا الرمز عند الإبلاغ عن الخطأ:
failure-home = متابعة
