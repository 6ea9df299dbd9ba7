-- The standing under other choices: percentile, rank (1 is the most exposed) and band.

-- Leaving out each task in turn: the occupation's mean is that of its other tasks, all other occupations stay as they are.
CREATE TABLE without AS
SELECT s.isco08, s.task, ten_thousandths(mean_of(m.u - s.u, m.n - 1)) AS q
FROM scores AS s JOIN means AS m USING (kind, isco08)
WHERE s.kind = 'score_2025' AND m.n > 1;

CREATE TABLE standing_without AS
SELECT
    w.isco08, w.task,
    percentile_of(count(*) FILTER (o.q < w.q), count(*) + 1) AS percentile,
    1 + count(*) FILTER (o.q > w.q) AS rank
FROM without AS w JOIN standing AS o ON o.kind = 'score_2025' AND o.isco08 <> w.isco08
GROUP BY w.isco08, w.task;

-- The scores that a band is fitted to: those of a kind, or those of 2025 without one task (else task is -1).
CREATE TABLE samples AS
SELECT kind AS choice, isco08, -1 AS task, x, u FROM scores
UNION ALL
SELECT 'left_out', s.isco08, w.task, s.x, s.u
FROM scores AS s JOIN without AS w ON w.isco08 = s.isco08 AND w.task <> s.task
WHERE s.kind = 'score_2025';

-- Their sample standard deviation, about the mean; one score alone has none. Squares are taken to the nearest unit, 2^-80,
-- and then added exactly: what that loses is far below the fifth decimal, which is the last one used.
CREATE TABLE spreads AS
SELECT
    choice, isco08, task, centre,
    sqrt(mean_of(sum(((x - centre) * (x - centre) * one()::DOUBLE)::HUGEINT), count(*) - 1)) AS sd
FROM (
    SELECT *, mean_of(sum(u) OVER own, count(*) OVER own) AS centre
    FROM samples WINDOW own AS (PARTITION BY choice, isco08, task)
)
GROUP BY choice, isco08, task, centre
HAVING count(*) > 1;

-- What the fitted rule is given under a choice: a mean, a standard deviation, and hundredths that shift its thresholds.
CREATE TABLE given_to_rule AS
SELECT choice, isco08, decimal_half_up(centre) AS m, decimal_half_up(sd) AS s, 0 AS shift FROM spreads
WHERE choice <> 'score_2025'
UNION ALL  -- the median in the mean's place; the spread stays that about the mean
SELECT 'median', isco08, decimal_half_up(median), decimal_half_up(sd), 0
FROM spreads JOIN medians USING (isco08) WHERE choice = 'score_2025'
UNION ALL SELECT 'ilo_means', isco08, ilo_mean, ilo_sd, 0 FROM units_scored
UNION ALL SELECT 'lower', isco08, ilo_mean, ilo_sd, -5 FROM units_scored
UNION ALL SELECT 'higher', isco08, ilo_mean, ilo_sd, 5 FROM units_scored;

-- Every band that occurs under a choice; in doubles, those that would.
CREATE TABLE banded AS SELECT choice, isco08, fitted_band(m, s, shift) AS place FROM given_to_rule;
CREATE TABLE banded_in_doubles AS
SELECT choice, isco08, fitted_band_in_doubles(m, s, shift::DOUBLE / 100::DOUBLE) AS place FROM given_to_rule;

CREATE TABLE band_words AS
SELECT choice, isco08, string_agg(band, ', ' ORDER BY place) AS words
FROM (SELECT DISTINCT choice, isco08, place FROM banded) JOIN bands USING (place)
GROUP BY choice, isco08;

CREATE TABLE other_words AS
SELECT d.choice, d.isco08, d.words
FROM (
    SELECT choice, isco08, string_agg(band, ', ' ORDER BY place) AS words
    FROM (SELECT DISTINCT choice, isco08, place FROM banded_in_doubles) JOIN bands USING (place)
    GROUP BY choice, isco08
) AS d
JOIN band_words AS w USING (choice, isco08) WHERE d.words <> w.words;

-- How the score of a reconciled row differs from the mean of the models' scores, in hundred-thousandths twice over.
CREATE TABLE reconciled_tasks AS
SELECT
    *, five_decimals(abs(twice_off)) / 2::DOUBLE AS distance, five_decimals(twice_models) / 2::DOUBLE AS models_mean,
    abs(2 * h - 2 * before) < abs(twice_models - 2 * before) AS is_nearer
FROM (
    SELECT
        isco08, task, source_row, score_2025, greatest(gpt4o, gemini) AS higher, least(gpt4o, gemini) AS lower,
        hundred_thousandths(score_2025) AS h, hundred_thousandths(score_2023) AS before,
        hundred_thousandths(gpt4o) + hundred_thousandths(gemini) AS twice_models,
        2 * hundred_thousandths(score_2025) - hundred_thousandths(gpt4o) - hundred_thousandths(gemini) AS twice_off
    FROM tasks WHERE is_reconciled
);

-- Percentile and rank under every choice that moves them, lowest and highest.
CREATE TABLE choices AS
SELECT
    kind AS choice, isco08,
    percentile_of(below, n) AS percentile_low, percentile_of(below, n) AS percentile_high,
    (1 + above)::DOUBLE AS rank_low, (1 + above)::DOUBLE AS rank_high
FROM standing WHERE kind <> 'score_2025'
UNION ALL  -- half of the equal ones, itself included, counted as below; the ranks of equals are averaged
SELECT
    'mid_rank', isco08, percentile_of(2 * below + equals, 2 * n), percentile_of(2 * below + equals, 2 * n),
    1 + above + (equals - 1)::DOUBLE / 2, 1 + above + (equals - 1)::DOUBLE / 2
FROM standing WHERE kind = 'score_2025'
UNION ALL
SELECT 'left_out', isco08, min(percentile), max(percentile), min(rank), max(rank)
FROM standing_without GROUP BY isco08;

-- The lowest and highest over the publication's own choice and every other.
CREATE TABLE all_choices AS
SELECT
    isco08,
    min(percentile_low) AS percentile_any_low, max(percentile_high) AS percentile_any_high,
    min(rank_low) AS rank_any_low, max(rank_high) AS rank_any_high,
    -- The scores of 2023 are of another year, and no other way to measure this one.
    min(rank_low) FILTER (choice <> 'scores_2023') AS rank_2025_low, max(rank_high) FILTER (choice <> 'scores_2023') AS rank_2025_high
FROM (
    SELECT * FROM choices
    UNION ALL
    SELECT 'own', isco08, percentile_of(below, n), percentile_of(below, n), 1 + above, 1 + above
    FROM standing WHERE kind = 'score_2025'
)
GROUP BY isco08;
