-- What a change is beside the level of 2023: the curve of change on level, what is left of a change, and places of the rank.

-- The tasks that had the same score in 2023, in hundred-thousandths, and what became of them.
CREATE TABLE peers AS
SELECT
    hundred_thousandths(score_2023) AS h, count(*) AS n,
    ten_thousandths(mean_of(sum(units(score_2025)), count(*))) AS mean_q,
    ten_thousandths(mean_of(sum(units(change)), count(*))) AS change_q
FROM tasks WHERE score_2023 IS NOT NULL GROUP BY h;

-- The mean change of the tasks that were scored low or high in 2023, or between, in ten-thousandths.
CREATE TABLE moved AS
SELECT
    CASE WHEN hundred_thousandths(score_2023) <= 20000 THEN 'low' WHEN hundred_thousandths(score_2023) >= 60000 THEN 'high'
        ELSE 'between' END AS part,
    count(*) AS n, ten_thousandths(mean_of(sum(units(change)), count(*))) AS q
FROM tasks WHERE score_2023 IS NOT NULL GROUP BY part;
CREATE MACRO moved_mean(of) AS (SELECT q FROM moved WHERE part = of);

-- Level and change of every occupation as doubles of four decimals, the level from the middle of all.
CREATE TABLE levels AS
SELECT
    c.isco08, c.q AS change_q, y.q AS level_q, m.q AS mean_q, four_decimals(y.q) AS y, four_decimals(c.q) AS d,
    four_decimals(y.q) - (sum(y.q) OVER ())::DOUBLE / (count(*) OVER ())::DOUBLE / 10000 AS x,
    1 + y.above AS former_rank, y.above - m.above AS rank_change
FROM changes AS c
JOIN standing AS y ON y.kind = 'scores_2023' AND y.isco08 = c.isco08
JOIN standing AS m ON m.kind = 'score_2025' AND m.isco08 = c.isco08;

-- The parabola of least squares, d = a + b x + c x^2, by the normal equations; x adds up to nought.
CREATE TABLE level_fit AS
SELECT
    (d0 - s2 * c) / n AS a, (d1 - s3 * c) / s2 AS b, c,
    d0 / n AS line_a, d1 / s2 AS line_b, centre
FROM (
    SELECT *, (d2 - s2 / n * d0 - s3 / s2 * d1) / (s4 - s2 * s2 / n - s3 * s3 / s2) AS c
    FROM (
        SELECT
            count(*)::DOUBLE AS n, fsum(x * x) AS s2, fsum(x * x * x) AS s3, fsum(x * x * x * x) AS s4,
            fsum(d) AS d0, fsum(x * d) AS d1, fsum(x * x * d) AS d2, any_value(y - x) AS centre
        FROM levels
    )
);

-- What the curve gives for a level, in ten-thousandths, and what is left of the change.
CREATE TABLE level_adjusted AS
SELECT *, change_q - expected_q AS adjusted_q
FROM (SELECT l.*, round((a + b * x + c * x * x) * 10000)::BIGINT AS expected_q FROM levels AS l CROSS JOIN level_fit);
