-- The pages of countries: employment under each code, the unit groups that it may stand for, and what a share is at least, at most and
-- with an equal split. Nothing is taken from the tables of the site: the publishers' files are read here.

CREATE TABLE country_pages AS
SELECT *, 'employment_' || country AS source, 'countries/' || slug(name) AS page
FROM (VALUES
    ('gbr', 'United Kingdom', 'the United Kingdom', 2018, 'high', 3, 'isco_code; 2018'),
    ('fra', 'France', 'France', 2018, 'high', 3, 'isco_code; 2018'),
    ('ita', 'Italy', 'Italy', 2018, 'high', 3, 'isco_code; 2018'),
    ('pak', 'Pakistan', 'Pakistan', 2025, 'lower-middle', 2, 'OC2; OBS_VALUE')
) AS t (country, name, in_sentences, year, income_group, digits, columns);

-- Every cell of the files, in persons; thousands have at most three decimals, so persons are whole numbers.
CREATE TABLE employed AS
SELECT country, year, code, round(thousands * 1000)::HUGEINT AS persons, source_row
FROM (
    SELECT 'gbr' AS country, year, isco08 AS code, employment AS thousands, source_row FROM eu_lfs('employment_gbr')
    UNION ALL SELECT 'fra', year, isco08, employment, source_row FROM eu_lfs('employment_fra')
    UNION ALL SELECT 'ita', year, isco08, employment, source_row FROM eu_lfs('employment_ita')
    UNION ALL
    SELECT 'pak', "TIME_PERIOD"::BIGINT, replace("OC2", 'OC2_ISCO08_', ''), "OBS_VALUE"::DOUBLE, source_row::BIGINT FROM employment_pak
);

-- What a code may stand for: the scored unit groups whose codes begin with it; and whether some of ISCO-08's are not scored.
CREATE TABLE stands_for AS
SELECT
    c.code, count(u.isco08) AS n,
    count(u.isco08) < (
        SELECT count(*) FROM isco_structure AS s
        WHERE s."Level"::INTEGER = 4 AND starts_with(trim(s."ISCO 08 Code"), c.code)
    ) AS is_partly
FROM (SELECT DISTINCT code FROM employed) AS c LEFT JOIN units_scored AS u ON starts_with(u.isco08, c.code)
GROUP BY c.code;

-- How many of them are in each band, and in one of the exposed bands together.
CREATE TABLE stands_in AS
SELECT c.code, q.part, count(*) FILTER (is_in) AS n_in, count(*) AS n
FROM (SELECT DISTINCT code FROM employed) AS c
JOIN units_scored AS u ON starts_with(u.isco08, c.code)
JOIN occupations AS o USING (isco08)
CROSS JOIN LATERAL (
    SELECT 'exposed' AS part, o.is_exposed AS is_in
    UNION ALL SELECT 'band.' || b.id, o.band = b.band FROM bands AS b
) AS q
GROUP BY c.code, q.part;

-- What became of everybody. What cells without a figure hold is what a stated total has beyond the others; without a total nobody knows.
CREATE TABLE became AS
SELECT
    *, placed + unscored + unplaced + coalesce(suppressed, 0) AS total
FROM (
    SELECT
        country, year,
        sum(persons) FILTER (s.n > 0) AS placed,
        coalesce(sum(persons) FILTER (s.n = 0 AND code NOT IN ('TOTAL', 'X')), 0) AS unscored,
        coalesce(sum(persons) FILTER (code = 'X'), 0) AS unplaced,
        CASE
            WHEN count(*) FILTER (persons IS NULL) = 0 THEN 0
            ELSE greatest(max(persons) FILTER (code = 'TOTAL') - sum(persons) FILTER (code <> 'TOTAL'), 0)
        END AS suppressed,
        coalesce(sum(persons) FILTER (s.n > 0 AND is_partly), 0) AS perhaps,
        min(source_row) || '-' || max(source_row) AS rows
    FROM employed JOIN stands_for AS s USING (code)
    GROUP BY country, year
);

-- A stated total may differ from the sum by rounding alone: half of the last decimal for each of the figures.
SELECT CASE WHEN count(*) > 0 THEN error('a stated total of employment is not the sum of its parts: ' || min(country || ' ' || year)) END
FROM (
    SELECT country, year FROM employed GROUP BY country, year
    HAVING count(*) FILTER (persons IS NULL) = 0
        AND abs(max(persons) FILTER (code = 'TOTAL') - sum(persons) FILTER (code <> 'TOTAL')) > count(*)
);

CREATE TABLE country_shares AS
SELECT
    e.country, e.year, part,
    100 * sum(persons) FILTER (n_in = i.n)::DOUBLE / any_value(total) AS lower,
    100 * fsum(persons::DOUBLE * n_in / i.n) / any_value(total) AS equal_split,
    100 * sum(persons) FILTER (n_in > 0)::DOUBLE / any_value(total) AS upper,
    any_value(rows) AS rows
FROM employed AS e JOIN stands_in AS i USING (code) JOIN became USING (country, year)
WHERE persons IS NOT NULL GROUP BY e.country, e.year, part;

CREATE TABLE country_cells AS
SELECT
    e.country, e.code, persons, i.n AS n_unit_groups, if(n_in BETWEEN 1 AND i.n - 1, 100 * persons::DOUBLE / total, 0) AS width,
    row_number() OVER (
        PARTITION BY e.country ORDER BY if(n_in BETWEEN 1 AND i.n - 1, persons, -1) DESC, e.code
    ) AS place
FROM employed AS e
JOIN country_pages AS p ON p.country = e.country AND p.year = e.year
JOIN stands_in AS i ON i.code = e.code AND i.part = 'exposed'
JOIN became AS b ON b.country = e.country AND b.year = e.year
WHERE persons IS NOT NULL;

CREATE MACRO country_rows(country, rows) AS if(country = 'pak', rows, '');
CREATE MACRO country_share(claim, x, columns, rows) AS
    row(claim, coalesce(printf('%.1f%%', x::DOUBLE), 'none'), x::DOUBLE, NULL, 'rule-people', columns, rows, true)::figure;
CREATE MACRO country_people(claim, n, columns, rows) AS
    row(claim, coalesce(grouped(n), 'none'), n::DOUBLE, NULL, 'rule-people', columns, rows, true)::figure;
CREATE MACRO country_points(claim, x, columns, rows) AS
    row(claim, printf('%.1f', x::DOUBLE), x::DOUBLE, NULL, 'rule-people', columns, rows, true)::figure;

INSERT INTO told
SELECT
    'country', page, source,
    unnest([
        country_share(p.country || '.' || part || '.lower', coalesce(lower, 0), columns, country_rows(p.country, rows)),
        country_share(p.country || '.' || part || '.equal_split', equal_split, columns, country_rows(p.country, rows)),
        country_share(p.country || '.' || part || '.upper', coalesce(upper, 0), columns, country_rows(p.country, rows))
    ])
FROM country_pages AS p JOIN country_shares AS s ON s.country = p.country AND s.year = p.year;

INSERT INTO told
SELECT
    'country', page, source,
    unnest([
        country_share(p.country || '.lower.' || s.year, coalesce(lower, 0), c, country_rows(p.country, rows)),
        country_share(p.country || '.equal_split.' || s.year, equal_split, c, country_rows(p.country, rows)),
        country_share(p.country || '.upper.' || s.year, coalesce(upper, 0), c, country_rows(p.country, rows))
    ])
FROM (SELECT *, if(country = 'pak', columns, NULL) AS own FROM country_pages) AS p
JOIN country_shares AS s ON s.country = p.country AND part = 'exposed'
CROSS JOIN LATERAL (SELECT coalesce(own, 'isco_code; ' || s.year) AS c);

INSERT INTO told
SELECT
    'country', page, source,
    unnest([
        country_people(p.country || '.total', total, columns, country_rows(p.country, rows)),
        country_people(p.country || '.part.placed.persons', placed, columns, country_rows(p.country, rows)),
        country_people(p.country || '.part.unscored.persons', unscored, columns, country_rows(p.country, rows)),
        country_people(p.country || '.part.unplaced.persons', unplaced, columns, country_rows(p.country, rows)),
        country_people(p.country || '.part.suppressed.persons', suppressed, columns, country_rows(p.country, rows)),
        country_people(p.country || '.part.missing.persons', 0, columns, country_rows(p.country, rows)),
        country_share(p.country || '.part.placed.share', 100 * placed::DOUBLE / total, columns, country_rows(p.country, rows)),
        country_share(p.country || '.part.unscored.share', 100 * unscored::DOUBLE / total, columns, country_rows(p.country, rows)),
        country_share(p.country || '.part.unplaced.share', 100 * unplaced::DOUBLE / total, columns, country_rows(p.country, rows)),
        country_share(p.country || '.part.suppressed.share', 100 * suppressed::DOUBLE / total, columns, country_rows(p.country, rows)),
        country_share(p.country || '.part.missing.share', 0, columns, country_rows(p.country, rows)),
        country_share(p.country || '.perhaps.share', 100 * perhaps::DOUBLE / total, columns, country_rows(p.country, rows))
    ])
FROM country_pages AS p JOIN became AS b ON b.country = p.country AND b.year = p.year;

INSERT INTO told
SELECT
    'country', any_value(page), any_value(source),
    unnest([
        country_people(p.country || '.n_codes', count(*), any_value(columns), any_value(country_rows(p.country, rows))),
        country_people(p.country || '.n_open', count(*) FILTER (width > 0), any_value(columns), any_value(country_rows(p.country, rows))),
        country_points(p.country || '.width', fsum(width), any_value(columns), any_value(country_rows(p.country, rows))),
        country_points(p.country || '.width_of_widest', fsum(width) FILTER (place <= 5), any_value(columns),
            any_value(country_rows(p.country, rows)))
    ])
FROM country_pages AS p
JOIN country_cells USING (country)
JOIN became AS b ON b.country = p.country AND b.year = p.year
GROUP BY p.country;

INSERT INTO told
SELECT
    'country', page, source,
    unnest([
        country_people(p.country || '.cell.' || code || '.persons', persons, columns, country_rows(p.country, rows)),
        country_points(p.country || '.cell.' || code || '.width', width, columns, country_rows(p.country, rows)),
        country_people(p.country || '.cell.' || code || '.n_unit_groups', n_unit_groups, columns, country_rows(p.country, rows))
    ])
FROM country_pages AS p
JOIN country_cells USING (country)
JOIN became AS b ON b.country = p.country AND b.year = p.year
WHERE place <= 5;

-- The rows of the pages' tables that are not figures: titles of the widest codes, the years.
CREATE TABLE country_widest AS
SELECT
    p.page, p.country, place, code,
    (
        SELECT single_blanks(replace("Title EN", coalesce(wrong, ''), coalesce(spelt, '')))
        FROM isco_structure LEFT JOIN misspelt ON isco08 = trim("ISCO 08 Code") WHERE trim("ISCO 08 Code") = code
    ) AS title
FROM country_pages AS p JOIN country_cells USING (country) WHERE place <= 5;

CREATE TABLE country_became AS
SELECT p.*, b.* EXCLUDE (country, year), h.sha256, r.name AS file, r.short_name, r.licence, r.landing, r.release, r.publisher
FROM country_pages AS p
JOIN became AS b ON b.country = p.country AND b.year = p.year
JOIN hashes AS h ON h.source = p.source JOIN registry AS r ON r.source = p.source;

CREATE TABLE country_years AS
SELECT p.page, p.country, s.year FROM country_pages AS p JOIN country_shares AS s USING (country) WHERE part = 'exposed';

-- By what the marks of the explorer are sized: the employment of each scored unit group, with an equal split of every code.
CREATE TABLE marked_by AS
WITH divided AS (
    SELECT 'usa' AS key, r.isco08, r.jobs::DOUBLE / j.n AS persons FROM jobs_reach AS r JOIN jobs_joined AS j USING (oews_code)
    UNION ALL
    SELECT e.country, u.isco08, e.persons::DOUBLE / s.n
    FROM employed AS e
    JOIN country_pages AS p ON p.country = e.country AND p.year = e.year
    JOIN stands_for AS s USING (code)
    JOIN units_scored AS u ON starts_with(u.isco08, e.code)
    WHERE e.persons IS NOT NULL
)
SELECT k.key, u.isco08, coalesce(fsum(persons), 0) AS persons
FROM (SELECT DISTINCT key FROM divided) AS k CROSS JOIN units_scored AS u LEFT JOIN divided AS d ON d.key = k.key AND d.isco08 = u.isco08
GROUP BY k.key, u.isco08;
