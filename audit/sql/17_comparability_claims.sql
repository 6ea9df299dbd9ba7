-- The chapter on comparability: how the scale became narrower, how fine the scores are, and what adjustments leave of a change.

CREATE MACRO of_years_and_groups() AS both_years() || '; label1d';
CREATE MACRO with_sign(claim, x, columns) AS
    statistic('comparability.' || claim, signed_decimals(x, 3), x, 'comparability', columns);
CREATE MACRO in_three(claim, x, columns) AS
    statistic('comparability.' || claim, decimals(x, 3), x, 'comparability', columns);
CREATE MACRO a_count(claim, n, columns) AS
    fig('comparability.' || claim, grouped(n), n, 'comparability', columns, '');

-- Tasks with both scores, in hundred-thousandths.
INSERT INTO told
SELECT
    'chapter', 'methodology/comparability', 'ilo_scores',
    unnest([
        a_count('paired', count(*), both_years()),
        a_count('tasks', (SELECT count(*) FROM tasks), both_years()),
        in_three('sd_2023', deviation(y) / 100000, both_years()),
        in_three('sd_2025', deviation(x) / 100000, both_years()),
        in_three('mean_2023', sum(y)::DOUBLE / count(*) / 100000, both_years()),
        in_three('mean_2025', sum(x)::DOUBLE / count(*) / 100000, both_years()),
        fig('comparability.level_low', '0.2', 0.2, 'comparability', 'score_2023', ''),
        fig('comparability.level_high', '0.6', 0.6, 'comparability', 'score_2023', '')
    ])
FROM (
    SELECT hundred_thousandths(score_2023) AS y, hundred_thousandths(score_2025) AS x FROM tasks
    WHERE score_2023 IS NOT NULL
);

INSERT INTO told
SELECT
    'chapter', 'methodology/comparability', 'ilo_scores',
    unnest([a_count('n_' || part, n, both_years()), with_sign('moved_' || part, four_decimals(q), both_years())])
FROM moved;

INSERT INTO told
SELECT
    'chapter', 'methodology/comparability', 'ilo_scores',
    unnest([
        a_count('occupations', count(*), both_years()),
        in_three('r_level', pearson(change_q, level_q), both_years()),
        in_three('r_middle', pearson(change_q, level_q + mean_q), both_years()),
        in_three('r_years', pearson(level_q, mean_q), both_years()),
        in_three('r_adjusted', pearson(change_q, adjusted_q), both_years()),
        in_three('sd_means_2023', deviation(level_q) / 10000, both_years()),
        in_three('sd_means_2025', deviation(mean_q) / 10000, both_years()),
        fig('comparability.rank_median', general(median(abs(rank_change))), median(abs(rank_change)), 'comparability',
            both_years(), ''),
        a_count('rank_most', max(abs(rank_change)), both_years()),
        a_count('other_sign', count(*) FILTER (sign(change_q) * sign(adjusted_q) < 0), both_years()),
        a_count('fell_yet_up', count(*) FILTER (change_q < 0 AND rank_change > 0), both_years()),
        a_count('n_high_means', count(*) FILTER (level_q >= 6000), 'score_2023')
    ])
FROM level_adjusted;

INSERT INTO told
SELECT
    'chapter', 'methodology/comparability', 'ilo_scores',
    unnest([
        a_count('distinct', count(*), 'score_2023'),
        a_count('often', count(*) FILTER (n >= 50), 'score_2023'),
        fig('comparability.often_least', '50', 50, 'comparability', 'score_2023', ''),
        fig('comparability.crossing', five_decimals(max(h) FILTER (n >= 50 AND change_q > 0))::VARCHAR,
            five_decimals(max(h) FILTER (n >= 50 AND change_q > 0)), 'comparability', both_years(), '')
    ])
FROM peers;

-- How fine the scores of a column are: the shares of whole tenths, twentieths and hundredths.
CREATE TABLE grains AS
SELECT
    place, name, count(DISTINCT h) AS n_distinct,
    100 * (count(*) FILTER (h % 10000 = 0))::DOUBLE / count(*) AS tenths,
    100 * (count(*) FILTER (h % 5000 = 0))::DOUBLE / count(*) AS twentieths,
    100 * (count(*) FILTER (h % 1000 = 0))::DOUBLE / count(*) AS hundredths
FROM (
    SELECT 1 AS place, '2023' AS name, hundred_thousandths(score_2023) AS h FROM tasks
    UNION ALL SELECT 2, '2025, GPT-4o', hundred_thousandths(gpt4o) FROM tasks
    UNION ALL SELECT 3, '2025, Gemini', hundred_thousandths(gemini) FROM tasks
    UNION ALL SELECT 4, '2025, combined', hundred_thousandths(score_2025) FROM tasks
)
WHERE h IS NOT NULL GROUP BY place, name;

INSERT INTO told
SELECT
    'chapter', 'methodology/comparability', 'ilo_scores',
    statistic('comparability.tenths_' || year, decimals(tenths, 1), tenths, 'comparability', 'score_' || year)
FROM grains JOIN (VALUES (1, '2023'), (4, '2025')) AS t (place, year) USING (place);

-- What a line, a parabola and a cubic leave. The cubic's last term is fitted to what the parabola leaves of it and of the change.
CREATE TABLE fitted AS
WITH left_over AS (
    SELECT l.*, d - line_a - line_b * x AS of_line, d - a - b * x - c * x * x AS of_parabola
    FROM levels AS l CROSS JOIN level_fit
),
cubes AS (  -- x^3 without what 1, x and x^2 explain of it
    SELECT l.*, x * x * x - u - v * x - w * x * x AS cube
    FROM left_over AS l
    CROSS JOIN (
        SELECT (t0 - s2 * w) / n AS u, (t1 - s3 * w) / s2 AS v, w
        FROM (
            SELECT *, (t2 - s2 / n * t0 - s3 / s2 * t1) / (s4 - s2 * s2 / n - s3 * s3 / s2) AS w
            FROM (
                SELECT
                    count(*)::DOUBLE AS n, fsum(x * x) AS s2, fsum(x * x * x) AS s3, fsum(x * x * x * x) AS s4,
                    fsum(x * x * x) AS t0, fsum(x * x * x * x) AS t1, fsum(x * x * x * x * x) AS t2
                FROM levels
            )
        )
    )
)
SELECT
    c.*, of_parabola - cube * (SELECT fsum(cube * of_parabola) / fsum(cube * cube) FROM cubes) AS of_cubic,
    d - (SELECT avg(d) FROM levels) AS of_none
FROM cubes AS c;

INSERT INTO told
SELECT
    'chapter', 'methodology/comparability', 'ilo_scores',
    unnest([
        in_three('r2_line', 1 - fsum(of_line * of_line) / fsum(of_none * of_none), both_years()),
        in_three('r2_parabola', 1 - fsum(of_parabola * of_parabola) / fsum(of_none * of_none), both_years()),
        in_three('r2_cubic', 1 - fsum(of_cubic * of_cubic) / fsum(of_none * of_none), both_years()),
        in_three('left_line', avg(of_line) FILTER (level_q >= 6000), both_years()),
        in_three('left_parabola', avg(of_parabola) FILTER (level_q >= 6000), both_years()),
        in_three('left_cubic', avg(of_cubic) FILTER (level_q >= 6000), both_years())
    ])
FROM fitted;

-- Equal spread: the level brought to the mean and the spread of 2025. Equal places: the median of the 2025 means at the
-- places that the equals of 2023 take. Task by task: the change without that of the tasks with the same 2023 score.
CREATE TABLE adjusted_ways AS
SELECT f.isco08, u.major_code, f.d AS raw, four_decimals(l.adjusted_q) AS parabola, f.of_line AS line,
    four_decimals(f.mean_q) - s.m - f.x * s.ratio AS spread, four_decimals(f.mean_q) - p.there AS places, t.rest AS tasks
FROM fitted AS f
JOIN level_adjusted AS l USING (isco08)
JOIN units_scored AS u USING (isco08)
CROSS JOIN (
    SELECT sum(mean_q)::DOUBLE / count(*) / 10000 AS m, deviation(mean_q) / deviation(level_q) AS ratio FROM levels
) AS s
JOIN (
    SELECT k.level_q, median(four_decimals(o.mean_q)) AS there
    FROM (SELECT level_q, row_number() OVER (ORDER BY level_q) AS place FROM levels) AS k
    JOIN (SELECT mean_q, row_number() OVER (ORDER BY mean_q) AS place FROM levels) AS o USING (place)
    GROUP BY k.level_q
) AS p ON p.level_q = f.level_q
JOIN (
    SELECT isco08, avg(change - of_peers) AS rest
    FROM (
        SELECT isco08, change, avg(change) OVER (PARTITION BY hundred_thousandths(score_2023)) AS of_peers FROM tasks
        WHERE score_2023 IS NOT NULL
    )
    GROUP BY isco08
) AS t ON t.isco08 = f.isco08;

CREATE TABLE group_ways AS
SELECT *, rank() OVER (PARTITION BY way ORDER BY round(mean, 12)) AS place
FROM (
    UNPIVOT (
        SELECT major_code, avg(raw) AS raw, avg(parabola) AS parabola, avg(line) AS line, avg(spread) AS spread,
            avg(places) AS places, avg(tasks) AS tasks
        FROM adjusted_ways GROUP BY major_code
    ) ON raw, parabola, line, spread, places, tasks INTO NAME way VALUE mean
);

INSERT INTO told
SELECT
    'chapter', 'methodology/comparability', 'ilo_scores',
    unnest([
        with_sign('lost_' || way, mean, of_years_and_groups()), a_count('place_' || way, place, of_years_and_groups())
    ])
FROM group_ways WHERE major_code = (SELECT major_code FROM group_ways WHERE way = 'raw' AND place = 1);

INSERT INTO told
SELECT
    'chapter', 'methodology/comparability', 'ilo_scores',
    unnest([
        a_count('groups', count(DISTINCT major_code), of_years_and_groups()),
        a_count('ways', count(DISTINCT way) - 1, of_years_and_groups()),
        a_count('still_lost', count(*) FILTER (place = 1 AND way <> 'raw'
            AND major_code = (SELECT major_code FROM group_ways WHERE way = 'raw' AND place = 1)), of_years_and_groups())
    ])
FROM group_ways;
