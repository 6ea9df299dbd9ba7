-- The tables of the chapter on measures, and what its sentences name.

-- Figures whose names begin with an occupation's code, by names that forms can have.
CREATE TABLE chapter_figures (chapter VARCHAR, name VARCHAR, claim VARCHAR);

INSERT INTO chapter_figures
SELECT 'measures', 'left_out.mean_2025', isco08 || '.mean_2025' FROM left_out
UNION ALL SELECT 'measures', 'widest_range.low', isco08 || '.percentile_low' FROM widest_range
UNION ALL SELECT 'measures', 'widest_range.high', isco08 || '.percentile_high' FROM widest_range;

INSERT INTO chapter_words
SELECT 'measures', name, text
FROM (
    SELECT
        unnest(['title', 'code', 'page', 'group', 'fitted']) AS name,
        unnest([title, isco08, page, major_label,
            (SELECT band FROM bands WHERE place = fitted_band(e.ilo_mean, e.ilo_sd, 0))]) AS text
    FROM everyone AS e WHERE isco08 = worked_through()
    UNION ALL SELECT unnest(['left_out_code', 'left_out_number']), unnest([isco08, task::VARCHAR]) FROM left_out
    UNION ALL SELECT 'widest_title', title FROM widest_range
    UNION ALL SELECT 'n_routes', count(*)::VARCHAR FROM routes WHERE isco08 = worked_through()
    UNION ALL SELECT 'n_us', count(*)::VARCHAR FROM joined WHERE isco08 = worked_through()
    UNION ALL SELECT 'n_scores', grouped(count(*)) FROM tasks
);

-- Occupations with a task without a 2023 score: their change, and what it would be over the tasks scored in both years.
CREATE TABLE unpaired AS
SELECT isco08, any_value(e.change) AS change,
    four_decimals(ten_thousandths(mean_of(sum(units(score_2025 - score_2023)), count(score_2023)))) AS paired
FROM tasks AS t JOIN everyone AS e USING (isco08) GROUP BY isco08 HAVING count(score_2023) < count(*);

INSERT INTO chapter_words
SELECT 'measures', name, text
FROM (
    SELECT
        unnest(['unpaired_codes', 'unpaired_as_is', 'unpaired_paired']) AS name,
        unnest([string_agg(isco08, ', ' ORDER BY isco08), string_agg(shown_signed(change), ' and ' ORDER BY isco08),
            string_agg(shown_signed(paired), ' and ' ORDER BY isco08)]) AS text
    FROM unpaired
);

INSERT INTO chapter_rows
SELECT 'measures', 'scores', place,
    [symbol, name, grouped(count(x)), (count(*) - count(x))::VARCHAR, shown(min(x)), shown(max(x)),
        count(DISTINCT hundred_thousandths(x))::VARCHAR]
FROM (
    SELECT
        unnest([1, 2, 3, 4]) AS place, unnest(['y', 'g', 'h', 'x']) AS symbol,
        unnest(['score_2023', 'score_2025_gpt4o', 'score_2025_gemini', 'score_2025']) AS name,
        unnest([score_2023, gpt4o, gemini, score_2025]) AS x
    FROM tasks
)
GROUP BY place, symbol, name;

INSERT INTO chapter_rows
SELECT 'measures', 'worked', source_row,
    [task::VARCHAR, score_2023::VARCHAR, gpt4o::VARCHAR, gemini::VARCHAR, score_2025::VARCHAR, signed_decimals(change, 5)]
FROM tasks WHERE isco08 = worked_through();

-- The percentile by other rules: counts of those below, at or below, half of the equals, of the others, of two decimals.
CREATE TABLE percentile_rules AS
SELECT isco08, percentile AS chosen, unnest([1, 2, 3, 4, 5]) AS place, unnest(['Strictly below, of all (the rule)',
    'At or below, of all',
        'Below, plus half of the equal ones', 'Strictly below, of the others',
            'Strictly below, means of two decimals']) AS rule,
    unnest([percentile_of(below, n), percentile_of(below + equals, n), percentile_of(2 * below + equals, 2 * n),
        percentile_of(below, n - 1), percentile_of(below_two, n)]) AS value
FROM (
    SELECT e.isco08, e.percentile, s.below, s.equals, s.n, rank() OVER (ORDER BY e.two) - 1 AS below_two
    FROM (SELECT *, hundredths(mean_2025) AS two FROM everyone) AS e
    JOIN standing AS s ON s.kind = 'score_2025' AND s.isco08 = e.isco08
);

INSERT INTO chapter_rows
SELECT 'measures', 'percentiles', place,
    [rule, max(value) FILTER (isco08 = worked_through())::VARCHAR, count(*) FILTER (value <> chosen)::VARCHAR,
        max(abs(value - chosen))::VARCHAR]
FROM percentile_rules GROUP BY place, rule;

CREATE MACRO codes_of(isco08, is_so) AS coalesce(string_agg(isco08, ', ' ORDER BY isco08) FILTER (is_so), 'none');

-- What the rule gives in every arithmetic that chapters try.
CREATE TABLE fits AS
SELECT isco08, band_place, unnest([1, 2, 3, 4, 5]) AS place, unnest([
        fitted_band_in_doubles(ilo_mean, ilo_sd, 0), fitted_band(ilo_mean, ilo_sd, 0),
        fitted_band_in_doubles(decimal_half_up(a.mean), decimal_half_up(a.sd), 0),
        fitted_band_in_doubles(decimal_half_up(t.mean), decimal_half_up(t.sd), 0),
        fitted_band_in_doubles(a.mean, a.sd, 0)]) AS fitted,
    fitted_band_in_doubles(t.mean, t.sd, 0) AS from_tasks
FROM everyone
JOIN unrounded AS a USING (isco08)
JOIN unrounded AS t USING (isco08)
WHERE a.year = 2025 AND NOT a.over_tasks AND t.year = 2025 AND t.n = n_tasks
    AND (t.over_tasks OR t.n = a.n)
QUALIFY row_number() OVER (PARTITION BY isco08, place ORDER BY t.over_tasks DESC) = 1;

INSERT INTO chapter_rows
SELECT 'measures', 'fit', place, [arithmetic, count(*) FILTER (is_wrong)::VARCHAR, codes_of(isco08, is_wrong)]
FROM (
    SELECT isco08, 1 AS place, 'Published mean and SD, doubles' AS arithmetic, fitted <> band_place AS is_wrong FROM fits
    WHERE place = 1
    UNION ALL SELECT isco08, 2, 'Published mean and SD, exact decimals', fitted <> band_place FROM fits WHERE place = 2
    UNION ALL SELECT isco08, 3, 'Unrounded mean and sample SD of the tasks', from_tasks <> band_place FROM fits
    WHERE place = 1
)
GROUP BY place, arithmetic;

INSERT INTO chapter_rows
SELECT 'measures', 'shares', if(is_exposed, 2, 1), [if(is_exposed, '100%', '0%'), count(*)::VARCHAR] FROM everyone
GROUP BY is_exposed;

-- The fastest-moving task: by doubles, and the first of equals in decimals; and where no task rose.
CREATE TABLE fastest_in_decimals AS
SELECT isco08, task, change FROM whole_scores WHERE change IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY isco08 ORDER BY h - h_2023 DESC, source_row) = 1;

CREATE MACRO minus(x) AS if(x < 0, chr(8722), '') || abs(x)::VARCHAR;

INSERT INTO chapter_rows
SELECT 'measures', 'bits', row_number() OVER (ORDER BY isco08),
    [isco08, title, d.task::VARCHAR, d.change::VARCHAR, m.task::VARCHAR, m.change::VARCHAR]
FROM fastest_in_decimals AS d JOIN marked AS m USING (isco08) JOIN everyone USING (isco08)
WHERE m.mark = 'fastest' AND m.task <> d.task
UNION ALL
SELECT 'measures', 'none_rose', row_number() OVER (ORDER BY isco08),
    [isco08, title, m.task::VARCHAR, minus(m.change), shown_signed(m.change),
        if(ten_thousandths(m.change) < 0, 'fell', 'did not move')]
FROM marked AS m JOIN everyone USING (isco08) WHERE m.mark = 'fastest' AND ten_thousandths(m.change) <= 0;

INSERT INTO chapter_words
SELECT 'measures', 'n_none_rose', count(*)::VARCHAR FROM chapter_rows WHERE chapter = 'measures' AND name = 'none_rose';

INSERT INTO chapter_rows
SELECT 'measures', 'range', place, [choice, cell]
FROM (VALUES (1, 'All tasks, combined score', '{percentile}'), (2, 'All tasks, GPT-4o alone', '{percentile_gpt4o}'),
    (3, 'All tasks, Gemini alone', '{percentile_gemini}')) AS t (place, choice, cell)
UNION ALL
SELECT 'measures', 'range', 3 + task, ['Without task ' || task, percentile::VARCHAR] FROM standing_without
WHERE isco08 = worked_through();

INSERT INTO chapter_rows
SELECT 'measures', 'neighbours', k.place, [k.isco08, k.title, k.mean_2025::VARCHAR]
FROM everyone AS k JOIN everyone AS o ON o.isco08 = worked_through() AND abs(k.place - o.place) <= 2;

INSERT INTO chapter_rows
SELECT
    'measures', 'us', row_number() OVER (ORDER BY jobs DESC NULLS LAST, onet_soc),
    [onet_soc, title, (
        SELECT string_agg(DISTINCT soc_2010, ', ' ORDER BY soc_2010) FROM routes AS r
        WHERE r.isco08 = j.isco08 AND r.onet_soc = j.onet_soc
    ), coalesce(oews_code, 'none'), coalesce(grouped(jobs), 'none'), n::VARCHAR]
FROM joined AS j JOIN code_sizes USING (onet_soc) WHERE isco08 = worked_through();

-- Two decimals: printf and round take an exact half of the double to the even neighbour, so they part from what is shown
-- where that is odd; decimals taken as exact part from it where the double lies just below a half.
CREATE MACRO is_half_to_odd(x) AS (200 * abs(units(x)) + one()) % (2 * one()) = 0 AND hundredths(x) % 2 = 1;

INSERT INTO chapter_rows
SELECT 'measures', 'rounding', place,
    [kind, grouped(count(*)), count(*) FILTER (is_half_to_odd(x))::VARCHAR, count(*) FILTER (is_half_to_odd(x))::VARCHAR,
        count(*) FILTER (hundredths(x) <> (hundred_thousandths(x) + 500) // 1000)::VARCHAR]
FROM (
    SELECT 1 AS place, '2025 means' AS kind, mean_2025 AS x FROM everyone
    UNION ALL SELECT 2, 'Changes (size)', abs(change) FROM everyone
    UNION ALL SELECT 3, 'Combined 2025 task scores', score_2025 FROM tasks
)
GROUP BY place, kind;

INSERT INTO chapter_rows
SELECT 'measures', 'half_up', row_number() OVER (ORDER BY isco08),
    [isco08, title, mean_2025::VARCHAR, printf('%.20f', mean_2025), shown(mean_2025), printf('%.2f',
        decimal_half_up(mean_2025)),
        decimals(ilo_mean, 2)]
FROM everyone WHERE hundredths(mean_2025) <> (hundred_thousandths(mean_2025) + 500) // 1000;

INSERT INTO chapter_words
SELECT 'measures', 'halves', string_agg(DISTINCT score_2025::VARCHAR, ', ' ORDER BY score_2025::VARCHAR)
FROM tasks WHERE is_half_to_odd(score_2025);
