-- The tables of the chapter on replication, and what its sentences name.

CREATE MACRO with_commas(x, places) AS
    if(places = 0, grouped(round(x)), decimals(x, places + 3));

-- The difference keeps its sign, where it is not nothing at the decimals shown.
CREATE MACRO difference(x, places) AS
    CASE
        WHEN printf('%.' || places || 'f', abs(x)::DOUBLE)::DOUBLE = 0 THEN ''
        WHEN x < 0 THEN chr(8722)
        ELSE '+'
    END || printf('%.' || places || 'f', abs(x)::DOUBLE);

INSERT INTO chapter_rows
SELECT
    'replication', 'reported', v.place,
    [coalesce(what, 'Mean of ' || id || ' in 2025: ' || e.title), if(places = 0, grouped(value), value::VARCHAR),
        with_commas(recomputed, places),
        difference((100 * p - (100 * value)::BIGINT * d)::DOUBLE / (100 * d)::DOUBLE, if(places = 0, 0, places + 3)),
            verdict]
FROM verdicts AS v LEFT JOIN everyone AS e ON e.isco08 = v.id;

INSERT INTO chapter_words
SELECT 'replication', name, text
FROM (
    SELECT 'halves' AS name, string_agg(id, ', ' ORDER BY place) AS text FROM verdicts
    WHERE verdict = 'reproduced up to a half'
    UNION ALL
    SELECT 'same_as_published', if((SELECT list(isco08 ORDER BY isco08) FROM everyone WHERE band_place = 5)
        = (SELECT list(id ORDER BY id) FROM reported WHERE what IS NULL), 'exactly those', 'not those')
    UNION ALL
    SELECT 'same_as_recomputed', if((SELECT list(isco08 ORDER BY isco08) FROM band_recomputed WHERE place = 5)
        = (SELECT list(id ORDER BY id) FROM reported WHERE what IS NULL), 'exactly those', 'not those')
    UNION ALL
    SELECT unnest(['left_cell', 'left_title', 'left_code', 'left_published', 'left_rule', 'left_summed']),
        unnest([cell, title, isco08, '{replication.left_' || isco08 || '_published}',
            '{replication.left_' || isco08 || '_rule}',
            '{replication.left_' || isco08 || '_summed}'])
    FROM cells_left JOIN everyone USING (isco08)
    UNION ALL
    SELECT 'n_occupations', count(*)::VARCHAR FROM everyone
);

-- Cells by the rule for rounding.
CREATE TABLE rounded_cells AS
SELECT isco08, place AS cell_place, cell, published, unnest([1, 2, 3, 4]) AS rule,
    unnest([half_up, half_even, away, nearer]) AS rounded
FROM file_cells WHERE NOT over_tasks;

INSERT INTO chapter_rows
SELECT
    'replication', 'agree', rule,
    [['Decimals, halves up', 'Decimals, halves to even', 'Doubles, halves away from zero',
        'Doubles, the nearer of two doubles'][rule],
        count(*) FILTER (cell_place = 1 AND rounded = published)::VARCHAR,
        count(*) FILTER (cell_place = 2 AND rounded = published)::VARCHAR,
        count(*) FILTER (cell_place = 3 AND rounded = published)::VARCHAR,
        count(*) FILTER (cell_place = 4 AND rounded = published)::VARCHAR,
        count(*) FILTER (rounded <> published)::VARCHAR]
FROM rounded_cells GROUP BY rule;

INSERT INTO chapter_rows
SELECT
    'replication', 'apart', place,
    [cell, decimals(max(abs(unrounded - published)), 6), count(*) FILTER (is_half)::VARCHAR,
        count(*) FILTER (is_half AND published > unrounded)::VARCHAR,
        count(*) FILTER (is_half AND published <= unrounded)::VARCHAR]
FROM file_cells WHERE NOT over_tasks GROUP BY place, cell;

INSERT INTO chapter_rows
SELECT
    'replication', 'cells', row_number() OVER (ORDER BY place, isco08),
    [cell, isco08, title, decimals(unrounded, 7), decimals(half_up, 2), decimals(published, 2),
        CASE WHEN is_half THEN 'an exact half' WHEN abs(unrounded - published) <= 0.005 THEN 'rounded to five decimals first' ELSE 'other scores' END]
FROM file_cells JOIN (SELECT isco08, title FROM everyone) USING (isco08) WHERE NOT over_tasks AND half_up <> published
UNION ALL
SELECT 'replication', 'rows', row_number() OVER (ORDER BY t.place, t.isco08),
    [t.cell, t.isco08, e.title, decimals(t.unrounded, 4), decimals(a.unrounded, 4), decimals(a.published, 2)]
FROM file_cells AS t
JOIN file_cells AS a ON a.isco08 = t.isco08 AND a.cell = t.cell AND NOT a.over_tasks
JOIN everyone AS e ON e.isco08 = t.isco08
WHERE t.over_tasks AND t.unrounded <> a.unrounded;

INSERT INTO chapter_words
SELECT 'replication', 'n_cells', count(*)::VARCHAR FROM chapter_rows WHERE chapter = 'replication' AND name = 'cells';

-- The rule of the bands in every arithmetic, and the occupations that part from it in two of them.
INSERT INTO chapter_rows
SELECT
    'replication', 'fit', place,
    [['Published m and s, doubles', 'Published m and s, exact decimals', 'm and s from all rows, decimals, halves up',
            'm and s from tasks, decimals, halves up', 'm and s from all rows, unrounded'][place],
        count(*) FILTER (fitted <> band_place)::VARCHAR, codes_of(isco08, fitted <> band_place)]
FROM fits GROUP BY place;

INSERT INTO chapter_rows
SELECT 'replication', 'trap', row_number() OVER (ORDER BY isco08),
    [isco08, title, decimals(ilo_mean, 2), decimals(ilo_sd, 2),
        decimals((whole_hundredths(ilo_mean) + whole_hundredths(ilo_sd)) / 100, 2),
        (ilo_mean + ilo_sd)::VARCHAR, e.band, b.band]
FROM fits AS f JOIN everyone AS e USING (isco08) JOIN (SELECT place AS other, band FROM bands) AS b ON b.other = f.fitted
WHERE f.place = 2 AND f.fitted <> f.band_place
UNION ALL
SELECT 'replication', 'unrounded', row_number() OVER (ORDER BY isco08),
    [isco08, title, decimals(u.mean, 5), decimals(u.sd, 5), decimals(ilo_mean, 2), decimals(ilo_sd, 2), e.band, b.band]
FROM fits AS f JOIN everyone AS e USING (isco08) JOIN (SELECT place AS other, band FROM bands) AS b ON b.other = f.fitted
JOIN unrounded AS u USING (isco08)
WHERE f.place = 5 AND f.fitted <> f.band_place AND u.year = 2025 AND NOT u.over_tasks;

INSERT INTO chapter_rows SELECT 'replication', 'turned_' || year, turned, [line, comparison, other, n::VARCHAR, codes]
FROM turned;

-- The rule of the categories.
CREATE MACRO category_in_hundredths(m, s) AS
    CASE
        WHEN m >= 60 AND m - s > 50 THEN 'Automation Potential'
        WHEN m >= 40 THEN 'The Big Unknown'
        WHEN m + s > 50 THEN 'Augmentation Potential'
        ELSE 'Not affected'
    END;

INSERT INTO chapter_rows
SELECT 'replication', 'fit_2023', place, [arithmetic, count(*) FILTER (is_wrong)::VARCHAR, codes_of(isco08, is_wrong)]
FROM (
    SELECT
        isco08, unnest([1, 2, 3, 4, 5]) AS place,
        unnest(['Published m and s, doubles', 'Published m and s, exact decimals',
            'm and s from all rows, decimals, halves up',
            'm and s from all rows, the nearer of two doubles', 'm and s from all rows, unrounded']) AS arithmetic,
        unnest([category_turned(mean_2023, sd_2023, 0) <> category_2023,
            category_in_hundredths(whole_hundredths(mean_2023), whole_hundredths(sd_2023)) <> category_2023,
            category_turned(decimal_half_up(mean), decimal_half_up(sd), 0) <> category_2023,
            category_turned(nearer_double(mean), nearer_double(sd), 0) <> category_2023,
            category_turned(mean, sd, 0) <> category_2023]) AS is_wrong
    FROM file_columns JOIN unrounded USING (isco08) WHERE year = 2023 AND NOT over_tasks
)
GROUP BY place, arithmetic;

-- Counts, with sums on both sides.
CREATE TABLE categories AS
SELECT * FROM (VALUES (0, 'Not affected'), (1, 'Augmentation Potential'), (2, 'The Big Unknown'), (3,
    'Automation Potential')) AS t (place, category);

CREATE TABLE crossed AS
SELECT name, row_place, label, column_place, count(*) AS n
FROM (
    SELECT
        unnest(['group_and_band', 'group_and_category', 'category_and_band', 'band_and_band']) AS name,
        unnest([e.major_code::INTEGER, e.major_code::INTEGER, c.place, before.place::INTEGER]) AS row_place,
        unnest([e.major_code || ' ' || m.title, e.major_code || ' ' || m.title, c.category, before.band]) AS label,
        unnest([e.band_place, c.place, e.band_place, e.band_place]) AS column_place
    FROM everyone AS e JOIN majors AS m USING (major_code) JOIN file_columns AS f USING (isco08)
    JOIN categories AS c ON c.category = f.category_2023
    JOIN both_years AS y USING (isco08) JOIN bands AS before ON before.place = y.place_2023
)
GROUP BY ALL;

INSERT INTO chapter_rows
SELECT 'replication', name, row_place,
    [label] || list_transform(range(0, if(name = 'group_and_category', 4, 6)), lambda k: coalesce(cells[k],
        0)::VARCHAR) || [total::VARCHAR]
FROM (
    SELECT name, row_place, label, map(list(column_place::BIGINT), list(n)) AS cells, sum(n)::BIGINT AS total
    FROM (
        SELECT name, row_place, label, column_place, n FROM crossed
        UNION ALL
        SELECT name, 100, 'All', column_place, sum(n)::BIGINT FROM crossed GROUP BY name, column_place
    )
    GROUP BY name, row_place, label
);

-- Correlations of two columns over the rows that have both.
CREATE TABLE related AS
SELECT 1 AS place, '2023 and 2025 means, the file’s two decimals' AS what, whole_hundredths(mean_2023) AS a,
    whole_hundredths(mean_2025) AS b
FROM file_columns
UNION ALL SELECT 2, '2023 and 2025 means, ours, four decimals', ten_thousandths(mean_2023), mean_q FROM everyone
UNION ALL SELECT 3, 'Scores of GPT-4o and Gemini, tasks', hg, hm FROM whole_scores WHERE has_both
UNION ALL SELECT 4, 'Scores of GPT-4o and Gemini, all rows', hundred_thousandths(gpt4o), hundred_thousandths(gemini)
FROM scored_rows WHERE gpt4o IS NOT NULL AND gemini IS NOT NULL
UNION ALL SELECT 5, '2023 and 2025 scores, tasks', h_2023, h FROM whole_scores WHERE h_2023 IS NOT NULL;

INSERT INTO chapter_rows
SELECT
    'replication', 'related', place,
    [what, grouped(count(*)), decimals(pearson(a, b), 3), decimals(pearson(rank_a, rank_b), 3),
        grouped(count(*) FILTER (b > a)),
        grouped(count(*) FILTER (b < a)), grouped(count(*) FILTER (b = a))]
FROM (
    SELECT
        *, 2 * rank() OVER (PARTITION BY place ORDER BY a) + count(*) OVER (PARTITION BY place, a) AS rank_a,
        2 * rank() OVER (PARTITION BY place ORDER BY b) + count(*) OVER (PARTITION BY place, b) AS rank_b
    FROM related
)
GROUP BY place, what;

INSERT INTO chapter_rows
SELECT 'replication', 'employment', place,
    [what, value,
        CASE id
            WHEN 'high' THEN decimals(low, 1) || '–' || decimals(high, 1)
            WHEN 'high women' THEN decimals(low_4, 1) || '–' || decimals(high_4, 1) || ', both sexes'
            WHEN 'high men' THEN decimals(low_4, 1) || '–' || decimals(high_4, 1) || ', both sexes'
            ELSE 'none'
        END,
        'not replicable from open files']
FROM headlines CROSS JOIN us_jobs_shares;

INSERT INTO chapter_words
SELECT 'replication', 'where_high', if(value::DOUBLE BETWEEN low AND high, 'within', 'outside')
FROM headlines CROSS JOIN us_jobs_shares WHERE id = 'high';

-- Sub-major and minor groups.
INSERT INTO chapter_rows
SELECT
    'replication', if(digits = 2, 'sub_majors', 'minors'), row_number() OVER (PARTITION BY digits ORDER BY code),
    [code, title, n::VARCHAR, n_tasks::VARCHAR, shown(mean_2023), shown(mean_2025), shown(lowest), shown(highest),
        n_exposed::VARCHAR]
FROM coarser JOIN isco_titles USING (code);

-- What of all this is published, and what comes out here.
CREATE MACRO not_published() AS 'not published in the files we have';

INSERT INTO chapter_rows
SELECT 'replication', 'held', place, cells
FROM (
    SELECT 1 AS place, ['Mean and standard deviation of each occupation, 2025', n || ', in the file', same || ' equal'] AS cells
    FROM (
        SELECT count(*) AS n, count(*) FILTER (is_same) AS same FROM (
            SELECT isco08, bool_and(nearer = published) AS is_same FROM file_cells WHERE NOT over_tasks AND place IN (3, 4)
            GROUP BY isco08
        )
    )
    UNION ALL
    SELECT 2, ['Band of each occupation, 2025', count(*) || ', in the file',
        count(*) FILTER (band_turned(mean_2025, sd_2025, 0) = place) || ' equal']
    FROM file_columns JOIN bands ON published = band_2025
    UNION ALL
    SELECT 3, ['Category of each occupation, 2023', count(*) || ', in the file',
        count(*) FILTER (category_turned(mean_2023, sd_2023, 0) = category_2023) || ' equal']
    FROM file_columns
    UNION ALL
    SELECT 3 + row_number() OVER (ORDER BY v.place), [what, value::BIGINT || ', in print', recomputed::BIGINT::VARCHAR]
    FROM verdicts AS v WHERE id IN ('exposed', 'gradient-4')
    UNION ALL
    SELECT 4 + digits, [if(digits = 2, 'Means of sub-major groups', 'Means of minor groups'), not_published(), count(*) || ' groups']
    FROM coarser GROUP BY digits
    UNION ALL
    SELECT 7 + k, [['Occupations by category of 2023 and band of 2025', 'Occupations by one rule for both years'][k],
        not_published(), count(*) || ' occupations']
    FROM everyone CROSS JOIN (VALUES (1), (2)) AS t (k) GROUP BY k
);

-- The ends of the plane's axes, as its alternative text names them.
INSERT INTO chapter_words
SELECT
    'replication', unnest(['plane_mean_low', 'plane_mean_high', 'plane_sd_low', 'plane_sd_high']),
    unnest([decimals(min(mean_2025), 2), decimals(max(mean_2025), 2), decimals(min(sd_2025), 2), decimals(max(sd_2025), 2)])
FROM file_columns;
