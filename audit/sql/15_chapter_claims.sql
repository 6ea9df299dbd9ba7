-- The chapters on measures, corrections, limitations and the share, and those on a rerun and on the use of the data.

-- A task's scores as whole hundred-thousandths, and both models' where both scored it.
CREATE TABLE whole_scores AS
SELECT
    t.*, hundred_thousandths(score_2025) AS h, hundred_thousandths(gpt4o) AS hg, hundred_thousandths(gemini) AS hm,
    hundred_thousandths(score_2023) AS h_2023,
    gpt4o IS NOT NULL AND gemini IS NOT NULL AS has_both,
    -- The models' mean, or the one score there is.
    CASE WHEN gpt4o IS NULL OR gemini IS NULL THEN coalesce(gpt4o, gemini) ELSE mean_of(units(gpt4o) + units(gemini), 2) END
        AS of_models
FROM tasks AS t;

-- The mean of every occupation over all rows of the file, and its standard deviation with and without the row left out.
CREATE TABLE with_all_rows AS
SELECT m.isco08, m.mean, s.sd, t.sd AS sd_of_tasks
FROM means AS m
JOIN spreads AS s ON s.choice = 'all_rows' AND s.isco08 = m.isco08
JOIN spreads AS t ON t.choice = 'score_2025' AND t.isco08 = m.isco08
WHERE m.kind = 'all_rows';

-- --- Measures ------------------------------------------------------------------------------------------------------

-- The occupation that is worked through, and the one whose range is the widest.
CREATE MACRO worked_through() AS '3211';

INSERT INTO told
SELECT
    'chapter', 'methodology/measures', 'ilo_scores',
    unnest([
        fig('measures.rows', grouped(count(*)), count(*), 'tasks', 'Task_ISCO', ''),
        fig('measures.tasks', grouped(count(*) FILTER (has_statement)), count(*) FILTER (has_statement), 'tasks',
            'Task_ISCO', '')
    ])
FROM scored_rows;

INSERT INTO told
SELECT 'chapter', 'methodology/measures', 'ilo_scores', statistic('measures.mean_with', shown(mean), mean, 'mean',
    'score_2025')
FROM with_all_rows JOIN left_out USING (isco08);

INSERT INTO told
SELECT 'chapter', 'methodology/measures', 'isco_structure',
    fig('measures.unit_groups', count(*)::VARCHAR, count(*), 'occupations', 'Level', '')
FROM isco_titles WHERE level = 4;

INSERT INTO told
SELECT
    'chapter', 'methodology/measures', 'ilo_scores',
    unnest([
        statistic('measures.sum', decimals(m.mean * m.n, 4), m.mean * m.n, 'mean', 'score_2025'),
        statistic('measures.mean', decimals(m.mean, 6), m.mean, 'mean', 'score_2025'),
        fig('measures.mean4', o.mean_2025::VARCHAR, o.mean_2025, 'mean', 'score_2025', ''),
        fig('measures.change', o.change::VARCHAR, o.change, 'change', both_years(), ''),
        statistic('measures.m_plus_s', shown(o.ilo_mean + o.ilo_sd), o.ilo_mean + o.ilo_sd, 'band',
            'mean_score_2025; SD_2025'),
        fig('measures.group_mean4', g.mean::VARCHAR, g.mean, 'group', 'score_2025; label1d', '')
    ])
FROM everyone AS o
JOIN means AS m ON m.kind = 'score_2025' AND m.isco08 = o.isco08
JOIN groups AS g USING (major_code)
WHERE o.isco08 = worked_through();

INSERT INTO told
SELECT 'chapter', 'methodology/measures', 'ilo_scores',
    statistic('measures.group_pooled', decimals(mean_of(sum(units(score_2025)), count(*)), 4),
        mean_of(sum(units(score_2025)), count(*)), 'group', 'score_2025')
FROM tasks JOIN everyone AS e USING (isco08)
WHERE e.major_code = (SELECT major_code FROM everyone WHERE isco08 = worked_through());

INSERT INTO told
SELECT
    'chapter', 'methodology/measures', 'ilo_scores',
    unnest([
        fig('measures.change_differs', a::VARCHAR, a, 'change', 'score_2025', ''),
        fig('measures.change_of_shown', b::VARCHAR, b, 'change', 'score_2025', ''),
        fig('measures.unpaired', c::VARCHAR, c, 'change', 'score_2023', ''),
        fig('measures.lowest_percentile', low::VARCHAR, low, 'percentile', 'score_2025', ''),
        fig('measures.highest_percentile', high::VARCHAR, high, 'percentile', 'score_2025', ''),
        fig('measures.threshold_mixed', mixed::VARCHAR, mixed, 'task-share', 'score_2025', ''),
        fig('measures.threshold_exposed_none', none_of::VARCHAR, none_of, 'task-share', 'score_2025; potential25', ''),
        fig('measures.threshold_unexposed_some', some_of::VARCHAR, some_of, 'task-share', 'score_2025; potential25', ''),
        fig('measures.tied_most', tied::VARCHAR, tied, 'most-exposed', 'score_2025', ''),
        fig('measures.unrounded', unrounded::VARCHAR, unrounded, 'rounding', 'score_2025', '')
    ])
FROM (
    SELECT
        count(*) FILTER (
            shown_signed(four_decimals(ten_thousandths(mean_2025 - mean_2023))) <> shown_signed(change)
        ) AS a,
        count(*) FILTER (abs(hundredths(mean_2025) - hundredths(mean_2023)) <> hundredths(change)) AS b,
        count(*) FILTER (t.has_unpaired) AS c,
        min(percentile) AS low, max(percentile) AS high,
        count(*) FILTER (n_at_threshold > 0 AND n_at_threshold < n_tasks) AS mixed,
        count(*) FILTER (is_exposed AND n_at_threshold = 0) AS none_of,
        count(*) FILTER (NOT is_exposed AND n_at_threshold > 0) AS some_of,
        count(*) FILTER (t.n_highest > 1) AS tied,
        count(*) FILTER (shown(m.mean) <> shown(mean_2025)) AS unrounded
    FROM everyone AS o
    JOIN means AS m ON m.kind = 'score_2025' AND m.isco08 = o.isco08
    JOIN (
        SELECT isco08, bool_or(score_2023 IS NULL) AS has_unpaired, count(*) FILTER (score_2025 = highest) AS n_highest
        FROM (SELECT *, max(score_2025) OVER (PARTITION BY isco08) AS highest FROM tasks)
        GROUP BY isco08
    ) AS t ON t.isco08 = o.isco08
);

INSERT INTO told
SELECT
    'chapter', 'methodology/measures', 'ilo_scores',
    unnest([
        fig('measures.task_changes', grouped(n_changes), n_changes, 'task-change', both_years(), ''),
        fig('measures.task_changes_alter', alters::VARCHAR, alters, 'task-change', both_years(), ''),
        fig('measures.halves', grouped(halves), halves, 'task-change', 'score_2025', ''),
        fig('measures.predicted', grouped(predicted), predicted, 'models', 'source', ''),
        fig('measures.off', off::VARCHAR, off, 'models', all_of_2025(), ''),
        fig('measures.reconciled', reconciled::VARCHAR, reconciled, 'models', 'source', ''),
        statistic('measures.reconciled_gap', shown(most), most, 'models', all_of_2025()),
        statistic('measures.r', decimals(r, 3), r, 'models', both_models())
    ])
FROM (
    SELECT
        count(change) AS n_changes,
        count(*) FILTER (shown_signed(change) <> shown_signed(four_decimals(ten_thousandths(change)))) AS alters,
        count(*) FILTER (h % 500 = 0) AS halves,
        count(*) FILTER (NOT is_reconciled) AS predicted, count(*) FILTER (is_reconciled) AS reconciled,
        count(*) FILTER (NOT is_reconciled AND abs(of_models - score_2025) > 1e-9) AS off,
        round(max(abs(of_models - score_2025)) FILTER (is_reconciled), 10) AS most
    FROM whole_scores
) CROSS JOIN (SELECT pearson(hg, hm) AS r FROM whole_scores WHERE has_both);

-- The chapter repeats figures of the worked page under their own names, and those of two others under names of theirs: the
-- occupation whose row is left out, and the one with the widest range.
CREATE TABLE measures_repeats AS
SELECT worked_through() AS isco08, unnest([
    'n_occupations', 'n_tasks', 'mean_2025', 'mean_2023', 'change', 'n_below', 'percentile', 'percentile_gpt4o',
        'percentile_gemini',
    'ilo_mean_2025', 'ilo_sd_2025', 'band', 'share_exposed_pct', 'tasks_at_threshold', 'task_threshold',
        'most_exposed.number',
    'most_exposed.score', 'fastest.number', 'fastest.change', 'widest.number', 'widest.gpt4o', 'widest.gemini',
        'percentile_low',
    'percentile_high', 'group_size', 'group_mean', 'rank_in_group']) AS claim;

CREATE TABLE widest_range AS SELECT isco08, title FROM everyone ORDER BY narrow DESC, isco08 LIMIT 1;

INSERT INTO repeated
SELECT 'chapter', 'methodology/measures', isco08, 'mean_2025' FROM left_out
UNION ALL SELECT 'chapter', 'methodology/measures', isco08, unnest(['percentile_low', 'percentile_high']) FROM widest_range;

-- --- Corrections ---------------------------------------------------------------------------------------------------

INSERT INTO told
SELECT
    'chapter', 'methodology/corrections', 'ilo_scores',
    unnest([
        fig('corrections.dropped_gpt4o', shown(gpt4o), gpt4o, 'scores', 'predicted_score_2025_gpt4o', ''),
        fig('corrections.dropped_gemini', shown(gemini), gemini, 'scores', 'predicted_score_2025_gemini', ''),
        fig('corrections.dropped_score', shown(score_2025), score_2025, 'scores', 'score_2025', ''),
        statistic('corrections.with_it', shown(mean), mean, 'mean', 'score_2025'),
        fig('corrections.ilo_mean', decimals(r.ilo_mean, 2), r.ilo_mean, 'band', 'mean_score_2025', ''),
        statistic('corrections.sd_with', shown(sd), sd, 'band', 'SD_2025'),
        statistic('corrections.sd_without', shown(sd_of_tasks), sd_of_tasks, 'band', 'SD_2025'),
        fig('corrections.sd', decimals(r.ilo_sd, 2), r.ilo_sd, 'band', 'SD_2025', ''),
        fig('corrections.without', shown(o.mean_2025), o.mean_2025, 'mean', 'score_2025', '')
    ])
FROM scored_rows AS r JOIN with_all_rows USING (isco08) JOIN everyone AS o USING (isco08) WHERE NOT has_statement;

INSERT INTO told
SELECT
    'chapter', 'methodology/corrections', 'ilo_scores',
    unnest([
        fig('corrections.reconciled', count(*)::VARCHAR, count(*), 'models', 'source', ''),
        fig('corrections.reconciled_in', count(DISTINCT isco08)::VARCHAR, count(DISTINCT isco08), 'models', 'source', ''),
        fig('corrections.above', count(*) FILTER (off > 1e-9)::VARCHAR, count(*) FILTER (off > 1e-9), 'models', 'score_2025',
            ''),
        fig('corrections.below', count(*) FILTER (off < -1e-9)::VARCHAR, count(*) FILTER (off < -1e-9),
            'models', 'score_2025', ''),
        fig('corrections.equal', count(*) FILTER (abs(off) <= 1e-9)::VARCHAR, count(*) FILTER (abs(off) <= 1e-9),
            'models', 'score_2025', '')
    ])
FROM (SELECT *, score_2025 - of_models AS off FROM whole_scores WHERE is_reconciled);

-- What the mean of an occupation with reconciled rows would be with the models' mean in all its rows.
CREATE TABLE means_of_models AS
SELECT isco08, mean_of(sum(units(of_models)), count(*)) AS mean, bool_or(is_reconciled) AS is_touched
FROM whole_scores GROUP BY isco08;

CREATE TABLE corrections_widest AS
SELECT isco08, o.mean_2025, m.mean, o.mean_2025 - m.mean AS move
FROM means_of_models AS m JOIN everyone AS o USING (isco08) WHERE is_touched
QUALIFY row_number() OVER (ORDER BY abs(o.mean_2025 - m.mean) DESC, isco08) = 1;

INSERT INTO told
SELECT
    'chapter', 'methodology/corrections', 'ilo_scores',
    unnest([
        fig('corrections.as_is', shown(mean_2025), mean_2025, 'mean', 'score_2025', ''),
        statistic('corrections.other', shown(mean), mean, 'mean', 'score_2025'),
        statistic('corrections.move', shown_signed(move), move, 'mean', 'score_2025')
    ])
FROM corrections_widest;

-- The row that holds two items of the list, parted by a line break.
CREATE TABLE merged_rows AS
SELECT lpad(trim("ISCO_08"), 4, '0') AS isco08, "taskID"::INTEGER AS task FROM ilo_scores
WHERE contains("Task_ISCO", chr(10));

INSERT INTO told
SELECT
    'chapter', 'methodology/corrections', 'ilo_scores',
    unnest([
        fig('corrections.merged_score', shown(score_2025), score_2025, 'scores', 'score_2025', ''),
        fig('corrections.merged_one', decimals(o.mean_2025, 4), o.mean_2025, 'mean', 'score_2025', ''),
        statistic('corrections.merged_two', decimals(two, 4), round(two, 10), 'mean', 'score_2025')
    ])
FROM (
    SELECT t.*, mean_of(m.u + units(t.score_2025), m.n + 1) AS two
    FROM merged_rows JOIN tasks AS t USING (isco08, task) JOIN means AS m ON m.kind = 'score_2025' AND m.isco08 = t.isco08
) JOIN everyone AS o USING (isco08);

-- --- Limitations ---------------------------------------------------------------------------------------------------

INSERT INTO told
SELECT
    'chapter', 'methodology/limitations', 'ilo_scores',
    unnest([
        fig('limitations.both', grouped(count(*)), count(*), 'models', both_models(), ''),
        statistic('limitations.r', decimals(pearson(hg, hm), 3), pearson(hg, hm), 'models', both_models()),
        fig('limitations.up', grouped(count(*) FILTER (gpt4o > gemini)), count(*) FILTER (gpt4o > gemini),
            'models', both_models(), ''),
        fig('limitations.down', grouped(count(*) FILTER (gpt4o < gemini)), count(*) FILTER (gpt4o < gemini),
            'models', both_models(), ''),
        statistic('limitations.mean_gap', shown_signed(mean_of(sum(units(gpt4o) - units(gemini)), count(*))),
            mean_of(sum(units(gpt4o) - units(gemini)), count(*)), 'models', both_models())
    ])
FROM whole_scores WHERE has_both;

INSERT INTO told
SELECT
    'chapter', 'methodology/limitations', 'ilo_scores',
    unnest([
        fig('limitations.span', plain(median(narrow)), median(narrow), 'range', all_of_2025(), ''),
        fig('limitations.span_most', max(narrow)::VARCHAR, max(narrow), 'range', all_of_2025(), ''),
        fig('limitations.span_models', plain(median(abs(g.percentile_low - m.percentile_low))),
            median(abs(g.percentile_low - m.percentile_low)), 'range', all_of_2025(), '')
    ])
FROM everyone AS o
JOIN choices AS g ON g.choice = 'gpt4o' AND g.isco08 = o.isco08
JOIN choices AS m ON m.choice = 'gemini' AND m.isco08 = o.isco08;

-- Ranks of both years' means, doubled: equals share the mean of their places, which can be a half.
CREATE TABLE year_ranks AS
SELECT
    *, ten_thousandths(mean_2023) AS before_q,
    2 * rank() OVER (ORDER BY mean_q) + count(*) OVER (PARTITION BY mean_q) AS rank_2025,
    2 * rank() OVER (ORDER BY mean_2023) + count(*) OVER (PARTITION BY mean_2023) AS rank_2023
FROM everyone;

INSERT INTO told
SELECT
    'chapter', 'methodology/limitations', 'ilo_scores',
    unnest([
        statistic('limitations.r_years', decimals(pearson(before_q, mean_q), 3), pearson(before_q, mean_q), 'change',
            both_years()),
        statistic('limitations.rho_years', decimals(pearson(rank_2023, rank_2025), 3), pearson(rank_2023, rank_2025),
            'change', both_years())
    ])
FROM year_ranks;

INSERT INTO told
SELECT
    'chapter', 'methodology/limitations', 'ilo_scores',
    unnest([
        fig('limitations.rose', rose::VARCHAR, rose, 'change', both_years(), ''),
        fig('limitations.fell', fell::VARCHAR, fell, 'change', both_years(), ''),
        fig('limitations.same', same::VARCHAR, same, 'change', both_years(), ''),
        fig('limitations.median_change', shown_signed(middle_change), middle_change, 'change', both_years(), '')
    ])
FROM together;

-- Here the distances are not rounded before the one in the middle is shown.
INSERT INTO told
SELECT 'chapter', 'methodology/limitations', 'ilo_scores',
    statistic('limitations.spread', shown(median(distance)), median(distance), 'scores', 'score_2025')
FROM (SELECT max(score_2025) - min(score_2025) AS distance FROM tasks GROUP BY isco08);

-- --- The share of tasks exposed --------------------------------------------------------------------------------------

-- How many tasks of an occupation reach each threshold of tenths.
CREATE TABLE reached AS
SELECT isco08, tenths, count(*) AS n, count(*) FILTER (h >= tenths * 10000) AS k
FROM whole_scores CROSS JOIN (SELECT unnest([3, 4, 5, 6]) AS tenths)
GROUP BY isco08, tenths;

INSERT INTO told
SELECT
    'chapter', 'methodology/share', 'ilo_scores',
    unnest([
        fig('share.all', n_exposed::VARCHAR, n_exposed, 'share', 'potential25', ''),
        fig('share.none', (n - n_exposed)::VARCHAR, n - n_exposed, 'share', 'potential25', ''),
        fig('share.between', '0', 0, 'share', 'potential25', ''),
        fig('share.occupations', n::VARCHAR, n, 'occupations', 'score_2025', ''),
        fig('share.tasks', grouped(n_tasks), n_tasks, 'tasks', 'score_2025', '')
    ])
FROM together;

-- The part of the scores' variation that a grouping accounts for: sums of squares, each from whole numbers.
CREATE TABLE accounted AS
SELECT
    name, (sum(s * s::DOUBLE / n) - max(all_s) * max(all_s)::DOUBLE / max(all_n))
        / (max(all_q)::DOUBLE - max(all_s) * max(all_s)::DOUBLE / max(all_n)) AS share
FROM (
    SELECT name, key, count(*) AS n, sum(h)::HUGEINT AS s
    FROM (
        SELECT unnest(['occupation', 'band', 'exposed']) AS name, unnest([isco08, band, is_exposed::VARCHAR]) AS key, h
        FROM whole_scores JOIN everyone USING (isco08)
    )
    GROUP BY name, key
)
CROSS JOIN (SELECT count(*) AS all_n, sum(h)::HUGEINT AS all_s, sum(h::HUGEINT * h) AS all_q FROM whole_scores)
GROUP BY name;

INSERT INTO told
SELECT 'chapter', 'methodology/share', 'ilo_scores',
    statistic('share.eta_' || name, decimals(100 * share, 0) || '%', share, 'share',
        'score_2025' || if(name = 'occupation', '', '; potential25'))
FROM accounted;

INSERT INTO told
SELECT 'chapter', 'methodology/share', 'ilo_scores',
    fig('share.strictly_' || tenths, count(*)::VARCHAR, count(*), 'task-share', 'score_2025', '')
FROM reached WHERE k > 0 AND k < n GROUP BY tenths;

INSERT INTO told
SELECT
    'chapter', 'methodology/share', 'ilo_scores',
    unnest([
        fig('share.none_at_highest', count(*) FILTER (tenths = 6 AND k = 0)::VARCHAR, count(*) FILTER (tenths = 6 AND k = 0),
            'task-share', 'score_2025', ''),
        fig('share.exposed_without', count(*) FILTER (tenths = 5 AND is_exposed AND k = 0)::VARCHAR,
            count(*) FILTER (tenths = 5 AND is_exposed AND k = 0), 'task-share', 'score_2025; potential25', ''),
        fig('share.hidden', count(*) FILTER (tenths = 5 AND NOT is_exposed AND k > 0)::VARCHAR,
            count(*) FILTER (tenths = 5 AND NOT is_exposed AND k > 0), 'task-share', 'score_2025; potential25', '')
    ])
FROM reached JOIN everyone USING (isco08);

-- --- A rerun -----------------------------------------------------------------------------------------------------------

INSERT INTO told
SELECT
    'chapter', 'methodology/rerun', 'ilo_scores',
    unnest([
        fig('rerun.tasks', grouped(n_tasks), n_tasks, 'tasks', 'Task_ISCO', ''),
        fig('rerun.occupations', n::VARCHAR, n, 'occupations', 'ISCO_08', '')
    ])
FROM together;

-- --- The use of the data -------------------------------------------------------------------------------------------------

INSERT INTO told
SELECT
    'chapter', 'methodology/use', 'ilo_scores',
    unnest([
        fig('use.occupations', n::VARCHAR, n, 'occupations', 'ISCO_08', ''),
        fig('use.tasks', grouped(n_tasks), n_tasks, 'tasks', 'Task_ISCO', '')
    ])
FROM together;
