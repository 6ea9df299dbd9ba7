-- The tables of the chapter on sensitivity, and what its sentences name.

-- The choices in the order in which they are shown, numbered from 1; 0 stands for those made.
CREATE TABLE choice_names AS
SELECT * FROM (VALUES
    (1, 'gpt4o', 'GPT-4o’s scores alone'), (2, 'gemini', 'Gemini’s scores alone'), (3, 'left_out',
        'one of its tasks left out'),
    (4, 'median', 'medians instead of means'), (5, 'scores_2023', 'the 2023 scores'),
    (6, 'mid_rank', 'half of the equal ones counted as below'), (7, 'ilo_means', 'the ILO’s means of two decimals'),
    (8, 'all_rows', 'rows without a task statement kept'), (9, 'lower', 'band thresholds five hundredths of the scale lower'),
    (10, 'higher', 'band thresholds five hundredths of the scale higher')
) AS t (number, choice, words);

INSERT INTO chapter_rows
SELECT
    'sensitivity', 'ranks', number,
    [number || '. ' || words, count(*) FILTER (percentile > 0)::VARCHAR, general(median(percentile)),
        max(percentile)::VARCHAR,
        general(median(rank)), general(max(rank)),
        if(choice = 'left_out', 'several', decimals(pearson(base, other), 4))]
FROM (
    SELECT
        *, 2 * rank() OVER (PARTITION BY choice ORDER BY base_rank) + count(*) OVER (PARTITION BY choice, base_rank) AS base,
        2 * rank() OVER (PARTITION BY choice ORDER BY other_rank) + count(*) OVER (PARTITION BY choice, other_rank) AS other
    FROM moves
)
JOIN choice_names USING (choice) GROUP BY number, words, choice;

INSERT INTO chapter_rows
SELECT
    'sensitivity', 'bands', number,
    [number || '. ' || words, count(*) FILTER (has_lower OR has_higher)::VARCHAR, count(*) FILTER (has_lower)::VARCHAR,
        count(*) FILTER (has_higher)::VARCHAR]
FROM other_bands JOIN choice_names USING (choice) GROUP BY number, words;

INSERT INTO chapter_words
SELECT 'sensitivity', name, text
FROM (
    SELECT 'all_rows_title' AS name, title AS text FROM moves JOIN everyone USING (isco08) WHERE choice = 'all_rows'
    QUALIFY row_number() OVER (ORDER BY moves.percentile DESC, isco08) = 1
    UNION ALL
    SELECT 'narrowest', string_agg(title || ' (' || page_link(isco08, page) || ')', '; ' ORDER BY isco08) FROM firmness
    WHERE width <= 2
    UNION ALL
    SELECT 'furthest_title', arg_max(title, abs(difference)) FROM (FROM reconciled WHERE n_reconciled > 0 ORDER BY isco08)
    UNION ALL
    SELECT 'jump_title', arg_max(title, abs(percentile - other_percentile)) FROM (FROM reconciled
        WHERE n_reconciled > 0 ORDER BY isco08)
);

-- Widths by band, by the number of tasks (the lowest quarter and the others), and of all.
CREATE MACRO few_tasks() AS (SELECT quantile_cont(n_tasks, 0.25) FROM everyone);

INSERT INTO chapter_rows
SELECT
    'sensitivity', 'firm', line,
    [part, count(*)::VARCHAR, general(median(narrow)), general(median(width)), max(width)::VARCHAR,
        count(*) FILTER (in_rank)::VARCHAR,
        count(*) FILTER (in_band)::VARCHAR, count(*) FILTER (in_rank AND in_band)::VARCHAR]
FROM (
    SELECT
        *, unnest([band_place, if(n_tasks <= few_tasks(), 10, 11), 12]) AS line,
        unnest([band, if(n_tasks <= few_tasks(), 'With ' || few_tasks()::INTEGER || ' tasks or fewer', 'With more tasks'),
            'All']) AS part
    FROM firmness
)
GROUP BY line, part;

-- The widest: which choice gives each end, the first of equals, and all bands that occur.
CREATE TABLE choice_ends AS
SELECT isco08, arg_min(number, (percentile_low, number)) AS lowest_by, arg_min(number, (-percentile_high,
    number)) AS highest_by
FROM (
    SELECT isco08, 0 AS number, percentile AS percentile_low, percentile AS percentile_high FROM everyone
    UNION ALL
    SELECT isco08, number, percentile_low, percentile_high FROM choices JOIN choice_names USING (choice)
    UNION ALL
    SELECT isco08, number, percentile, percentile FROM everyone CROSS JOIN choice_names WHERE choice IN ('lower', 'higher')
)
GROUP BY isco08;

INSERT INTO chapter_rows
SELECT
    'sensitivity', 'widest', row_number() OVER (ORDER BY width DESC, isco08),
    [page_link(isco08, page), title, n_tasks::VARCHAR, percentile::VARCHAR, percentile_any_low::VARCHAR, lowest_by::VARCHAR,
        percentile_any_high::VARCHAR, highest_by::VARCHAR, b.words]
FROM everyone JOIN choice_ends USING (isco08)
JOIN (
    SELECT isco08, string_agg(band, ', ' ORDER BY place) AS words
    FROM (SELECT isco08, place FROM banded UNION SELECT isco08, band_place FROM everyone) JOIN bands USING (place)
    GROUP BY isco08
) AS b USING (isco08)
QUALIFY row_number() OVER (ORDER BY width DESC, isco08) <= 15;

-- Agreement of the models by part.
CREATE TABLE agreement_rows AS
SELECT
    part, [grouped(n), decimals(pearson, 3), decimals(spearman, 3), decimals(mean, 3), decimals(sd, 3),
        decimals(low, 3) || ' to ' || decimals(high, 3), decimals(inside, 1) || '%', decimals(slope, 3)] AS cells
FROM agreement JOIN agreement_within USING (part);

INSERT INTO chapter_rows
SELECT 'sensitivity', 'agreement_of_groups', major_code::INTEGER, [major_code || ' ' || title] || cells
FROM agreement_rows JOIN majors ON part = 'group ' || major_code
UNION ALL SELECT 'sensitivity', 'agreement_of_groups', 10, ['All'] || cells FROM agreement_rows WHERE part = 'all'
UNION ALL SELECT 'sensitivity', 'agreement_of_bands', place, [band] || cells FROM agreement_rows
JOIN bands ON part = 'band ' || place;

INSERT INTO chapter_rows
SELECT
    'sensitivity', 'reconciled', row_number() OVER (ORDER BY abs(difference) DESC, isco08),
    [page_link(isco08, page), title, n_reconciled || ' of ' || n_tasks, decimals(mean_2025, 4), decimals(other_mean, 4),
        shown_signed(difference), percentile::VARCHAR, other_percentile::VARCHAR, band, other_band]
FROM reconciled WHERE n_reconciled > 0;
