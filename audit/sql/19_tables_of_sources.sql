-- The tables of the chapter on sources. What is said of a file is the registry's; its bytes and its hash are those of the
-- file
-- that the audit has read.

CREATE TABLE registry_places AS
SELECT * FROM (VALUES
    ('ilo_scores', 1), ('isco_structure', 2), ('ibs_crosswalk', 3), ('onet_occupations', 4), ('onet_2010_to_2019', 5),
        ('oews', 6),
    ('eloundou_scores', 7), ('tomlinson_scores', 8), ('employment_gbr', 9), ('employment_fra', 10), ('employment_ita', 11),
    ('employment_pak', 12)
) AS t (source, place);

INSERT INTO chapter_rows
SELECT 'sources', 'registry', place, ['[' || name || '](' || landing || ')', publisher, release, licence]
FROM registry JOIN registry_places USING (source)
UNION ALL
SELECT 'sources', 'bytes', place,
    [short_name, '[' || coalesce(member, file) || '](' || address || ')', grouped(bytes), sha256,
        coalesce(archive_sha256, if(member IS NULL, 'no archive', 'not recorded'))]
FROM registry JOIN registry_places USING (source) JOIN hashes USING (source)
UNION ALL
SELECT 'sources', 'cite', 0, ['This publication', '{authors} ({edition_year}). {book}, edition {edition}, {edition_date}.']
UNION ALL
SELECT 'sources', 'cite', place, [short_name, citation] FROM registry JOIN registry_places USING (source);

-- The tables that are kept: their rows, counted from the publishers' files, and the columns that their layout is declared to
-- have.
INSERT INTO chapter_rows
SELECT 'sources', 'kept', place, [name, grouped(n), columns::VARCHAR]
FROM (
    SELECT 1 AS place, 'task_scores' AS name, (SELECT count(*) FROM scored_rows) AS n, 9 AS columns
    UNION ALL SELECT 2, 'occupations', (SELECT count(*) FROM everyone), 10
    UNION ALL SELECT 3, 'isco_groups', (SELECT count(*) FROM isco_titles), 5
    UNION ALL SELECT 4, 'crosswalk', (SELECT count(*) FROM routes), 6
    UNION ALL SELECT 5, 'us_occupations', (SELECT count(*) FROM us_codes), 8
    UNION ALL SELECT 6, 'us_jobs', (SELECT count(*) FROM site_us_jobs), 7
    UNION ALL SELECT 7, 'crosswalk_unused',
        (SELECT count(*) FROM ibs_left) + (SELECT count(*) FROM onet_left) + (SELECT count(*) FROM not_in_onet_crosswalk), 6
    UNION ALL SELECT 8, 'oews_duplicates', (SELECT count(*) FROM oews_twice), 5
    UNION ALL SELECT 9, 'eloundou', (SELECT count(*) FROM eloundou_scores), 8
    UNION ALL SELECT 10, 'tomlinson', (SELECT count(*) FROM tomlinson_scores), 3
    UNION ALL SELECT 11, 'employment_gbr', (SELECT 5 * count(*) FROM employment_gbr), 4
    UNION ALL SELECT 12, 'employment_fra', (SELECT 5 * count(*) FROM employment_fra), 4
    UNION ALL SELECT 13, 'employment_ita', (SELECT 5 * count(*) FROM employment_ita), 4
    UNION ALL SELECT 14, 'employment_pak', (SELECT count(*) FROM employment_pak), 6
);
