# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# Text messages, e-mail, and the page where somebody says that they want no more of them.
# Nothing here names a service, a clinician, a questionnaire or a kind of help: a message lies open on a locked phone.
message-sms = Запитання для вас: { $link } Стоп: { $stop }
message-sms-reminder = Запитання чекають: { $link } Стоп: { $stop }
message-subject = Кілька запитань для вас
message-subject-reminder = Запитання ще чекають
message-lead = Вітаємо. Ось кілька запитань для вас. Це займе кілька хвилин.
message-lead-reminder = Вітаємо. Запитання, які ми вам надіслали, ще чекають. Це займе кілька хвилин.
message-press = Перейти до запитань
message-free = Ви самі вирішуєте, чи відповідати. Це посилання лише для вас, не пересилайте його.
message-unread = Відповідей на цей лист ніхто не читає.
message-stop = Я не хочу таких повідомлень
message-sms-own = Ваша сторінка: { $link } Стоп: { $stop }
message-subject-own = Сторінка для вас
message-lead-own = Вітаємо. Ось посилання на вашу сторінку.
message-press-own = Відкрити сторінку
message-free-own = Посилання лише для вас, тож не пересилайте його. Крім того, потрібен код.
message-sms-code = Ваш код { $code }. Він діє десять хвилин. Нікому його не давайте.
message-subject-code = Код, про який ви просили
message-lead-code = Ваш код { $code }. Він діє десять хвилин. Нікому його не давайте. Якщо ви не просили коду, не зважайте на це.
message-trial-subject = Проба
message-trial = Це проба. Повідомлення звідси доходять.
stop-title = Більше не надсилати таких повідомлень?
stop-lead = Тоді ми більше не писатимемо на цей номер чи цю адресу. Це не вплине на допомогу, яку ви отримуєте.
stop-confirm = Так, не пишіть мені
stopped-title = Ми вам не пишемо
stopped-lead = На цей номер чи цю адресу не надходитимуть повідомлення від нас.
stopped-how = Ви все ще можете відповісти під час зустрічі, якщо захочете.
stopped-undo = Пишіть мені знову
resumed-title = Ми знову вам пишемо
resumed-lead = Коли наступного разу будуть запитання, ви отримаєте повідомлення.
