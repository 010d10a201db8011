# unreviewed: written by machine, 2026-11-22; nobody who speaks the language has read it
# Around every page.
skip = Перейти до змісту
demo-banner = Демо – вигадані люди
leave = Залишити сторінку
close = Закрити
cancel = Скасувати
next = Далі
previous = Назад
error-summary = Чогось бракує
# The month is in the genitive: it is named nowhere else.
long-date = { $weekday }, { $day } { $month } { $year }
weekday-1 = понеділок
weekday-2 = вівторок
weekday-3 = середа
weekday-4 = четвер
weekday-5 = п’ятниця
weekday-6 = субота
weekday-7 = неділя
month-1 = січня
month-2 = лютого
month-3 = березня
month-4 = квітня
month-5 = травня
month-6 = червня
month-7 = липня
month-8 = серпня
month-9 = вересня
month-10 = жовтня
month-11 = листопада
month-12 = грудня
month-short-1 = січ
month-short-2 = лют
month-short-3 = бер
month-short-4 = квіт
month-short-5 = трав
month-short-6 = черв
month-short-7 = лип
month-short-8 = серп
month-short-9 = вер
month-short-10 = жовт
month-short-11 = лист
month-short-12 = груд

# When a page cannot be shown.
failure-title = Щось пішло не так
failure-lead = Сторінку не вдалося показати. Спробуйте ще раз трохи згодом.
failure-title-400 = Ми не зрозуміли запит
failure-lead-400 = Щось у формі або в адресі було не так, як очікувалося. Поверніться назад і спробуйте ще раз.
failure-title-403 = У вас немає доступу до цієї сторінки
failure-lead-403 = Ця сторінка не для вашої ролі, або форма була відкрита надто довго. Поверніться назад і оновіть сторінку.
failure-title-withheld = Тут немає цифр
failure-lead-withheld = Ці цифри могли б показати власні результати менш ніж трьох фахівців, бо ви можете читати результати колеги й відняти їх. Вони належать їм.
failure-title-404 = Такої сторінки немає
failure-lead-404 = Можливо, адреса неправильна або сторінку перенесено.
failure-title-409 = Тим часом тут був хтось інший
failure-lead-409 = Те, що ви переглядали, змінилося після того, як ви відкрили сторінку. Оновіть її та перевірте.
failure-title-413 = Забагато за один раз
failure-lead-413 = Текст або файл завеликий. Зробіть його коротшим і спробуйте ще раз.
failure-title-422 = Це не вдалося зберегти
failure-lead-422 = Цю саму форму вже надіслано з іншим вмістом. Оновіть сторінку.
failure-title-429 = Зачекайте трохи
failure-lead-429 = За короткий час було забагато спроб. Нічого не втрачено.
failure-title-500 = Це наша помилка
failure-lead-500 = Щось пішло не так на нашому боці. Це записано. Спробуйте ще раз трохи згодом.
failure-title-503 = Ми скоро повернемося
failure-lead-503 = Сервіс зайнятий або перезапускається. Усе, про що ви отримали підтвердження, збережено.
failure-title-507 = Зараз немає місця
failure-lead-507 = Відповідь не збережено. Усе, про що ви отримали підтвердження раніше, збережено. Спробуйте ще раз трохи згодом.
failure-wait = { $seconds ->
    [one] Зачекайте { $seconds } секунду і спробуйте ще раз.
    [few] Зачекайте { $seconds } секунди і спробуйте ще раз.
    [many] Зачекайте { $seconds } секунд і спробуйте ще раз.
   *[other] Зачекайте { $seconds } секунди і спробуйте ще раз.
}
failure-reference = Назвіть цей код, якщо повідомлятимете про помилку:
failure-home = Продовжити
