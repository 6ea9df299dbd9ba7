-- The tables of the page on the United States.

INSERT INTO chapter_rows
SELECT
    'united-states', 'bands', place,
    [band, decimals(100 * sum(jobs * low)::DOUBLE / all_jobs, 1), decimals(100 * fsum(jobs * equal) / all_jobs, 1),
        decimals(100 * sum(jobs * high)::DOUBLE / all_jobs, 1)]
FROM (
    SELECT
        r.oews_code, any_value(r.jobs) AS jobs, b.place, b.band, min((o.band_place = b.place)::INT) AS low,
        max((o.band_place = b.place)::INT) AS high, avg((o.band_place = b.place)::INT) AS equal
    FROM jobs_reach AS r JOIN occupations AS o USING (isco08) CROSS JOIN bands AS b GROUP BY r.oews_code, b.place, b.band
)
CROSS JOIN (SELECT sum(jobs) AS all_jobs FROM employment)
GROUP BY place, band, all_jobs;

INSERT INTO chapter_rows
SELECT
    'united-states', 'wages', part,
    [part::VARCHAR,
        if(to_wage = 'infinity'::DOUBLE, grouped(from_wage) || ' or more',
            grouped(from_wage) || '–' || if(to_wage = 'infinity'::DOUBLE, '', grouped(if(to_wage = 'infinity'::DOUBLE, 0, to_wage)))),
        decimals(low, 1), decimals(equal, 1), decimals(high, 1), decimals(m_low, 3), decimals(m_equal, 3), decimals(m_high, 3)]
FROM part_shares;

INSERT INTO chapter_rows
SELECT
    'united-states', 'kinds', place,
    [kind, count(*)::VARCHAR, grouped(sum(jobs)), decimals(100 * sum(jobs)::DOUBLE / all_jobs, 1)]
FROM (
    SELECT
        e.jobs,
        unnest([6, CASE
            WHEN n IS NULL THEN 1 WHEN n = 1 THEN 2 WHEN low = 1 THEN 3 WHEN high = 0 THEN 4 ELSE 5
        END]) AS place
    FROM employment AS e LEFT JOIN jobs_joined AS j USING (oews_code)
)
JOIN (VALUES
    (1, 'Joined to no scored unit group'), (2, 'Joined to one unit group'), (3, 'To several, all in Gradient 1 to 4'),
    (4, 'To several, none in Gradient 1 to 4'), (5, 'To several, some in Gradient 1 to 4'), (6, 'All')
) AS t (place, kind) USING (place)
CROSS JOIN (SELECT sum(jobs) AS all_jobs FROM employment)
GROUP BY place, kind, all_jobs;

INSERT INTO chapter_rows
SELECT 'united-states', 'open', place,
    [o.oews_code, single_blanks(w."OCC_TITLE"), grouped(o.jobs), o.n::VARCHAR, round(o.equal * o.n)::BIGINT::VARCHAR]
FROM jobs_open AS o JOIN oews AS w ON w."OCC_CODE" = o.oews_code AND w."O_GROUP" = 'detailed' WHERE place <= 10;
