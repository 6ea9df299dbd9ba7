-- The page on the United States: jobs by exposure, by the wage of their occupation, and what the crosswalk leaves open.

INSERT INTO told
SELECT
    'chapter', 'united-states', 'oews',
    unnest([
        fig('united_states.jobs', grouped(all_jobs), all_jobs, 'people', 'TOT_EMP', ''),
        fig('united_states.occupations', (SELECT count(*)::VARCHAR FROM employment), (SELECT count(*) FROM employment), 'people',
            'OCC_CODE', ''),
        in_tenths('united_states.lower', low), in_tenths('united_states.equal', equal),
        in_tenths('united_states.upper', high), in_tenths('united_states.width', high - low)
    ])
FROM us_jobs_shares;

-- Ten equal parts of all jobs by the median wage: a year has 2,080 hours, "#" is above all; in tenths of jobs all ends are whole.
CREATE TABLE us_wages AS
SELECT
    "OCC_CODE" AS oews_code, "TOT_EMP"::BIGINT AS jobs,
    CASE
        WHEN "A_MEDIAN" = '#' THEN 'infinity'::DOUBLE
        ELSE coalesce(try_cast("A_MEDIAN" AS DOUBLE), 2080 * try_cast("H_MEDIAN" AS DOUBLE))
    END AS wage
FROM oews WHERE "O_GROUP" = 'detailed';

SELECT CASE WHEN count(*) > 0 THEN error('oews: no median wage: ' || string_agg(oews_code, ', ')) END
FROM us_wages WHERE wage IS NULL;

CREATE TABLE wage_parts AS
SELECT oews_code, wage, part, least(upto, part * total) - greatest(upto - 10 * jobs, (part - 1) * total) AS tenths
FROM (
    SELECT *, 10 * sum(jobs) OVER (ORDER BY wage, oews_code ROWS UNBOUNDED PRECEDING) AS upto, sum(jobs) OVER () AS total
    FROM us_wages
)
CROSS JOIN (SELECT unnest(range(1, 11)) AS part)
WHERE least(upto, part * total) > greatest(upto - 10 * jobs, (part - 1) * total);

CREATE TABLE part_shares AS
SELECT
    part, min(wage) AS from_wage, max(wage) AS to_wage,
    100 * sum(tenths * coalesce(low, 0))::DOUBLE / sum(tenths) AS low,
    100 * fsum(tenths * coalesce(equal, 0)) / sum(tenths) AS equal,
    100 * sum(tenths * coalesce(high, 0))::DOUBLE / sum(tenths) AS high,
    fsum(tenths * four_decimals(lowest_q)) / sum(tenths) FILTER (low IS NOT NULL) AS m_low,
    fsum(tenths * m_equal) / sum(tenths) FILTER (low IS NOT NULL) AS m_equal,
    fsum(tenths * four_decimals(highest_q)) / sum(tenths) FILTER (low IS NOT NULL) AS m_high
FROM wage_parts LEFT JOIN jobs_joined USING (oews_code) GROUP BY part;

CREATE MACRO by_wage(claim, x) AS
    statistic('united_states.' || claim, decimals(x, 1), x, 'people', jobs_columns() || '; A_MEDIAN; H_MEDIAN');

INSERT INTO told
SELECT
    'chapter', 'united-states', 'oews',
    unnest([by_wage(name || '.lower', low), by_wage(name || '.equal', equal), by_wage(name || '.upper', high)])
FROM (
    SELECT unnest(['lowest', 'highest']) AS name, unnest([1, 10]) AS part
    UNION ALL SELECT 'most', (SELECT arg_max(part, equal) FROM part_shares)
)
JOIN part_shares USING (part);

INSERT INTO told
SELECT 'chapter', 'united-states', 'oews',
    fig('united_states.top', arg_max(part, equal)::VARCHAR, arg_max(part, equal), 'people',
        jobs_columns() || '; A_MEDIAN; H_MEDIAN', '')
FROM part_shares;

-- What the crosswalk leaves open: occupations joined to exposed unit groups and to others.
CREATE TABLE jobs_open AS
SELECT *, row_number() OVER (ORDER BY jobs DESC, oews_code) AS place FROM jobs_joined WHERE low < high;

INSERT INTO told
SELECT
    'chapter', 'united-states', 'oews',
    unnest([
        fig('united_states.open_jobs', grouped(sum(jobs)), sum(jobs), 'people', jobs_columns(), ''),
        fig('united_states.open_occupations', count(*)::VARCHAR, count(*), 'people', 'OCC_CODE', ''),
        in_tenths('united_states.ten_share', 100 * (sum(jobs) FILTER (place <= 10))::DOUBLE / sum(jobs))
    ])
FROM jobs_open;
