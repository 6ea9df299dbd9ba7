-- The story: what it says of all occupations, its steps in their order.

INSERT INTO told
SELECT
    'story', 'story', 'ilo_scores',
    unnest([
        fig('story.occupations', n::VARCHAR, n, 'occupations', 'ISCO_08', ''),
        fig('story.tasks', grouped(n_tasks), n_tasks, 'tasks', 'Task_ISCO', ''),
        fig('story.exposed', n_exposed::VARCHAR, n_exposed, 'band', 'potential25', ''),
        fig('story.lowest', shown(lowest), lowest, 'mean', 'score_2025', ''),
        fig('story.highest', shown(highest), highest, 'mean', 'score_2025', ''),
        fig('story.median', shown(middle), middle, 'mean', 'score_2025', ''),
        fig('story.below_half', below_half::VARCHAR, below_half, 'mean', 'score_2025', ''),
        fig('story.lowest_2023', shown(lowest_2023), lowest_2023, 'mean', 'score_2023', ''),
        fig('story.highest_2023', shown(highest_2023), highest_2023, 'mean', 'score_2023', ''),
        fig('story.median_2023', shown(middle_2023), middle_2023, 'mean', 'score_2023', ''),
        fig('story.rose', rose::VARCHAR, rose, 'change', both_years(), ''),
        fig('story.fell', fell::VARCHAR, fell, 'change', both_years(), ''),
        fig('story.same', same::VARCHAR, same, 'change', both_years(), ''),
        -- A median change too small to show is not said to be nothing.
        fig('story.median_change',
            CASE WHEN middle_change <> 0 AND hundredths(middle_change) = 0 THEN 'less than 0.01 either way'
                ELSE shown_signed(middle_change) END,
            middle_change, 'change', both_years(), ''),
        fig('story.choices', n_rank_choices()::VARCHAR, n_rank_choices(), 'sensitivity', of_every_choice(), ''),
        fig('story.firm', firm::VARCHAR, firm, 'sensitivity', of_every_choice(), ''),
        fig('story.firm_limit', declared_firm()::VARCHAR, declared_firm(), 'sensitivity', of_every_choice(), ''),
        fig('story.width_middle', plain(width_middle), width_middle, 'sensitivity', of_every_choice(), ''),
        fig('story.width_ends', plain(width_ends), width_ends, 'sensitivity', of_every_choice(), ''),
        fig('story.width_least', least_width || if(least_width = 1, ' point', ' points'), least_width,
            'sensitivity', of_every_choice(), ''),
        fig('story.width_most', most_width::VARCHAR, most_width, 'sensitivity', of_every_choice(), ''),
        fig('story.spread_median', shown(middle_spread), middle_spread, 'scores', 'score_2025', ''),
        fig('story.spread_most', shown(most_spread), most_spread, 'scores', 'score_2025', '')
    ])
FROM together;

INSERT INTO told
SELECT 'story', 'story', 'ilo_scores',
    fig('story.scored_2023', grouped(count(score_2023)), count(score_2023), 'scores', 'score_2023', '')
FROM tasks;

INSERT INTO told
SELECT 'story', 'story', 'ilo_scores', fig('story.band.' || band, count(*)::VARCHAR, count(*), 'band', 'potential25', '')
FROM everyone GROUP BY band;

-- The twenty at either end, and the two groups that most of them are in; the ten furthest moves each way.
INSERT INTO told
SELECT
    'story', 'story', 'ilo_scores',
    fig('story.' || l.name, among_first(l.list, l.n)::VARCHAR, among_first(l.list, l.n), l.rule, l.columns, '')
FROM (VALUES
    ('least', 'least', 20, 'mean', 'score_2025'), ('most', 'most', 20, 'mean', 'score_2025'),
    ('risen', 'rises', 10, 'change', both_years()), ('fallen', 'falls', 10, 'change', both_years())
) AS l (name, list, n, rule, columns);

CREATE TABLE story_ends AS
SELECT list, major_code, count(*) AS n, row_number() OVER (PARTITION BY list ORDER BY count(*) DESC, major_code) AS place
FROM listed JOIN everyone USING (isco08) WHERE list IN ('least', 'most') AND standing <= 20
GROUP BY list, major_code;

INSERT INTO told
SELECT 'story', 'story', 'ilo_scores', fig('story.' || list || '.' || place, n::VARCHAR, n, 'group', 'score_2025; label1d',
    '')
FROM story_ends WHERE place <= 2;

-- The groups: all means; then those with the highest and the narrowest, and those that gained and lost most.
INSERT INTO told
SELECT 'story', 'story', 'ilo_scores', fig('story.group.' || major_code, shown(mean), mean, 'group', 'score_2025; label1d',
    '')
FROM groups;

CREATE TABLE story_groups AS
SELECT
    arg_max(major_code, mean) AS top, arg_min(major_code, mean) AS bottom, arg_max(major_code, span) AS wide,
    arg_min(major_code, span) AS narrow, arg_max(major_code, change) AS gained, arg_min(major_code, change) AS lost,
    arg_min(major_code, change_adjusted) AS lowest_adjusted,
    1 + len(list_filter(list(change_adjusted), lambda one: one < arg_min(change_adjusted, change))) AS lost_place,
        count(*) AS n
FROM group_figures;

INSERT INTO told
SELECT
    'story', 'story', 'ilo_scores',
    unnest([
        fig('story.groups', s.n::VARCHAR, s.n, 'group', 'label1d', ''),
        fig('story.group.' || top || '.exposed', t.n_exposed::VARCHAR, t.n_exposed, 'band', 'potential25; label1d', ''),
        fig('story.group.' || narrow || '.span', shown(w.span), w.span, 'group', 'score_2025; label1d', ''),
        fig('story.group.' || gained || '.change', shown_signed(u.change), u.change, 'group', both_years() || '; label1d',
            ''),
        fig('story.group.' || gained || '.change_adjusted', shown_signed(u.change_adjusted), u.change_adjusted,
            'comparability', both_years() || '; label1d', ''),
        fig('story.group.' || lost || '.change_adjusted', shown_signed(d.change_adjusted), d.change_adjusted,
            'comparability', both_years() || '; label1d', ''),
        fig('story.group.' || lost || '.place_adjusted', ordinal(lost_place), lost_place,
            'comparability', both_years() || '; label1d', ''),
        if(lowest_adjusted IN (gained, lost), NULL,
            fig('story.group.' || lowest_adjusted || '.change_adjusted', shown_signed(a.change_adjusted), a.change_adjusted,
                'comparability', both_years() || '; label1d', '')),
        fig('story.group.' || gained || '.rose', u.rose::VARCHAR, u.rose, 'change', both_years() || '; label1d', ''),
        fig('story.group.' || lost || '.change', shown_signed(d.change), d.change, 'group', both_years() || '; label1d', ''),
        fig('story.group.' || lost || '.fell', d.fell::VARCHAR, d.fell, 'change', both_years() || '; label1d', '')
    ])
FROM story_groups AS s
JOIN group_figures AS t ON t.major_code = top
JOIN group_figures AS w ON w.major_code = narrow
JOIN group_figures AS u ON u.major_code = gained
JOIN group_figures AS d ON d.major_code = lost
JOIN group_figures AS a ON a.major_code = lowest_adjusted;

INSERT INTO told
SELECT 'story', 'story', 'ilo_scores', fig('story.group.' || major_code || '.size', size::VARCHAR, size, 'group', 'label1d',
    '')
FROM groups WHERE major_code IN (SELECT unnest([top, gained, lost]) FROM story_groups);

-- How tasks moved that were scored high or low in 2023.
INSERT INTO told
SELECT
    'story', 'story', 'ilo_scores',
    unnest([
        fig('story.level.low', '0.2', 0.2, 'comparability', 'score_2023', ''),
        fig('story.level.high', '0.6', 0.6, 'comparability', 'score_2023', ''),
        fig('story.compression.low', shown_signed(low), low, 'comparability', both_years(), ''),
        fig('story.compression.high', shown_signed(high), high, 'comparability', both_years(), '')
    ])
FROM (SELECT four_decimals(moved_mean('low')) AS low, four_decimals(moved_mean('high')) AS high);

-- The two whose bands overlap most: the highest mean that is not exposed, and the lowest on a gradient.
CREATE TABLE story_overlap AS
SELECT
    arg_max(isco08, mean_q) FILTER (band = 'Not exposed') AS high,
    arg_min(isco08, mean_q) FILTER (band = 'Gradient 1') AS low
FROM everyone;

INSERT INTO repeated
SELECT 'story', 'story', isco08, 'mean_2025' FROM everyone
UNION SELECT 'story', 'story', unnest([high, low]), 'band' FROM story_overlap
UNION SELECT 'story', 'story', isco08, unnest(['mean_2023', 'change', 'change_adjusted']) FROM listed
WHERE list IN ('rises', 'falls') AND standing = 1
UNION SELECT 'story', 'story', isco08, unnest(['percentile_any_low', 'percentile_any_high']) FROM listed
WHERE list = 'least firm' AND standing = 1;

-- What counting U.S. jobs changes.
INSERT INTO told
SELECT 'story', 'story', source, f
FROM (
    SELECT 'ilo_scores' AS source,
        fig('story.jobs.share_of_occupations', whole_percent((100 * n_exposed)::DOUBLE / n), (100 * n_exposed)::DOUBLE / n, 'band',
            'potential25', '') AS f
    FROM overall
    UNION ALL
    SELECT 'oews', statistic('story.jobs.lower', whole_percent(low), low, 'people', 'OCC_CODE; TOT_EMP') FROM us_jobs_shares
    UNION ALL
    SELECT 'oews', statistic('story.jobs.upper', whole_percent(high), high, 'people', 'OCC_CODE; TOT_EMP') FROM us_jobs_shares
);
