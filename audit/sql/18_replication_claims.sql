-- The chapter on replication: figures as reported in print, the file's own columns cell by cell, and the rules fitted to
-- its bands and categories, each comparison turned.

-- The figures of the study as others report them, typed here from those reports; the text of the paper was not at hand.
CREATE TABLE reported AS
SELECT row_number() OVER () AS place, id, what, value::DECIMAL(9, 2) AS value, places
FROM (VALUES
    ('tasks', 'Tasks scored', 3265, 0),
    ('occupations', 'Occupations scored', 427, 0),
    ('exposed', 'Occupations in Gradient 1 to Gradient 4', 112, 0),
    ('gradient-4', 'Occupations in Gradient 4', 13, 0),
    ('highest-task', 'Highest score of a task in 2025', 0.76, 2),
    ('highest-mean', 'Highest mean of an occupation in 2025', 0.70, 2),
    ('4132', NULL, 0.70, 2), ('4131', NULL, 0.65, 2), ('4311', NULL, 0.64, 2), ('4312', NULL, 0.64, 2), ('3311', NULL, 0.63,
        2),
    ('4419', NULL, 0.63, 2), ('2413', NULL, 0.62, 2), ('4313', NULL, 0.61, 2), ('5244', NULL, 0.61, 2), ('4110', NULL, 0.60,
        2),
    ('3312', NULL, 0.60, 2), ('2513', NULL, 0.60, 2), ('4416', NULL, 0.60, 2),
    -- Of the survey of workers, which the file does not hold; as the chapter on the scores had them.
    ('survey-taxonomy', 'Tasks of the Polish classification of occupations', 29753, 0),
    ('survey-workers', 'People asked', 1640, 0), ('survey-answers', 'Answers', 52558, 0),
    ('survey-tasks', 'Tasks that answers were given on', 2861, 0)
) AS t (id, what, value, places);

-- The file's scores of both years, all its rows, as decimals and as doubles; and its own means, deviations, categories.
CREATE TABLE file_scores AS
SELECT isco08, year, source_row, has_statement, x, hundred_thousandths(x) AS h
FROM (
    SELECT isco08, source_row, has_statement, unnest([2023, 2025]) AS year, unnest([score_2023, score_2025]) AS x
    FROM scored_rows
)
WHERE x IS NOT NULL;

CREATE TABLE file_columns AS
SELECT DISTINCT
    lpad(trim("ISCO_08"), 4, '0') AS isco08, "mean_score_2023"::DOUBLE AS mean_2023, "SD_2023"::DOUBLE AS sd_2023,
    "mean_score_2025"::DOUBLE AS mean_2025, "SD_2025"::DOUBLE AS sd_2025, "potential25" AS band_2025,
    replace("potential23", 'Uknown', 'Unknown') AS category_2023
FROM ilo_scores;

SELECT CASE WHEN count(*) <> declared_occupations() THEN error(
    'ilo_scores: the columns of the occupation take ' || count(*) || ' sets of values over ' || declared_occupations()
    || ' occupations') END
FROM file_columns;

-- The mean of n doubles whose exact sum is u, rounded to a double once: the quotient is cut at 2^-82 and what is cut off
-- kept as one more bit, so that no half is made of what is none.
CREATE MACRO mean_once(u, n) AS from_units((4 * u) // n * 2 + if((4 * u) % n > 0, 1, 0)) / 8::DOUBLE;

-- Means and deviations over all rows and over tasks alone. n, s and q give the exact values: the mean s / n, the variance
-- (n q - s s) / (n (n - 1)), in hundred-thousandths.
CREATE TABLE unrounded AS
SELECT
    isco08, year, over_tasks, count(*) AS n, sum(h)::HUGEINT AS s, sum(h::HUGEINT * h) AS q, mean_once(sum(units(x)),
        count(*)) AS mean,
    sqrt(mean_of(sum(((x - centre) * (x - centre) * one()::DOUBLE)::HUGEINT), count(*) - 1)) AS sd
FROM (
    SELECT *, mean_of(sum(units(x)) OVER own, count(*) OVER own) AS centre
    FROM (SELECT *, unnest(if(has_statement, [false, true], [false])) AS over_tasks FROM file_scores)
    WINDOW own AS (PARTITION BY isco08, year, over_tasks)
)
GROUP BY isco08, year, over_tasks;

-- Whether a mean or a deviation lies halfway between two hundredths.
CREATE MACRO is_half_mean(n, s) AS s % (500 * n) = 0 AND (s // (500 * n)) % 2 = 1;
CREATE MACRO root_of(v) AS round(sqrt(v::DOUBLE))::HUGEINT;
CREATE MACRO is_half_deviation(n, s, q) AS
    (n * q - s * s) % (250000 * n * (n - 1)) = 0
    AND root_of((n * q - s * s) // (250000 * n * (n - 1))) ** 2 = (n * q - s * s) // (250000 * n * (n - 1))
    AND root_of((n * q - s * s) // (250000 * n * (n - 1))) % 2 = 1;

-- Four ways to two decimals. Twelve decimals as a whole number, its half to even:
CREATE MACRO twelve(x) AS replace(printf('%.12f', x::DOUBLE), '.', '')::HUGEINT;
CREATE MACRO half_even(x) AS (
    twelve(x) // 10000000000
    + CASE
        WHEN twelve(x) % 10000000000 > 5000000000
            OR (twelve(x) % 10000000000 = 5000000000 AND twelve(x) // 10000000000 % 2 = 1)
        THEN 1 ELSE 0
    END
)::DOUBLE / 100;
-- Of the two neighbouring hundredths, each a double, the one that is nearer by a difference of doubles; of equals the even
-- one.
CREATE MACRO nearer_double(x) AS
    CASE
        WHEN x - floor(100 * x) / 100::DOUBLE < ceil(100 * x) / 100::DOUBLE - x
            OR (x - floor(100 * x) / 100::DOUBLE = ceil(100 * x) / 100::DOUBLE - x AND floor(100 * x)::BIGINT % 2 = 0)
        THEN floor(100 * x) / 100::DOUBLE ELSE ceil(100 * x) / 100::DOUBLE
    END;

CREATE TABLE file_cells AS
SELECT
    *, decimal_half_up(unrounded) AS half_up, half_even(unrounded) AS half_even, hundredths(unrounded)::DOUBLE / 100 AS away,
    nearer_double(unrounded) AS nearer
FROM (
    SELECT
        u.isco08, u.over_tasks, unnest([1, 2]) + if(u.year = 2023, 0, 2) AS place, unnest(['Mean ',
            'SD ']) || u.year AS cell,
        unnest([u.mean, u.sd]) AS unrounded,
        unnest(if(u.year = 2023, [f.mean_2023, f.sd_2023], [f.mean_2025, f.sd_2025])) AS published,
        unnest([is_half_mean(n, s), is_half_deviation(n, s, q)]) AS is_half
    FROM unrounded AS u JOIN file_columns AS f USING (isco08)
);

-- The rules fitted, in doubles; the comparison whose number is turned is made strict, or not strict.
CREATE MACRO reaches(v, threshold, is_strict) AS CASE WHEN is_strict THEN v > threshold ELSE v >= threshold END;
CREATE MACRO band_turned(m, s, turned) AS
    CASE
        WHEN reaches(m, 6e-1, turned = 1) AND reaches(m - s, 5e-1, turned = 2) THEN 5
        WHEN reaches(m, 5e-1, turned = 3) THEN 4
        WHEN reaches(m, 4e-1, turned = 4) AND reaches(m + s, 5e-1, turned = 5) THEN 3
        WHEN reaches(m + s, 5e-1, turned = 6) THEN 2
        WHEN reaches(m + s, 4e-1, turned = 7) THEN 1
        ELSE 0
    END;
CREATE MACRO category_turned(m, s, turned) AS
    CASE
        WHEN reaches(m, 6e-1, turned = 1) AND reaches(m - s, 5e-1, turned <> 2) THEN 'Automation Potential'
        WHEN reaches(m, 4e-1, turned = 3) THEN 'The Big Unknown'
        WHEN reaches(m + s, 5e-1, turned <> 4) THEN 'Augmentation Potential'
        ELSE 'Not affected'
    END;

CREATE TABLE turned AS
SELECT year, turned, line, comparison, other, count(isco08) AS n, coalesce(string_agg(isco08, ', ' ORDER BY isco08),
    'none') AS codes
FROM (VALUES
    (2025, 1, 'Gradient 4', 'm ≥ 0.6', 'm > 0.6'), (2025, 2, 'Gradient 4', 'm − s ≥ 0.5', 'm − s > 0.5'),
    (2025, 3, 'Gradient 3', 'm ≥ 0.5', 'm > 0.5'), (2025, 4, 'Gradient 2', 'm ≥ 0.4', 'm > 0.4'),
    (2025, 5, 'Gradient 2', 'm + s ≥ 0.5', 'm + s > 0.5'), (2025, 6, 'Gradient 1', 'm + s ≥ 0.5', 'm + s > 0.5'),
    (2025, 7, 'Minimal', 'm + s ≥ 0.4', 'm + s > 0.4'),
    (2023, 1, 'Automation Potential', 'm ≥ 0.6', 'm > 0.6'), (2023, 2, 'Automation Potential', 'm − s > 0.5', 'm − s ≥ 0.5'),
    (2023, 3, 'The Big Unknown', 'm ≥ 0.4', 'm > 0.4'), (2023, 4, 'Augmentation Potential', 'm + s > 0.5', 'm + s ≥ 0.5')
) AS t (year, turned, line, comparison, other)
LEFT JOIN (
    SELECT 2025 AS year, turned, isco08 FROM file_columns JOIN bands ON published = band_2025
    CROSS JOIN (SELECT unnest(range(1, 8)) AS turned) WHERE band_turned(mean_2025, sd_2025, turned) <> place
    UNION ALL
    SELECT 2023, turned, isco08 FROM file_columns
    CROSS JOIN (SELECT unnest(range(1, 5)) AS turned) WHERE category_turned(mean_2023, sd_2023, turned) <> category_2023
) USING (year, turned)
GROUP BY year, turned, line, comparison, other;

-- What each reported figure is recomputed to, as a fraction p / d; the band from the tasks' scores by the fitted rule.
CREATE TABLE band_recomputed AS
SELECT isco08, fitted_band_in_doubles(decimal_half_up(mean), decimal_half_up(sd), 0) AS place FROM unrounded
WHERE year = 2025 AND NOT over_tasks;

CREATE TABLE recomputed AS
SELECT 'tasks' AS id, count(*)::HUGEINT AS p, 1::HUGEINT AS d FROM tasks
UNION ALL SELECT 'occupations', count(*), 1 FROM file_columns
UNION ALL SELECT 'exposed', count(*) FILTER (place >= 2), 1 FROM band_recomputed
UNION ALL SELECT 'gradient-4', count(*) FILTER (place = 5), 1 FROM band_recomputed
UNION ALL SELECT 'highest-task', max(h), 100000 FROM whole_scores
UNION ALL SELECT 'highest-mean', arg_max(s, mean), arg_max(n, mean) * 100000 FROM unrounded
WHERE year = 2025 AND NOT over_tasks
UNION ALL SELECT isco08, s, n * 100000 FROM unrounded WHERE year = 2025 AND NOT over_tasks;

-- |v - p / d| against half a unit of the last decimal, all in whole numbers: v is given in hundredths, h of them.
CREATE TABLE verdicts AS
SELECT
    r.*, p, d, p::DOUBLE / d::DOUBLE AS recomputed,
    CASE
        WHEN 2 * abs(100 * p - (100 * value)::BIGINT * d) < if(places = 0, 100, 1) * d THEN 'reproduced'
        WHEN 2 * abs(100 * p - (100 * value)::BIGINT * d) = if(places = 0, 100, 1) * d THEN 'reproduced up to a half'
        ELSE 'not reproduced'
    END AS verdict
FROM reported AS r JOIN recomputed USING (id);

-- The figures of employment, typed here from the same reports, and bounds from U.S. jobs.
CREATE TABLE headlines AS
SELECT row_number() OVER () AS place, *
FROM (VALUES
    ('world', 'Employment in Gradient 1 to Gradient 4, world, per cent', '25'),
    ('high', 'Employment in Gradient 1 to Gradient 4, high-income countries, per cent', '34'),
    ('low', 'Employment in Gradient 1 to Gradient 4, low-income countries, per cent', '11'),
    ('women', 'Women’s employment in Gradient 4, world, per cent', '4.7'),
    ('men', 'Men’s employment in Gradient 4, world, per cent', '2.4'),
    ('high women', 'Women’s employment in Gradient 4, high-income countries, per cent', '9.6'),
    ('high men', 'Men’s employment in Gradient 4, high-income countries, per cent', '3.5')
) AS t (id, what, value);

CREATE MACRO of_cells() AS 'mean_score_2023; SD_2023; mean_score_2025; SD_2025';

INSERT INTO told
SELECT
    'chapter', 'methodology/replication', 'ilo_scores',
    unnest([
        fig('replication.declared', declared::VARCHAR, declared, 'replication', 'score_2025', ''),
        fig('replication.in_file', count(*)::VARCHAR, count(*), 'replication', 'score_2025', ''),
        fig('replication.reproduced', count(*) FILTER (verdict = 'reproduced')::VARCHAR,
            count(*) FILTER (verdict = 'reproduced'),
            'replication', 'score_2025', ''),
        fig('replication.on_a_half', count(*) FILTER (verdict = 'reproduced up to a half')::VARCHAR,
            count(*) FILTER (verdict = 'reproduced up to a half'), 'replication', 'score_2025', ''),
        fig('replication.not_reproduced', count(*) FILTER (verdict = 'not reproduced')::VARCHAR,
            count(*) FILTER (verdict = 'not reproduced'), 'replication', 'score_2025', '')
    ])
FROM verdicts
CROSS JOIN (SELECT (SELECT count(*) FROM reported) + (SELECT count(*) FROM headlines) AS declared)
GROUP BY declared;

INSERT INTO told
SELECT
    'chapter', 'methodology/replication', 'ilo_scores',
    unnest([
        fig('replication.cells', grouped(count(*)), count(*), 'replication', of_cells(), ''),
        fig('replication.cells_agreeing', grouped(count(*) FILTER (nearer = published)),
            count(*) FILTER (nearer = published),
            'replication', of_cells(), ''),
        fig('replication.off_half', off::VARCHAR, off, 'replication', of_cells(), '')
    ])
FROM (
    SELECT *, count(*) FILTER (
        NOT is_half AND (half_up <> published OR half_even <> published OR away <> published OR nearer <> published))
            OVER () AS off
    FROM file_cells WHERE NOT over_tasks
)
GROUP BY off;

-- The cells that the fourth rule does not give; a mean on an exact half also added up row by row, in doubles.
CREATE TABLE cells_left AS
SELECT c.*, f.summed
FROM file_cells AS c
LEFT JOIN (
    SELECT isco08, 'Mean ' || year AS cell, list_reduce(list(x ORDER BY source_row), lambda a,
        b: a + b) / count(*)::DOUBLE AS summed
    FROM file_scores GROUP BY isco08, year
) AS f ON f.isco08 = c.isco08 AND f.cell = c.cell AND c.is_half
WHERE NOT over_tasks AND nearer <> published;

INSERT INTO told
SELECT
    'chapter', 'methodology/replication', 'ilo_scores',
    unnest([
        fig('replication.left_' || isco08 || '_published', decimals(published, 2), published, 'replication', of_cells(), ''),
        fig('replication.left_' || isco08 || '_rule', decimals(nearer, 2), nearer, 'replication', 'score_2025', ''),
        fig('replication.left_' || isco08 || '_summed', summed::VARCHAR, summed, 'replication', 'score_2025', '')
    ])
FROM cells_left;

INSERT INTO told
SELECT 'chapter', 'methodology/replication', 'ilo_scores',
    unnest([
        fig('replication.comparisons_' || year, count(*)::VARCHAR, count(*), rule, columns, ''),
        fig('replication.settled_' || year, count(*) FILTER (n > 0)::VARCHAR, count(*) FILTER (n > 0), rule, columns, ''),
        if(year = 2023,
            fig('replication.free_' || year, count(*) FILTER (n = 0)::VARCHAR, count(*) FILTER (n = 0), rule, columns, ''),
                NULL)
    ])
FROM turned JOIN (VALUES (2025, 'band', 'potential25'), (2023, 'category', 'potential23')) AS t (year, rule,
    columns) USING (year)
GROUP BY year, rule, columns;

INSERT INTO told
SELECT
    'chapter', 'methodology/replication', 'oews',
    unnest([
        fig('replication.jobs', grouped(all_jobs), all_jobs, 'people', 'TOT_EMP', ''),
        in_tenths('replication.jobs_exposed.lower', low), in_tenths('replication.jobs_exposed.equal', equal),
        in_tenths('replication.jobs_exposed.upper', high), in_tenths('replication.jobs_gradient_4.lower', low_4),
        in_tenths('replication.jobs_gradient_4.equal', equal_4), in_tenths('replication.jobs_gradient_4.upper', high_4)
    ])
FROM us_jobs_shares;

INSERT INTO told
SELECT 'chapter', 'methodology/replication', 'ilo_scores',
    fig('replication.headline', count(*)::VARCHAR, count(*), 'replication', 'score_2025', '')
FROM headlines;

-- The plane of means and standard deviations: at how many places the fourth rule gives both of the file's figures.
INSERT INTO told
SELECT
    'chapter', 'methodology/replication', 'ilo_scores',
    fig('replication.plane_same', count(*)::VARCHAR, count(*), 'replication', 'mean_score_2025; SD_2025', '')
FROM (
    SELECT isco08 FROM file_cells WHERE NOT over_tasks AND place IN (3, 4) GROUP BY isco08 HAVING bool_and(nearer = published)
);

-- Sub-major and minor groups: each occupation counts once.
CREATE TABLE coarser AS
SELECT
    digits, code, count(*) AS n, sum(n_tasks)::BIGINT AS n_tasks,
    four_decimals(ten_thousandths(mean_of(sum(units(mean_2023)), count(*)))) AS mean_2023,
    four_decimals(ten_thousandths(mean_of(sum(units(mean_2025)), count(*)))) AS mean_2025,
    min(mean_2025) AS lowest, max(mean_2025) AS highest, count(*) FILTER (is_exposed) AS n_exposed
FROM (
    SELECT e.*, d.digits, left(e.isco08, d.digits) AS code FROM everyone AS e CROSS JOIN (VALUES (2), (3)) AS d (digits)
)
GROUP BY digits, code;

INSERT INTO told
SELECT
    'chapter', 'methodology/replication', 'ilo_scores',
    unnest([
        fig('replication.' || level, count(*)::VARCHAR, count(*), 'group', 'score_2025', ''),
        fig('replication.' || level || '_low', shown(min(mean_2025)), min(mean_2025), 'group', 'score_2025', ''),
        fig('replication.' || level || '_high', shown(max(mean_2025)), max(mean_2025), 'group', 'score_2025', '')
    ])
FROM coarser JOIN (VALUES (2, 'sub_majors'), (3, 'minors')) AS t (digits, level) USING (digits)
GROUP BY level;

-- From category to band, and from band to band by one rule.
CREATE TABLE both_years AS
SELECT e.isco08, category_2023, e.band_place, band_turned(mean_2023_published, sd_2023, 0) AS place_2023
FROM everyone AS e
JOIN (SELECT isco08, category_2023, mean_2023 AS mean_2023_published, sd_2023 FROM file_columns) AS f USING (isco08);

INSERT INTO told
SELECT
    'chapter', 'methodology/replication', 'ilo_scores',
    fig('replication.' || name, n::VARCHAR, n, rule, columns, '')
FROM (
    SELECT 'automation' AS name, count(*) FILTER (category_2023 = 'Automation Potential') AS n, 'category' AS rule,
        'potential23; potential25' AS columns
    FROM both_years
    UNION ALL
    SELECT 'automation_exposed', count(*) FILTER (category_2023 = 'Automation Potential' AND band_place >= 2), 'category',
        'potential23; potential25'
    FROM both_years
    UNION ALL
    SELECT 'top_not_automation', count(*) FILTER (category_2023 <> 'Automation Potential' AND band_place = 5), 'category',
        'potential23; potential25'
    FROM both_years
    UNION ALL
    SELECT unnest(['same_band', 'higher_band', 'lower_band']),
        unnest([
            count(*) FILTER (band_place = place_2023), count(*) FILTER (band_place > place_2023),
            count(*) FILTER (band_place < place_2023)
        ]),
        'band', 'mean_score_2023; SD_2023; potential25'
    FROM both_years
);
