-- Declared facts: what the publication decides, corrects or fits, and what no publisher's file says.

-- How many occupations the study scored; a file with another number is another release, which this audit does not know.
CREATE MACRO declared_occupations() AS 427;

-- A page that states fewer figures than this has lost some.
CREATE MACRO fewest_claims() AS 30;

-- The score from which on a page counts tasks, in hundred-thousandths of the scale.
CREATE MACRO declared_task_threshold() AS 40000;

-- Rows that are no task: without a statement (its cell holds the text nan), though with scores.
CREATE TABLE left_out AS SELECT * FROM (VALUES ('7126', 6)) AS t (isco08, task);

-- The six bands from the least exposed: as the file spells them, as pages do, and as identifiers do.
CREATE TABLE bands AS
SELECT place, published, band, replace(lower(band), ' ', '_') AS id, place >= 2 AS is_exposed
FROM (VALUES
    (0, 'Not Exposed', 'Not exposed'),
    (1, 'Minimal Exposure', 'Minimal'),
    (2, 'Exposed: Gradient 1', 'Gradient 1'),
    (3, 'Exposed: Gradient 2', 'Gradient 2'),
    (4, 'Exposed: Gradient 3', 'Gradient 3'),
    (5, 'Exposed: Gradient 4', 'Gradient 4')
) AS t (place, published, band);

-- The rule fitted to the published bands, its thresholds shifted by so much: the place of the band that a mean m and a
-- standard deviation s of two decimals give. Plain doubles, the first line that holds decides.
CREATE MACRO fitted_band(m, s, shift) AS
    CASE
        WHEN m >= 6e-1 + shift::DOUBLE AND m - s >= 5e-1 + shift::DOUBLE THEN 5
        WHEN m >= 5e-1 + shift::DOUBLE THEN 4
        WHEN m >= 4e-1 + shift::DOUBLE AND m + s >= 5e-1 + shift::DOUBLE THEN 3
        WHEN m + s >= 5e-1 + shift::DOUBLE THEN 2
        WHEN m + s >= 4e-1 + shift::DOUBLE THEN 1
        ELSE 0
    END;

-- Misspelt titles of ISCO-08 units, which the address of a page has corrected. Double blanks are made one everywhere.
CREATE TABLE misspelt AS
SELECT * FROM (VALUES
    ('2522', 'Aministrators', 'Administrators'),
    ('3331', 'Aents', 'Agents'),
    ('3359', 'AssociatePprofessionals', 'Associate Professionals')
) AS t (isco08, wrong, spelt);

-- SOC-2018 occupations that OEWS publishes only pooled with others, and the OEWS code of the pool.
CREATE TABLE pools AS
SELECT unnest(members) AS soc_2018, oews_code
FROM (VALUES
    ('13-1020', ['13-1021', '13-1022', '13-1023']),
    ('13-2020', ['13-2022', '13-2023']),
    ('21-1018', ['21-1011', '21-1014']),
    ('25-2052', ['25-2055', '25-2056']),
    ('25-9045', ['25-9042', '25-9043', '25-9049']),
    ('29-2010', ['29-2011', '29-2012']),
    ('31-1120', ['31-1121', '31-1122']),
    ('39-7010', ['39-7011', '39-7012']),
    ('47-4090', ['47-4091', '47-4099']),
    ('51-2028', ['51-2022', '51-2023']),
    ('51-2090', ['51-2092', '51-2099']),
    ('53-1047', ['53-1042', '53-1043', '53-1044', '53-1049'])
) AS t (oews_code, members);
