-- The tables that the site offers, each as site_NAME: its columns with their names, types and places, and its rows by place.

CREATE TABLE site_occupation_figures AS
SELECT
    r.isco08, r.record.title AS title, o.major_code AS major_group, o.n_tasks, o.mean_2025, o.mean_2023, o.change,
    o.change_adjusted, o.percentile, o.percentile_low, o.percentile_high, a.percentile_any_low, a.percentile_any_high,
    o.rank::BIGINT AS rank, o.band, if(o.is_exposed, 100, 0)::BIGINT AS share_exposed_pct,
    o.n_at_threshold AS tasks_at_threshold,
    most.task::BIGINT AS most_exposed_task, most.score_2025 AS most_exposed_score,
    fastest.task::BIGINT AS fastest_moving_task, fastest.decimal_change AS fastest_moving_change,
    r.record.intervals.tasks.mean_2025.low AS tasks_mean_low, r.record.intervals.tasks.mean_2025.high AS tasks_mean_high,
    r.record.intervals.tasks.percentile.low AS tasks_percentile_low, r.record.intervals.tasks.percentile.high AS tasks_percentile_high,
    r.record.intervals.tasks.rank.low AS tasks_rank_low, r.record.intervals.tasks.rank.high AS tasks_rank_high,
    r.record.intervals.tasks.band.low AS tasks_band_low, r.record.intervals.tasks.band.high AS tasks_band_high,
    r.record.intervals.raters.mean_2025.low AS raters_mean_low, r.record.intervals.raters.mean_2025.high AS raters_mean_high,
    r.record.intervals.raters.percentile.low AS raters_percentile_low, r.record.intervals.raters.percentile.high AS raters_percentile_high,
    r.record.intervals.raters.rank.low AS raters_rank_low, r.record.intervals.raters.rank.high AS raters_rank_high,
    r.record.intervals.raters.band.low AS raters_band_low, r.record.intervals.raters.band.high AS raters_band_high,
    o.page || '.html' AS page
FROM records AS r
JOIN occupations AS o USING (isco08)
JOIN all_choices AS a USING (isco08)
JOIN marked AS most ON most.isco08 = o.isco08 AND most.mark = 'most'
JOIN marked AS fastest ON fastest.isco08 = o.isco08 AND fastest.mark = 'fastest'
ORDER BY r.isco08;

CREATE TABLE site_tasks AS
SELECT
    isco08, t.task::BIGINT AS task, w.statement, t.score_2023, t.gpt4o AS score_2025_gpt4o, t.gemini AS score_2025_gemini,
    t.score_2025, t.decimal_change AS change
FROM tasks AS t JOIN statements AS w USING (isco08, task)
ORDER BY isco08, t.task;

CREATE TABLE site_task_scores AS
SELECT
    isco08, task::BIGINT AS task, score_2023, gpt4o AS score_2025_gpt4o, gemini AS score_2025_gemini, score_2025,
    is_reconciled, has_statement, source_row::BIGINT AS source_row
FROM scored_rows ORDER BY source_row;

CREATE TABLE site_occupations AS
SELECT
    o.isco08, t.title, o.major_code,
    i."mean_score_2023"::DOUBLE AS ilo_mean_2023, i."SD_2023"::DOUBLE AS ilo_sd_2023,
    i."mean_score_2025"::DOUBLE AS ilo_mean_2025, i."SD_2025"::DOUBLE AS ilo_sd_2025,
    o.band, replace(i."potential23", 'Uknown', 'Unknown') AS category_2023, first.source_row::BIGINT AS source_row
FROM units_scored AS o
JOIN titles AS t USING (isco08)
JOIN (SELECT isco08, min(source_row) AS source_row FROM scored_rows GROUP BY isco08) AS first USING (isco08)
JOIN ilo_scores AS i ON i.source_row = first.source_row
ORDER BY first.source_row;

CREATE TABLE site_isco_groups AS
SELECT
    code, ['major', 'sub-major', 'minor', 'unit'][level] AS level,
    single_blanks(replace(wrongly_spelt, coalesce(misspelt.wrong, ''), coalesce(misspelt.spelt, ''))) AS title,
    m.title AS title_in_scores, s.source_row
FROM (
    SELECT
        trim("ISCO 08 Code") AS code, "Level"::INTEGER AS level, "Title EN" AS wrongly_spelt, source_row::BIGINT AS source_row
    FROM isco_structure
) AS s
LEFT JOIN misspelt ON misspelt.isco08 = s.code
LEFT JOIN major_titles AS m ON m.major_code = s.code
ORDER BY s.source_row;

-- Every pair of IBS, and every row of O*NET's crosswalk, with the SOC-2010 code by which they are joined.
CREATE TABLE ibs_pairs AS
SELECT lpad("isco08", 4, '0') AS isco08, left("soc10", 2) || '-' || substr("soc10", 3) AS soc_2010, source_row AS ibs_row
FROM ibs_crosswalk;
CREATE TABLE onet_rows AS
SELECT
    left("O*NET-SOC 2010 Code", 7) AS soc_2010, "O*NET-SOC 2010 Code" AS onet_soc_2010, "O*NET-SOC 2019 Code" AS onet_soc,
    source_row AS onet_row
FROM onet_2010_to_2019;

CREATE TABLE site_crosswalk AS
SELECT isco08, soc_2010, onet_soc_2010, onet_soc, ibs_row::BIGINT AS ibs_row, onet_row::BIGINT AS onet_row
FROM ibs_pairs JOIN onet_rows USING (soc_2010) SEMI JOIN units_scored USING (isco08)
ORDER BY ALL;

-- What no route of the crosswalk uses: pairs, rows of O*NET's crosswalk, and O*NET codes that it does not lead to.
CREATE TABLE site_crosswalk_unused AS
SELECT source, row, isco08, soc_2010, onet_soc, why
FROM (
    SELECT
        1 AS place, 'ibs_crosswalk' AS source, ibs_row::BIGINT AS row, isco08, soc_2010, NULL AS onet_soc,
        if(isco08 IN (SELECT isco08 FROM units_scored), 'no O*NET-SOC 2010 code', 'unit group not scored') AS why
    FROM ibs_pairs WHERE ibs_row NOT IN (SELECT ibs_row FROM site_crosswalk)
    UNION ALL
    SELECT
        2, 'onet_2010_to_2019', onet_row, NULL, soc_2010, onet_soc,
        if(soc_2010 IN (SELECT soc_2010 FROM ibs_pairs),
            'joined only to unit groups not scored', 'SOC-2010 code not in the IBS crosswalk')
    FROM onet_rows WHERE onet_row NOT IN (SELECT onet_row FROM site_crosswalk)
    UNION ALL
    SELECT 3, 'onet_occupations', source_row, NULL, NULL, "O*NET-SOC Code", 'code not in the O*NET crosswalk'
    FROM onet_occupations WHERE "O*NET-SOC Code" NOT IN (SELECT onet_soc FROM onet_rows)
)
ORDER BY place, row;

-- Employment of every O*NET-SOC 2019 occupation: that of its own row of OEWS, of its parent's, or of a pool's.
CREATE TABLE site_us_occupations AS
SELECT
    x."O*NET-SOC Code" AS onet_soc, t.title,
    coalesce(own.oews_code, pooled.oews_code) AS oews_code,
    coalesce(own.jobs, pooled.jobs) AS employment,
    coalesce(own.oews_code, pooled.oews_code) IS NOT NULL AND NOT ends_with(x."O*NET-SOC Code", '.00') AS is_inherited,
    own.oews_code IS NULL AND pooled.oews_code IS NOT NULL AS is_pooled,
    x.source_row::BIGINT AS onet_row,
    coalesce(own.oews_row, pooled.oews_row)::BIGINT AS oews_row
FROM onet_occupations AS x
JOIN us_titles AS t ON t.onet_soc = x."O*NET-SOC Code"
LEFT JOIN employment AS own ON own.oews_code = left(x."O*NET-SOC Code", 7)
LEFT JOIN pools ON pools.soc_2018 = left(x."O*NET-SOC Code", 7)
LEFT JOIN employment AS pooled ON pooled.oews_code = pools.oews_code
ORDER BY onet_row;

CREATE TABLE site_oews_pools AS SELECT soc_2018, oews_code FROM pools ORDER BY soc_2018;

-- A wage that OEWS does not publish is "*", one that is not below its limit "#".
CREATE TABLE site_us_jobs AS
SELECT
    "OCC_CODE" AS oews_code, single_blanks("OCC_TITLE") AS title, "TOT_EMP"::BIGINT AS employment,
    try_cast("A_MEDIAN" AS DOUBLE) AS median_annual, try_cast("H_MEDIAN" AS DOUBLE) AS median_hourly,
    "A_MEDIAN" = '#' AS is_above_limit, source_row::BIGINT AS source_row
FROM oews WHERE "O_GROUP" = 'detailed' ORDER BY source_row;

CREATE TABLE site_oews_duplicates AS
SELECT
    d.oews_code, b.source_row::BIGINT AS broad_row, d.oews_row::BIGINT AS detailed_row,
    b."TOT_EMP"::BIGINT AS broad_employment, d.jobs AS detailed_employment
FROM employment AS d JOIN oews AS b ON b."OCC_CODE" = d.oews_code AND b."O_GROUP" = 'broad'
ORDER BY b.source_row;

-- The other studies: shares of tasks by who rated them, and applicability.
CREATE TABLE site_eloundou AS
SELECT
    "O*NET-SOC Code" AS onet_soc,
    "human_rating_alpha"::DOUBLE AS human_alpha, "human_rating_beta"::DOUBLE AS human_beta, "human_rating_gamma"::DOUBLE AS human_gamma,
    "dv_rating_alpha"::DOUBLE AS gpt4_alpha, "dv_rating_beta"::DOUBLE AS gpt4_beta, "dv_rating_gamma"::DOUBLE AS gpt4_gamma,
    source_row::BIGINT AS source_row
FROM eloundou_scores ORDER BY source_row;

CREATE TABLE site_tomlinson AS
SELECT "SOC Code" AS soc_code, "ai_applicability_score"::DOUBLE AS applicability, source_row::BIGINT AS source_row
FROM tomlinson_scores ORDER BY source_row;

-- Employment by occupation: of the EU Labour Force Survey one column a year, of ILOSTAT one row a year; x is a masked cell.
CREATE MACRO eu_lfs(file) AS TABLE
SELECT year, isco_code AS isco08, nullif(value, 'x')::DOUBLE AS employment, source_row::BIGINT AS source_row
FROM (
    SELECT
        isco_code, source_row, unnest([2014, 2015, 2016, 2017, 2018]::BIGINT[]) AS year,
        unnest(["2014", "2015", "2016", "2017", "2018"]) AS value
    FROM query_table(file)
)
ORDER BY year, source_row;

CREATE TABLE site_employment_gbr AS FROM eu_lfs('employment_gbr');
CREATE TABLE site_employment_fra AS FROM eu_lfs('employment_fra');
CREATE TABLE site_employment_ita AS FROM eu_lfs('employment_ita');
CREATE TABLE site_employment_pak AS
SELECT
    "TIME_PERIOD"::BIGINT AS year, "SOURCE" AS survey, substr("OC2", 12) AS isco08, "OBS_VALUE"::DOUBLE AS employment,
    "OBS_STATUS" AS status, source_row::BIGINT AS source_row
FROM employment_pak ORDER BY source_row;

CREATE TABLE site_intervals AS
SELECT
    tasks.isco08, tasks.mean_low AS tasks_mean_low, tasks.mean_high AS tasks_mean_high, tasks.percentile_low AS
    tasks_percentile_low, tasks.percentile_high AS tasks_percentile_high, tasks.rank_low AS tasks_rank_low,
    tasks.rank_high AS tasks_rank_high, t_low.band AS tasks_band_low, t_high.band AS tasks_band_high,
    tasks.all_rank_low AS tasks_all_rank_low, tasks.all_rank_high AS tasks_all_rank_high, tasks.se AS tasks_se,
    tasks.se_drawn AS tasks_se_drawn, tasks.rank_mean AS tasks_rank_mean, raters.mean_low AS raters_mean_low,
    raters.mean_high AS raters_mean_high, raters.percentile_low AS raters_percentile_low, raters.percentile_high AS
    raters_percentile_high, raters.rank_low AS raters_rank_low, raters.rank_high AS raters_rank_high, r_low.band AS
    raters_band_low, r_high.band AS raters_band_high, raters.all_rank_low AS raters_all_rank_low, raters.all_rank_high
    AS raters_all_rank_high, raters.se AS raters_se, raters.se_drawn AS raters_se_drawn, raters.rank_mean AS
    raters_rank_mean
FROM chance AS tasks
JOIN chance AS raters ON raters.model = 'raters' AND raters.isco08 = tasks.isco08
JOIN bands AS t_low ON t_low.place = tasks.band_low JOIN bands AS t_high ON t_high.place = tasks.band_high
JOIN bands AS r_low ON r_low.place = raters.band_low JOIN bands AS r_high ON r_high.place = raters.band_high
WHERE tasks.model = 'tasks' ORDER BY tasks.isco08;

-- The columns of all these tables.
CREATE TABLE site_columns AS
SELECT substr(table_name, 6) AS table_name, column_index, column_name, data_type
FROM duckdb_columns() WHERE starts_with(table_name, 'site_');
