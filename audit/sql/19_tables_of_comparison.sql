-- The tables of the chapter that compares studies.

CREATE TABLE studies AS
SELECT * FROM (VALUES
    (1, 'eloundou', 'Eloundou et al.', 'human.beta', 'Annotators, β'),
    (2, 'tomlinson', 'Tomlinson et al.', 'applicability', 'AI applicability')
) AS t (place, study, called, main, measure);

-- What is joined, and unit groups that are not, with the U.S. occupations that they lead to.
INSERT INTO chapter_rows
SELECT
    'comparison', 'join', s.place,
    [called, f.n::VARCHAR, r.codes::VARCHAR, r.n::VARCHAR, r.groups::VARCHAR, ((SELECT count(*)
        FROM everyone) - r.groups)::VARCHAR]
FROM studies AS s
JOIN (SELECT study, count(DISTINCT code) AS n FROM study_scores GROUP BY study) AS f USING (study)
JOIN (
    SELECT study, count(DISTINCT code) AS codes, count(*) AS n, count(DISTINCT isco08) AS groups FROM main_rows
    GROUP BY study
) AS r USING (study);

INSERT INTO chapter_rows
SELECT 'comparison', 'not_compared_' || study, row_number() OVER (PARTITION BY study ORDER BY e.isco08),
    [e.isco08, e.title, (SELECT string_agg(j.title, '; ' ORDER BY j.first_route) FROM joined AS j WHERE j.isco08 = e.isco08)]
FROM everyone AS e CROSS JOIN studies AS s
WHERE NOT EXISTS (FROM main_rows AS r WHERE r.study = s.study AND r.isco08 = e.isco08);

-- Agreement: every figure is a claim.
INSERT INTO chapter_rows
SELECT 'comparison', 'agreement', place,
    [study, measure, '{comparison.' || name || '.n}', '{comparison.' || name || '.spearman}',
        '{comparison.' || name || '.pearson}']
FROM (VALUES
    (1, 'Eloundou et al.', 'Annotators, α', 'human.alpha'), (2, 'Eloundou et al.', 'Annotators, β', 'human.beta'),
    (3, 'Eloundou et al.', 'Annotators, γ', 'human.gamma'), (4, 'Eloundou et al.', 'GPT-4, α', 'gpt4.alpha'),
    (5, 'Eloundou et al.', 'GPT-4, β', 'gpt4.beta'), (6, 'Eloundou et al.', 'GPT-4, γ', 'gpt4.gamma'),
    (7, 'Tomlinson et al.', 'AI applicability', 'tomlinson')
) AS t (place, study, measure, name);

-- Other choices: those that are made over fewer unit groups stand beside what the join as defined gives over the same.
INSERT INTO chapter_rows
SELECT 'comparison', 'choices_' || s.study, 0, ['As defined', c.n::VARCHAR, decimals(c.spearman, 3), '', '',
    decimals(c.pearson, 3)]
FROM studies AS s JOIN correlations AS c ON c.study = s.study AND c.choice = s.main
UNION ALL
SELECT
    'comparison', 'choices_' || c.study, t.place,
    [t.called, '{comparison.' || c.study || '.' || choice || '.n}',
        '{comparison.' || c.study || '.' || choice || '.spearman}',
        coalesce(decimals(same.spearman, 3), ''), coalesce(signed_decimals(c.spearman - same.spearman, 3), ''),
        '{comparison.' || c.study || '.' || choice || '.pearson}']
FROM correlations AS c
JOIN (VALUES
    (1, 'median', 'Median'), (2, 'lowest', 'Lowest'), (3, 'highest', 'Highest'), (4, 'weighted_by_employment',
        'Weighted by employment'),
    (5, 'weighted_by_specificity', 'Weighted by specificity'), (6, 'one_to_one', 'One to one'),
    (7, 'without_the_pools', 'Without the pools'), (8, 'the_ilos_means_of_2023', 'The ILO’s means of 2023'),
    (9, 'codes', 'Over U.S. codes')
) AS t (place, choice, called) USING (choice)
LEFT JOIN (
    SELECT study, replace(choice, 'same as ', '') AS choice, spearman FROM correlations WHERE starts_with(choice, 'same as ')
) AS same USING (study, choice);

-- Who is farthest apart. Of equals, those with the lower code come first with the ILO higher, last with it lower.
CREATE TABLE far_apart AS
SELECT *, row_number() OVER (PARTITION BY study ORDER BY places, isco08) AS from_below,
    row_number() OVER (PARTITION BY study ORDER BY places DESC, isco08 DESC) AS from_above
FROM apart JOIN (SELECT isco08, title FROM everyone) USING (isco08);

-- The U.S. occupations that a unit group's score was made from, or how many, where they are more than three.
CREATE TABLE matched_with AS
SELECT
    study, isco08,
    if(count(*) <= 3, string_agg(title, '; ' ORDER BY first_route),
        arg_min(title, first_route) || ' and ' || (count(*) - 1) || ' others') AS names
FROM (
    SELECT DISTINCT r.study, j.isco08, j.onet_soc, j.title, j.first_route
    FROM joined AS j
    JOIN main_rows AS r ON r.isco08 = j.isco08
        AND r.code = CASE WHEN r.study = 'eloundou' THEN j.onet_soc WHEN j.is_pooled THEN j.oews_code ELSE j.soc_2018 END
)
GROUP BY study, isco08;

CREATE MACRO signed_plain(x) AS CASE WHEN x < 0 THEN chr(8722) ELSE '+' END || plain(abs(x));

INSERT INTO chapter_rows
SELECT
    'comparison', side || '_' || study, place,
    [isco08, title, shown(ours), plain(our_rank), shown(theirs), plain(their_rank), signed_plain(places),
        if(n_codes > 1, shown(low) || '–' || shown(high), 'one code'), names]
FROM (
    SELECT 'with_the_ilo' AS side, from_below AS place, * FROM far_apart WHERE from_below <= 10
    UNION ALL SELECT 'with_the_other', from_above, * FROM far_apart WHERE from_above <= 10
)
JOIN matched_with USING (study, isco08);

INSERT INTO chapter_words
SELECT 'comparison', 'four_' || side || '_' || study, string_agg(isco08 || ' ' || title, '; ' ORDER BY place)
FROM (
    SELECT 'with_the_ilo' AS side, from_below AS place, * FROM far_apart WHERE from_below <= 4
    UNION ALL SELECT 'with_the_other', from_above, * FROM far_apart WHERE from_above <= 4
)
GROUP BY side, study
UNION ALL SELECT 'comparison', 'first_with_the_ilo_' || study, title FROM far_apart WHERE from_below = 1
UNION ALL SELECT 'comparison', 'first_with_the_other_' || study, title FROM far_apart WHERE from_above = 1;

INSERT INTO chapter_rows
SELECT 'comparison', 'both', row_number() OVER (ORDER BY least DESC, places, isco08),
    [isco08, title, shown(ours), shown(theirs), signed_plain(places), shown(theirs_t), signed_plain(places_t), names]
FROM both_apart JOIN (SELECT isco08, title FROM everyone) USING (isco08)
JOIN (SELECT isco08, names FROM matched_with WHERE study = 'eloundou') USING (isco08);

-- By the number of codes: ranks are made again within each part.
CREATE TABLE size_parts AS
SELECT a.*, p.part, p.called
FROM apart AS a
JOIN (VALUES
    (1, '1, which has no other unit group', 1, 1), (2, '1', 1, 1), (3, '2', 2, 2), (4, '3–4', 3, 4), (5, '5–9', 5, 9),
    (6, '10 or more', 10, 1000), (7, 'All', 1, 1000)
) AS p (part, called, least, most) ON a.n_codes BETWEEN p.least AND p.most
WHERE p.part > 1
    OR EXISTS (FROM main_rows AS r WHERE r.study = a.study AND r.isco08 = a.isco08 AND r.reach = 1 AND r.n_codes = 1);

INSERT INTO chapter_rows
SELECT
    'comparison', 'sizes_' || study, part,
    [called, count(*)::VARCHAR, decimals(pearson(rank_a, rank_b), 3), general(median(abs(places))),
        shown(deviation(quadrillionths(theirs)) / 1e15), shown(median(high - low))]
FROM (
    SELECT
        *, 2 * rank() OVER (PARTITION BY study, part ORDER BY ours) + count(*) OVER (PARTITION BY study, part,
            ours) AS rank_a,
        2 * rank() OVER (PARTITION BY study, part ORDER BY theirs) + count(*) OVER (PARTITION BY study, part,
            theirs) AS rank_b
    FROM size_parts
)
GROUP BY study, part, called;

-- How exact the correlations are, how coarser levels agree, and where the ends of one study are in the other.
CREATE MACRO interval_of(spearman, n, v) AS
    decimals(fisher_end(spearman, n, v, -1), 3) || '–' || decimals(fisher_end(spearman, n, v, 1), 3);

INSERT INTO chapter_rows
SELECT
    'comparison', 'exactness', s.place,
    [called || ', ' || s.measure, '{comparison.' || s.study || '.spearman}',
        interval_of(c.spearman, c.n, 1 + c.spearman * c.spearman / 2), '{comparison.' || s.study || '.pearson}',
        interval_of(c.pearson, c.n, 1), '{comparison.' || s.study || '.reliability_ilo}', decimals(r.of_the_study, 3),
        '{comparison.' || s.study || '.corrected}']
FROM studies AS s
JOIN correlations AS c ON c.study = s.study AND c.choice = s.main
JOIN reliabilities AS r ON r.study = s.study;

INSERT INTO chapter_rows
SELECT
    'comparison', 'levels', 10 * s.place + l.place,
    [called || ', ' || s.measure, l.words, '{comparison.' || under || '.n}', '{comparison.' || under || '.spearman}',
        interval_of(spearman, n, 1 + spearman * spearman / 2), '{comparison.' || under || '.pearson}']
FROM (SELECT *, study || if(digits = 4, '', '.digits_' || digits) AS under FROM coarse) AS c
JOIN studies AS s ON s.study = c.study
JOIN (VALUES
    (1, 4, 'Unit groups'), (2, 3, 'Minor groups'), (3, 2, 'Sub-major groups'), (4, 1, 'Major groups')
) AS l (place, digits, words) USING (digits);

INSERT INTO chapter_rows
SELECT
    'comparison', 'extremes', 10 * s.place + if(whose = 'ilo', 0, 2) + if(side = 'highest', 0, 1),
    [if(whose = 'ilo', 'The ILO', called) || ': ' || side || ' tenth', if(whose = 'ilo', called, 'the ILO'),
        '{' || under || 'n}', '{' || under || 'same_tenth}', '{' || under || 'same_quarter}', '{' || under || 'other_half}',
        '{' || under || 'middle}']
FROM (SELECT *, 'comparison.' || study || '.' || whose || '_' || side || '.' AS under FROM ends_elsewhere) AS e
JOIN studies AS s ON s.study = e.study;
