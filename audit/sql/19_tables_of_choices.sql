-- The tables of the chapter on all choices together.

INSERT INTO chapter_rows
SELECT 'choices', 'shares', place, [words, levels, '{choices.main.' || factor || '}', '{choices.total.' || factor || '}']
FROM (VALUES
    (1, 'scores', 'Scores', 'combined; the models’ mean; GPT-4o alone; Gemini alone'),
    (2, 'centre', 'Centre', 'mean; median'),
    (3, 'tasks', 'Tasks', 'all; without the highest; without the lowest'),
    (4, 'rows', 'Rows', 'with a statement; all'),
    (5, 'decimals', 'Decimals', 'four; two'),
    (6, 'ties', 'Ties', 'the best place; the mean place')
) AS t (place, factor, words, levels);

INSERT INTO chapter_words
SELECT 'choices', if(place = 1, 'first', 'second'), factor
FROM (SELECT factor, row_number() OVER (ORDER BY main DESC) AS place FROM grid_shares) WHERE place <= 2;

INSERT INTO chapter_rows
SELECT
    'choices', list, place,
    [page_link(isco08, page), title, general(published), general(low), general(inner_low), general(middle),
        general(inner_high), general(high), general(width)]
FROM (
    SELECT 'all_ranks' AS list, row_number() OVER (ORDER BY published, isco08) AS place, * FROM grid_ranges
    UNION ALL SELECT 'widest', row_number() OVER (ORDER BY width DESC, isco08), * FROM grid_ranges
)
JOIN (SELECT isco08, page, title FROM everyone) USING (isco08)
WHERE list = 'all_ranks' OR place <= 15;
