-- U.S. jobs by exposure: the jobs of an OEWS occupation may be in any unit group that the crosswalk joins to any of its
-- O*NET-SOC codes. Bounds are what every division of the jobs keeps to.

CREATE TABLE jobs_reach AS
SELECT DISTINCT e.oews_code, e.jobs, us.isco08 FROM us JOIN employment AS e USING (oews_row);

CREATE TABLE jobs_joined AS
SELECT
    r.oews_code, any_value(r.jobs) AS jobs, count(*) AS n, min(is_exposed::INT) AS low, max(is_exposed::INT) AS high,
    sum(is_exposed::INT)::DOUBLE / count(*) AS equal,
    min((band_place = 5)::INT) AS low_4, max((band_place = 5)::INT) AS high_4,
    sum((band_place = 5)::INT)::DOUBLE / count(*) AS equal_4,
    avg(mean_2025) AS m_equal, min(mean_q) AS lowest_q, max(mean_q) AS highest_q
FROM jobs_reach AS r JOIN occupations USING (isco08) GROUP BY r.oews_code;

-- The share of jobs for which something holds, per cent, and its text in whole per cent, halves up.
CREATE MACRO share_of(jobs, holds) AS (100 * sum(jobs * holds::INT))::DOUBLE / sum(jobs)::DOUBLE;
CREATE MACRO whole_percent(x) AS floor(x + 0.5)::BIGINT || '%';

-- Shares of all jobs, per cent.
CREATE TABLE us_jobs_shares AS
SELECT
    all_jobs, sum(jobs) AS placed,
    100 * sum(jobs * low)::DOUBLE / all_jobs AS low, 100 * fsum(jobs * equal) / all_jobs AS equal,
    100 * sum(jobs * high)::DOUBLE / all_jobs AS high,
    100 * sum(jobs * low_4)::DOUBLE / all_jobs AS low_4, 100 * fsum(jobs * equal_4) / all_jobs AS equal_4,
    100 * sum(jobs * high_4)::DOUBLE / all_jobs AS high_4
FROM jobs_joined CROSS JOIN (SELECT sum(jobs) AS all_jobs FROM employment)
GROUP BY all_jobs;
