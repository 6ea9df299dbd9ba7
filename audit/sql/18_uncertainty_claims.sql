-- The chapter on uncertainty: widths of the intervals, pairs that can be told apart, and other scores for missing and reconciled ones.

CREATE TABLE chance_widths AS
SELECT
    c.isco08, model, e.band_place, e.n_tasks, e.is_exposed, round(sd, 9) AS sd, error,
    four_decimals(ten_thousandths(mean_high - mean_low)) AS mean, c.percentile_high - c.percentile_low AS percentile,
    rank_high - rank_low AS rank, all_rank_high - all_rank_low AS all_rank,
    band_low <> e.band_place OR band_high <> e.band_place AS is_another, (band_low > 1) <> (band_high > 1) AS crosses
FROM chance AS c JOIN everyone AS e USING (isco08);

CREATE MACRO of_chance(name, text, n) AS fig('uncertainty.' || name, text, n, 'interval', all_of_2025(), '');

INSERT INTO told
SELECT
    'chapter', 'methodology/uncertainty', 'ilo_scores',
    unnest([
        of_chance(model || '.mean', shown(mean), mean),
        of_chance(model || '.percentile', general(percentile), percentile),
        of_chance(model || '.rank', general(rank), rank),
        of_chance(model || '.all_rank', general(all_rank), all_rank),
        fig('uncertainty.' || model || '.another', another::VARCHAR, another, 'interval', all_of_2025() || '; potential25', ''),
        fig('uncertainty.' || model || '.crosses', crossing::VARCHAR, crossing, 'interval', all_of_2025() || '; potential25', '')
    ])
FROM (
    SELECT
        model, median(mean) AS mean, median(percentile) AS percentile, median(rank) AS rank, median(all_rank) AS all_rank,
        count(*) FILTER (is_another) AS another, count(*) FILTER (crosses) AS crossing
    FROM chance_widths GROUP BY model
);

-- How far draws lie from the closed forms.
INSERT INTO told
SELECT
    'chapter', 'methodology/uncertainty', 'ilo_scores',
    unnest([
        statistic('uncertainty.' || model || '.se_off', decimals(se_off, 1), se_off, 'interval', all_of_2025()),
        statistic('uncertainty.' || model || '.rank_off', decimals(rank_off, 2), rank_off, 'interval', all_of_2025())
    ])
FROM (
    SELECT model, 100 * max(abs(se_drawn / se - 1)) AS se_off, max(abs(rank_mean - expected_rank)) AS rank_off
    FROM chance GROUP BY model
);

INSERT INTO told
SELECT
    'chapter', 'methodology/uncertainty', 'ilo_scores',
    unnest([
        fig('uncertainty.draws', '10,000', 10000, 'interval', 'score_2025', ''),
        fig('uncertainty.seed', '2026', 2026, 'interval', 'score_2025', ''),
        fig('uncertainty.occupations', count(*)::VARCHAR, count(*), 'occupations', 'score_2025', ''),
        fig('uncertainty.pairs', grouped(count(*) * (count(*) - 1) // 2), count(*) * (count(*) - 1) // 2, 'interval', 'score_2025', '')
    ])
FROM everyone;

INSERT INTO told
SELECT
    'chapter', 'methodology/uncertainty', 'ilo_scores',
    unnest([
        statistic('uncertainty.' || model || '.alone', decimals(100 * alone / n, 1), 100 * alone / n, 'interval', all_of_2025()),
        statistic('uncertainty.' || model || '.together', decimals(100 * together / n, 1), 100 * together / n, 'interval', all_of_2025())
    ])
FROM chance_pairs;

-- The number of tasks against the spread and against the widths, by ranks.
INSERT INTO told
SELECT 'chapter', 'methodology/uncertainty', 'ilo_scores',
    statistic('uncertainty.' || name, decimals(pearson(of_n, of_x), 3), pearson(of_n, of_x), 'interval', all_of_2025())
FROM (
    SELECT
        name, 2 * rank() OVER (PARTITION BY name ORDER BY n_tasks) + count(*) OVER (PARTITION BY name, n_tasks) AS of_n,
        2 * rank() OVER (PARTITION BY name ORDER BY x) + count(*) OVER (PARTITION BY name, x) AS of_x
    FROM (
        SELECT 'n_sd' AS name, n_tasks, sd AS x FROM chance_widths WHERE model = 'tasks'
        UNION ALL SELECT 'n_' || model, n_tasks, mean FROM chance_widths
    )
)
GROUP BY name;

-- Other scores in place of missing and of reconciled ones. A missing score is filled in from the other model's, y, and kept on the scale.
CREATE TABLE fillings AS
SELECT
    isco08, task, y,
    unnest([1, 2, 3, 4, 5, 6, 7]) AS number,
    unnest([
        y + sign * shift, y + sign * shift - 1.96::DOUBLE * sd, y + sign * shift + 1.96::DOUBLE * sd,
        if(gpt4o IS NULL, g_at + g_by * y, m_at + m_by * y), own, 0, 1
    ]) AS filled
FROM (
    SELECT
        isco08, task, gpt4o, coalesce(gpt4o, gemini) AS y, if(gpt4o IS NULL, 1, -1) AS sign,
        if(gpt4o IS NULL, of.g, of.m) AS own
    FROM whole_scores
    JOIN (SELECT isco08, avg(gpt4o) AS g, avg(gemini) AS m FROM tasks GROUP BY isco08) AS of USING (isco08)
    WHERE NOT has_both
)
CROSS JOIN (
    SELECT
        sum(hg - hm)::DOUBLE / count(*) / 100000 AS shift, deviation(hg - hm) / 100000 AS sd,
        regr_slope(gpt4o, gemini) AS g_by, regr_intercept(gpt4o, gemini) AS g_at,
        regr_slope(gemini, gpt4o) AS m_by, regr_intercept(gemini, gpt4o) AS m_at
    FROM whole_scores WHERE has_both
);

-- What each of them puts in place of the combined score; left out where it puts nothing.
CREATE TABLE instead AS
SELECT number, isco08, task, (greatest(least(filled, 1), 0) + y) / 2 AS x FROM fillings
UNION ALL SELECT 8, isco08, task, NULL FROM whole_scores WHERE NOT has_both
UNION ALL
SELECT
    unnest([9, 10, 11, 12, 13, 14]), isco08, task,
    unnest([(gpt4o + gemini) / 2, gpt4o, gemini, least(gpt4o, gemini), greatest(gpt4o, gemini), NULL])
FROM whole_scores WHERE is_reconciled;

CREATE TABLE standing_instead AS
SELECT
    *, four_decimals(q) AS mean4, percentile_of(rank() OVER (PARTITION BY number ORDER BY q) - 1, count(*) OVER (PARTITION BY number))
        AS percentile
FROM (
    SELECT
        number, isco08, any_value(touched) AS touched, ten_thousandths(any_value(centre)) AS q,
        fitted_band(decimal_half_up(any_value(centre)), decimal_half_up(
            sqrt(mean_of(sum(((x - centre) * (x - centre) * one()::DOUBLE)::HUGEINT), count(*) - 1))), 0) AS place
    FROM (
        SELECT *, mean_of(sum(units(x)) OVER own, count(*) OVER own) AS centre
        FROM (
            SELECT
                number, isco08, task, if(i.isco08 IS NULL, score_2025, i.x) AS x,
                count(i.isco08) OVER (PARTITION BY number, isco08) AS touched
            FROM (SELECT number, t.isco08, t.task, t.score_2025 FROM tasks AS t CROSS JOIN range(0, 15) AS r(number)) AS t
            LEFT JOIN instead AS i USING (number, isco08, task)
        )
        WHERE x IS NOT NULL WINDOW own AS (PARTITION BY number, isco08)
    )
    GROUP BY number, isco08
);

CREATE TABLE moves_instead AS
SELECT
    n.number, any_value(concerned) AS n_tasks, count(*) FILTER (n.touched > 0) AS n_occupations,
    max(abs(n.mean4 - b.mean4)) AS mean, max(abs(n.percentile - b.percentile)) FILTER (n.touched > 0) AS percentile,
    max(abs(n.percentile - b.percentile)) FILTER (n.touched = 0) AS others, count(*) FILTER (n.place <> b.place) AS bands
FROM standing_instead AS n
JOIN standing_instead AS b ON b.number = 0 AND b.isco08 = n.isco08
JOIN (SELECT number, count(*) AS concerned FROM instead GROUP BY number) AS c ON c.number = n.number
GROUP BY n.number;

INSERT INTO told
SELECT
    'chapter', 'methodology/uncertainty', 'ilo_scores',
    unnest([
        fig('uncertainty.' || name || '.tasks', n_tasks::VARCHAR, n_tasks, 'interval', columns, ''),
        fig('uncertainty.' || name || '.percentile', percentile::VARCHAR, percentile, 'interval', columns, ''),
        fig('uncertainty.' || name || '.others', others::VARCHAR, others, 'interval', columns, ''),
        fig('uncertainty.' || name || '.bands', bands::VARCHAR, bands, 'interval', columns, '')
    ])
FROM (
    SELECT
        if(number < 9, 'missing', 'reconciled') AS name, if(number < 9, all_of_2025(), all_of_2025() || '; source') AS columns,
        max(n_tasks) AS n_tasks, max(percentile) AS percentile, max(others) AS others, max(bands) AS bands
    FROM moves_instead GROUP BY number < 9
);

-- The same for tasks without a 2023 score, of which the 2023 mean and the change rest; number 0 leaves them out.
CREATE TABLE before_instead AS
SELECT
    number, isco08, four_decimals(ten_thousandths(then_mean)) AS mean,
    four_decimals(ten_thousandths(now_mean - then_mean)) AS change
FROM (
    SELECT
        number, isco08, mean_of(sum(units(score_2025)), count(*)) AS now_mean,
        mean_of(sum(units(x)) FILTER (x IS NOT NULL), count(x)) AS then_mean
    FROM (
        SELECT
            t.isco08, t.score_2025, r.number,
            coalesce(t.score_2023, CASE r.number
                WHEN 1 THEN t.score_2025
                WHEN 2 THEN greatest(least(of.at + of.by * t.score_2025, 1), 0)
                WHEN 3 THEN 0
                WHEN 4 THEN 1
            END::DOUBLE) AS x
        FROM tasks AS t
        SEMI JOIN (SELECT isco08 FROM tasks WHERE score_2023 IS NULL) AS concerned USING (isco08)
        CROSS JOIN range(0, 5) AS r(number)
        CROSS JOIN (
            SELECT regr_slope(score_2023, score_2025) AS by, regr_intercept(score_2023, score_2025) AS at FROM tasks
        ) AS of
    )
    GROUP BY number, isco08
);

INSERT INTO told
SELECT
    'chapter', 'methodology/uncertainty', 'ilo_scores',
    unnest([
        fig('uncertainty.before.tasks', n::VARCHAR, n, 'interval', 'score_2023; score_2025', ''),
        fig('uncertainty.before.change', shown(moved), moved, 'interval', 'score_2023; score_2025', '')
    ])
FROM (
    SELECT
        (SELECT count(*) FROM tasks WHERE score_2023 IS NULL) AS n,
        (
            SELECT max(four_decimals(ten_thousandths(abs(b.change - a.change))))
            FROM before_instead AS a JOIN before_instead AS b USING (isco08) WHERE a.number = 0 AND b.number > 0
        ) AS moved
);
