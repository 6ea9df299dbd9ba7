-- The tables of the chapter on uncertainty.

INSERT INTO chapter_rows
SELECT 'uncertainty', 'components', place,
    [band, n::VARCHAR, decimals(shift, 3), decimals(sqrt(between), 3), decimals(sqrt(within), 3), decimals(median, 3)]
FROM components JOIN bands USING (place)
JOIN (SELECT band_place AS place, median(error) AS median FROM chance_widths WHERE model = 'raters' GROUP BY band_place) USING (place);

CREATE TABLE widths_by_band AS
SELECT
    place, any_value(words) AS words, model, count(*)::VARCHAR AS n,
    [shown(median(mean)), general(median(percentile)), general(median(rank)), count(*) FILTER (is_another)::VARCHAR,
        count(*) FILTER (crosses)::VARCHAR] AS cells
FROM (SELECT w.*, unnest([band_place, 6]) AS place, unnest([band, 'All']) AS words
    FROM chance_widths AS w JOIN bands ON bands.place = band_place)
GROUP BY place, model;

INSERT INTO chapter_rows
SELECT 'uncertainty', 'widths', place, list_concat([t.words, t.n], list_concat(t.cells, r.cells))
FROM widths_by_band AS t JOIN widths_by_band AS r USING (place) WHERE t.model = 'tasks' AND r.model = 'raters';

INSERT INTO chapter_rows
SELECT 'uncertainty', 'pairs', if(model = 'tasks', 0, 1),
    [if(model = 'tasks', 'Other tasks', 'Other models'), decimals(100 * alone / n, 1), decimals(100 * together / n, 1),
        general(middle), least::VARCHAR, most::VARCHAR]
FROM chance_pairs
JOIN (SELECT model, median(all_rank) AS middle, min(all_rank) AS least, max(all_rank) AS most FROM chance_widths GROUP BY model)
    USING (model);

INSERT INTO chapter_rows
SELECT 'uncertainty', 'counts', n_tasks,
    [n_tasks::VARCHAR, count(*)::VARCHAR, shown(median(t.sd)), shown(median(t.mean)), shown(median(r.mean)),
        general(median(t.rank)), general(median(r.rank)), count(*) FILTER (t.is_another)::VARCHAR,
        count(*) FILTER (r.is_another)::VARCHAR, count(*) FILTER (t.is_exposed)::VARCHAR]
FROM chance_widths AS t JOIN chance_widths AS r USING (isco08, n_tasks)
WHERE t.model = 'tasks' AND r.model = 'raters' GROUP BY n_tasks;

INSERT INTO chapter_rows
SELECT 'uncertainty', 'imputed', number,
    [words, n_tasks::VARCHAR, n_occupations::VARCHAR, decimals(mean, 3), percentile::VARCHAR, others::VARCHAR, bands::VARCHAR]
FROM moves_instead
JOIN (VALUES
    (1, 'Missing: the other model’s, moved by the mean difference'), (2, 'Missing: the other model’s, moved by the lower limit'),
    (3, 'Missing: the other model’s, moved by the upper limit'), (4, 'Missing: by regression on the other model'),
    (5, 'Missing: the model’s mean over the other tasks'), (6, 'Missing: the lower end of the scale'),
    (7, 'Missing: the upper end of the scale'), (8, 'Missing: the task left out'), (9, 'Reconciled: the models’ mean'),
    (10, 'Reconciled: GPT-4o’s score'), (11, 'Reconciled: Gemini’s score'), (12, 'Reconciled: the lower score'),
    (13, 'Reconciled: the higher score'), (14, 'Reconciled: the task left out')
) AS t (number, words) USING (number);

INSERT INTO chapter_rows
SELECT
    'uncertainty', 'before', row_number() OVER (ORDER BY isco08, number),
    [isco08, title, ['left out, as published here', 'the task’s 2025 score', 'by regression on the 2025 score',
        'the lower end of the scale', 'the upper end of the scale'][number + 1], shown(mean), shown_signed(change)]
FROM (SELECT b.isco08, b.number, b.mean, b.change, e.title FROM before_instead AS b JOIN everyone AS e USING (isco08));
