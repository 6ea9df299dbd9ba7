-- The chapter on sensitivity: what each choice moves, which occupations are firm, how the two models agree, and what the
-- reconciled rows changed.

CREATE MACRO of_every_band() AS all_of_2025() || '; score_2023; mean_score_2025; SD_2025; potential25';

-- How far a choice moves an occupation: the largest move, where it stands for several; and which other bands occur with it.
CREATE TABLE moves AS
SELECT
    c.choice, c.isco08,
    greatest(abs(c.percentile_low - o.percentile), abs(c.percentile_high - o.percentile)) AS percentile,
    greatest(abs(c.rank_low - o.rank), abs(c.rank_high - o.rank)) AS rank, o.rank AS base_rank, c.rank_low AS other_rank
FROM choices AS c JOIN everyone AS o USING (isco08);

CREATE TABLE other_bands AS
SELECT b.choice, b.isco08, bool_or(b.place < o.band_place) AS has_lower, bool_or(b.place > o.band_place) AS has_higher
FROM banded AS b JOIN everyone AS o USING (isco08) GROUP BY b.choice, b.isco08;

-- Firm in band: no choice of scores or of convention gives another band. The moved thresholds are no such choice.
CREATE TABLE firmness AS
SELECT o.*, o.width <= declared_firm() AS in_rank, coalesce(b.in_band, true) AS in_band
FROM everyone AS o
LEFT JOIN (
    SELECT isco08, NOT bool_or(has_lower OR has_higher) AS in_band FROM other_bands
    WHERE choice NOT IN ('lower', 'higher') GROUP BY isco08
) AS b USING (isco08);

INSERT INTO told
SELECT
    'chapter', 'methodology/sensitivity', 'ilo_scores',
    unnest([
        fig('sensitivity.occupations', n::VARCHAR, n, 'occupations', 'score_2025', ''),
        fig('sensitivity.choices', n_choices()::VARCHAR, n_choices(), 'sensitivity', of_every_band(), ''),
        fig('sensitivity.width_median', plain(middle_width), middle_width, 'sensitivity', of_every_band(), ''),
        fig('sensitivity.width_most', most_width::VARCHAR, most_width, 'sensitivity', of_every_band(), ''),
        fig('sensitivity.width_middle', plain(width_middle), width_middle, 'sensitivity', of_every_band(), ''),
        fig('sensitivity.width_ends', plain(width_ends), width_ends, 'sensitivity', of_every_band(), '')
    ])
FROM together;

INSERT INTO told
SELECT 'chapter', 'methodology/sensitivity', 'ilo_scores',
    fig('sensitivity.base_bands', count(*)::VARCHAR, count(*), 'sensitivity', 'score_2025; potential25', '')
FROM spreads JOIN everyone AS o USING (isco08)
WHERE choice = 'score_2025' AND fitted_band(decimal_half_up(centre), decimal_half_up(sd), 0) = o.band_place;

INSERT INTO told
SELECT 'chapter', 'methodology/sensitivity', 'ilo_scores',
    fig('sensitivity.percentile_' || choice, n::VARCHAR, n, 'sensitivity', of_every_band(), '')
FROM (SELECT choice, count(*) FILTER (percentile > 0) AS n FROM moves GROUP BY choice)
WHERE choice IN ('gpt4o', 'gemini', 'scores_2023', 'all_rows')
UNION ALL
SELECT 'chapter', 'methodology/sensitivity', 'ilo_scores',
    fig('sensitivity.band_' || choice, n::VARCHAR, n, 'sensitivity', of_every_band(), '')
FROM (SELECT choice, count(*) FILTER (has_lower OR has_higher) AS n FROM other_bands GROUP BY choice)
WHERE choice IN ('left_out', 'lower', 'higher');

INSERT INTO told
SELECT
    'chapter', 'methodology/sensitivity', 'ilo_scores',
    unnest([
        fig('sensitivity.all_rows_most', most::VARCHAR, most, 'sensitivity', 'score_2025', ''),
        fig('sensitivity.all_rows_rest', rest::VARCHAR, rest, 'sensitivity', 'score_2025', '')
    ])
FROM (
    SELECT max(percentile) FILTER (place = 1) AS most, max(percentile) FILTER (place > 1) AS rest
    FROM (SELECT percentile, row_number() OVER (ORDER BY percentile DESC, isco08) AS place FROM moves
        WHERE choice = 'all_rows')
);

INSERT INTO told
SELECT
    'chapter', 'methodology/sensitivity', 'ilo_scores',
    unnest([
        fig('sensitivity.firm_rank', a::VARCHAR, a, 'sensitivity', of_every_band(), ''),
        fig('sensitivity.firm_band', b::VARCHAR, b, 'sensitivity', of_every_band(), ''),
        fig('sensitivity.firm_both', c::VARCHAR, c, 'sensitivity', of_every_band(), '')
    ])
FROM (
    SELECT count(*) FILTER (in_rank) AS a, count(*) FILTER (in_band) AS b, count(*) FILTER (in_rank AND in_band) AS c
    FROM firmness
);

-- Agreement of the models over tasks that both scored: of the whole, of each major group, of each band. Differences and sums
-- of scores are whole hundred-thousandths; the level is half the sum, and correlates as the sum does.
CREATE TABLE model_pairs AS
SELECT
    w.isco08, hg, hm, hg - hm AS d, hg + hm AS level, e.major_code, e.band, e.band_place,
    unnest(['all', 'group ' || e.major_code, 'band ' || e.band_place]) AS part
FROM whole_scores AS w JOIN everyone AS e USING (isco08) WHERE has_both;

CREATE TABLE agreement AS
SELECT *, mean - 1.96::DOUBLE * sd AS low, mean + 1.96::DOUBLE * sd AS high
FROM (
    SELECT
        part, count(*) AS n, pearson(hg, hm) AS pearson, pearson(rank_g, rank_m) AS spearman,
        sum(d)::DOUBLE / count(*) / 100000 AS mean, deviation(d) / 100000 AS sd, pearson(d, level) AS slope
    FROM (
        SELECT
            *, 2 * rank() OVER (PARTITION BY part ORDER BY hg) + count(*) OVER (PARTITION BY part, hg) AS rank_g,
            2 * rank() OVER (PARTITION BY part ORDER BY hm) + count(*) OVER (PARTITION BY part, hm) AS rank_m
        FROM model_pairs
    )
    GROUP BY part
);

CREATE TABLE agreement_within AS
SELECT part, 100 * count(*) FILTER (d BETWEEN a.low * 100000 AND a.high * 100000) / count(*)::DOUBLE AS inside
FROM model_pairs JOIN agreement AS a USING (part) GROUP BY part;

INSERT INTO told
SELECT
    'chapter', 'methodology/sensitivity', 'ilo_scores',
    unnest([
        fig('sensitivity.agreement_n', grouped(n), n, 'models', both_models(), ''),
        statistic('sensitivity.agreement_pearson', decimals(pearson, 3), pearson, 'models', both_models()),
        statistic('sensitivity.agreement_spearman', decimals(spearman, 3), spearman, 'models', both_models()),
        statistic('sensitivity.agreement_mean', decimals(mean, 3), mean, 'models', both_models()),
        statistic('sensitivity.agreement_sd', decimals(sd, 3), sd, 'models', both_models()),
        statistic('sensitivity.agreement_low', decimals(low, 3), low, 'models', both_models()),
        statistic('sensitivity.agreement_high', decimals(high, 3), high, 'models', both_models()),
        statistic('sensitivity.agreement_inside', decimals(inside, 1) || '%', inside, 'models', both_models()),
        statistic('sensitivity.agreement_slope', decimals(slope, 3), slope, 'models', both_models())
    ])
FROM agreement JOIN agreement_within USING (part) WHERE part = 'all';

INSERT INTO told
SELECT 'chapter', 'methodology/sensitivity', 'ilo_scores', statistic('sensitivity.agreement_means', decimals(r, 3), r,
    'models', both_models())
FROM (
    SELECT pearson(quadrillionths(g.mean), quadrillionths(m.mean)) AS r
    FROM means AS g JOIN means AS m ON m.isco08 = g.isco08 AND g.kind = 'gpt4o' AND m.kind = 'gemini'
);

INSERT INTO told
SELECT
    'chapter', 'methodology/sensitivity', 'ilo_scores',
    unnest([
        fig('sensitivity.distinct_gpt4o', count(DISTINCT hg)::VARCHAR, count(DISTINCT hg), 'scores',
            'predicted_score_2025_gpt4o', ''),
        fig('sensitivity.distinct_gemini', count(DISTINCT hm)::VARCHAR, count(DISTINCT hm), 'scores',
            'predicted_score_2025_gemini', '')
    ])
FROM model_pairs WHERE part = 'all';

-- The models' mean in place of the combined score, in all reconciled rows at once.
CREATE TABLE unreconciled AS
SELECT
    *, rank() OVER (ORDER BY q) - 1 AS below, count(*) OVER () AS n,
    percentile_of(rank() OVER (ORDER BY q) - 1, count(*) OVER ()) AS percentile
FROM (
    SELECT
        isco08, any_value(centre) AS mean, ten_thousandths(any_value(centre)) AS q,
            count(*) FILTER (is_reconciled) AS n_reconciled,
        sqrt(mean_of(sum(((x - centre) * (x - centre) * one()::DOUBLE)::HUGEINT), count(*) - 1)) AS sd
    FROM (
        SELECT *, mean_of(sum(units(x)) OVER own, count(*) OVER own) AS centre
        FROM (SELECT isco08, is_reconciled, if(is_reconciled, of_models, score_2025) AS x FROM whole_scores)
        WINDOW own AS (PARTITION BY isco08)
    )
    GROUP BY isco08
);

CREATE TABLE reconciled AS
SELECT
    o.*, u.n_reconciled, u.q AS other_q, four_decimals(u.q) AS other_mean, u.percentile AS other_percentile,
    four_decimals(ten_thousandths(o.mean_2025 - four_decimals(u.q))) AS difference,
    b.band AS other_band, b.place AS other_place, fitted_band(decimal_half_up(own.centre), decimal_half_up(own.sd), 0) AS fitted_place
FROM everyone AS o
JOIN unreconciled AS u USING (isco08)
JOIN spreads AS own ON own.choice = 'score_2025' AND own.isco08 = o.isco08
JOIN bands AS b ON b.place = fitted_band(decimal_half_up(u.mean), decimal_half_up(u.sd), 0);

-- Where the reconciled scores lie, in exact decimals.
INSERT INTO told
SELECT
    'chapter', 'methodology/sensitivity', 'ilo_scores',
    unnest([
        fig('sensitivity.reconciled_equal', count(*) FILTER (twice_off = 0)::VARCHAR, count(*) FILTER (twice_off = 0),
            'models', all_of_2025(), ''),
        fig('sensitivity.reconciled_above', count(*) FILTER (score_2025 > higher)::VARCHAR,
            count(*) FILTER (score_2025 > higher), 'models', all_of_2025(), ''),
        fig('sensitivity.reconciled_below', count(*) FILTER (score_2025 < lower)::VARCHAR,
            count(*) FILTER (score_2025 < lower), 'models', all_of_2025(), ''),
        fig('sensitivity.reconciled_nearer', count(*) FILTER (is_nearer)::VARCHAR, count(*) FILTER (is_nearer),
            'models', all_of_2025() || '; score_2023', '')
    ])
FROM reconciled_tasks;

INSERT INTO told
SELECT
    'chapter', 'methodology/sensitivity', 'ilo_scores',
    unnest([
        fig('sensitivity.reconciled_rows', rows::VARCHAR, rows, 'models', 'source', ''),
        fig('sensitivity.reconciled_in', touched::VARCHAR, touched, 'models', 'source', ''),
        fig('sensitivity.reconciled_up', up::VARCHAR, up, 'models', all_of_2025(), ''),
        fig('sensitivity.reconciled_down', down::VARCHAR, down, 'models', all_of_2025(), ''),
        fig('sensitivity.reconciled_most', shown_signed(most), most, 'models', all_of_2025(), ''),
        fig('sensitivity.reconciled_jump', jump::VARCHAR, jump, 'models', all_of_2025(), ''),
        fig('sensitivity.reconciled_others', others::VARCHAR, others, 'models', all_of_2025(), ''),
        fig('sensitivity.reconciled_bands', bands::VARCHAR, bands, 'models', all_of_2025(), '')
    ])
FROM (
    SELECT
        sum(n_reconciled)::BIGINT AS rows, count(*) FILTER (n_reconciled > 0) AS touched,
        count(*) FILTER (n_reconciled > 0 AND difference > 0) AS up,
        count(*) FILTER (n_reconciled > 0 AND difference < 0) AS down,
        arg_max(difference, abs(difference)) FILTER (n_reconciled > 0) AS most,
        max(abs(percentile - other_percentile)) FILTER (n_reconciled > 0) AS jump,
        count(*) FILTER (n_reconciled = 0 AND percentile <> other_percentile) AS others,
        count(*) FILTER (fitted_place <> other_place) AS bands
    FROM reconciled
);
