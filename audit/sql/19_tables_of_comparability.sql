-- The tables of the chapter on comparability.

INSERT INTO chapter_rows
SELECT 'comparability', 'curve', row_number() OVER (ORDER BY h),
    [general(five_decimals(h)), n::VARCHAR, shown(four_decimals(mean_q)), shown_signed(four_decimals(change_q))]
FROM peers;

INSERT INTO chapter_rows
SELECT 'comparability', 'grain', place,
    [name, n_distinct::VARCHAR, decimals(tenths, 1) || '%', decimals(twentieths, 1) || '%', decimals(hundredths, 1) || '%']
FROM grains;

INSERT INTO chapter_rows
SELECT 'comparability', 'groups', row_number() OVER (ORDER BY major_code),
    [major_code, title] || list(signed_decimals(mean, 3) || ' (' || place || ')' ORDER BY column_place)
FROM group_ways
JOIN (VALUES (1, 'raw'), (2, 'parabola'), (3, 'line'), (4, 'spread'), (5, 'places'), (6, 'tasks')) AS t (column_place, way)
    USING (way)
JOIN majors USING (major_code)
GROUP BY major_code, title;

INSERT INTO chapter_words
SELECT 'comparability', 'lost', title FROM group_ways JOIN majors USING (major_code) WHERE way = 'raw' AND place = 1;

INSERT INTO chapter_rows
SELECT 'comparability', list, place,
    [page_link(isco08, page), title, shown(mean_2023), shown(mean_2025), shown_signed(change), shown_signed(change_adjusted),
        former_rank::VARCHAR, rank::VARCHAR, signed_places(rank_change)]
FROM (
    SELECT 'rises' AS list, row_number() OVER (ORDER BY adjusted_q DESC, isco08) AS place, * FROM everyone
    UNION ALL SELECT 'falls', row_number() OVER (ORDER BY adjusted_q, isco08), * FROM everyone
)
WHERE place <= 10;
