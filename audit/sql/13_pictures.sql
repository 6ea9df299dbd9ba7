-- What pictures show beside figures of pages: the major groups' titles, and two other studies' scores of unit groups.

CREATE TABLE group_titles AS
SELECT DISTINCT split_part(major_label, ' - ', 1) AS major_code, split_part(major_label, ' - ', 2) AS title FROM scored_rows;

-- A unit group's score by another study is the mean over its codes that the study scores, each code once. Eloundou et al. score
-- O*NET codes; Tomlinson et al. SOC-2018 occupations, or the pool that OEWS publishes one in.
CREATE TABLE compared AS
SELECT study, isco08, mean_of(sum(units(score)), count(*)) AS score
FROM (
    SELECT 'eloundou' AS study, us.isco08, e."O*NET-SOC Code" AS code, e.human_rating_beta::DOUBLE AS score
    FROM us JOIN eloundou_scores AS e ON e."O*NET-SOC Code" = us.onet_soc
    UNION
    SELECT 'tomlinson', us.isco08, t."SOC Code", t.ai_applicability_score::DOUBLE
    FROM us
    LEFT JOIN employment AS own ON own.oews_code = left(us.onet_soc, 7)
    LEFT JOIN pools ON own.oews_code IS NULL AND pools.soc_2018 = left(us.onet_soc, 7)
    JOIN tomlinson_scores AS t ON t."SOC Code" = coalesce(pools.oews_code, left(us.onet_soc, 7))
)
WHERE score IS NOT NULL
GROUP BY study, isco08;
