-- The tables of the chapter on people.

CREATE MACRO digits_in_words(n) AS ['One', 'Two', 'Three', 'Four'][n];

INSERT INTO chapter_rows
SELECT 'people', 'exposed', 5 - digits,
    [digits_in_words(digits), n_codes::VARCHAR, decimals(low, 1), decimals(equal, 1), decimals(informed, 1), decimals(high, 1)]
FROM by_digits
UNION ALL
SELECT 'people', 'exposure', 5 - digits,
    [digits_in_words(digits), n_codes::VARCHAR, decimals(m_low, 3), decimals(m_equal, 3), decimals(m_informed, 3),
        decimals(m_high, 3)]
FROM by_digits;

-- Shares by band.
CREATE TABLE coarse_bands AS
SELECT
    digits, place, 100 * fsum(jobs * low) / fsum(jobs) AS low, 100 * fsum(jobs * equal) / fsum(jobs) AS equal,
    100 * fsum(jobs * high) / fsum(jobs) AS high
FROM (
    SELECT
        c.digits, c.code, b.place, any_value(c.jobs) AS jobs, min((o.band_place = b.place)::INT) AS low,
        max((o.band_place = b.place)::INT) AS high, avg((o.band_place = b.place)::INT) AS equal
    FROM coarse_codes AS c JOIN occupations AS o ON left(o.isco08, c.digits) = c.code CROSS JOIN bands AS b
    GROUP BY c.digits, c.code, b.place
)
GROUP BY digits, place;

INSERT INTO chapter_rows
SELECT 'people', 'bands', place,
    [b.band, decimals(four.equal, 1), decimals(three.low, 1), decimals(three.equal, 1), decimals(three.high, 1),
        decimals(two.low, 1), decimals(two.equal, 1), decimals(two.high, 1)]
FROM bands AS b
JOIN (FROM coarse_bands WHERE digits = 4) AS four USING (place)
JOIN (FROM coarse_bands WHERE digits = 3) AS three USING (place)
JOIN (FROM coarse_bands WHERE digits = 2) AS two USING (place);

INSERT INTO chapter_rows
SELECT 'people', 'majors', row_number() OVER (ORDER BY code),
    [code, title] || list(decimals(equal, 1) ORDER BY digits DESC)
FROM coarse_majors JOIN isco_titles ON code = major_code AND level = 1 GROUP BY code, title;

INSERT INTO chapter_words SELECT 'people', 'widest', title FROM widest_miss JOIN isco_titles ON code = major_code AND level = 1;
