-- The pages of the major groups, the full gradient, the comparison and the landing page: their own figures, and the headline figures of
-- each occupation that the tables of the first two repeat.

CREATE TABLE page_figures (kind VARCHAR, page VARCHAR, f figure);

INSERT INTO page_figures
SELECT
    'group', page,
    unnest([
        fig('group_size', size::VARCHAR, size, 'group', 'label1d', ''),
        fig('group_mean', shown(mean), mean, 'group', 'score_2025; label1d', ''),
        fig('group_change', shown_signed(change), change, 'group', 'score_2025; score_2023; label1d', ''),
        fig('group_change_adjusted', shown_signed(change_adjusted), change_adjusted, 'comparability',
            'score_2025; score_2023; label1d', ''),
        fig('highest', shown(highest), highest, 'mean', 'score_2025', ''),
        fig('lowest', shown(lowest), lowest, 'mean', 'score_2025', ''),
        fig('n_exposed', n_exposed::VARCHAR, n_exposed, 'band', 'potential25', ''),
        fig('n_occupations', n_all::VARCHAR, n_all, 'occupations', 'ISCO_08', '')
    ])
FROM groups CROSS JOIN (SELECT count(*) AS n_all FROM occupations);

CREATE TABLE overall AS
SELECT
    count(*) AS n, sum(n_tasks)::BIGINT AS n_tasks, count(*) FILTER (is_exposed) AS n_exposed,
    max(mean_2025) AS highest, min(mean_2025) AS lowest,
    count(*) FILTER (change_q > 0) AS n_rose,
    count(*) FILTER (change_q < 0) AS n_fell,
    count(*) FILTER (change_q = 0) AS n_same,
    count(*) FILTER (adjusted_q > 0) AS n_rose_adjusted,
    count(*) FILTER (adjusted_q < 0) AS n_fell_adjusted,
    min(change) AS change_low, max(change) AS change_high
FROM occupations;

INSERT INTO page_figures
SELECT
    'overview', page,
    unnest([
        fig('n_occupations', n::VARCHAR, n, 'occupations', 'ISCO_08', ''),
        fig('n_tasks', format('{:,}', n_tasks), n_tasks, 'tasks', 'Task_ISCO', ''),
        fig('n_exposed', n_exposed::VARCHAR, n_exposed, 'band', 'potential25', ''),
        fig('highest', shown(highest), highest, 'mean', 'score_2025', ''),
        fig('lowest', shown(lowest), lowest, 'mean', 'score_2025', ''),
        fig('n_rose', n_rose::VARCHAR, n_rose, 'change', both_years(), ''),
        fig('n_fell', n_fell::VARCHAR, n_fell, 'change', both_years(), ''),
        fig('n_same', n_same::VARCHAR, n_same, 'change', both_years(), ''),
        fig('n_rose_adjusted', n_rose_adjusted::VARCHAR, n_rose_adjusted, 'comparability', both_years(), ''),
        fig('n_fell_adjusted', n_fell_adjusted::VARCHAR, n_fell_adjusted, 'comparability', both_years(), ''),
        fig('change.low', shown_signed(change_low), change_low, 'change', both_years(), ''),
        fig('change.high', shown_signed(change_high), change_high, 'change', both_years(), '')
    ])
FROM overall CROSS JOIN (VALUES ('gradient'), ('index')) AS p (page);

-- The landing page states these alone.
DELETE FROM page_figures
WHERE page = 'index' AND f.claim NOT IN ('n_occupations', 'n_tasks', 'n_exposed', 'highest', 'lowest');

INSERT INTO page_figures
SELECT
    'overview', 'gradient',
    unnest([
        fig('band.' || band, n::VARCHAR, n, 'band', 'potential25', ''),
        fig('band.' || band || '.low', shown(low), low, 'mean', 'score_2025; potential25', ''),
        fig('band.' || band || '.high', shown(high), high, 'mean', 'score_2025; potential25', '')
    ])
FROM (SELECT band, count(*) AS n, min(mean_2025) AS low, max(mean_2025) AS high FROM occupations GROUP BY band);

-- What a browser puts side by side is no claim of the page that it does so on; that page states these.
INSERT INTO page_figures
SELECT
    'overview', 'compare',
    unnest([
        fig('n_occupations', n::VARCHAR, n, 'occupations', 'ISCO_08', ''),
        fig('task_threshold', five_decimals(declared_task_threshold())::VARCHAR, five_decimals(declared_task_threshold()),
            'task-share', 'score_2025', ''),
        fig('interval.level', '95%', 95, 'interval', 'score_2025', '')
    ])
FROM overall;

INSERT INTO page_figures
SELECT 'overview', 'index',
    fig('jobs.share_of_occupations', whole_percent((100 * n_exposed)::DOUBLE / n), (100 * n_exposed)::DOUBLE / n, 'band',
        'potential25', '')
FROM overall;

INSERT INTO claims BY NAME
SELECT kind, page, '' AS isco08, 'ilo_scores' AS source, unnest(f) FROM page_figures;

-- What counting U.S. jobs changes, as the landing page says it.
INSERT INTO claims BY NAME
SELECT 'overview' AS kind, 'index' AS page, '' AS isco08, 'oews' AS source, unnest(f)
FROM (
    SELECT unnest([
        row('jobs.lower', whole_percent(low), low, NULL, 'rule-people', 'OCC_CODE; TOT_EMP', '', true)::figure,
        row('jobs.upper', whole_percent(high), high, NULL, 'rule-people', 'OCC_CODE; TOT_EMP', '', true)::figure
    ]) AS f
    FROM us_jobs_shares
);

INSERT INTO claims BY NAME
SELECT p.kind, p.page, '' AS isco08, c.isco08 || '.' || c.claim AS claim, c.* EXCLUDE (kind, page, isco08, claim)
FROM claims AS c
JOIN (
    SELECT 'group' AS kind, group_page AS page, isco08 FROM occupations
    UNION ALL SELECT 'overview', 'gradient', isco08 FROM occupations
    UNION ALL SELECT 'overview', 'index', isco08 FROM occupations
) AS p ON p.isco08 = c.isco08
WHERE c.kind = 'occupation' AND c.claim IN (
    'mean_2025', 'change', 'change_adjusted', 'percentile', 'band', 'n_tasks'
) AND (p.page <> 'index' OR c.claim = 'mean_2025');  -- the landing page's dots are named with their means alone
