-- The chapter on all choices together: every occupation's rank under every combination, and what part of its variation each choice makes.

CREATE MACRO of_the_grid() AS all_of_2025() || '; source';

-- The scores of an occupation's tasks by the choice of scores (0 combined, 1 the models' mean, 2 GPT-4o, 3 Gemini) and of rows
-- (0 with a statement, 1 all), in their order.
CREATE TABLE grid_scores AS
SELECT
    scores, rows, isco08, x, units(x) AS u,
    row_number() OVER (PARTITION BY scores, rows, isco08 ORDER BY x) AS place,
    count(*) OVER (PARTITION BY scores, rows, isco08) AS n
FROM (
    SELECT r.rows, s.isco08, k.scores,
        CASE k.scores
            WHEN 0 THEN s.score_2025
            WHEN 1 THEN if(s.is_reconciled, coalesce((s.gpt4o + s.gemini) / 2::DOUBLE, s.gpt4o, s.gemini), s.score_2025)
            WHEN 2 THEN s.gpt4o ELSE s.gemini
        END AS x
    FROM scored_rows AS s
    CROSS JOIN (VALUES (0), (1)) AS r (rows)
    CROSS JOIN (VALUES (0), (1), (2), (3)) AS k (scores)
    WHERE s.has_statement OR r.rows = 1
)
WHERE x IS NOT NULL;

-- Tasks: 0 all, 1 without the highest score, 2 without the lowest; a score that is alone stays.
CREATE TABLE grid_values AS
SELECT scores, rows, tasks, isco08, unnest([0, 1]) AS centre, unnest([mean, median]) AS value
FROM (
    SELECT
        scores, rows, tasks, isco08, mean_of(sum(u), count(*)) AS mean,
        (min(x) FILTER (2 * place >= m) + max(x) FILTER (2 * place <= m + 2)) / 2::DOUBLE AS median
    FROM (
        SELECT
            scores, rows, isco08, x, u, t.tasks,
            row_number() OVER kept AS place, count(*) OVER (PARTITION BY scores, rows, isco08, t.tasks) AS m
        FROM grid_scores CROSS JOIN (VALUES (0), (1), (2)) AS t (tasks)
        WHERE n = 1 OR t.tasks = 0 OR (t.tasks = 1 AND place < n) OR (t.tasks = 2 AND place > 1)
        WINDOW kept AS (PARTITION BY scores, rows, isco08, t.tasks ORDER BY place)
    )
    GROUP BY scores, rows, tasks, isco08
);

-- Decimals: 0 four, 1 two. Ties: 0 the best of the places, 1 their mean. A combination's number has a digit for every choice.
CREATE TABLE grid_ranks AS
SELECT
    isco08, scores, centre, tasks, rows, decimals, ties,
    scores + 10 * centre + 100 * tasks + 1000 * rows + 10000 * decimals + 100000 * ties AS combination,
    rank() OVER own + if(ties = 1, (count(*) OVER equals - 1)::DOUBLE / 2, 0) AS rank
FROM (
    SELECT v.*, d.decimals, t.ties,
        if(d.decimals = 0, ten_thousandths(value), (hundred_thousandths(value) + 500) // 1000) AS q
    FROM grid_values AS v CROSS JOIN (VALUES (0), (1)) AS d (decimals) CROSS JOIN (VALUES (0), (1)) AS t (ties)
)
WINDOW
    own AS (PARTITION BY scores, centre, tasks, rows, decimals, ties ORDER BY q DESC),
    equals AS (PARTITION BY scores, centre, tasks, rows, decimals, ties, q);

CREATE TABLE grid_ranges AS
SELECT
    isco08, max(rank) FILTER (combination = 0) AS published,
    min(rank) AS low, max(rank) AS high, max(rank) - min(rank) AS width,
    quantile_cont(rank, 0.05) AS inner_low, median(rank) AS middle, quantile_cont(rank, 0.95) AS inner_high,
    -- One choice replaced at a time: a number with at most one digit that is not nought.
    max(rank) FILTER (n_replaced <= 1) - min(rank) FILTER (n_replaced <= 1) AS single
FROM (
    SELECT *, (scores > 0)::INT + (centre > 0)::INT + (tasks > 0)::INT + (rows > 0)::INT + decimals + ties AS n_replaced
    FROM grid_ranks
)
GROUP BY isco08;

-- Pairs of occupations, the first ranked above the second under every combination. Where their ranges lie apart they are; the others
-- that the published ranks have in this order are looked at one combination after the other.
CREATE TABLE grid_lists AS
SELECT isco08, list(rank ORDER BY combination) AS ranks FROM grid_ranks GROUP BY isco08;

CREATE TABLE grid_pairs AS
SELECT count(*) FILTER (
    a.high < b.low OR list_bool_and(list_transform(list_zip(c.ranks, d.ranks), lambda one: one[1] < one[2]))) AS n
FROM grid_ranges AS a
JOIN grid_ranges AS b ON a.published < b.published
JOIN grid_lists AS c ON c.isco08 = a.isco08
JOIN grid_lists AS d ON d.isco08 = b.isco08;

CREATE MACRO choices_figure(claim, text, n) AS fig('choices.' || claim, text, n, 'choices', of_the_grid(), '');
CREATE MACRO choices_statistic(claim, places, x) AS
    statistic('choices.' || claim, decimals(x, places), x, 'choices', of_the_grid());

INSERT INTO told
SELECT
    'chapter', 'methodology/choices', 'ilo_scores',
    unnest([
        choices_figure('occupations', count(*)::VARCHAR, count(*)),
        choices_figure('choices', '6', 6),
        choices_figure('combinations', any_value(n_all)::VARCHAR, any_value(n_all)),
        choices_figure('width', general(median(width)), median(width)),
        choices_figure('width_most', general(max(width)), max(width)),
        choices_figure('single', general(median(single)), median(single)),
        statistic('choices.inner', decimals(median(inner_high - inner_low), 1), median(inner_high - inner_low), 'choices',
            of_the_grid()),
        choices_figure('wider', (count(*) FILTER (width > single))::VARCHAR, count(*) FILTER (width > single)),
        choices_figure('within_ten', (count(*) FILTER (width <= 10))::VARCHAR, count(*) FILTER (width <= 10)),
        choices_figure('pairs', grouped(count(*) * (count(*) - 1) // 2), count(*) * (count(*) - 1) // 2),
        choices_figure('always', grouped(any_value(always)), any_value(always)),
        statistic('choices.always_share', decimals(100 * any_value(always)::DOUBLE / (count(*) * (count(*) - 1) // 2), 1),
            any_value(always)::DOUBLE / (count(*) * (count(*) - 1) // 2), 'choices', of_the_grid())
    ])
FROM grid_ranges
CROSS JOIN (SELECT count(DISTINCT combination) AS n_all FROM grid_ranks)
CROSS JOIN (SELECT n AS always FROM grid_pairs);

-- Each rank once for every choice: its level, and the combination of all others.
CREATE TABLE grid_levels AS
SELECT isco08, rank, factor, level, combination - level * unit AS others
FROM (
    SELECT isco08, rank, combination, unnest(['scores', 'centre', 'tasks', 'rows', 'decimals', 'ties']) AS factor,
        unnest([scores, centre, tasks, rows, decimals, ties]) AS level, unnest([1, 10, 100, 1000, 10000, 100000]) AS unit
    FROM grid_ranks
);

CREATE TABLE grid_shares AS
SELECT factor, main / overall AS main, total / overall AS total
FROM (
    SELECT factor, fsum(v) AS main
    FROM (
        SELECT factor, isco08, var_pop(mean) AS v
        FROM (SELECT factor, isco08, level, avg(rank) AS mean FROM grid_levels GROUP BY ALL) GROUP BY factor, isco08
    )
    GROUP BY factor
)
JOIN (
    SELECT factor, fsum(v) AS total
    FROM (
        SELECT factor, isco08, avg(v) AS v
        FROM (SELECT factor, isco08, others, var_pop(rank) AS v FROM grid_levels GROUP BY ALL) GROUP BY factor, isco08
    )
    GROUP BY factor
) USING (factor)
CROSS JOIN (SELECT fsum(v) AS overall FROM (SELECT var_pop(rank) AS v FROM grid_ranks GROUP BY isco08));

INSERT INTO told
SELECT
    'chapter', 'methodology/choices', 'ilo_scores',
    unnest([
        statistic('choices.main.' || factor, decimals(100 * main, 1), main, 'choices', of_the_grid()),
        statistic('choices.total.' || factor, decimals(100 * total, 1), total, 'choices', of_the_grid())
    ])
FROM grid_shares
UNION ALL
SELECT 'chapter', 'methodology/choices', 'ilo_scores',
    statistic('choices.together', decimals(100 * (1 - fsum(main)), 1), 1 - fsum(main), 'choices', of_the_grid())
FROM grid_shares;
