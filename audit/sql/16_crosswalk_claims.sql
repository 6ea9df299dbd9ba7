-- The chapter on the crosswalk: what is joined, what is left, how many to how many, and what employment would add up to.

-- Every route, with the rows of both crosswalks that it takes; and every pair of a unit group and a U.S. code once.
CREATE TABLE routes AS
SELECT
    lpad(i."isco08", 4, '0') AS isco08, left(i."soc10", 2) || '-' || substr(i."soc10", 3) AS soc_2010,
    x."O*NET-SOC 2010 Code" AS onet_2010, x."O*NET-SOC 2019 Code" AS onet_soc, i.source_row AS ibs_row,
        x.source_row AS onet_row
FROM ibs_crosswalk AS i
JOIN onet_2010_to_2019 AS x ON starts_with(x."O*NET-SOC 2010 Code", left(i."soc10", 2) || '-' || substr(i."soc10", 3))
JOIN units_scored AS o ON o.isco08 = lpad(i."isco08", 4, '0');

-- The U.S. codes with the SOC-2018 occupation that each is or is part of, and the OEWS code whose figure it shows.
CREATE TABLE us_codes AS
SELECT
    "O*NET-SOC Code" AS onet_soc, "Title" AS title, left("O*NET-SOC Code", 7) AS soc_2018,
    NOT ends_with("O*NET-SOC Code", '.00') AS is_detailed,
    coalesce(own.oews_code, pools.oews_code) AS oews_code, own.oews_code IS NULL
        AND pools.oews_code IS NOT NULL AS is_pooled,
    coalesce(own.jobs, pooled.jobs) AS jobs
FROM onet_occupations
LEFT JOIN employment AS own ON own.oews_code = left("O*NET-SOC Code", 7)
LEFT JOIN pools ON pools.soc_2018 = left("O*NET-SOC Code", 7)
LEFT JOIN employment AS pooled ON pooled.oews_code = pools.oews_code;

-- A unit group's codes stand in the order of their first routes.
CREATE TABLE joined AS
SELECT p.isco08, p.first_route, c.*, c.is_detailed AND c.oews_code IS NOT NULL AS is_inherited
FROM (
    SELECT isco08, onet_soc, min(soc_2010 || ' ' || onet_2010 || ' ' || onet_soc) AS first_route FROM routes GROUP BY ALL
) AS p
JOIN us_codes AS c USING (onet_soc);

CREATE MACRO soc10_of(code) AS left(code, 2) || '-' || substr(code, 3);
CREATE MACRO count_of(claim, n, rule, columns) AS fig('crosswalk.' || claim, grouped(n), n, rule, columns, '');

-- Pairs that matching a SOC-2010 code with the beginning of a code of 2019 would give.
CREATE TABLE naive AS
SELECT DISTINCT r.isco08, c.onet_soc FROM (SELECT DISTINCT isco08, soc_2010 FROM routes) AS r
JOIN us_codes AS c ON c.soc_2018 = r.soc_2010;

INSERT INTO told
SELECT
    'chapter', 'methodology/crosswalk', 'ibs_crosswalk',
    unnest([
        count_of('routes', count(*), 'crosswalk', 'soc10; isco08'),
        count_of('groups', count(DISTINCT isco08), 'crosswalk', 'isco08'),
        count_of('pairs', (SELECT count(*) FROM joined), 'crosswalk', 'soc10; isco08'),
        count_of('codes', count(DISTINCT onet_soc), 'crosswalk', 'soc10'),
        count_of('ibs_pairs', (SELECT count(*) FROM ibs_crosswalk), 'crosswalk', 'soc10; isco08'),
        count_of('ibs_used', count(DISTINCT ibs_row), 'crosswalk', 'soc10; isco08'),
        count_of('naive_of', (SELECT count(*) FROM joined), 'crosswalk', 'soc10'),
        count_of('naive_empty',
            (SELECT count(*) FROM everyone WHERE isco08 IN (SELECT isco08 FROM routes) AND isco08 NOT IN (SELECT isco08
                FROM naive)),
            'crosswalk', 'soc10'),
        count_of('naive_common', (SELECT count(*) FROM naive SEMI
            JOIN joined USING (isco08, onet_soc)), 'crosswalk', 'soc10'),
        count_of('naive_new', (SELECT count(*) FROM naive ANTI JOIN joined USING (isco08, onet_soc)), 'crosswalk', 'soc10')
    ])
FROM routes;

INSERT INTO told
SELECT 'chapter', 'methodology/crosswalk', source, f
FROM (
    SELECT 'ilo_scores' AS source, count_of('scored', (SELECT count(*) FROM everyone), 'crosswalk', 'ISCO_08') AS f
    UNION ALL
    SELECT 'onet_occupations', count_of('all_codes', (SELECT count(*) FROM us_codes), 'crosswalk', 'O*NET-SOC Code')
    UNION ALL
    SELECT 'onet_2010_to_2019', count_of('onet_rows', (SELECT count(*) FROM onet_2010_to_2019), 'crosswalk',
        'O*NET-SOC 2010 Code; O*NET-SOC 2019 Code')
    UNION ALL
    SELECT 'onet_2010_to_2019', count_of('onet_used', (SELECT count(DISTINCT onet_row) FROM routes), 'crosswalk',
        'O*NET-SOC 2010 Code; O*NET-SOC 2019 Code')
);

-- Codes of unit groups that the IBS file holds with fewer than four digits.
INSERT INTO told
SELECT
    'chapter', 'methodology/crosswalk', 'ibs_crosswalk',
    unnest([
        count_of('padded', count(DISTINCT "isco08"), 'crosswalk', 'isco08'),
        count_of('padded_rows', count(*), 'crosswalk', 'isco08')
    ])
FROM ibs_crosswalk WHERE length("isco08") < 4;

-- How many codes a unit group is joined to, and how many unit groups a code.
CREATE TABLE group_sizes AS SELECT isco08, count(*) AS n FROM joined GROUP BY isco08;
CREATE TABLE code_sizes AS SELECT onet_soc, count(*) AS n FROM joined GROUP BY onet_soc;

INSERT INTO told
SELECT
    'chapter', 'methodology/crosswalk', 'ibs_crosswalk',
    unnest([
        fig('crosswalk.median', plain((SELECT median(n) FROM group_sizes)), trunc((SELECT median(n) FROM group_sizes)),
            'crosswalk', 'soc10', ''),
        count_of('most', (SELECT max(n) FROM group_sizes), 'crosswalk', 'soc10'),
        count_of('widest', (SELECT max(n) FROM code_sizes), 'crosswalk', 'isco08'),
        count_of('one_code', (SELECT count(*) FROM group_sizes WHERE n = 1), 'crosswalk', 'soc10'),
        count_of('one_group', (SELECT count(*) FROM code_sizes WHERE n = 1), 'crosswalk', 'isco08'),
        count_of('one_to_one',
            (SELECT count(*) FROM joined JOIN group_sizes AS g USING (isco08) JOIN code_sizes AS c USING (onet_soc)
                WHERE g.n = 1 AND c.n = 1),
            'crosswalk', 'soc10; isco08'),
        count_of('several_groups', (SELECT count(*) FROM code_sizes WHERE n > 1), 'crosswalk', 'isco08')
    ]);

-- Employment that is not a code's own.
INSERT INTO told
SELECT 'chapter', 'methodology/crosswalk', 'onet_occupations', unnest([
    count_of('inherited', count(*), 'employment', 'O*NET-SOC Code'),
    count_of('inherited_pages', count(DISTINCT isco08), 'employment', 'O*NET-SOC Code'),
    count_of('inherited_codes', count(DISTINCT onet_soc), 'employment', 'O*NET-SOC Code')
])
FROM joined WHERE is_inherited;

INSERT INTO told
SELECT 'chapter', 'methodology/crosswalk', 'onet_occupations',
    count_of('soc_2018', count(DISTINCT soc_2018), 'employment', 'O*NET-SOC Code')
FROM us_codes;

CREATE TABLE soc_without_row AS
SELECT DISTINCT soc_2018, is_pooled, oews_code, starts_with(soc_2018, '55-') AS is_military
FROM us_codes WHERE oews_code IS NULL OR is_pooled;

INSERT INTO told
SELECT
    'chapter', 'methodology/crosswalk', 'oews',
    unnest([
        count_of('inherited_parents', (SELECT count(DISTINCT oews_code) FROM joined
            WHERE is_inherited), 'employment', 'OCC_CODE'),
        count_of('no_row', count(*), 'employment', 'OCC_CODE'),
        count_of('no_row_military', count(*) FILTER (oews_code IS NULL AND is_military), 'employment', 'OCC_CODE'),
        count_of('no_row_unpublished', count(*) FILTER (oews_code IS NULL AND NOT is_military), 'employment', 'OCC_CODE'),
        count_of('pool_members', count(*) FILTER (is_pooled), 'employment', 'OCC_CODE'),
        count_of('pools', count(DISTINCT oews_code) FILTER (is_pooled), 'employment', 'OCC_CODE')
    ])
FROM soc_without_row;

-- Codes that stand in OEWS as a broad and as a detailed occupation.
CREATE TABLE oews_twice AS
SELECT b."OCC_CODE" AS code, b.source_row AS broad_row, d.source_row AS detailed_row,
    b."TOT_EMP"::BIGINT AS broad_jobs, d."TOT_EMP"::BIGINT AS detailed_jobs
FROM oews AS b JOIN oews AS d ON d."OCC_CODE" = b."OCC_CODE" AND b."O_GROUP" = 'broad' AND d."O_GROUP" = 'detailed';

INSERT INTO told
SELECT
    'chapter', 'methodology/crosswalk', 'oews',
    unnest([
        count_of('twice', count(*), 'employment', 'OCC_CODE; O_GROUP'),
        count_of('twice_same', count(*) FILTER (broad_jobs = detailed_jobs), 'employment', 'TOT_EMP')
    ])
FROM oews_twice;

INSERT INTO told
SELECT
    'chapter', 'methodology/crosswalk', 'oews',
    unnest([
        count_of('pooled', count(*) FILTER (is_pooled), 'employment', 'OCC_CODE'),
        count_of('pooled_pages', count(DISTINCT isco08) FILTER (is_pooled), 'employment', 'OCC_CODE'),
        count_of('without', count(*) FILTER (jobs IS NULL), 'employment', 'OCC_CODE'),
        count_of('without_pages', count(DISTINCT isco08) FILTER (jobs IS NULL), 'employment', 'OCC_CODE'),
        count_of('empty', (SELECT count(*) FROM (SELECT isco08 FROM joined GROUP BY isco08 HAVING count(jobs) = 0)),
            'employment', 'OCC_CODE'),
        count_of('added', sum(jobs), 'employment', 'TOT_EMP'),
        count_of('once', (SELECT sum(jobs) FROM (SELECT DISTINCT oews_code, jobs
            FROM joined)), 'employment', 'TOT_EMP'),
        count_of('repeated',
            (SELECT count(*) FROM (SELECT isco08 FROM joined GROUP BY isco08
                HAVING count(oews_code) > count(DISTINCT oews_code))),
            'employment', 'OCC_CODE')
    ])
FROM joined;

-- U.S. codes that no scored unit group is joined to.
INSERT INTO told
SELECT
    'chapter', 'methodology/crosswalk', 'onet_occupations',
    unnest([
        count_of('lost', count(*), 'crosswalk', 'O*NET-SOC Code'),
        count_of('military', count(*) FILTER (starts_with(onet_soc, '55-')), 'crosswalk', 'O*NET-SOC Code')
    ])
FROM us_codes ANTI JOIN joined USING (onet_soc);
