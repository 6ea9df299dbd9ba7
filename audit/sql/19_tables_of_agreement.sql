-- The tables of the chapter on agreement: major groups first, then bands, then all.
CREATE TABLE parts_of_agreement AS
SELECT 'group ' || major_code AS part, major_code || ' ' || title AS words, major_code::INTEGER AS line FROM majors
UNION ALL SELECT 'band ' || place, band, 10 + place FROM bands
UNION ALL SELECT 'all', 'All', 20;

INSERT INTO chapter_rows
SELECT 'agreement', 'reliability', line,
    [words, grouped(n), decimals(icc_agreement, 3), decimals(icc_consistency, 3), decimals(alpha, 3)]
FROM reliability JOIN parts_of_agreement USING (part);

INSERT INTO chapter_rows
SELECT 'agreement', 'means', line,
    [words, n::VARCHAR, decimals(icc, 3), decimals(mean, 3), decimals(sd, 3), decimals(low, 3), decimals(high, 3), decimals(most, 3)]
FROM mean_limits JOIN parts_of_agreement USING (part);

INSERT INTO chapter_rows
SELECT 'agreement', 'across', g_place, list_concat([any_value(band)], list(n::VARCHAR ORDER BY h_place))
FROM pairs_of_bands JOIN bands ON place = g_place GROUP BY g_place;

INSERT INTO chapter_rows
SELECT 'agreement', 'changes', line,
    [words, n::VARCHAR, same::VARCHAR, another_gpt4o::VARCHAR, crosses_gpt4o::VARCHAR, another_gemini::VARCHAR,
        crosses_gemini::VARCHAR, another_either::VARCHAR, crosses_either::VARCHAR]
FROM bands_alone JOIN parts_of_agreement USING (part);
