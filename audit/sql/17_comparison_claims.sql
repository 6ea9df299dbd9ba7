-- The chapter that compares the ILO's means with two other studies' scores, brought to unit groups through the crosswalk.

-- Eloundou et al. score detailed O*NET codes; Tomlinson et al. score SOC-2018 occupations, or the pool that OEWS publishes
-- one under. Their second join is that of a reader who knows nothing of the pools.
CREATE TABLE study_scores AS
SELECT 'eloundou' AS study, measure, "O*NET-SOC Code" AS code, score::DOUBLE AS score
FROM (
    SELECT
        "O*NET-SOC Code",
        unnest(['human.alpha', 'human.beta', 'human.gamma', 'gpt4.alpha', 'gpt4.beta', 'gpt4.gamma']) AS measure,
        unnest([human_rating_alpha, human_rating_beta, human_rating_gamma, dv_rating_alpha, dv_rating_beta,
            dv_rating_gamma]) AS score
    FROM eloundou_scores
)
UNION ALL SELECT 'tomlinson', unnest(['applicability', 'without pools']), "SOC Code", ai_applicability_score::DOUBLE
FROM tomlinson_scores;

-- One row a unit group and code that the study scores. Codes of a unit group that show the same OEWS code share its jobs.
CREATE TABLE matched AS
SELECT
    study, measure, isco08, code, score,
    jobs / (count(*) OVER (PARTITION BY study, measure, isco08, oews_code))::DOUBLE AS jobs,
    count(*) OVER (PARTITION BY study, measure, code) AS reach,
    count(*) OVER (PARTITION BY study, measure, isco08) AS n_codes
FROM (
    SELECT DISTINCT s.study, s.measure, j.isco08, s.code, s.score, j.oews_code, j.jobs
    FROM joined AS j
    JOIN study_scores AS s ON s.code = CASE
        WHEN s.study = 'eloundou' THEN j.onet_soc
        WHEN s.measure = 'applicability' AND j.is_pooled THEN j.oews_code
        ELSE j.soc_2018
    END
    WHERE s.score IS NOT NULL
);

-- The two that the chapter compares in the main.
CREATE TABLE main_rows AS FROM matched WHERE measure IN ('human.beta', 'applicability');

-- A mean is kept to twelve decimals, so that the last bit of a sum does not part unit groups that are equal.
CREATE MACRO twelve_decimals(x) AS round(x * 1e12) / 1e12;

-- A unit group's score by every measure, and by every other choice of the join of the two main ones.
CREATE TABLE unit_scores AS
SELECT study, measure AS choice, isco08, twelve_decimals(mean_of(sum(units(score)), count(*))) AS score FROM matched
GROUP BY ALL
UNION ALL SELECT study, 'median', isco08, median(score) FROM main_rows GROUP BY ALL
UNION ALL SELECT study, 'lowest', isco08, min(score) FROM main_rows GROUP BY ALL
UNION ALL SELECT study, 'highest', isco08, max(score) FROM main_rows GROUP BY ALL
UNION ALL SELECT study, 'weighted_by_employment', isco08, twelve_decimals(sum(score * jobs) / sum(jobs))
FROM main_rows WHERE jobs > 0 GROUP BY ALL
UNION ALL SELECT study, 'weighted_by_specificity', isco08,
    twelve_decimals(sum(score / reach::DOUBLE) / sum(1 / reach::DOUBLE))
FROM main_rows GROUP BY ALL
UNION ALL SELECT study, 'one_to_one', isco08, twelve_decimals(score) FROM main_rows WHERE reach = 1 AND n_codes = 1
UNION ALL SELECT study, 'the_ilos_means_of_2023', isco08, twelve_decimals(mean_of(sum(units(score)), count(*)))
FROM main_rows GROUP BY ALL
-- What a study would give if it scored each code by the mean of the ILO's means over the code's unit groups.
UNION ALL SELECT r.study, 'back', r.isco08, twelve_decimals(avg(c.score))
FROM main_rows AS r
JOIN (
    SELECT study, code, sum(mean_q)::DOUBLE / count(*)::DOUBLE / 10000 AS score FROM main_rows JOIN everyone USING (isco08)
    GROUP BY ALL
) AS c USING (study, code) GROUP BY ALL;

UPDATE unit_scores SET choice = 'without_the_pools' WHERE choice = 'without pools';

-- Two sets of values side by side, and their correlations. Ranks are doubled: equals share the mean of their places.
CREATE TABLE sides AS
SELECT
    s.study, s.choice, s.isco08 AS key, if(s.choice = 'the_ilos_means_of_2023', e.mean_2023, e.mean_2025) AS a, s.score AS b
FROM unit_scores AS s JOIN everyone AS e USING (isco08)
UNION ALL  -- over codes: the mean of the ILO's means against the code's own score
SELECT study, 'codes', code, twelve_decimals(sum(mean_q)::DOUBLE / count(*)::DOUBLE / 10000), any_value(score)
FROM main_rows JOIN everyone USING (isco08) GROUP BY study, code
UNION ALL  -- the join as defined, over the unit groups that another choice can be made for
SELECT o.study, 'same as ' || o.choice, o.isco08, e.mean_2025, m.score
FROM unit_scores AS o
JOIN unit_scores AS m ON m.study = o.study AND m.isco08 = o.isco08 AND m.choice IN ('human.beta', 'applicability')
JOIN everyone AS e ON e.isco08 = o.isco08
UNION ALL  -- the two U.S. studies with one another
SELECT 'both', 'between', e.isco08, e.score, t.score
FROM unit_scores AS e JOIN unit_scores AS t ON t.isco08 = e.isco08 AND e.choice = 'human.beta' AND t.choice = 'applicability'
UNION ALL
SELECT 'both', 'direct', t.code, e.score, t.score
FROM (
    SELECT left(code, 7) AS code, mean_of(sum(units(score)), count(*)) AS score FROM study_scores
    WHERE measure = 'human.beta' GROUP BY left(code, 7)
) AS e
JOIN study_scores AS t ON t.measure = 'applicability' AND t.code = e.code;

CREATE TABLE correlations AS
SELECT study, choice, count(*) AS n, pearson(quadrillionths(a), quadrillionths(b)) AS pearson, pearson(rank_a,
    rank_b) AS spearman
FROM (
    SELECT
        *, 2 * rank() OVER (PARTITION BY study, choice ORDER BY a) + count(*) OVER (PARTITION BY study, choice, a) AS rank_a,
        2 * rank() OVER (PARTITION BY study, choice ORDER BY b) + count(*) OVER (PARTITION BY study, choice, b) AS rank_b
    FROM sides
)
GROUP BY study, choice;

-- How each is named: the measures of Eloundou et al. by rater and letter, every other choice by its study.
CREATE TABLE correlation_names AS
SELECT
    study, choice, choice IN ('human.beta', 'applicability') AS is_main,
    CASE
        WHEN choice = 'applicability' THEN 'tomlinson'
        WHEN choice = 'direct' OR choice = 'between' THEN choice
        WHEN contains(choice, '.') THEN choice
        ELSE study || '.' || choice
    END AS name,
    if(study = 'eloundou', 'eloundou_scores', 'tomlinson_scores') AS source,
    CASE
        WHEN study <> 'eloundou' THEN 'ai_applicability_score'
        WHEN contains(choice, '.') THEN replace(replace(replace(choice, 'human.', 'human_rating_'), 'gpt4.', 'dv_rating_'),
            '.', '_')
        ELSE 'human_rating_beta'
    END AS columns,
    n, pearson, spearman
FROM correlations
WHERE NOT starts_with(choice, 'same as ') AND choice <> 'back'
UNION ALL
SELECT 'eloundou', choice, true, 'eloundou', 'eloundou_scores', 'human_rating_beta', n, pearson, spearman
FROM correlations WHERE choice = 'human.beta';

INSERT INTO told
SELECT
    'chapter', 'methodology/comparison', source,
    unnest([
        fig('comparison.' || name || '.n', n::VARCHAR, n, 'comparison', columns, ''),
        statistic('comparison.' || name || '.spearman', decimals(spearman, 3), spearman, 'comparison', columns),
        if(study = 'both', NULL,
            statistic('comparison.' || name || '.pearson', decimals(pearson, 3), pearson, 'comparison', columns))
    ])
FROM correlation_names;

INSERT INTO told
SELECT 'chapter', 'methodology/comparison', study || '_scores',
    statistic('comparison.' || study || '.back', decimals(spearman, 3), spearman, 'comparison',
        if(study = 'eloundou', 'human_rating_beta', 'ai_applicability_score'))
FROM correlations WHERE choice = 'back';

INSERT INTO told
SELECT
    'chapter', 'methodology/comparison', 'tomlinson_scores',
    unnest([
        fig('comparison.pools', count(*) FILTER (is_pool)::VARCHAR, count(*) FILTER (is_pool), 'comparison', 'SOC Code', ''),
        fig('comparison.tomlinson.codes', count(*)::VARCHAR, count(*), 'comparison', 'SOC Code', ''),
        fig('comparison.exact.n', any_value(exact)::VARCHAR, any_value(exact), 'comparison', 'SOC Code', '')
    ])
FROM (SELECT "SOC Code" NOT IN (SELECT soc_2018 FROM us_codes) AS is_pool FROM tomlinson_scores)
CROSS JOIN (SELECT count(*) AS exact FROM unit_scores WHERE choice = 'without_the_pools');

-- Ranks from the highest score; places above nought: the other study puts the unit group higher than the ILO's mean does.
CREATE TABLE apart AS
SELECT *, our_rank - their_rank AS places
FROM (
    SELECT
        study, isco08, e.mean_2025 AS ours, s.score AS theirs, c.n_codes, c.low, c.high,
        rank() OVER (PARTITION BY study ORDER BY e.mean_q DESC)
            + (count(*) OVER (PARTITION BY study, e.mean_q) - 1)::DOUBLE / 2 AS our_rank,
        rank() OVER (PARTITION BY study ORDER BY s.score DESC)
            + (count(*) OVER (PARTITION BY study, s.score) - 1)::DOUBLE / 2 AS their_rank
    FROM unit_scores AS s
    JOIN everyone AS e USING (isco08)
    JOIN (
        SELECT study, isco08, count(*) AS n_codes, min(score) AS low, max(score) AS high FROM main_rows GROUP BY ALL
    ) AS c USING (study, isco08)
    WHERE s.choice IN ('human.beta', 'applicability')
);

INSERT INTO told
SELECT
    'chapter', 'methodology/comparison', study || '_scores',
    unnest([
        fig('comparison.' || study || '.within', within::VARCHAR, within, 'comparison', columns, ''),
        fig('comparison.' || study || '.median_places', plain(middle), middle, 'comparison', columns, ''),
        fig('comparison.' || study || '.lowest_places', plain(low), low, 'comparison', columns, ''),
        fig('comparison.' || study || '.highest_places', plain(high), high, 'comparison', columns, '')
    ])
FROM (
    SELECT
        study, if(study = 'eloundou', 'human_rating_beta', 'ai_applicability_score') AS columns,
        count(*) FILTER (abs(places) <= 50) AS within, median(abs(places)) AS middle, -min(places) AS low,
            max(places) AS high
    FROM apart GROUP BY study
);

-- Unit groups that both other studies put more than a hundred places from the ILO, on the same side.
CREATE TABLE both_apart AS
SELECT
    e.isco08, e.ours, e.theirs, e.places, t.theirs AS theirs_t, t.places AS places_t, least(abs(e.places),
        abs(t.places)) AS least
FROM apart AS e JOIN apart AS t ON t.isco08 = e.isco08 AND e.study = 'eloundou' AND t.study = 'tomlinson'
WHERE e.places * t.places > 0 AND least(abs(e.places), abs(t.places)) > 100;

INSERT INTO told
SELECT
    'chapter', 'methodology/comparison', 'tomlinson_scores',
    unnest([
        fig('comparison.both', count(*)::VARCHAR, count(*), 'comparison', 'ai_applicability_score', ''),
        fig('comparison.both_up', count(*) FILTER (places > 0)::VARCHAR, count(*) FILTER (places > 0),
            'comparison', 'ai_applicability_score', ''),
        fig('comparison.both_down', count(*) FILTER (places < 0)::VARCHAR, count(*) FILTER (places < 0),
            'comparison', 'ai_applicability_score', '')
    ])
FROM both_apart;

-- What the crosswalk does by itself: the part of the codes' variation that lies within unit groups, and unit groups that
-- are matched with the same codes as another.
CREATE TABLE alone AS
SELECT study, within, shared, if(study = 'eloundou', 'human_rating_beta', 'ai_applicability_score') AS columns
FROM (
    SELECT
        study,
        (sum(q)::DOUBLE - sum(s::DOUBLE * s::DOUBLE / n)) / (sum(q)::DOUBLE - sum(s)::DOUBLE * sum(s)::DOUBLE / sum(n)) AS within
    FROM (
        SELECT study, isco08, count(*) AS n, sum(quadrillionths(score)) AS s,
            sum(quadrillionths(score) * quadrillionths(score)) AS q
        FROM main_rows GROUP BY ALL
    )
    GROUP BY study
)
JOIN (
    SELECT study, count(*) AS shared
    FROM (SELECT *, count(*) OVER (PARTITION BY study, codes) AS times
        FROM (SELECT study, isco08, list(code ORDER BY code) AS codes FROM main_rows GROUP BY ALL))
    WHERE times > 1 GROUP BY study
) USING (study);

INSERT INTO told
SELECT
    'chapter', 'methodology/comparison', study || '_scores',
    unnest([
        statistic('comparison.' || study || '.within_share', decimals(100 * within, 0), within, 'comparison', columns),
        fig('comparison.' || study || '.shared', shared::VARCHAR, shared, 'comparison', columns, '')
    ])
FROM alone;
