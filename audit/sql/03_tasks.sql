-- Tasks and occupations, from the ILO's file as it stands. A spreadsheet's row number goes with every row.

CREATE TABLE scored_rows AS
SELECT
    lpad(trim("ISCO_08"), 4, '0') AS isco08,
    "taskID"::INTEGER AS task,
    source_row,
    "score_2023"::DOUBLE AS score_2023,
    "predicted_score_2025_gpt4o"::DOUBLE AS gpt4o,
    "predicted_score_2025_gemini"::DOUBLE AS gemini,
    "score_2025"::DOUBLE AS score_2025,
    "source" = 'reconciled' AS is_reconciled,
    coalesce("Task_ISCO", 'nan') <> 'nan' AS has_statement,
    "label1d" AS major_label,
    "mean_score_2025"::DOUBLE AS ilo_mean,
    "SD_2025"::DOUBLE AS ilo_sd,
    "potential25" AS published_band
FROM ilo_scores;

-- The scores are whole numbers of units (units() refuses others) between 0 and 1, and the combined one is never missing.
SELECT CASE WHEN count(*) > 0 THEN error(
    'ilo_scores: score_2025 is missing, or a score lies outside 0 to 1, in row ' || min(source_row)) END
FROM scored_rows
WHERE score_2025 IS NULL
    OR units(score_2025) NOT BETWEEN 0 AND one()
    OR units(score_2023) NOT BETWEEN 0 AND one()
    OR units(gpt4o) NOT BETWEEN 0 AND one()
    OR units(gemini) NOT BETWEEN 0 AND one();

-- The rows without a statement are the declared ones, no more and no fewer.
SELECT CASE WHEN count(*) > 0 THEN error(
    'ilo_scores: rows without a statement are not those that 02_declared.sql leaves out: '
    || string_agg(isco08 || '/' || task, ', ')) END
FROM (
    (SELECT isco08, task FROM scored_rows WHERE NOT has_statement) EXCEPT ALL (SELECT isco08, task FROM left_out)
    UNION ALL
    (SELECT isco08, task FROM left_out) EXCEPT ALL (SELECT isco08, task FROM scored_rows WHERE NOT has_statement)
);

-- A task's number occurs once in its occupation, and every row of an occupation carries the same columns of it.
SELECT CASE WHEN count(*) > 0 THEN error(
    'ilo_scores: task numbers repeat, or the columns of the occupation vary, in ' || string_agg(isco08, ', ')) END
FROM (
    SELECT isco08 FROM scored_rows GROUP BY isco08
    HAVING count(DISTINCT task) < count(*)
        OR count(DISTINCT major_label) <> 1 OR count(DISTINCT ilo_mean) <> 1
        OR count(DISTINCT ilo_sd) <> 1 OR count(DISTINCT published_band) <> 1
);

-- x of "Measures" is score_2025, y is score_2023. Changes and gaps are differences of doubles, not rounded: the rules compare and
-- show these. Their values are published as the decimals give them.
CREATE TABLE tasks AS
SELECT
    isco08, task, source_row, score_2023, gpt4o, gemini, score_2025, is_reconciled,
    score_2025 - score_2023 AS change,
    five_decimals(hundred_thousandths(score_2025) - hundred_thousandths(score_2023)) AS decimal_change,
    abs(gpt4o - gemini) AS gap,
    five_decimals(abs(hundred_thousandths(gpt4o) - hundred_thousandths(gemini))) AS decimal_gap,
    ten_thousandths(abs(gpt4o - gemini)) AS gap_q
FROM scored_rows
WHERE has_statement;

-- Units of ISCO-08 with a task; their titles come from the structure of ISCO-08, for the addresses of pages.
CREATE TABLE units_scored AS
SELECT
    o.isco08,
    'gradient/' || o.isco08 || '-' || slug(replace(t.title, coalesce(m.wrong, ''), coalesce(m.spelt, ''))) AS page,
    split_part(o.major_label, ' - ', 1) AS major_code,
    'groups/' || slug(o.major_label) AS group_page,
    o.major_label, b.place AS band_place, b.band, b.is_exposed, o.ilo_mean, o.ilo_sd
FROM (SELECT DISTINCT isco08, major_label, ilo_mean, ilo_sd, published_band FROM scored_rows WHERE has_statement) AS o
JOIN bands AS b ON b.published = o.published_band
JOIN (
    SELECT trim("ISCO 08 Code") AS isco08, single_blanks("Title EN") AS title
    FROM isco_structure WHERE "Level"::INTEGER = 4
) AS t USING (isco08)
LEFT JOIN misspelt AS m USING (isco08);

SELECT CASE WHEN count(*) <> declared_occupations() OR count(DISTINCT isco08) <> count(*) THEN error(
    'ilo_scores: the file holds ' || count(*) || ' occupations with a title and a known band, and '
    || declared_occupations() || ' are declared in 02_declared.sql') END
FROM units_scored;
