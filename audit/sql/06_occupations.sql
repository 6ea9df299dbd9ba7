-- One row an occupation: its own figures, its place among all, its major group, its marked tasks.

-- The task with the largest 2025 score, that with the largest change, that on which the models lie farthest apart;
-- of equals, the first in the file. Gaps are compared at four decimals, the others as doubles.
CREATE TABLE marked AS
SELECT 'most' AS mark, * FROM tasks
QUALIFY row_number() OVER (PARTITION BY isco08 ORDER BY score_2025 DESC, source_row) = 1
UNION ALL
SELECT 'fastest', * FROM tasks WHERE change IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY isco08 ORDER BY change DESC, source_row) = 1
UNION ALL
SELECT 'widest', * FROM tasks WHERE gap IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY isco08 ORDER BY gap_q DESC, source_row) = 1;

-- The range of the percentile over the choices of its own rule: as it is, one model alone, one task left out.
CREATE TABLE percentile_ranges AS
SELECT isco08, min(p) AS low, max(p) AS high
FROM (
    SELECT isco08, percentile_of(below, n) AS p FROM standing WHERE kind IN ('score_2025', 'gpt4o', 'gemini')
    UNION ALL SELECT isco08, percentile FROM standing_without
)
GROUP BY isco08;

CREATE TABLE occupations AS
SELECT
    o.*,
    s.q AS mean_q, four_decimals(s.q) AS mean_2025,
    four_decimals(y.q) AS mean_2023,
    c.q AS change_q, four_decimals(c.q) AS change,
    l.adjusted_q, four_decimals(l.adjusted_q) AS change_adjusted, four_decimals(l.expected_q) AS change_expected,
    l.former_rank, l.rank_change,
    (SELECT count(*) FROM tasks AS t WHERE t.isco08 = o.isco08) AS n_tasks,
    (SELECT count(*) FROM tasks AS t
        WHERE t.isco08 = o.isco08 AND hundred_thousandths(t.score_2025) >= declared_task_threshold()) AS n_at_threshold,
    s.n AS n_occupations, s.below AS n_below, 1 + s.above AS rank, percentile_of(s.below, s.n) AS percentile,
    rank() OVER (PARTITION BY o.major_code ORDER BY s.q DESC) AS rank_in_group,
    row_number() OVER (ORDER BY s.q, o.isco08) AS place,
    r.low AS percentile_low, r.high AS percentile_high,
    a.* EXCLUDE (isco08)
FROM units_scored AS o
JOIN standing AS s ON s.isco08 = o.isco08 AND s.kind = 'score_2025'
JOIN standing AS y ON y.isco08 = o.isco08 AND y.kind = 'scores_2023'
JOIN changes AS c ON c.isco08 = o.isco08
JOIN level_adjusted AS l ON l.isco08 = o.isco08
JOIN percentile_ranges AS r ON r.isco08 = o.isco08
JOIN all_choices AS a ON a.isco08 = o.isco08;

-- A group's mean and change: over its occupations' figures of four decimals, each counted once.
CREATE TABLE groups AS
SELECT
    major_code, group_page AS page, count(*) AS size,
    four_decimals(ten_thousandths(mean_of(sum(units(mean_2025)), count(*)))) AS mean,
    four_decimals(ten_thousandths(mean_of(sum(units(change)), count(*)))) AS change,
    four_decimals(ten_thousandths(mean_of(sum(units(change_adjusted)), count(*)))) AS change_adjusted,
    max(mean_2025) AS highest, min(mean_2025) AS lowest,
    count(*) FILTER (is_exposed) AS n_exposed
FROM occupations GROUP BY major_code, group_page;

-- Two on either side in the order of the means, equal means in the order of their codes, nearest first.
CREATE TABLE neighbours AS
SELECT
    o.isco08, if(k.place < o.place, 'below', 'above') AS side, abs(k.place - o.place) AS distance, k.mean_2025
FROM occupations AS o JOIN occupations AS k ON abs(k.place - o.place) IN (1, 2);

-- The other unit groups of the same minor group that were scored, by code.
CREATE TABLE same_minor_group AS
SELECT
    o.isco08, 'related' AS side, row_number() OVER (PARTITION BY o.isco08 ORDER BY k.isco08) AS distance, k.isco08 AS other,
    k.mean_2025, k.mean_q = o.mean_q AS is_equal
FROM occupations AS o JOIN occupations AS k ON left(k.isco08, 3) = left(o.isco08, 3) AND k.isco08 <> o.isco08;
