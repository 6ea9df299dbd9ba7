-- The tables of the chapters on the share, limitations and corrections, and on the use of the data.

-- --- The share -----------------------------------------------------------------------------------------------------------

INSERT INTO chapter_rows
SELECT
    'share', 'spread', tenths,
    ['0.' || tenths, count(*) FILTER (k = 0)::VARCHAR, count(*) FILTER (k > 0 AND 4 * k <= n)::VARCHAR,
        count(*) FILTER (4 * k > n AND 2 * k <= n)::VARCHAR, count(*) FILTER (2 * k > n AND 4 * k <= 3 * n)::VARCHAR,
        count(*) FILTER (4 * k > 3 * n AND k < n)::VARCHAR, count(*) FILTER (k = n)::VARCHAR,
        count(*) FILTER (k > 0 AND k < n)::VARCHAR, decimals(100 * avg(k::DOUBLE / n), 1) || '%',
        (SELECT count(*) FROM whole_scores WHERE h = 10000 * tenths)::VARCHAR]
FROM reached GROUP BY tenths;

INSERT INTO chapter_rows
SELECT
    'share', 'bands', band_place,
    [band, count(DISTINCT isco08)::VARCHAR,
        decimals(100 * avg(k::DOUBLE / n) FILTER (tenths = 3), 1) || '%',
            decimals(100 * avg(k::DOUBLE / n) FILTER (tenths = 4), 1) || '%',
        decimals(100 * avg(k::DOUBLE / n) FILTER (tenths = 5), 1) || '%',
            decimals(100 * avg(k::DOUBLE / n) FILTER (tenths = 6), 1) || '%',
        if(is_exposed, '100%', '0%')]
FROM reached JOIN everyone USING (isco08) GROUP BY band, band_place, is_exposed;

INSERT INTO chapter_words
SELECT 'share', 'at_half', string_agg(band || ' ' || decimals(100 * share, 0) || '%', ', ' ORDER BY band_place)
FROM (
    SELECT band, band_place, avg(k::DOUBLE / n) AS share FROM reached JOIN everyone USING (isco08)
    WHERE tenths = 5 GROUP BY band, band_place
);

INSERT INTO chapter_rows
SELECT
    'share', 'against', tenths,
    ['0.' || tenths, count(*) FILTER (is_exposed AND k = 0)::VARCHAR, count(*) FILTER (is_exposed AND k < n)::VARCHAR,
        count(*) FILTER (NOT is_exposed AND k > 0)::VARCHAR, sum(k) FILTER (NOT is_exposed)::BIGINT::VARCHAR]
FROM reached JOIN everyone USING (isco08) GROUP BY tenths;

-- --- Limitations ---------------------------------------------------------------------------------------------------------

-- The upper quartile lies between two values where the number of tasks asks for it, as the median does.
INSERT INTO chapter_rows
SELECT 'limitations', 'models', place, [name, shown(x)]
FROM (
    SELECT
        unnest([1, 2, 3]) AS place, unnest(['Median', 'Upper quartile', 'Highest']) AS name,
        unnest([median(gap), quantile_cont(gap, 0.75), max(gap)]) AS x
    FROM whole_scores WHERE has_both
);

INSERT INTO chapter_rows
SELECT
    'limitations', 'years', place,
    [name, grouped(count(x)), count(DISTINCT hundred_thousandths(x))::VARCHAR, shown(min(x)), shown(median(x)), shown(max(x))]
FROM (
    SELECT unnest([1, 2]) AS place, unnest(['2023', '2025, combined']) AS name, unnest([score_2023, score_2025]) AS x
    FROM tasks
)
GROUP BY place, name;

INSERT INTO chapter_rows
SELECT 'limitations', 'bands', band_place, [band, count(*)::VARCHAR, shown(min(mean_2025)), shown(max(mean_2025))]
FROM everyone GROUP BY band, band_place;

INSERT INTO chapter_rows
SELECT 'limitations', 'absent', source_row, [code, title]
FROM isco_titles WHERE level = 4 AND code NOT IN (SELECT isco08 FROM everyone);

INSERT INTO chapter_words
SELECT 'limitations', 'n_absent', count(*) FILTER (code NOT IN (SELECT isco08 FROM everyone))::VARCHAR FROM isco_titles
WHERE level = 4
UNION ALL SELECT 'limitations', 'n_units', count(*)::VARCHAR FROM isco_titles WHERE level = 4;

INSERT INTO chapter_rows
SELECT 'limitations', 'differences', row_number() OVER (ORDER BY isco08),
    [isco08, title, decimals(mean_2025, 4), shown(mean_2025), decimals(ilo_mean, 2)]
FROM everyone WHERE shown(mean_2025) <> decimals(ilo_mean, 2);

-- --- Corrections ---------------------------------------------------------------------------------------------------------

-- How many cells of the publishers' files each correction changes: counted where it names what it changes from. The
-- statements' cells that hold one task's wording are counted as lines; the category's are those of occupations.
CREATE MACRO statement_cells(wrong) AS (SELECT count(*) FROM ilo_scores WHERE contains("Task_ISCO", wrong));
CREATE TABLE correction_counts AS
SELECT 'missing-statement' AS id, count(*) AS n FROM ilo_scores WHERE coalesce("Task_ISCO", 'nan') = 'nan'
UNION ALL SELECT 'mojibake-apostrophe', statement_cells('‚Äô')
UNION ALL SELECT 'mojibake-acute', statement_cells('¬¥')
UNION ALL SELECT 'space-runs', count(*) FROM ilo_scores WHERE regexp_matches("Task_ISCO", '[  ]{2,}')
UNION ALL SELECT 'merged-task', statement_cells(chr(10))
UNION ALL SELECT 'title-522', count(*) FROM isco_structure WHERE contains("Title EN", 'Aalespersons')
UNION ALL SELECT 'title-2522', count(*) FROM isco_structure WHERE contains("Title EN", 'Aministrators')
UNION ALL SELECT 'title-3331', count(*) FROM isco_structure WHERE contains("Title EN", 'Aents')
UNION ALL SELECT 'title-3359', count(*) FROM isco_structure WHERE contains("Title EN", 'AssociatePprofessionals')
UNION ALL SELECT 'title-335', count(*) FROM isco_structure
WHERE trim("ISCO 08 Code") = '335' AND regexp_matches("Title EN", '  ')
UNION ALL SELECT 'title-7223', count(*) FROM isco_structure
WHERE trim("ISCO 08 Code") = '7223' AND regexp_matches("Title EN", '  ')
UNION ALL
SELECT 'category-2023', count(DISTINCT "ISCO_08") FROM ilo_scores WHERE contains("potential23", 'Uknown');

INSERT INTO chapter_words SELECT 'corrections', 'n_' || replace(id, '-', '_'), n::VARCHAR FROM correction_counts;

INSERT INTO chapter_words
SELECT 'corrections', name, text
FROM (
    SELECT
        unnest(['dropped_number', 'dropped_title', 'dropped_code']) AS name, unnest([task::VARCHAR, title, isco08]) AS text
    FROM left_out JOIN everyone USING (isco08)
    UNION ALL
    SELECT unnest(['merged_number', 'merged_title', 'merged_code']), unnest([task::VARCHAR, title, isco08])
    FROM merged_rows JOIN everyone USING (isco08)
    UNION ALL
    SELECT 'widest_title', title FROM corrections_widest JOIN everyone USING (isco08)
);

CREATE MACRO or_none(x) AS coalesce(shown(x), 'none');

INSERT INTO chapter_rows
SELECT 'corrections', 'incomplete', row_number() OVER (ORDER BY source_row),
    [isco08, title, task::VARCHAR, or_none(score_2023), or_none(gpt4o), or_none(gemini), or_none(score_2025)]
FROM tasks JOIN everyone USING (isco08)
WHERE score_2023 IS NULL OR gpt4o IS NULL OR gemini IS NULL;

INSERT INTO chapter_words
SELECT 'corrections', 'n_incomplete', count(*)::VARCHAR FROM chapter_rows
WHERE chapter = 'corrections' AND name = 'incomplete';

-- --- The use of the data -------------------------------------------------------------------------------------------------

-- Three occupations, with the sample standard deviation of their tasks' scores.
INSERT INTO chapter_rows
SELECT
    'use', 'occupations', row_number() OVER (ORDER BY isco08),
    [isco08, title, mean_2025::VARCHAR, four_decimals(ten_thousandths(sd))::VARCHAR, percentile::VARCHAR, band]
FROM everyone JOIN (
    SELECT isco08, deviation(h) / 100000::DOUBLE AS sd FROM whole_scores GROUP BY isco08
) USING (isco08)
WHERE isco08 IN ('2512', '3211', '4132');

INSERT INTO chapter_rows
SELECT
    'use', 'bands', band_place,
    [band, if(is_exposed, 'True', 'False'), count(*)::VARCHAR, sum(n_tasks)::BIGINT::VARCHAR, min(mean_2025)::VARCHAR,
        max(mean_2025)::VARCHAR]
FROM everyone GROUP BY band, band_place, is_exposed;

INSERT INTO chapter_rows
SELECT
    'use', 'intervals', row_number() OVER (ORDER BY e.isco08),
    [e.isco08, rank() OVER (ORDER BY e.mean_2025 DESC)::VARCHAR, i.tasks_rank_low::VARCHAR, i.tasks_rank_high::VARCHAR,
        i.raters_rank_low::VARCHAR, i.raters_rank_high::VARCHAR, i.tasks_band_low, i.tasks_band_high]
FROM everyone AS e JOIN site_intervals AS i USING (isco08)
QUALIFY e.isco08 IN ('2512', '3211', '4132');

INSERT INTO chapter_rows
SELECT
    'use', 'tasks', task,
    [task::VARCHAR, coalesce(score_2023::VARCHAR, ''), coalesce(gpt4o::VARCHAR, ''), coalesce(gemini::VARCHAR, ''),
        score_2025::VARCHAR, coalesce(decimal_change::VARCHAR, '')]
FROM tasks WHERE isco08 = '3211';

-- The survey is invented, and one of its codes is of the armed forces, which have no scores.
INSERT INTO chapter_rows
SELECT
    'use', 'survey', s.place,
    [s.isco08, employed::VARCHAR, coalesce(title, ''), coalesce(mean_2025::VARCHAR, ''), coalesce(band, '')]
FROM (
    SELECT unnest([1, 2, 3]) AS place, unnest(['3211', '4132', '0110']) AS isco08, unnest([100, 300, 50]) AS employed
) AS s
LEFT JOIN everyone AS e USING (isco08);

-- Invented employment by code: each code is in a band as far as the unit groups below it are, at least, on average and at most. The armed
-- forces and those without a code count in the denominator alone.
INSERT INTO chapter_rows
SELECT
    'use', 'employment', b.place,
    [any_value(b.band), round(sum(low * share), 1)::VARCHAR, round(sum(mid * share), 1)::VARCHAR, round(sum(high * share), 1)::VARCHAR]
FROM bands AS b
JOIN (
    SELECT
        b.place, r.code, any_value(employed) * 100 / 1000::DOUBLE AS share,
        min((e.band_place = b.place)::INT) AS low, avg((e.band_place = b.place)::INT) AS mid, max((e.band_place = b.place)::INT) AS high
    FROM (VALUES ('41', 300), ('25', 200), ('9', 450)) AS r (code, employed)
    JOIN everyone AS e ON starts_with(e.isco08, r.code)
    CROSS JOIN bands AS b
    GROUP BY b.place, r.code
) AS own USING (place)
GROUP BY b.place;

-- Three invented people, whose codes have four digits, two, and none.
INSERT INTO chapter_rows
SELECT
    'use', 'people', p.place,
    [p.code, age::VARCHAR, match, coalesce(round(min(mean_2025), 4)::VARCHAR, ''), coalesce(round(avg(mean_2025), 4)::VARCHAR, ''),
        coalesce(round(max(mean_2025), 4)::VARCHAR, '')]
FROM (VALUES (1, '3211', 31, 'unit group'), (2, '41', 45, 'sub-major group'), (3, 'X', 52, 'unplaced')) AS p (place, code, age, match)
LEFT JOIN everyone AS e ON starts_with(e.isco08, p.code)
GROUP BY p.place, p.code, age, match;

INSERT INTO chapter_rows
SELECT
    'use', 'us', row_number() OVER (ORDER BY onet_soc),
    [onet_soc, u.title, u.oews_code, u.employment::VARCHAR, n_unit_groups::VARCHAR]
FROM (
    SELECT * FROM us JOIN site_us_occupations AS s USING (onet_soc) WHERE isco08 = '3211'
    QUALIFY row_number() OVER (PARTITION BY s.oews_code ORDER BY onet_soc) = 1
) AS u;
