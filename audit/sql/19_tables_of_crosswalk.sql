-- The tables of the chapter on the crosswalk.

INSERT INTO chapter_rows
SELECT 'crosswalk', 'steps', place, [step, grouped(n)]
FROM (
    SELECT
        unnest([1, 2, 3, 4, 5, 6]) AS place,
        unnest(['IBS pairs of SOC-2010 and ISCO-08', 'SOC-2010 codes', 'O*NET-SOC 2010 codes', 'Rows of O*NET’s crosswalk',
            'Routes',
            'Pairs of unit group and O*NET-SOC 2019 code']) AS step,
        unnest([count(DISTINCT ibs_row), count(DISTINCT soc_2010), count(DISTINCT onet_2010), count(DISTINCT onet_row),
            count(*),
            (SELECT count(*) FROM joined)]) AS n
    FROM routes
);

-- What no route uses, and why.
CREATE TABLE ibs_left AS
SELECT i.source_row, soc10_of(i."soc10") AS soc_2010, lpad(i."isco08", 4, '0') AS isco08, i."isco08" AS spelt, t.title
FROM ibs_crosswalk AS i JOIN isco_titles AS t ON t.level = 4 AND t.code = lpad(i."isco08", 4, '0')
WHERE i.source_row NOT IN (SELECT ibs_row FROM routes);

CREATE TABLE onet_left AS
SELECT
    x.source_row, left(x."O*NET-SOC 2010 Code", 7) AS soc_2010, x."O*NET-SOC 2019 Code" AS onet_soc, c.title,
    if(EXISTS (FROM ibs_crosswalk AS i WHERE starts_with(x."O*NET-SOC 2010 Code", soc10_of(i."soc10"))),
        'joined only to unit groups not scored', 'SOC-2010 code not in the IBS crosswalk') AS why
FROM onet_2010_to_2019 AS x JOIN us_codes AS c ON c.onet_soc = x."O*NET-SOC 2019 Code"
WHERE x.source_row NOT IN (SELECT onet_row FROM routes);

CREATE TABLE not_in_onet_crosswalk AS
SELECT onet_soc FROM us_codes WHERE onet_soc NOT IN (SELECT "O*NET-SOC 2019 Code" FROM onet_2010_to_2019);

INSERT INTO chapter_rows
SELECT 'crosswalk', 'unused', 1, ['IBS crosswalk', 'unit group not scored', count(*)::VARCHAR] FROM ibs_left
UNION ALL
SELECT 'crosswalk', 'unused', 1 + row_number() OVER (ORDER BY min(source_row)), ['O*NET’s crosswalk', why, count(*)::VARCHAR]
FROM onet_left GROUP BY why
UNION ALL
SELECT 'crosswalk', 'unused', 100, ['O*NET’s occupations', 'code not in the O*NET crosswalk', count(*)::VARCHAR]
FROM not_in_onet_crosswalk;

INSERT INTO chapter_rows
SELECT 'crosswalk', 'ibs_left', source_row, [source_row::VARCHAR, soc_2010, isco08, title] FROM ibs_left
UNION ALL
SELECT 'crosswalk', 'onet_left', source_row, [source_row::VARCHAR, soc_2010, onet_soc, title, why] FROM onet_left
UNION ALL
SELECT 'crosswalk', 'padded', spelt::INTEGER, [spelt, isco08, title, count(*)::VARCHAR]
FROM ibs_left WHERE length(spelt) < 4 GROUP BY spelt, isco08, title;

INSERT INTO chapter_rows
SELECT 'crosswalk', 'naive', row_number() OVER (ORDER BY isco08), [isco08, title, string_agg(soc_2010,
    ', ' ORDER BY soc_2010)]
FROM (SELECT DISTINCT isco08, soc_2010 FROM routes) JOIN everyone USING (isco08)
WHERE isco08 NOT IN (SELECT isco08 FROM naive) GROUP BY isco08, title;

-- Coverage.
INSERT INTO chapter_rows
SELECT
    'crosswalk', 'coverage', e.major_code::INTEGER,
    [e.major_code || ' ' || m.title, count(DISTINCT e.isco08)::VARCHAR, count(DISTINCT j.isco08)::VARCHAR,
        count(DISTINCT j.onet_soc)::VARCHAR, grouped(count(j.onet_soc))]
FROM everyone AS e LEFT JOIN joined AS j USING (isco08)
JOIN isco_titles AS m ON m.level = 1 AND m.code = e.major_code
GROUP BY e.major_code, m.title;

INSERT INTO chapter_rows
SELECT 'crosswalk', 'codes', place, [name, grouped(count(*)), grouped(count(*) FILTER (is_joined))]
FROM (
    SELECT
        onet_soc IN (SELECT onet_soc FROM joined) AS is_joined,
        unnest([if(is_detailed, 2, 1), 3]) AS place,
        unnest([if(is_detailed, 'Detailed code (.01, .02 …)', 'Code of the SOC occupation itself (.00)'), 'All']) AS name
    FROM us_codes
)
GROUP BY place, name;

-- How many to how many.
INSERT INTO chapter_rows
SELECT 'crosswalk', 'spread', place,
    [name, (SELECT count(*) FROM group_sizes WHERE n BETWEEN least AND most)::VARCHAR,
        (SELECT count(*) FROM code_sizes WHERE n BETWEEN least AND most)::VARCHAR]
FROM (VALUES
    (1, '1', 1, 1), (2, '2', 2, 2), (3, '3–4', 3, 4), (4, '5–9', 5, 9), (5, '10–19', 10, 19), (6, '20 or more', 20, 100000)
) AS t (place, name, least, most);

INSERT INTO chapter_words
SELECT 'crosswalk', 'most_group', arg_max(isco08 || ' ' || title, n) FROM (FROM group_sizes
    JOIN everyone USING (isco08) ORDER BY isco08)
UNION ALL
SELECT 'crosswalk', 'widest_code', arg_max(onet_soc || ' ' || title, n) FROM (FROM code_sizes
    JOIN us_codes USING (onet_soc) ORDER BY onet_soc);

INSERT INTO chapter_rows
SELECT 'crosswalk', 'wide_groups', row_number() OVER (ORDER BY n DESC, isco08), [isco08, title, n::VARCHAR]
FROM group_sizes JOIN everyone USING (isco08) WHERE n >= 15
UNION ALL
SELECT 'crosswalk', 'wide_codes', row_number() OVER (ORDER BY n DESC, onet_soc), [onet_soc, title, n::VARCHAR]
FROM code_sizes JOIN us_codes USING (onet_soc) WHERE n >= 8
UNION ALL
SELECT 'crosswalk', 'one_to_one', row_number() OVER (ORDER BY isco08), [isco08, e.title, onet_soc, j.title]
FROM joined AS j JOIN group_sizes AS g USING (isco08) JOIN code_sizes AS c USING (onet_soc) JOIN everyone AS e USING (isco08)
WHERE g.n = 1 AND c.n = 1;

-- Employment that is not a code's own.
INSERT INTO chapter_rows
SELECT 'crosswalk', 'kinds', place, [name, grouped(count(*)), count(DISTINCT onet_soc)::VARCHAR,
    count(DISTINCT isco08)::VARCHAR]
FROM (
    SELECT
        isco08, onet_soc, unnest([1, 2, 3, 4, 5, 6]) AS place,
        unnest(['Of the occupation itself', 'Inherited', 'Pooled', 'Counted in both rows above', 'None published',
            'All']) AS name,
        unnest([jobs IS NOT NULL AND NOT is_inherited AND NOT is_pooled, is_inherited, is_pooled, is_inherited
            AND is_pooled,
            jobs IS NULL, true]) AS is_so
    FROM joined
)
WHERE is_so GROUP BY place, name;

-- The first U.S. occupation of a SOC-2018 code, by its own code.
CREATE TABLE parents AS SELECT soc_2018, arg_min(title, onet_soc) AS title FROM us_codes GROUP BY soc_2018;

INSERT INTO chapter_rows
SELECT 'crosswalk', 'inherited', row_number() OVER (ORDER BY count(*) DESC, count(DISTINCT onet_soc) DESC, j.oews_code),
    [j.oews_code, coalesce(p.title, '(pool)'), count(DISTINCT onet_soc)::VARCHAR, count(DISTINCT isco08)::VARCHAR,
        count(*)::VARCHAR]
FROM joined AS j LEFT JOIN parents AS p ON p.soc_2018 = j.oews_code
WHERE is_inherited GROUP BY j.oews_code, p.title;

INSERT INTO chapter_words
SELECT 'crosswalk', 'unpublished', string_agg(soc_2018 || ' ' || title, '; ' ORDER BY soc_2018)
FROM soc_without_row JOIN parents USING (soc_2018) WHERE oews_code IS NULL AND NOT is_military;

INSERT INTO chapter_rows
SELECT
    'crosswalk', 'pools', row_number() OVER (ORDER BY w.oews_code),
    [w.oews_code, string_agg(soc_2018 || ' ' || title, '; ' ORDER BY soc_2018), grouped(any_value(e.jobs)),
        (SELECT count(*) FROM joined AS j WHERE j.oews_code = w.oews_code AND j.is_pooled)::VARCHAR,
        (SELECT count(DISTINCT isco08) FROM joined AS j WHERE j.oews_code = w.oews_code AND j.is_pooled)::VARCHAR]
FROM soc_without_row AS w JOIN parents USING (soc_2018) JOIN employment AS e ON e.oews_code = w.oews_code
WHERE is_pooled GROUP BY w.oews_code;

INSERT INTO chapter_rows
SELECT 'crosswalk', 'pooled', row_number() OVER (ORDER BY isco08), [isco08, e.title, string_agg(j.title,
    '; ' ORDER BY first_route)]
FROM joined AS j JOIN everyone AS e USING (isco08) WHERE j.is_pooled GROUP BY isco08, e.title
UNION ALL
SELECT 'crosswalk', 'twice', broad_row,
    [code, broad_row::VARCHAR, detailed_row::VARCHAR, grouped(broad_jobs), grouped(detailed_jobs)]
FROM oews_twice;

-- U.S. codes that nothing reaches: the SOC-2010 code that they come from, and the unit groups, not scored, that it is joined
-- to.
CREATE TABLE lost AS
SELECT
    c.onet_soc, c.title, starts_with(c.onet_soc, '55-') AS is_military,
    coalesce(o.soc_2010, 'none') AS soc_2010, coalesce(o.why, 'code not in the O*NET crosswalk') AS why,
    coalesce((
        SELECT string_agg(i.isco08 || ' ' || i.title, ', ' ORDER BY i.source_row) FROM ibs_left AS i
        WHERE i.soc_2010 = o.soc_2010
    ), 'none') AS groups
FROM us_codes AS c
LEFT JOIN (
    SELECT onet_soc, string_agg(DISTINCT soc_2010, ', ' ORDER BY soc_2010) AS soc_2010, string_agg(DISTINCT why,
        ', ' ORDER BY why) AS why
    FROM onet_left GROUP BY onet_soc
) AS o USING (onet_soc)
WHERE c.onet_soc NOT IN (SELECT onet_soc FROM joined);

INSERT INTO chapter_rows
SELECT 'crosswalk', 'reasons', row_number() OVER (ORDER BY count(*) DESC, min(onet_soc)), [why, count(*)::VARCHAR] FROM lost
GROUP BY why
UNION ALL
SELECT 'crosswalk', if(is_military, 'lost_military', 'lost_others'), row_number() OVER (ORDER BY onet_soc),
    [onet_soc, title, soc_2010, why, groups]
FROM lost;

-- Pages without employment.
INSERT INTO chapter_rows
SELECT 'crosswalk', 'empty', row_number() OVER (ORDER BY isco08), [isco08, e.title, string_agg(j.title,
    ', ' ORDER BY first_route)]
FROM joined AS j JOIN everyone AS e USING (isco08) GROUP BY isco08, e.title HAVING count(jobs) = 0
UNION ALL
SELECT 'crosswalk', 'without', row_number() OVER (ORDER BY isco08, first_route), [isco08, e.title, onet_soc, j.title]
FROM joined AS j JOIN everyone AS e USING (isco08) WHERE jobs IS NULL;
