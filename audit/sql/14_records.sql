-- The record of every occupation, the file that programs read: its keys are those that the file must have, in their order.

-- Statements as the file of scores has them, the mark that closes each in its list kept: runs of blanks are one blank, and lines
-- stay apart but in the one cell whose two items the study scored as one.
CREATE TABLE statements AS
SELECT
    t.isco08, t.task,
    CASE
        WHEN (t.isco08, t.task) = ('3259', 3) THEN single_blanks(mended)
        ELSE array_to_string(
            list_transform(string_split(mended, chr(10)), lambda line: trim(regexp_replace(line, '[\s\x{00A0}]+', ' ', 'g'))),
            chr(10)
        )
    END AS statement,
    -- A model that gave the task no score has not justified one.
    CASE WHEN t.gpt4o IS NOT NULL THEN justification END AS justification,
    CASE WHEN t.gemini IS NOT NULL THEN of_gemini END AS justification_gemini
FROM tasks AS t
JOIN (
    SELECT
        source_row, "prediction_justification_gpt4o" AS justification, "prediction_justification_gemini" AS of_gemini,
        replace(replace("Task_ISCO", '‚Äô', '’'), '¬¥', '’') AS mended
    FROM ilo_scores
) USING (source_row);

-- A major group is called as the file of scores calls it.
CREATE TABLE major_titles AS
SELECT DISTINCT split_part(major_label, ' - ', 1) AS major_code, trim(substr(major_label, strpos(major_label, ' - ') + 3)) AS title
FROM scored_rows;

-- A figure of a record: its exact value, and as it is shown.
CREATE MACRO figure_of(x, shown_as) AS {'value': x, 'text': shown_as};

CREATE TABLE record_tasks AS
SELECT
    t.isco08,
    list({
        'number': t.task, 'statement': w.statement,
        'score_2023': t.score_2023, 'score_2025_gpt4o': t.gpt4o, 'score_2025_gemini': t.gemini, 'score_2025': t.score_2025,
        'change': CASE WHEN t.change IS NOT NULL THEN figure_of(t.decimal_change, shown_signed(t.change)) END,
        'is_reconciled': t.is_reconciled, 'source_row': t.source_row
    } ORDER BY t.task) AS tasks
FROM tasks AS t JOIN statements AS w USING (isco08, task)
GROUP BY t.isco08;

CREATE TABLE record_us AS
SELECT
    isco08,
    list({
        'onet_soc': onet_soc, 'title': title, 'employment': jobs,
        'employment_note': CASE
            WHEN jobs IS NULL THEN 'no employment published'
            WHEN pool IS NOT NULL THEN 'total of the pooled OEWS code ' || pool
                || if(is_inherited, ', which holds the parent occupation ' || parent, '')
            WHEN is_inherited THEN 'of the parent occupation ' || parent
            ELSE ''
        END,
        'n_unit_groups': n_unit_groups
    } ORDER BY jobs DESC NULLS LAST, onet_soc) AS us_occupations
FROM us_listed
GROUP BY isco08;

CREATE TABLE record_neighbours AS
SELECT
    n.isco08, n.side,
    list({'isco08': n.other, 'title': t.title, 'mean_2025': o.mean_2025} ORDER BY n.distance) AS neighbours
FROM nearest AS n
JOIN titles AS t ON t.isco08 = n.other
JOIN occupations AS o ON o.isco08 = n.other
GROUP BY n.isco08, n.side;

-- The intervals of an occupation under one model of chance, and under both.
CREATE TABLE record_intervals AS
SELECT
    isco08,
    {
        'level': 95, 'tasks': any_value(ends) FILTER (model = 'tasks'), 'raters': any_value(ends) FILTER (model = 'raters')
    } AS intervals
FROM (
    SELECT
        c.isco08, c.model,
        {
            'mean_2025': {'low': c.mean_low, 'high': c.mean_high},
            'percentile': {'low': c.percentile_low, 'high': c.percentile_high},
            'rank': {'low': c.rank_low, 'high': c.rank_high},
            'band': {'low': low.band, 'high': high.band}
        } AS ends
    FROM chance AS c JOIN bands AS low ON low.place = c.band_low JOIN bands AS high ON high.place = c.band_high
)
GROUP BY isco08;

CREATE TABLE records AS
SELECT
    o.isco08, o.page,
    {
        'isco08': o.isco08, 'title': u.title, 'slug': regexp_extract(o.page, '^gradient/\d{4}-(.+)$', 1),
        'major_group': {'code': o.major_code, 'title': m.title},
        'n_tasks': o.n_tasks,
        'mean_2025': figure_of(o.mean_2025, shown(o.mean_2025)),
        'mean_2023': figure_of(o.mean_2023, shown(o.mean_2023)),
        'change': figure_of(o.change, shown_signed(o.change)),
        'change_adjusted': figure_of(o.change_adjusted, shown_signed(o.change_adjusted)),
        'percentile': o.percentile,
        'rank': o.rank,
        'percentile_range': {
            'low': o.percentile_low, 'high': o.percentile_high,
            'gpt4o': gpt4o.percentile_low, 'gemini': gemini.percentile_low,
            'any_low': a.percentile_any_low, 'any_high': a.percentile_any_high
        },
        'intervals': i.intervals,
        'share_exposed_pct': if(o.is_exposed, 100, 0),
        'tasks_at_threshold': {'threshold': five_decimals(declared_task_threshold()), 'n': o.n_at_threshold},
        'band': o.band,
        'band_counts': {
            'Not exposed': if(o.band_place = 0, o.n_tasks, 0), 'Minimal': if(o.band_place = 1, o.n_tasks, 0),
            'Gradient 1': if(o.band_place = 2, o.n_tasks, 0), 'Gradient 2': if(o.band_place = 3, o.n_tasks, 0),
            'Gradient 3': if(o.band_place = 4, o.n_tasks, 0), 'Gradient 4': if(o.band_place = 5, o.n_tasks, 0)
        },
        'ilo_published': {'mean_2025': o.ilo_mean, 'sd_2025': o.ilo_sd},
        'most_exposed_task': {
            'number': most.task, 'statement': most_words.statement,
            'score_2025': figure_of(most.score_2025, shown(most.score_2025)), 'justification': most_words.justification,
            'justification_gemini': most_words.justification_gemini
        },
        'fastest_moving_task': {
            'number': fastest.task, 'statement': fastest_words.statement,
            'change': figure_of(fastest.decimal_change, shown_signed(fastest.change))
        },
        'tasks': t.tasks,
        'us_occupations': coalesce(us.us_occupations, []),
        'group': {'mean_2025': g.mean, 'n_occupations': g.size, 'rank': o.rank_in_group},
        'neighbours': {'below': coalesce(below.neighbours, []), 'above': coalesce(above.neighbours, [])}
    } AS record
FROM occupations AS o
JOIN titles AS u USING (isco08)
JOIN major_titles AS m USING (major_code)
JOIN groups AS g USING (major_code)
JOIN all_choices AS a ON a.isco08 = o.isco08
JOIN choices AS gpt4o ON gpt4o.isco08 = o.isco08 AND gpt4o.choice = 'gpt4o'
JOIN choices AS gemini ON gemini.isco08 = o.isco08 AND gemini.choice = 'gemini'
JOIN marked AS most ON most.isco08 = o.isco08 AND most.mark = 'most'
JOIN statements AS most_words ON (most_words.isco08, most_words.task) = (most.isco08, most.task)
JOIN marked AS fastest ON fastest.isco08 = o.isco08 AND fastest.mark = 'fastest'
JOIN statements AS fastest_words ON (fastest_words.isco08, fastest_words.task) = (fastest.isco08, fastest.task)
JOIN record_tasks AS t ON t.isco08 = o.isco08
JOIN record_intervals AS i ON i.isco08 = o.isco08
LEFT JOIN record_us AS us ON us.isco08 = o.isco08
LEFT JOIN record_neighbours AS below ON below.isco08 = o.isco08 AND below.side = 'below'
LEFT JOIN record_neighbours AS above ON above.isco08 = o.isco08 AND above.side = 'above';

SELECT CASE WHEN count(*) <> declared_occupations() OR count(DISTINCT isco08) <> count(*) THEN error(
    'the audit makes ' || count(*) || ' records of ' || count(DISTINCT isco08) || ' occupations') END
FROM records;

-- What records hold as numbers alone, as it is shown: the percentile as an ordinal, and the four scores of each task.
CREATE TABLE shown_figures AS
SELECT
    o.isco08, ordinal(o.percentile) AS percentile,
    list([
        coalesce(shown(t.score_2023), 'none'), coalesce(shown(t.gpt4o), 'none'),
        coalesce(shown(t.gemini), 'none'), shown(t.score_2025)
    ] ORDER BY t.task) AS scores
FROM occupations AS o JOIN tasks AS t USING (isco08)
GROUP BY o.isco08, o.percentile;

-- What a link to a major group's page shows: of equal means the first by code is the lower end, the last the upper one.
CREATE TABLE group_previews AS
SELECT
    g.page, g.major_code AS code, m.title, g.size,
    shown(g.mean) AS mean, shown(g.lowest) AS lowest, low.title AS lowest_title, shown(g.highest) AS highest, high.title AS highest_title
FROM groups AS g
JOIN major_titles AS m USING (major_code)
JOIN (
    SELECT major_code, arg_min(isco08, place) AS low, arg_max(isco08, place) AS high FROM occupations GROUP BY major_code
) AS ends USING (major_code)
JOIN titles AS low ON low.isco08 = ends.low
JOIN titles AS high ON high.isco08 = ends.high;
