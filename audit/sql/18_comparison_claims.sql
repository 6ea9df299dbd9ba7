-- The chapter that compares studies, continued: intervals of correlations, correlations without noise, coarser levels, and where the ends
-- of one study are in the other.

-- The ends of a 95% interval by Fisher's transformation; v is the variance of the transformed correlation times n - 3.
CREATE MACRO normal_975() AS 1.959963984540054;
CREATE MACRO fisher_end(r, n, v, side) AS tanh(atanh(r) + side * normal_975() * sqrt(v / (n - 3)));

CREATE TABLE study_columns AS
SELECT * FROM (VALUES
    ('eloundou', 'human.beta', 'human_rating_beta'), ('tomlinson', 'applicability', 'ai_applicability_score')
) AS t (study, choice, columns);

INSERT INTO told
SELECT
    'chapter', 'methodology/comparison', study || '_scores',
    unnest([
        statistic('comparison.' || study || '.' || kind || '_low', decimals(fisher_end(r, n, v, -1), 3), fisher_end(r, n, v, -1),
            'comparison', columns),
        statistic('comparison.' || study || '.' || kind || '_high', decimals(fisher_end(r, n, v, 1), 3), fisher_end(r, n, v, 1),
            'comparison', columns)
    ])
FROM (
    SELECT study, columns, n, unnest(['spearman', 'pearson']) AS kind, unnest([spearman, pearson]) AS r,
        unnest([1 + spearman * spearman / 2, 1]) AS v
    FROM correlations JOIN study_columns USING (study, choice)
);

-- How reliable scores are: the two models' means of the unit groups that are compared, and two raters of one study.
CREATE TABLE reliabilities AS
SELECT
    study, columns, c.pearson AS r, 2 * m.r / (1 + m.r) AS of_the_ilo,
    if(study = 'eloundou', e.r, 1) AS of_the_study
FROM correlations AS c
JOIN study_columns USING (study, choice)
JOIN (
    SELECT study, pearson(g.q, h.q) AS r
    FROM unit_scores AS s
    JOIN study_columns USING (study, choice)
    JOIN ranked AS g ON g.kind = 'gpt4o' AND g.isco08 = s.isco08
    JOIN ranked AS h ON h.kind = 'gemini' AND h.isco08 = s.isco08
    GROUP BY study
) AS m USING (study)
CROSS JOIN (
    SELECT pearson(quadrillionths(a.score), quadrillionths(b.score)) AS r
    FROM unit_scores AS a JOIN unit_scores AS b USING (isco08) WHERE a.choice = 'human.beta' AND b.choice = 'gpt4.beta'
) AS e;

INSERT INTO told
SELECT
    'chapter', 'methodology/comparison', study || '_scores',
    unnest([
        statistic('comparison.' || study || '.reliability_ilo', decimals(of_the_ilo, 3), of_the_ilo, 'comparison', columns),
        statistic('comparison.' || study || '.corrected', decimals(r / sqrt(of_the_ilo * of_the_study), 3),
            r / sqrt(of_the_ilo * of_the_study), 'comparison', columns),
        if(study = 'eloundou', statistic('comparison.eloundou.reliability', decimals(of_the_study, 3), of_the_study,
            'comparison', 'human_rating_beta; dv_rating_beta'), NULL)
    ])
FROM reliabilities;

-- Groups of three, two and one digit: the means over their unit groups that are compared.
CREATE TABLE coarse AS
SELECT study, digits, count(*) AS n, pearson(quadrillionths(a), quadrillionths(b)) AS pearson, pearson(rank_a, rank_b) AS spearman
FROM (
    SELECT
        *, 2 * rank() OVER (PARTITION BY study, digits ORDER BY a) + count(*) OVER (PARTITION BY study, digits, a) AS rank_a,
        2 * rank() OVER (PARTITION BY study, digits ORDER BY b) + count(*) OVER (PARTITION BY study, digits, b) AS rank_b
    FROM (
        SELECT study, digits, left(s.isco08, digits) AS code, twelve_decimals(sum(mean_q)::DOUBLE / count(*) / 10000) AS a,
            twelve_decimals(avg(score)) AS b
        FROM unit_scores AS s
        JOIN study_columns USING (study, choice)
        JOIN everyone AS e ON e.isco08 = s.isco08
        CROSS JOIN (VALUES (1), (2), (3), (4)) AS d (digits)
        GROUP BY study, digits, code
    )
)
GROUP BY study, digits;

INSERT INTO told
SELECT
    'chapter', 'methodology/comparison', study || '_scores',
    unnest([
        fig('comparison.' || study || '.digits_' || digits || '.n', n::VARCHAR, n, 'comparison', columns, ''),
        statistic('comparison.' || study || '.digits_' || digits || '.spearman', decimals(spearman, 3), spearman,
            'comparison', columns),
        statistic('comparison.' || study || '.digits_' || digits || '.pearson', decimals(pearson, 3), pearson,
            'comparison', columns)
    ])
FROM coarse JOIN study_columns USING (study) WHERE digits < 4;

-- The tenth at each end of one study, and its ranks in the other, counted from the same end.
CREATE TABLE ends_elsewhere AS
SELECT
    study, whose, side, count(*) AS n, count(*) FILTER (there <= n_all / 10) AS same_tenth,
    count(*) FILTER (there <= n_all / 4) AS same_quarter, count(*) FILTER (there > (n_all + 1) / 2) AS other_half,
    median(other_rank) AS middle
FROM (
    SELECT study, whose, side, other_rank, n_all, if(side = 'highest', one_rank, n_all + 1 - one_rank) AS here,
        if(side = 'highest', other_rank, n_all + 1 - other_rank) AS there
    FROM (
        SELECT study, unnest(['ilo', 'study']) AS whose, unnest([our_rank, their_rank]) AS one_rank,
            unnest([their_rank, our_rank]) AS other_rank, (count(*) OVER (PARTITION BY study))::DOUBLE AS n_all
        FROM apart
    )
    CROSS JOIN (VALUES ('highest'), ('lowest')) AS e (side)
)
WHERE here <= n_all / 10 GROUP BY study, whose, side;

INSERT INTO told
SELECT
    'chapter', 'methodology/comparison', study || '_scores',
    unnest([
        fig('comparison.' || under || '.n', n::VARCHAR, n, 'comparison', columns, ''),
        fig('comparison.' || under || '.same_tenth', same_tenth::VARCHAR, same_tenth, 'comparison', columns, ''),
        fig('comparison.' || under || '.same_quarter', same_quarter::VARCHAR, same_quarter, 'comparison', columns, ''),
        fig('comparison.' || under || '.other_half', other_half::VARCHAR, other_half, 'comparison', columns, ''),
        fig('comparison.' || under || '.middle', general(middle), middle, 'comparison', columns, '')
    ])
FROM (SELECT *, study || '.' || whose || '_' || side AS under FROM ends_elsewhere) JOIN study_columns USING (study);
