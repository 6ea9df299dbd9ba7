-- What pages print beside figures: titles, the wording of tasks, and what a sentence depends on.

-- Titles of unit groups as the structure of ISCO-08 has them, with the declared corrections of misspelt ones.
CREATE TABLE titles AS
SELECT o.isco08, o.page, single_blanks(replace(t."Title EN", coalesce(m.wrong, ''), coalesce(m.spelt, ''))) AS title
FROM units_scored AS o
JOIN isco_structure AS t ON trim(t."ISCO 08 Code") = o.isco08 AND t."Level"::INTEGER = 4
LEFT JOIN misspelt AS m USING (isco08);

-- What OEWS leaves out of an occupation.
CREATE TABLE not_covered AS
SELECT isco08, left_out_by_oews(isco08) AS left_out FROM titles WHERE left_out_by_oews(isco08) IS NOT NULL;

-- Titles of U.S. occupations.
CREATE TABLE us_titles AS
SELECT "O*NET-SOC Code" AS onet_soc, single_blanks("Title") AS title FROM onet_occupations;

-- Statements and justifications: signs saved as UTF-8 and read back as Mac Roman are put right in statements. The mark that closes a
-- statement in the list it comes from is no part of it; "etc." keeps its own.
CREATE TABLE wording AS
SELECT
    isco08, task, justification_gpt4o, justification_gemini,
    rtrim(statement, '.; ') || if(regexp_matches(statement, 'etc\.[.; ]*$'), '.', '') AS statement
FROM (
    SELECT
        lpad(trim("ISCO_08"), 4, '0') AS isco08, "taskID"::INTEGER AS task,
        single_blanks(replace(replace("Task_ISCO", '‚Äô', '’'), '¬¥', '’')) AS statement,
        "prediction_justification_gpt4o" AS justification_gpt4o, "prediction_justification_gemini" AS justification_gemini
    FROM ilo_scores
)
SEMI JOIN tasks USING (isco08, task);

-- How many tasks of an occupation share the largest 2025 score, and the widest gap of the models; the task with its smallest
-- score; and its largest change, at four decimals.
CREATE TABLE extremes AS
SELECT
    t.isco08,
    count(*) FILTER (t.score_2025 = most.score_2025) AS n_most,
    count(*) FILTER (t.gap_q = widest.gap_q) AS n_widest,
    max(t.gap_q) AS widest_gap_q,
    arg_min(t.task, (t.score_2025, t.source_row)) AS least_exposed,
    max(ten_thousandths(t.change)) AS fastest_q,
    hundredths(four_decimals(max(ten_thousandths(t.change)))) = 0 AS is_fastest_small
FROM tasks AS t
JOIN marked AS most ON most.isco08 = t.isco08 AND most.mark = 'most'
LEFT JOIN marked AS widest ON widest.isco08 = t.isco08 AND widest.mark = 'widest'
GROUP BY t.isco08;

-- Who stands next to whom in the order of the means, nearest first.
CREATE TABLE nearest AS
SELECT o.isco08, if(k.place < o.place, 'below', 'above') AS side, abs(k.place - o.place) AS distance, k.isco08 AS other,
    k.mean_q = o.mean_q AS is_equal
FROM occupations AS o JOIN occupations AS k ON abs(k.place - o.place) IN (1, 2)
ORDER BY o.isco08, side, distance;

-- U.S. occupations as pages list them: the largest employment first, none last, ties by code; and how employment was come by.
CREATE TABLE us_listed AS
SELECT
    us.*, t.title, left(us.onet_soc, 7) AS parent,
    NOT ends_with(us.onet_soc, '.00') AS is_inherited,
    pools.oews_code AS pool
FROM us
JOIN us_titles AS t USING (onet_soc)
LEFT JOIN pools ON pools.soc_2018 = left(us.onet_soc, 7)
ORDER BY us.isco08, us.jobs DESC NULLS LAST, us.onet_soc;

-- The definitions of unit groups, their blanks, tabs and breaks as single blanks.
CREATE TABLE defined_in_isco AS
SELECT trim("ISCO 08 Code") AS isco08, trim(regexp_replace("Definition", '\s+', ' ', 'g')) AS definition
FROM isco_structure WHERE "Level"::INTEGER = 4;

-- The occupations that ISCO-08 lists in each unit group: the lines of the cell that begin with a hyphen. One ends in a comma.
CREATE TABLE listed_in_isco AS
SELECT isco08, rtrim(rtrim(ltrim(line, '- '), ' '), ',') AS title, min(place) AS place
FROM (
    SELECT
        trim("ISCO 08 Code") AS isco08, unnest(string_split("Included occupations", chr(10))) AS line,
        generate_subscripts(string_split("Included occupations", chr(10)), 1) AS place
    FROM isco_structure WHERE "Level"::INTEGER = 4
) WHERE starts_with(line, '-')
GROUP BY ALL;
