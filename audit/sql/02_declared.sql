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

-- The rule fitted to the published bands, its thresholds shifted by so many hundredths: the place of the band that a mean m and a
-- standard deviation s of two decimals give. Whole hundredths, so that no comparison is a matter of bits; the first line that holds
-- decides.
CREATE MACRO band_in_hundredths(m, s, shift) AS
    CASE
        WHEN m >= 60 + shift AND m - s >= 50 + shift THEN 5
        WHEN m >= 50 + shift THEN 4
        WHEN m >= 40 + shift AND m + s >= 50 + shift THEN 3
        WHEN m + s >= 50 + shift THEN 2
        WHEN m + s >= 40 + shift THEN 1
        ELSE 0
    END;
CREATE MACRO whole_hundredths(x) AS nearest_whole(x * 100::DOUBLE);
CREATE MACRO fitted_band(m, s, shift) AS band_in_hundredths(whole_hundredths(m), whole_hundredths(s), shift);

-- The same rule in plain doubles, which the published bands follow.
CREATE MACRO fitted_band_in_doubles(m, s, shift) AS
    CASE
        WHEN m >= 6e-1 + shift::DOUBLE AND m - s >= 5e-1 + shift::DOUBLE THEN 5
        WHEN m >= 5e-1 + shift::DOUBLE THEN 4
        WHEN m >= 4e-1 + shift::DOUBLE AND m + s >= 5e-1 + shift::DOUBLE THEN 3
        WHEN m + s >= 5e-1 + shift::DOUBLE THEN 2
        WHEN m + s >= 4e-1 + shift::DOUBLE THEN 1
        ELSE 0
    END;

-- Units of whose workers OEWS leaves out a large part, as pages say: agriculture, forestry, fishing and hunting, by their groups of
-- ISCO-08, work for private households, and work on one's own account.
CREATE MACRO left_out_by_oews(isco08) AS
    CASE
        WHEN left(isco08, 1) = '6' OR left(isco08, 2) = '92' OR left(isco08, 3) = '131' OR isco08 = '8341' THEN 'agriculture'
        WHEN isco08 IN ('5152', '5162', '5311', '5322', '9111') THEN 'households'
        WHEN isco08 IN ('5211', '5212', '5221', '9331', '9332', '9510', '9520') THEN 'own_account'
    END;

-- Misspelt titles of ISCO-08, which the address of a page has corrected. Double blanks are made one everywhere.
CREATE TABLE misspelt AS
SELECT * FROM (VALUES
    ('522', 'Aalespersons', 'Salespersons'),
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
