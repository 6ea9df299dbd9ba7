-- The second implementation of employment by exposure: from the audit's table of occupations, which comes straight from the
-- publishers' file, and a table `reported` of code and persons. One row a figure: name, lower, equal split, upper, per cent of all.
WITH totals AS (
    SELECT sum(persons) AS everybody FROM reported
),
under AS (
    SELECT r.code, r.persons, o.mean_2025, o.band_place, o.is_exposed::INT AS exposed
    FROM reported AS r JOIN occupations AS o ON starts_with(o.isco08, r.code)
),
by_code AS (
    SELECT
        code, any_value(persons) AS persons,
        min(exposed) AS e_low, avg(exposed) AS e_mid, max(exposed) AS e_high,
        min(mean_2025) AS m_low, avg(mean_2025) AS m_mid, max(mean_2025) AS m_high
    FROM under GROUP BY code
),
banded AS (
    SELECT
        u.code, any_value(u.persons) AS persons, b.place,
        min((u.band_place = b.place)::INT) AS low, avg((u.band_place = b.place)::INT) AS mid, max((u.band_place = b.place)::INT) AS high
    FROM under AS u CROSS JOIN (SELECT DISTINCT place FROM bands) AS b GROUP BY u.code, b.place
)
SELECT
    'exposed' AS figure, 100 * sum(persons * e_low) / any_value(everybody) AS lower,
    100 * sum(persons * e_mid) / any_value(everybody) AS equal_split, 100 * sum(persons * e_high) / any_value(everybody) AS upper
FROM by_code, totals
UNION ALL
SELECT 'exposure', sum(persons * m_low) / sum(persons), sum(persons * m_mid) / sum(persons), sum(persons * m_high) / sum(persons)
FROM by_code
UNION ALL
SELECT
    'band ' || place, 100 * sum(persons * low) / any_value(everybody), 100 * sum(persons * mid) / any_value(everybody),
    100 * sum(persons * high) / any_value(everybody)
FROM banded, totals GROUP BY place
ORDER BY figure
