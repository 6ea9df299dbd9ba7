-- The chapter on people: employment by exposure of U.S. jobs, at four digits by an equal division, and made coarser.

-- Four digits: jobs divided equally among unit groups; and first among O*NET-SOC codes, then among each one's unit groups.
CREATE TABLE jobs_four AS
SELECT isco08, fsum(r.jobs::DOUBLE / n) AS jobs, any_value(w.weight) AS weight
FROM jobs_reach AS r
JOIN jobs_joined USING (oews_code)
JOIN (
    SELECT isco08, fsum(jobs::DOUBLE / (n_codes * n_groups)) AS weight
    FROM (
        SELECT isco08, oews_code, jobs, n_codes, count(*) OVER (PARTITION BY onet_soc) AS n_groups
        FROM joined
        JOIN (SELECT oews_code, count(DISTINCT onet_soc) AS n_codes FROM joined GROUP BY oews_code) USING (oews_code)
    )
    GROUP BY isco08
) AS w USING (isco08)
GROUP BY isco08;

-- The table at each number of digits; a code may stand for every scored unit group below it, with jobs or without.
CREATE TABLE coarse_codes AS
SELECT
    digits, c.code, any_value(c.jobs) AS jobs,
    min(is_exposed::INT) AS low, max(is_exposed::INT) AS high, avg(is_exposed::INT) AS equal,
    fsum(is_exposed::INT * coalesce(f.weight, 0)) / fsum(coalesce(f.weight, 0)) AS informed,
    min(mean_2025) AS m_low, max(mean_2025) AS m_high, avg(mean_2025) AS m_equal,
    fsum(mean_2025 * coalesce(f.weight, 0)) / fsum(coalesce(f.weight, 0)) AS m_informed
FROM (
    SELECT digits, left(isco08, digits) AS code, fsum(jobs) AS jobs
    FROM jobs_four CROSS JOIN (SELECT unnest([1, 2, 3, 4]) AS digits) GROUP BY ALL
) AS c
JOIN occupations AS o ON left(o.isco08, digits) = c.code
LEFT JOIN jobs_four AS f USING (isco08)
GROUP BY digits, c.code;

CREATE TABLE by_digits AS
SELECT
    digits, count(*) AS n_codes,
    100 * fsum(jobs * low) / fsum(jobs) AS low, 100 * fsum(jobs * high) / fsum(jobs) AS high,
    100 * fsum(jobs * equal) / fsum(jobs) AS equal, 100 * fsum(jobs * informed) / fsum(jobs) AS informed,
    100 * fsum(jobs * (high - low)) / fsum(jobs) AS open_share,
    fsum(jobs * m_low) / fsum(jobs) AS m_low, fsum(jobs * m_high) / fsum(jobs) AS m_high,
    fsum(jobs * m_equal) / fsum(jobs) AS m_equal, fsum(jobs * m_informed) / fsum(jobs) AS m_informed
FROM coarse_codes GROUP BY digits;

CREATE TABLE coarse_majors AS
SELECT digits, left(code, 1) AS major_code, 100 * fsum(jobs * equal) / fsum(jobs) AS equal
FROM coarse_codes WHERE digits > 1 GROUP BY ALL;

-- The major group whose figure three digits and the equal split miss by most.
CREATE TABLE widest_miss AS
SELECT major_code, four.equal AS four, three.equal AS three
FROM coarse_majors AS four JOIN coarse_majors AS three USING (major_code) WHERE four.digits = 4 AND three.digits = 3
ORDER BY abs(three.equal - four.equal) DESC, major_code LIMIT 1;

CREATE MACRO jobs_columns() AS 'OCC_CODE; TOT_EMP';
CREATE MACRO in_tenths(claim, x) AS statistic(claim, decimals(x, 1), x, 'people', jobs_columns());

INSERT INTO told
SELECT
    'chapter', 'methodology/people', 'oews',
    unnest([
        fig('people.jobs', grouped(all_jobs), all_jobs, 'people', 'TOT_EMP', ''),
        fig('people.occupations', grouped(n_all), n_all, 'people', 'OCC_CODE', ''),
        fig('people.joined', grouped(count(*)), count(*), 'people', 'OCC_CODE', ''),
        fig('people.single', grouped(count(*) FILTER (n = 1)), count(*) FILTER (n = 1), 'people', 'OCC_CODE', ''),
        fig('people.placed', grouped(sum(jobs)), sum(jobs), 'people', jobs_columns(), ''),
        fig('people.unscored', grouped(all_jobs - sum(jobs)), all_jobs - sum(jobs), 'people', jobs_columns(), ''),
        fig('people.unit_groups', (SELECT count(*)::VARCHAR FROM jobs_four), (SELECT count(*) FROM jobs_four), 'people', 'OCC_CODE',
            ''),
        in_tenths('people.moved', (SELECT 100 * fsum(abs(weight - jobs)) / 2 / fsum(jobs) FROM jobs_four)),
        in_tenths('people.all.lower', 100 * sum(jobs * low)::DOUBLE / all_jobs),
        in_tenths('people.all.upper', 100 * sum(jobs * high)::DOUBLE / all_jobs),
        in_tenths('people.all.equal', 100 * fsum(jobs * equal) / all_jobs),
        in_tenths('people.of_placed.lower', 100 * sum(jobs * low)::DOUBLE / sum(jobs)),
        in_tenths('people.of_placed.upper', 100 * sum(jobs * high)::DOUBLE / sum(jobs))
    ])
FROM jobs_joined CROSS JOIN (SELECT sum(jobs) AS all_jobs, count(*) AS n_all FROM employment)
GROUP BY all_jobs, n_all;

INSERT INTO told
SELECT
    'chapter', 'methodology/people', 'oews',
    unnest([
        in_tenths('people.digits_' || digits || '.lower', low), in_tenths('people.digits_' || digits || '.upper', high),
        in_tenths('people.digits_' || digits || '.equal', equal), in_tenths('people.digits_' || digits || '.informed', informed),
        in_tenths('people.digits_' || digits || '.open', open_share)
    ])
FROM by_digits WHERE digits < 4;

INSERT INTO told
SELECT
    'chapter', 'methodology/people', 'oews',
    unnest([
        in_tenths('people.exposed', four.equal), in_tenths('people.total_error', abs(three.equal - four.equal)),
        in_tenths('people.widest_four', w.four), in_tenths('people.widest_three', w.three)
    ])
FROM by_digits AS four JOIN by_digits AS three ON four.digits = 4 AND three.digits = 3 CROSS JOIN widest_miss AS w;
