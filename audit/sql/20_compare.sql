-- The ledger of the built book (table ledger) against what was recomputed (table claims). One row a mismatch.
-- Table hashes holds the real sha256 of each publisher's file.

CREATE OR REPLACE TEMP TABLE stated AS
SELECT
    l.*,
    -- A number is compared as the double it spells; what spells none, as text.
    try_cast(value AS DOUBLE) AS number,
    count(*) OVER (PARTITION BY page, claim) AS times
FROM ledger AS l;

CREATE OR REPLACE TEMP TABLE mismatches AS
WITH matched AS (
    SELECT
        c.kind, c.page, c.claim, h.sha256 AS real_sha256, coalesce(c.number::VARCHAR, c.word, '') AS value,
        c.text, c.number, c.word, c.rule, c.source, c.columns, c.rows, c.isco08, c.is_near, s AS s
    FROM claims AS c JOIN stated AS s USING (page, claim) JOIN hashes AS h ON h.source = c.source
)
SELECT 1 AS place, page, claim, 'text' AS what, s.text AS stated, text AS recomputed FROM matched
WHERE s.text IS DISTINCT FROM text
UNION ALL
SELECT 2, page, claim, 'exact value', s.value, value FROM matched
WHERE CASE
    WHEN number IS NULL THEN s.value <> coalesce(word, '')
    WHEN is_near THEN coalesce(abs(s.number - number) > 1e-12 * greatest(1, abs(number)), true)
    ELSE s.number IS DISTINCT FROM number
END
UNION ALL
SELECT 3, page, claim, 'source rows', if(s.rows = '', 'all', s.rows), if(rows = '', 'all', rows) FROM matched
WHERE s.rows IS DISTINCT FROM rows
UNION ALL
SELECT 4, page, claim, 'rule', s.rule, rule FROM matched WHERE s.rule IS DISTINCT FROM rule
UNION ALL
SELECT 5, page, claim, 'source', s.source, source FROM matched WHERE s.source IS DISTINCT FROM source
UNION ALL
SELECT 6, page, claim, 'columns', s.columns, columns FROM matched WHERE s.columns IS DISTINCT FROM columns
UNION ALL
SELECT 7, page, claim, 'sha256 of the source', s.source_sha256, real_sha256 FROM matched
WHERE s.source_sha256 IS DISTINCT FROM real_sha256
UNION ALL
SELECT 8, page, claim, 'isco08', s.isco08, isco08 FROM matched WHERE s.isco08 IS DISTINCT FROM isco08
UNION ALL
SELECT
    9, page, claim, 'the claim', 'nothing: the ledger lacks it',
    text || ' (exactly ' || coalesce(number::VARCHAR, word, 'none') || ')'
FROM claims AS c ANTI JOIN stated USING (page, claim)
UNION ALL
SELECT 10, page, claim, 'the claim', text || ' (exactly ' || value || ')', 'nothing: the audit knows no such claim'
FROM stated ANTI JOIN claims USING (page, claim)
UNION ALL
SELECT DISTINCT 11, page, claim, 'the number of times it is claimed', times::VARCHAR, '1' FROM stated WHERE times > 1
UNION ALL
SELECT 0, p.page, 'all claims', 'their number', count(s.claim)::VARCHAR, 'at least ' || fewest_claims()
FROM (SELECT DISTINCT page FROM claims WHERE kind = 'occupation') AS p LEFT JOIN stated AS s USING (page)
GROUP BY p.page HAVING count(s.claim) < fewest_claims();
