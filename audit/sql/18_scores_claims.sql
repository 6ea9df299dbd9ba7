-- The chapter on how the scores came about: which words the models' justifications of their scores use.

CREATE TABLE justifications AS
SELECT 'gpt4o' AS model, 'prediction_justification_gpt4o' AS columns, justification_gpt4o AS words
FROM tasks JOIN wording USING (isco08, task) WHERE gpt4o IS NOT NULL
UNION ALL
SELECT 'gemini', 'prediction_justification_gemini', justification_gemini
FROM tasks JOIN wording USING (isco08, task) WHERE gemini IS NOT NULL;

INSERT INTO told
SELECT
    'chapter', 'methodology/scores', 'ilo_scores',
    unnest([
        fig('scores.scored_' || model, grouped(count(*)), count(*), 'scores', columns, ''),
        fig('scores.poland_' || model, grouped(count(*) FILTER (contains(words, 'Poland'))),
            count(*) FILTER (contains(words, 'Poland')), 'scores', columns, ''),
        fig('scores.automation_' || model, grouped(count(*) FILTER (contains(lower(words), 'automat'))),
            count(*) FILTER (contains(lower(words), 'automat')), 'scores', columns, ''),
        fig('scores.similar_' || model, grouped(count(*) FILTER (contains(lower(words), 'similar'))),
            count(*) FILTER (contains(lower(words), 'similar')), 'scores', columns, '')
    ])
FROM justifications GROUP BY model, columns;

-- What the study reports of its survey.
INSERT INTO told
SELECT
    'chapter', 'methodology/scores', 'ilo_scores',
    fig('scores.' || if(id = 'survey-tasks', 'survey_tasks', substr(id, 8)), grouped(value), value, 'replication', 'score_2025', '')
FROM reported WHERE starts_with(id, 'survey-');
