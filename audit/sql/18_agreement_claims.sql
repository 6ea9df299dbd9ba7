-- The chapter on the agreement of the two models: reliability of one model's score, limits of the occupations' means, and bands.

-- Over tasks that both scored, in whole hundred-thousandths: of the whole, of each major group, of each band.
CREATE TABLE reliability AS
SELECT
    part, n, 2 * shared / (spread + mean * mean - gaps / n) AS icc_agreement, 2 * shared / spread AS icc_consistency,
    1 - squares / (2 * pooled) AS alpha
FROM (
    SELECT
        part, count(*) AS n,
        (count(*) * sum(hg::HUGEINT * hm) - sum(hg) * sum(hm))::DOUBLE / (count(*) * (count(*) - 1))::DOUBLE AS shared,
        pow(deviation(hg), 2) + pow(deviation(hm), 2) AS spread,
        sum(d)::DOUBLE / count(*) AS mean, pow(deviation(d), 2) AS gaps, sum(d::HUGEINT * d)::DOUBLE / count(*) AS squares,
        (2 * count(*) * (sum(hg::HUGEINT * hg) + sum(hm::HUGEINT * hm)) - pow((sum(hg) + sum(hm))::DOUBLE, 2))::DOUBLE
            / (2 * count(*) * (2 * count(*) - 1))::DOUBLE AS pooled
    FROM model_pairs GROUP BY part
);

INSERT INTO told
SELECT
    'chapter', 'methodology/agreement', 'ilo_scores',
    unnest([
        fig('agreement.tasks', grouped(n), n, 'agreement', both_models(), ''),
        statistic('agreement.icc_agreement', decimals(icc_agreement, 3), icc_agreement, 'agreement', both_models()),
        statistic('agreement.icc_consistency', decimals(icc_consistency, 3), icc_consistency, 'agreement', both_models()),
        statistic('agreement.alpha', decimals(alpha, 3), alpha, 'agreement', both_models())
    ])
FROM reliability WHERE part = 'all';

-- Each model's mean of an occupation, and its band by the fitted rule, beside the published one.
CREATE TABLE models_alone AS
SELECT
    e.isco08, e.major_code, e.band_place, g.mean AS g, h.mean AS h, g.mean - h.mean AS d, b.place AS g_place, c.place AS h_place,
    unnest(['all', 'group ' || e.major_code, 'band ' || e.band_place]) AS part
FROM everyone AS e
JOIN means AS g ON g.kind = 'gpt4o' AND g.isco08 = e.isco08
JOIN means AS h ON h.kind = 'gemini' AND h.isco08 = e.isco08
JOIN banded AS b ON b.choice = 'gpt4o' AND b.isco08 = e.isco08
JOIN banded AS c ON c.choice = 'gemini' AND c.isco08 = e.isco08;

CREATE TABLE mean_limits AS
SELECT
    part, count(*) AS n,
    2 * covar_samp(g, h) / (var_samp(g) + var_samp(h) + pow(avg(d), 2) - var_samp(d) / count(*)) AS icc,
    avg(d) AS mean, stddev_samp(d) AS sd, avg(d) - 1.96::DOUBLE * stddev_samp(d) AS low,
    avg(d) + 1.96::DOUBLE * stddev_samp(d) AS high, max(abs(d)) AS most
FROM models_alone GROUP BY part;

INSERT INTO told
SELECT
    'chapter', 'methodology/agreement', 'ilo_scores',
    unnest([
        fig('agreement.occupations', n::VARCHAR, n, 'agreement', both_models(), ''),
        statistic('agreement.means_icc', decimals(icc, 3), icc, 'agreement', both_models()),
        statistic('agreement.means_shift', decimals(mean, 3), mean, 'agreement', both_models()),
        statistic('agreement.means_sd', decimals(sd, 3), sd, 'agreement', both_models()),
        statistic('agreement.means_low', decimals(low, 3), low, 'agreement', both_models()),
        statistic('agreement.means_high', decimals(high, 3), high, 'agreement', both_models()),
        statistic('agreement.means_most', decimals(most, 3), most, 'agreement', both_models())
    ])
FROM mean_limits WHERE part = 'all';

-- Cohen's kappa: one less observed by expected disagreement, each pair of bands counting once, its steps, or their square.
CREATE TABLE pairs_of_bands AS
SELECT a.place AS g_place, b.place AS h_place, count(m.isco08) AS n
FROM bands AS a CROSS JOIN bands AS b
LEFT JOIN models_alone AS m ON m.part = 'all' AND m.g_place = a.place AND m.h_place = b.place
GROUP BY a.place, b.place;

INSERT INTO told
SELECT 'chapter', 'methodology/agreement', 'ilo_scores', statistic('agreement.' || name, decimals(kappa, 3), kappa, 'agreement',
    both_models())
FROM (
    SELECT name, 1 - sum(n * weight) * sum(n) / sum(weight * of_g * of_h)::DOUBLE AS kappa
    FROM (
        SELECT *, sum(n) OVER (PARTITION BY name, g_place) AS of_g, sum(n) OVER (PARTITION BY name, h_place) AS of_h
        FROM (
            SELECT
                *, unnest(['kappa', 'kappa_steps', 'kappa_squares']) AS name,
                unnest([(g_place <> h_place)::INTEGER, abs(g_place - h_place), (g_place - h_place) * (g_place - h_place)])
                    AS weight
            FROM pairs_of_bands
        )
    )
    GROUP BY name
);

CREATE TABLE bands_alone AS
SELECT
    part, count(*) AS n, count(*) FILTER (g_place = h_place) AS same,
    count(*) FILTER (g_place <> band_place) AS another_gpt4o, count(*) FILTER ((g_place > 1) <> (band_place > 1)) AS crosses_gpt4o,
    count(*) FILTER (h_place <> band_place) AS another_gemini,
    count(*) FILTER ((h_place > 1) <> (band_place > 1)) AS crosses_gemini,
    count(*) FILTER (g_place <> band_place OR h_place <> band_place) AS another_either,
    count(*) FILTER ((g_place > 1) <> (band_place > 1) OR (h_place > 1) <> (band_place > 1)) AS crosses_either,
    count(*) FILTER ((g_place > 1) <> (h_place > 1)) AS opposite,
    count(*) FILTER (g_place > 1) AS exposed_gpt4o, count(*) FILTER (h_place > 1) AS exposed_gemini
FROM models_alone GROUP BY part;

CREATE MACRO of_bands(name, n, columns) AS fig('agreement.' || name, n::VARCHAR, n, 'agreement', columns, '');

INSERT INTO told
SELECT
    'chapter', 'methodology/agreement', 'ilo_scores',
    unnest([
        of_bands('same', same, both_models()), of_bands('opposite', opposite, both_models()),
        of_bands('exposed_gpt4o', exposed_gpt4o, both_models()), of_bands('exposed_gemini', exposed_gemini, both_models()),
        of_bands('another_gpt4o', another_gpt4o, both_models() || '; potential25'),
        of_bands('another_gemini', another_gemini, both_models() || '; potential25'),
        of_bands('another_either', another_either, both_models() || '; potential25'),
        of_bands('crosses_gpt4o', crosses_gpt4o, both_models() || '; potential25'),
        of_bands('crosses_gemini', crosses_gemini, both_models() || '; potential25'),
        of_bands('crosses_either', crosses_either, both_models() || '; potential25')
    ])
FROM bands_alone WHERE part = 'all';
