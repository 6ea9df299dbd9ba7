-- Every figure that an occupation's page must state: its identifier, its text, its exact value (a number, else a word),
-- the rule it follows, and the file, columns and rows it rests on. No rows means every row of the file. A statistic, such as
-- a correlation, is near: another order of its sums gives other last bits of the double, so twelve digits of it are compared.

CREATE TYPE figure AS STRUCT (
    claim VARCHAR, text VARCHAR, number DOUBLE, word VARCHAR, rule VARCHAR, columns VARCHAR, rows VARCHAR, is_near BOOLEAN
);
CREATE MACRO fig(claim, text, number, rule, columns, rows) AS
    row(claim, text, number::DOUBLE, NULL, 'rule-' || rule, columns, rows, false)::figure;
CREATE MACRO word(claim, text, rule, columns, rows) AS
    row(claim, text, NULL, text, 'rule-' || rule, columns, rows, false)::figure;
CREATE MACRO statistic(claim, text, number, rule, columns) AS
    row(claim, text, number::DOUBLE, NULL, 'rule-' || rule, columns, '', true)::figure;

CREATE MACRO both_years() AS 'score_2025; score_2023';
CREATE MACRO both_models() AS 'predicted_score_2025_gpt4o; predicted_score_2025_gemini';
CREATE MACRO all_of_2025() AS 'score_2025; ' || both_models();
CREATE MACRO of_all_choices() AS all_of_2025() || '; score_2023; mean_score_2025';

CREATE TABLE figures (isco08 VARCHAR, source VARCHAR, f figure);

-- The occupation's own figures and its place among all.
INSERT INTO figures
SELECT
    isco08, 'ilo_scores',
    unnest([
        fig('n_tasks', n_tasks::VARCHAR, n_tasks, 'tasks', 'Task_ISCO', t.rows),
        fig('mean_2025', shown(mean_2025), mean_2025, 'mean', 'score_2025', t.rows),
        fig('mean_2023', shown(mean_2023), mean_2023, 'mean', 'score_2023', y.rows),
        fig('change', shown_signed(change), change, 'change', both_years(), t.rows),
        -- A change too small to show is not said to be nothing.
        fig('change_size',
            CASE WHEN change_q <> 0 AND hundredths(change) = 0 THEN 'less than 0.01' ELSE shown(change) END,
            abs(change), 'change', both_years(), t.rows),
        fig('change_expected', shown_signed(change_expected), change_expected, 'comparability', both_years(), ''),
        fig('change_adjusted', shown_signed(change_adjusted), change_adjusted, 'comparability', both_years(), ''),
        fig('rank_change', signed_places(rank_change), rank_change, 'comparability', both_years(), ''),
        fig('percentile', percentile::VARCHAR, percentile, 'percentile', 'score_2025', ''),
        fig('n_occupations', n_occupations::VARCHAR, n_occupations, 'occupations', 'ISCO_08', ''),
        fig('n_below', n_below::VARCHAR, n_below, 'percentile', 'score_2025', ''),
        fig('share_exposed_pct', if(is_exposed, '100%', '0%'), if(is_exposed, 100, 0), 'share', 'potential25', t.rows),
        fig('task_threshold', five_decimals(declared_task_threshold())::VARCHAR, five_decimals(declared_task_threshold()),
            'task-share', 'score_2025', ''),
        fig('tasks_at_threshold', n_at_threshold::VARCHAR, n_at_threshold, 'task-share', 'score_2025', t.rows),
        word('band', band, 'band', 'potential25', t.rows),
        fig('ilo_mean_2025', shown(ilo_mean), ilo_mean, 'band', 'mean_score_2025', first.rows),
        fig('ilo_sd_2025', shown(ilo_sd), ilo_sd, 'band', 'SD_2025', first.rows),
        fig('percentile_low', percentile_low::VARCHAR, percentile_low, 'range', all_of_2025(), ''),
        fig('percentile_high', percentile_high::VARCHAR, percentile_high, 'range', all_of_2025(), ''),
        fig('rank', rank::VARCHAR, rank, 'sensitivity', 'score_2025', ''),
        fig('percentile_any_low', plain(percentile_any_low), percentile_any_low, 'sensitivity', of_all_choices(), ''),
        fig('percentile_any_high', plain(percentile_any_high), percentile_any_high, 'sensitivity', of_all_choices(), ''),
        fig('rank_any_low', plain(rank_any_low), rank_any_low, 'sensitivity', of_all_choices(), ''),
        fig('rank_any_high', plain(rank_any_high), rank_any_high, 'sensitivity', of_all_choices(), ''),
        fig('rank_2025_low', plain(rank_2025_low), rank_2025_low, 'sensitivity', all_of_2025() || '; mean_score_2025', ''),
        fig('rank_2025_high', plain(rank_2025_high), rank_2025_high, 'sensitivity', all_of_2025() || '; mean_score_2025', '')
    ])
FROM occupations AS o
JOIN runs AS t ON t.what = 'tasks' AND t.key = o.isco08
JOIN runs AS y ON y.what = 'scored_2023' AND y.key = o.isco08
JOIN runs AS first ON first.what = 'first' AND first.key = o.isco08;

-- Its major group.
INSERT INTO figures
SELECT
    o.isco08, 'ilo_scores',
    unnest([
        fig('group_mean', shown(g.mean), g.mean, 'group', 'score_2025; label1d', ''),
        fig('group_size', g.size::VARCHAR, g.size, 'group', 'label1d', ''),
        fig('rank_in_group', ordinal(o.rank_in_group), o.rank_in_group, 'group', 'score_2025; label1d', '')
    ])
FROM occupations AS o JOIN groups AS g USING (major_code);

-- All six bands: the occupation's holds all of its tasks, the others none.
INSERT INTO figures
SELECT
    o.isco08, 'ilo_scores',
    unnest([
        fig('band.' || b.id || '.tasks', if(b.place = o.band_place, n_tasks, 0)::VARCHAR,
            if(b.place = o.band_place, n_tasks, 0), 'band-table', 'potential25', t.rows),
        fig('band.' || b.id || '.share', if(b.place = o.band_place, '100%', '0%'),
            if(b.place = o.band_place, 100, 0), 'band-table', 'potential25', t.rows)
    ])
FROM occupations AS o CROSS JOIN bands AS b JOIN runs AS t ON t.what = 'tasks' AND t.key = o.isco08;

-- Rows whose score was reconciled, and rows left out, where there are any.
INSERT INTO figures
SELECT
    key, 'ilo_scores',
    CASE what
        WHEN 'reconciled' THEN fig('n_reconciled', n::VARCHAR, n, 'models', 'source', rows)
        ELSE fig('n_rows_left_out', n::VARCHAR, n, 'tasks', 'Task_ISCO', rows)
    END
FROM runs JOIN (SELECT what, key, count(*) AS n FROM cited GROUP BY what, key) USING (what, key)
WHERE what IN ('reconciled', 'left_out');

-- How each of these scores differs from the mean of the models' scores.
INSERT INTO figures
SELECT
    isco08, 'ilo_scores',
    unnest([
        fig('reconciled.' || task || '.number', task::VARCHAR, task, 'models', 'taskID', source_row::VARCHAR),
        fig('reconciled.' || task || '.score', all_decimals(score_2025), score_2025, 'models', 'score_2025', source_row::VARCHAR),
        fig('reconciled.' || task || '.models_mean', all_decimals(models_mean), models_mean, 'models', both_models(),
            source_row::VARCHAR),
        fig('reconciled.' || task || '.distance', all_decimals(distance), distance, 'models', all_of_2025(), source_row::VARCHAR)
    ])
FROM reconciled_tasks;

-- The marked tasks.
INSERT INTO figures
SELECT
    isco08, 'ilo_scores',
    unnest(CASE mark
        WHEN 'most' THEN [
            fig('most_exposed.number', task::VARCHAR, task, 'most-exposed', 'taskID', source_row::VARCHAR),
            fig('most_exposed.score', shown(score_2025), score_2025, 'most-exposed', 'score_2025', source_row::VARCHAR),
            CASE WHEN gpt4o IS NOT NULL THEN
                fig('most_exposed.gpt4o', all_decimals(gpt4o), gpt4o, 'scores', 'predicted_score_2025_gpt4o',
                    source_row::VARCHAR)
            END,
            CASE WHEN gemini IS NOT NULL THEN
                fig('most_exposed.gemini', all_decimals(gemini), gemini, 'scores', 'predicted_score_2025_gemini',
                    source_row::VARCHAR)
            END
        ]
        WHEN 'fastest' THEN [
            fig('fastest.number', task::VARCHAR, task, 'fastest', 'taskID', source_row::VARCHAR),
            fig('fastest.change', shown_signed(change), decimal_change, 'fastest', both_years(), source_row::VARCHAR)
        ]
        ELSE [
            fig('widest.number', task::VARCHAR, task, 'models', 'taskID', source_row::VARCHAR),
            fig('widest.gap', shown(gap), decimal_gap, 'models', both_models(), source_row::VARCHAR),
            fig('widest.gpt4o', shown(gpt4o), gpt4o, 'scores', 'predicted_score_2025_gpt4o', source_row::VARCHAR),
            fig('widest.gemini', shown(gemini), gemini, 'scores', 'predicted_score_2025_gemini', source_row::VARCHAR)
        ]
    END)
FROM marked;

-- The tasks that had the same 2023 score as the one whose score rose most.
INSERT INTO figures
SELECT
    isco08, 'ilo_scores',
    unnest([
        fig('fastest.peers', grouped(n), n, 'comparability', 'score_2023', ''),
        fig('fastest.peers_change', shown_signed(four_decimals(p.change_q)), four_decimals(p.change_q),
            'comparability', both_years(), '')
    ])
FROM marked JOIN peers AS p ON p.h = hundred_thousandths(score_2023)
WHERE mark = 'fastest';

-- Every task: its four scores, as the file holds them, and its change.
CREATE MACRO score(claim, x, columns, source_row) AS
    fig(claim, coalesce(shown(x), 'none'), x, 'scores', columns, source_row::VARCHAR);

INSERT INTO figures
SELECT
    isco08, 'ilo_scores',
    unnest([
        score('task.' || task || '.score_2023', score_2023, 'score_2023', source_row),
        score('task.' || task || '.score_2025_gpt4o', gpt4o, 'predicted_score_2025_gpt4o', source_row),
        score('task.' || task || '.score_2025_gemini', gemini, 'predicted_score_2025_gemini', source_row),
        score('task.' || task || '.score_2025', score_2025, 'score_2025', source_row),
        fig('task.' || task || '.change', CASE WHEN change IS NULL THEN 'none' ELSE shown_signed(change) END,
            decimal_change, 'task-change', both_years(), source_row::VARCHAR)
    ])
FROM tasks;

-- The standing under other choices.
CREATE MACRO columns_of(choice) AS
    CASE choice
        WHEN 'gpt4o' THEN 'predicted_score_2025_gpt4o'
        WHEN 'gemini' THEN 'predicted_score_2025_gemini'
        WHEN 'scores_2023' THEN 'score_2023'
        WHEN 'ilo_means' THEN 'mean_score_2025; SD_2025'
        WHEN 'lower' THEN 'mean_score_2025; SD_2025'
        WHEN 'higher' THEN 'mean_score_2025; SD_2025'
        ELSE 'score_2025'
    END;

INSERT INTO figures
SELECT
    isco08, 'ilo_scores',
    unnest(CASE choice
        WHEN 'left_out' THEN [
            fig('percentile_left_out_low', plain(percentile_low), percentile_low, 'sensitivity', columns_of(choice), ''),
            fig('percentile_left_out_high', plain(percentile_high), percentile_high, 'sensitivity', columns_of(choice), ''),
            fig('rank_left_out_low', plain(rank_low), rank_low, 'sensitivity', columns_of(choice), ''),
            fig('rank_left_out_high', plain(rank_high), rank_high, 'sensitivity', columns_of(choice), '')
        ]
        ELSE [
            fig('percentile_' || choice, plain(percentile_low), percentile_low, 'sensitivity', columns_of(choice), ''),
            fig('rank_' || choice, plain(rank_low), rank_low, 'sensitivity', columns_of(choice), '')
        ]
    END)
FROM choices;

INSERT INTO figures
SELECT isco08, 'ilo_scores', word('band_' || choice, words, 'sensitivity', columns_of(choice), '') FROM band_words;

-- The band that binary doubles would give, where it is another.
INSERT INTO figures
SELECT isco08, 'ilo_scores', word('in_doubles.' || choice, words, 'sensitivity', of_all_choices() || '; SD_2025', '')
FROM other_words;

INSERT INTO figures
SELECT
    isco08, 'ilo_scores',
    fig(side || '.' || distance || '.mean_2025', shown(mean_2025), mean_2025, 'neighbours', 'score_2025', '')
FROM (SELECT isco08, side, distance, mean_2025 FROM neighbours UNION ALL SELECT isco08, side, distance, mean_2025 FROM same_minor_group);

-- The intervals under the two models of chance. Mean and band where tasks vary rest on the occupation's own rows.
INSERT INTO figures
SELECT
    c.isco08, 'ilo_scores',
    unnest([
        fig(name || 'mean_low', shown(mean_low), mean_low, 'interval', columns, own),
        fig(name || 'mean_high', shown(mean_high), mean_high, 'interval', columns, own),
        fig(name || 'percentile_low', percentile_low::VARCHAR, percentile_low, 'interval', columns, ''),
        fig(name || 'percentile_high', percentile_high::VARCHAR, percentile_high, 'interval', columns, ''),
        fig(name || 'rank_low', rank_low::VARCHAR, rank_low, 'interval', columns, ''),
        fig(name || 'rank_high', rank_high::VARCHAR, rank_high, 'interval', columns, ''),
        word(name || 'band_low', low.band, 'interval', columns, own),
        word(name || 'band_high', high.band, 'interval', columns, own),
        fig(name || 'all_rank_low', all_rank_low::VARCHAR, all_rank_low, 'interval', columns, ''),
        fig(name || 'all_rank_high', all_rank_high::VARCHAR, all_rank_high, 'interval', columns, '')
    ])
FROM (
    SELECT
        chance.*, 'interval.' || model || '.' AS name, if(model = 'tasks', 'score_2025', all_of_2025()) AS columns,
        if(model = 'tasks', r.rows, '') AS own
    FROM chance JOIN runs AS r ON r.what = 'tasks' AND r.key = isco08
) AS c
JOIN bands AS low ON low.place = c.band_low JOIN bands AS high ON high.place = c.band_high;

INSERT INTO figures
SELECT isco08, 'ilo_scores', fig('interval.level', '95%', 95, 'interval', 'score_2025', '') FROM occupations;

-- U.S. occupations. One that no pair leads to has a count of nought, and rests on no row in particular.
INSERT INTO figures
SELECT
    o.isco08, 'ibs_crosswalk',
    fig('us.count', count(us.onet_soc)::VARCHAR, count(us.onet_soc), 'crosswalk', 'soc10; isco08', coalesce(max(r.rows), ''))
FROM occupations AS o
LEFT JOIN us ON us.isco08 = o.isco08
LEFT JOIN runs AS r ON r.what = 'us' AND r.key = o.isco08
GROUP BY o.isco08;

INSERT INTO figures
SELECT
    us.isco08, 'ibs_crosswalk',
    fig('us.' || onet_soc || '.unit_groups', n_unit_groups::VARCHAR, n_unit_groups, 'crosswalk', 'soc10; isco08', r.rows)
FROM us JOIN runs AS r ON r.what = 'joined' AND r.key = onet_soc;

INSERT INTO figures
SELECT
    isco08, 'oews',
    fig('us.' || onet_soc || '.employment', format('{:,}', jobs), jobs,
        'employment', 'OCC_CODE; TOT_EMP', oews_row::VARCHAR)
FROM us WHERE jobs IS NOT NULL;

-- The place by U.S. jobs: surely below are jobs whose unit groups all have a lower mean, perhaps below those with one that has.
INSERT INTO figures
SELECT
    o.isco08, 'oews',
    unnest([
        fig('us.jobs_placed', format('{:,}', sum(j.jobs)::BIGINT), sum(j.jobs), 'people', 'OCC_CODE; TOT_EMP', ''),
        fig('us.jobs_below_low', printf('%.1f%%', share_of(j.jobs, highest_q < o.mean_q)), share_of(j.jobs, highest_q < o.mean_q), 'people',
            'OCC_CODE; TOT_EMP', ''),
        fig('us.jobs_below_high', printf('%.1f%%', share_of(j.jobs, lowest_q < o.mean_q)), share_of(j.jobs, lowest_q < o.mean_q), 'people',
            'OCC_CODE; TOT_EMP', '')
    ])
FROM occupations AS o CROSS JOIN jobs_joined AS j GROUP BY o.isco08;

CREATE TABLE claims AS
SELECT 'occupation' AS kind, o.page, o.isco08, f.* EXCLUDE (code)
FROM (SELECT isco08 AS code, source, unnest(f) FROM figures WHERE f IS NOT NULL) AS f
JOIN occupations AS o ON o.isco08 = f.code;
