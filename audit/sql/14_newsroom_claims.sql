-- The newsroom: its sentences, its tables, and a story of each group.

INSERT INTO told
SELECT
    'newsroom', 'newsroom', 'ilo_scores',
    unnest([
        fig('newsroom.occupations', n::VARCHAR, n, 'occupations', 'ISCO_08', ''),
        fig('newsroom.tasks', grouped(n_tasks), n_tasks, 'tasks', 'Task_ISCO', ''),
        fig('newsroom.exposed', n_exposed::VARCHAR, n_exposed, 'band', 'potential25', ''),
        fig('newsroom.exposed_share', percentile_of(n_exposed, n) || '%', (100 * n_exposed)::DOUBLE / n::DOUBLE,
            'band', 'potential25', ''),
        fig('newsroom.median', shown(middle), middle, 'mean', 'score_2025', ''),
        fig('newsroom.below_half', below_half::VARCHAR, below_half, 'mean', 'score_2025', ''),
        fig('newsroom.rose', rose::VARCHAR, rose, 'change', both_years(), ''),
        fig('newsroom.fell', fell::VARCHAR, fell, 'change', both_years(), ''),
        fig('newsroom.same', same::VARCHAR, same, 'change', both_years(), ''),
        fig('newsroom.rose_adjusted', rose_adjusted::VARCHAR, rose_adjusted, 'comparability', both_years(), ''),
        fig('newsroom.fell_adjusted', fell_adjusted::VARCHAR, fell_adjusted, 'comparability', both_years(), ''),
        fig('newsroom.choices', n_rank_choices()::VARCHAR, n_rank_choices(), 'sensitivity', of_every_choice(), ''),
        fig('newsroom.firm', firm::VARCHAR, firm, 'sensitivity', of_every_choice(), ''),
        fig('newsroom.firm_limit', declared_firm()::VARCHAR, declared_firm(), 'sensitivity', of_every_choice(), ''),
        fig('newsroom.width_median', plain(middle_width), middle_width, 'sensitivity', of_every_choice(), ''),
        fig('newsroom.width_most', most_width::VARCHAR, most_width, 'sensitivity', of_every_choice(), '')
    ])
FROM together;

INSERT INTO told
SELECT
    'newsroom', 'newsroom', 'ilo_scores', fig('newsroom.band.' || band, count(*)::VARCHAR, count(*), 'band', 'potential25',
        '')
FROM everyone GROUP BY band;

INSERT INTO told
SELECT
    'newsroom', 'newsroom', 'ilo_scores',
    unnest([
        fig('newsroom.distinct_2023', count(DISTINCT hundred_thousandths(score_2023))::VARCHAR, count(DISTINCT hundred_thousandths(score_2023)), 'scores',
            'score_2023', ''),
        fig('newsroom.distinct_2025', count(DISTINCT hundred_thousandths(score_2025))::VARCHAR, count(DISTINCT hundred_thousandths(score_2025)), 'scores',
            'score_2025', '')
    ])
FROM tasks;

-- The highest task of all in groups without an exposed occupation.
INSERT INTO told
SELECT
    'newsroom', 'newsroom', 'ilo_scores',
    fig('newsroom.without_exposed.highest', shown(max(score_2025)), max(score_2025), 'most-exposed', 'score_2025; label1d',
        '')
FROM tasks JOIN everyone USING (isco08) JOIN groups USING (major_code) WHERE groups.n_exposed = 0;

-- Ten of every list, and what the two kinds of tables say of each.
CREATE TABLE newsroom_lists AS
SELECT * FROM (VALUES
    ('most', 'most', 'mean', 'score_2025'), ('least', 'least', 'mean', 'score_2025'),
    ('rises', 'rises', 'change', both_years()), ('falls', 'falls', 'change', both_years()),
    ('firmest', 'firmest', 'sensitivity', of_every_choice()), ('least firm', 'least_firm', 'sensitivity', of_every_choice())
) AS t (list, name, rule, columns);

INSERT INTO told
SELECT
    'newsroom', 'newsroom', 'ilo_scores',
    fig('newsroom.listed.' || name, among_first(list, 10)::VARCHAR, among_first(list, 10), rule, columns, '')
FROM newsroom_lists;

INSERT INTO told
SELECT DISTINCT
    'newsroom', 'newsroom', 'ilo_scores',
    fig('newsroom.' || isco08 || '.width', width::VARCHAR, width, 'sensitivity', of_every_choice(), '')
FROM listed JOIN everyone USING (isco08) WHERE list IN ('firmest', 'least firm') AND standing <= 10;

-- The groups. The commonest band is told of those that have more than two exposed occupations, but not all;
-- a standing of one that none of the sharper descriptions fits and whose mean is above the median of all occupations.
CREATE TABLE newsroom_groups AS
SELECT
    g.*, 100 * g.n_exposed::DOUBLE / g.size::DOUBLE AS share,
    g.n_exposed > 2 AND g.n_exposed < g.size AS has_commonest,
    CASE
        WHEN standing = 1 THEN 'top'
        WHEN standing = 2 THEN 'next'
        WHEN standing = (SELECT count(*) FROM groups) THEN 'bottom'
        WHEN g.lowest = t.lowest THEN 'holds the lowest'
        WHEN span = (SELECT max(span) FROM group_figures) THEN 'widest'
        WHEN span = (SELECT min(span) FROM group_figures) THEN 'narrowest'
        WHEN g.mean > t.middle THEN 'above'
        ELSE 'plain'
    END AS place_in_words
FROM group_figures AS g CROSS JOIN together AS t;

INSERT INTO told
SELECT
    'newsroom', 'newsroom', 'ilo_scores',
    unnest([
        fig('newsroom.group.' || major_code || '.mean', shown(mean), mean, 'group', 'score_2025; label1d', ''),
        fig('newsroom.group.' || major_code || '.size', size::VARCHAR, size, 'group', 'label1d', ''),
        fig('newsroom.group.' || major_code || '.span', shown(span), span, 'group', 'score_2025; label1d', ''),
        fig('newsroom.group.' || major_code || '.exposed', n_exposed::VARCHAR, n_exposed, 'band', 'potential25; label1d',
            ''),
        fig('newsroom.group.' || major_code || '.rose', rose::VARCHAR, rose, 'change', both_years() || '; label1d', ''),
        fig('newsroom.group.' || major_code || '.fell', fell::VARCHAR, fell, 'change', both_years() || '; label1d', ''),
        fig('newsroom.group.' || major_code || '.same', same::VARCHAR, same, 'change', both_years() || '; label1d', ''),
        fig('newsroom.group.' || major_code || '.change', shown_signed(change), change, 'group', both_years() || '; label1d',
            ''),
        fig('newsroom.group.' || major_code || '.change_adjusted', shown_signed(change_adjusted), change_adjusted,
            'comparability', both_years() || '; label1d', ''),
        fig('newsroom.group.' || major_code || '.share', percentile_of(n_exposed, size) || '%', share,
            'band', 'potential25; label1d', ''),
        if(has_commonest,
            fig('newsroom.group.' || major_code || '.commonest', commonest::VARCHAR, commonest,
                'band', 'potential25; label1d', ''), NULL),
        if(place_in_words = 'above',
            fig('newsroom.group.' || major_code || '.rank', ordinal(standing), standing, 'group', 'score_2025; label1d', ''),
                NULL)
    ])
FROM newsroom_groups;

INSERT INTO told
SELECT 'newsroom', 'newsroom', 'ilo_scores', fig('newsroom.groups', count(*)::VARCHAR, count(*), 'group', 'label1d', '')
FROM groups;

INSERT INTO repeated
SELECT 'newsroom', 'newsroom', isco08, unnest(['mean_2025', 'mean_2023', 'change', 'change_adjusted', 'percentile',
    'band']) FROM listed
WHERE list IN ('most', 'least', 'rises', 'falls') AND standing <= 10
UNION SELECT 'newsroom', 'newsroom', isco08, unnest(['percentile', 'percentile_any_low', 'percentile_any_high']) FROM listed
WHERE list IN ('firmest', 'least firm') AND standing <= 10
UNION SELECT 'newsroom', 'newsroom', isco08, 'mean_2025' FROM group_ends WHERE is_highest OR is_lowest
UNION SELECT 'newsroom', 'newsroom', isco08, unnest(['change', 'change_adjusted']) FROM group_ends WHERE is_furthest
UNION SELECT 'newsroom', 'newsroom', isco08, 'band' FROM everyone JOIN groups AS g USING (major_code)
WHERE is_exposed AND g.n_exposed BETWEEN 1 AND 2 AND g.n_exposed < g.size;
