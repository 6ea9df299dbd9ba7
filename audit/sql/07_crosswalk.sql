-- U.S. occupations: ISCO-08 to SOC-2010 (IBS), SOC-2010 to O*NET-SOC 2010 to O*NET-SOC 2019, and employment in May 2024.

-- IBS holds both codes as numbers: SOC-2010 lacks its hyphen, the armed forces lack their leading zero.
CREATE TABLE pairs AS
SELECT
    lpad(i."isco08", 4, '0') AS isco08,
    x."O*NET-SOC 2019 Code" AS onet_soc,
    i.source_row AS ibs_row
FROM ibs_crosswalk AS i
JOIN onet_2010_to_2019 AS x
    ON starts_with(x."O*NET-SOC 2010 Code", left(i."soc10", 2) || '-' || substr(i."soc10", 3))
JOIN units_scored AS o ON o.isco08 = lpad(i."isco08", 4, '0');

-- OEWS's detailed rows: seven codes occur twice, as detailed and as broad.
CREATE TABLE employment AS
SELECT "OCC_CODE" AS oews_code, "TOT_EMP"::BIGINT AS jobs, source_row AS oews_row
FROM oews WHERE "O_GROUP" = 'detailed';

SELECT CASE WHEN count(*) > 0 THEN error('oews: detailed more than once: ' || string_agg(oews_code, ', ')) END
FROM (SELECT oews_code FROM employment GROUP BY oews_code HAVING count(*) > 1);

SELECT CASE WHEN count(*) > 0 THEN error(
    'onet_occupations: no such O*NET-SOC 2019 code: ' || string_agg(DISTINCT onet_soc, ', ')) END
FROM pairs WHERE onet_soc NOT IN (SELECT "O*NET-SOC Code" FROM onet_occupations);

-- A pool stands only for an occupation that has no row of its own, and no pool is declared that OEWS does not hold.
SELECT CASE WHEN count(*) > 0 THEN error('oews: pools of 02_declared.sql do not fit: ' || string_agg(soc_2018, ', ')) END
FROM pools
WHERE soc_2018 IN (SELECT oews_code FROM employment) OR oews_code NOT IN (SELECT oews_code FROM employment);

-- Each pair once, however many routes lead to it. A detailed O*NET code takes the figure of its SOC-2018 occupation, which
-- is its first seven characters; that one's own row of OEWS comes before a pool's.
CREATE TABLE us AS
SELECT
    p.isco08, p.onet_soc,
    count(*) OVER (PARTITION BY p.onet_soc) AS n_unit_groups,
    coalesce(own.jobs, pooled.jobs) AS jobs,
    coalesce(own.oews_row, pooled.oews_row) AS oews_row
FROM (SELECT DISTINCT isco08, onet_soc FROM pairs) AS p
LEFT JOIN employment AS own ON own.oews_code = left(p.onet_soc, 7)
LEFT JOIN pools ON pools.soc_2018 = left(p.onet_soc, 7)
LEFT JOIN employment AS pooled ON pooled.oews_code = pools.oews_code;
