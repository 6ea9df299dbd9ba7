-- What all occupations show together: titles, ends, moves, groups, and how firm a place is. The story, the newsroom and the
-- chapters tell of these.

-- Titles of ISCO-08 at every level, with what is misspelt made right; those of the major groups stand in the scores' file.
CREATE TABLE isco_titles AS
SELECT
    source_row, trim("ISCO 08 Code") AS code, "Level"::INTEGER AS level,
    replace(single_blanks("Title EN"), coalesce(m.wrong, ''), coalesce(m.spelt, '')) AS title
FROM isco_structure LEFT JOIN misspelt AS m ON m.isco08 = trim("ISCO 08 Code")
WHERE trim("ISCO 08 Code") IS NOT NULL;

CREATE TABLE majors AS
SELECT DISTINCT split_part(major_label, ' - ', 1) AS major_code, split_part(major_label, ' - ', 2) AS title,
    major_label AS label
FROM scored_rows;

-- Every occupation with the width of its percentile over all choices, and how far its highest and lowest task lie apart.
CREATE TABLE everyone AS
SELECT
    o.*, t.title, o.percentile_any_high - o.percentile_any_low AS width, o.percentile_high - o.percentile_low AS narrow,
    o.place <= o.n_occupations // 4 OR o.place > o.n_occupations - o.n_occupations // 4 AS is_outer,
    s.spread
FROM occupations AS o
JOIN isco_titles AS t ON t.code = o.isco08 AND t.level = 4
JOIN (
    SELECT isco08, four_decimals(ten_thousandths(max(score_2025) - min(score_2025))) AS spread FROM tasks GROUP BY isco08
) AS s USING (isco08);

-- The orders in which occupations are listed. Equals share a standing, and stand in the order of their codes; the first
-- n of a list are those whose standing is n or less, so that all that equal the last are with it.
CREATE TABLE listed AS
SELECT list, isco08, rank() OVER (PARTITION BY list ORDER BY key) AS standing,
    row_number() OVER (PARTITION BY list ORDER BY key, isco08) AS place
FROM (
    SELECT 'most' AS list, isco08, -mean_q AS key FROM everyone
    UNION ALL SELECT 'least', isco08, mean_q FROM everyone
    UNION ALL SELECT 'rises', isco08, -change_q FROM everyone WHERE change_q > 0
    UNION ALL SELECT 'falls', isco08, change_q FROM everyone WHERE change_q < 0
    UNION ALL SELECT 'firmest', isco08, width FROM everyone
    UNION ALL SELECT 'least firm', isco08, -width FROM everyone
);

-- How many of a list are among its first n.
CREATE MACRO among_first(l, n) AS (SELECT count(*) FROM listed WHERE list = l AND standing <= n);

-- A group's ends: the occupations that share its highest and its lowest mean; and those whose mean moved furthest.
CREATE TABLE group_ends AS
SELECT major_code, e.isco08, e.mean_q = highest AS is_highest, e.mean_q = lowest AS is_lowest,
    abs(e.change_q) = far AS is_furthest
FROM everyone AS e
JOIN (
    SELECT major_code, max(mean_q) AS highest, min(mean_q) AS lowest, max(abs(change_q)) AS far FROM everyone
    GROUP BY major_code
) AS g USING (major_code)
WHERE e.mean_q IN (highest, lowest) OR abs(e.change_q) = far;

-- Groups with their span, their moves and their commonest bands; standing 1 has the highest mean.
CREATE TABLE group_figures AS
SELECT
    g.*, m.title, m.label,
    four_decimals(ten_thousandths(g.highest - g.lowest)) AS span,
    c.rose, c.fell, g.size - c.rose - c.fell AS same, b.times AS commonest, b.bands AS commonest_bands,
    row_number() OVER (ORDER BY g.mean DESC, g.major_code) AS standing
FROM groups AS g
JOIN majors AS m USING (major_code)
JOIN (
    SELECT major_code, count(*) FILTER (change_q > 0) AS rose, count(*) FILTER (change_q < 0) AS fell
    FROM everyone GROUP BY major_code
) AS c USING (major_code)
JOIN (
    SELECT major_code, max(n) AS times, list(band ORDER BY band_place) FILTER (n = most) AS bands
    FROM (
        SELECT *, max(n) OVER (PARTITION BY major_code) AS most
        FROM (SELECT major_code, band, band_place, count(*) AS n FROM everyone GROUP BY major_code, band, band_place)
    )
    GROUP BY major_code
) AS b USING (major_code);

-- How many choices are tried beside those made: those that move ranks, and those that move bands.
CREATE MACRO n_choices() AS (
    SELECT count(*) FROM (SELECT choice FROM choices UNION SELECT choice FROM banded)
);

-- Those among them that can move a rank.
CREATE MACRO n_rank_choices() AS (SELECT count(DISTINCT choice) FROM choices);

-- An occupation is firm in rank whose percentiles under all choices lie within so many points.
CREATE MACRO declared_firm() AS 10;

-- The columns that a figure of all choices rests on, in the order in which pages name them.
CREATE MACRO of_every_choice() AS both_years() || '; ' || both_models() || '; mean_score_2025';

CREATE TABLE together AS
SELECT
    count(*) AS n, sum(n_tasks)::BIGINT AS n_tasks, count(*) FILTER (is_exposed) AS n_exposed,
    min(mean_2025) AS lowest, max(mean_2025) AS highest, median(mean_2025) AS middle,
    min(mean_2023) AS lowest_2023, max(mean_2023) AS highest_2023, median(mean_2023) AS middle_2023,
    count(*) FILTER (mean_2025 < 0.5) AS below_half,
    count(*) FILTER (change_q > 0) AS rose, count(*) FILTER (change_q < 0) AS fell, count(*) FILTER (change_q = 0) AS same,
    median(change) AS middle_change,
    count(*) FILTER (adjusted_q > 0) AS rose_adjusted, count(*) FILTER (adjusted_q < 0) AS fell_adjusted,
    count(*) FILTER (width <= declared_firm()) AS firm, median(width) AS middle_width, min(width) AS least_width,
    max(width) AS most_width, median(width) FILTER (NOT is_outer) AS width_middle,
        median(width) FILTER (is_outer) AS width_ends,
    median(spread) AS middle_spread, max(spread) AS most_spread
FROM everyone;

-- The figures of the story, the newsroom and the chapters, each with the file it comes from.
CREATE TABLE told (kind VARCHAR, page VARCHAR, source VARCHAR, f figure);

-- Figures of occupations' own pages that another page repeats.
CREATE TABLE repeated (kind VARCHAR, page VARCHAR, isco08 VARCHAR, claim VARCHAR);

-- The rows of chapters' tables, by the chapter and a name for the table; a figure that is a claim stands as {claim}, a link
-- as [words](address). And words that a chapter's sentences need.
CREATE TABLE chapter_rows (chapter VARCHAR, name VARCHAR, place BIGINT, cells VARCHAR[]);
CREATE TABLE chapter_words (chapter VARCHAR, name VARCHAR, text VARCHAR);
CREATE MACRO page_link(words, page) AS '[' || words || '](../' || page || '.html)';
