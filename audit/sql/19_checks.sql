-- Every page's claims together, and the audit's own work checked.

INSERT INTO claims BY NAME
SELECT kind, page, '' AS isco08, source, unnest(f) FROM told WHERE f IS NOT NULL;

INSERT INTO claims BY NAME
SELECT r.kind, r.page, '' AS isco08, r.isco08 || '.' || c.claim AS claim, c.* EXCLUDE (kind, page, isco08, claim)
FROM repeated AS r JOIN claims AS c ON c.kind = 'occupation' AND c.isco08 = r.isco08 AND c.claim = r.claim;

INSERT INTO claims BY NAME
SELECT 'chapter' AS kind, 'methodology/measures' AS page, '' AS isco08, c.* EXCLUDE (kind, page, isco08)
FROM measures_repeats AS r JOIN claims AS c ON c.kind = 'occupation' AND c.isco08 = r.isco08 AND c.claim = r.claim;

-- Every claim once, with a text and either a number, a word or the text none; enough on every page.
SELECT CASE WHEN count(*) > 0 THEN error('the audit makes a claim twice or without a text: ' || min(page || ' ' || claim)) END
FROM (
    SELECT page, claim FROM claims GROUP BY page, claim
    HAVING count(*) > 1 OR bool_or(text IS NULL OR rows IS NULL OR (number IS NULL AND word IS NULL AND text <> 'none'))
);
SELECT CASE WHEN count(*) <> declared_occupations() OR min(n) < fewest_claims() THEN error(
    'the audit makes ' || count(*) || ' occupation pages, the shortest with ' || min(n) || ' claims') END
FROM (SELECT count(*) AS n FROM claims WHERE kind = 'occupation' GROUP BY page);
