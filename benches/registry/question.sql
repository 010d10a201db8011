-- The question that `lytt compute report` answers, from the same two files: first and last score of every episode that
-- ended in the period, what became of the patients, and what is not known. Scores are whole numbers here, so that
-- every comparison is exact. PHQ-9 by NHS Talking Therapies: reliable from 6 points, a case from 10.
WITH scores AS (
    SELECT episode, answered_on, value
    FROM read_csv('{folder}/scores.csv', header = true, delim = ',', quote = '', auto_detect = false, columns = {
        'episode': 'VARCHAR', 'instrument': 'VARCHAR', 'scale': 'VARCHAR', 'answered_on': 'DATE',
        'occasion': 'INTEGER', 'value': 'DOUBLE'})
    WHERE instrument = 'phq-9' AND scale = 'total' AND answered_on <= DATE '{data_date}'
),
pairs AS (
    SELECT episode, count(*) AS n,
        -- No episode here has two scores of one day, so that the occasion need not be asked: a tenth less work.
        arg_min(value, answered_on) AS first, arg_max(value, answered_on) AS last
    FROM scores GROUP BY episode
),
ended AS (
    SELECT episode, ended_on + 21 <= DATE '{data_date}' AS is_settled
    FROM read_csv('{folder}/episodes.csv', header = true, delim = ',', quote = '', auto_detect = false, columns = {
        'episode': 'VARCHAR', 'referred_on': 'DATE', 'started_on': 'DATE', 'ended_on': 'DATE', 'end_kind': 'VARCHAR',
        'sessions_held': 'INTEGER', 'age': 'VARCHAR', 'sex': 'VARCHAR', 'language': 'VARCHAR'})
    WHERE started_on <= least(DATE '{to}', DATE '{data_date}')
        AND ended_on BETWEEN DATE '{from}' AND least(DATE '{to}', DATE '{data_date}')
),
rows AS (
    SELECT is_settled, coalesce(n, 0) AS n, first, last, coalesce(n, 0) > 1 AS is_pair,
        coalesce(n > 1 AND first - last >= 6, false) AS improved,
        coalesce(n > 1 AND last - first >= 6, false) AS deteriorated,
        coalesce(n > 1 AND first - last >= 6 AND first >= 10 AND last < 10, false) AS recovered
    FROM ended LEFT JOIN pairs USING (episode)
),
counts AS (
    SELECT count(*) FILTER (NOT is_settled) AS not_yet_observable,
        count(*) FILTER (is_settled) AS ended,
        count(*) FILTER (is_settled AND n > 0) AS measured,
        count(*) FILTER (is_settled AND is_pair) AS paired,
        count(*) FILTER (is_settled AND improved) AS improved,
        count(*) FILTER (is_settled AND deteriorated) AS deteriorated,
        count(*) FILTER (is_settled AND recovered) AS recovered,
        count(*) FILTER (is_settled AND is_pair AND first >= 10) AS paired_cases,
        count(*) FILTER (is_settled AND first >= 10) AS known_cases,
        count(*) FILTER (is_settled AND n = 0) AS silent
    FROM rows
),
-- What is missing may have failed or succeeded. Who began silent may have been a case or not.
shares AS (
    SELECT unnest([
        {name: 'coverage', k: paired, n: ended},
        {name: 'improvement', k: improved, n: paired},
        {name: 'improvement carried forward', k: improved, n: measured},
        {name: 'improvement lowest', k: improved, n: ended},
        {name: 'improvement highest', k: improved + ended - paired, n: ended},
        {name: 'deterioration', k: deteriorated, n: paired},
        {name: 'deterioration carried forward', k: deteriorated, n: measured},
        {name: 'deterioration lowest', k: deteriorated, n: ended},
        {name: 'deterioration highest', k: deteriorated + ended - paired, n: ended},
        {name: 'neither', k: paired - improved - deteriorated, n: paired},
        {name: 'recovery', k: recovered, n: paired_cases},
        {name: 'recovery carried forward', k: recovered, n: known_cases},
        {name: 'recovery lowest', k: recovered, n: known_cases + silent},
        {name: 'recovery highest', k: recovered + known_cases - paired_cases + silent, n: known_cases + silent}
    ], recursive := true),
    not_yet_observable
    FROM counts
)
-- With Wilson's interval.
SELECT name, k, n,
    (p + z2 / (2 * n) - z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n) AS lower,
    (p + z2 / (2 * n) + z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n) AS upper,
    not_yet_observable
FROM (SELECT *, k / n AS p, 1.959963984540054 AS z, 1.959963984540054 * 1.959963984540054 AS z2 FROM shares)
