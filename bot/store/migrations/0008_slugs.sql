-- Words that were kept become slugs, with what they told beside them; words that are not known here stay as they are.

ALTER TABLE broadcasts ADD COLUMN reason_facts VARCHAR;

UPDATE broadcasts SET whom = 'not_finished_today' WHERE whom = 'not finished today';
UPDATE broadcasts SET whom = 'at_day' WHERE whom = 'at a day';

UPDATE broadcasts SET left_out = replace(replace(replace(
    left_out, '"announcements off"', '"muted"'), '"two messages today"', '"capped"'), '"no learner"', '"unknown"');

UPDATE broadcasts SET reason = 'source_gone' WHERE reason = 'The message to be copied is no longer there.';

UPDATE broadcasts SET
    reason = 'refused',
    reason_facts = json_object(
        'times', 3, 'said', substr(reason, length('Telegram refused the message 3 times in a row: ') + 1))
WHERE reason GLOB 'Telegram refused the message 3 times in a row: *';

UPDATE broadcasts SET
    reason = 'unsure',
    reason_facts = json_object(
        'unsure', CAST(substr(reason, instr(reason, ' messages, ') + length(' messages, ')) AS INTEGER),
        'of', CAST(substr(reason, length('Of the last ') + 1) AS INTEGER),
        'said', substr(reason, instr(reason, ' have arrived: ') + length(' have arrived: ')))
WHERE reason GLOB 'Of the last [0-9]* messages, [0-9]* may or may not have arrived: *';

UPDATE broadcasts SET reason_facts = json_set(reason_facts, '$.said', 'broke_down')
WHERE reason = 'unsure' AND json_extract(reason_facts, '$.said') = 'the bot broke down';
UPDATE broadcasts SET reason_facts = json_set(reason_facts, '$.said', NULL)
WHERE reason = 'unsure' AND json_extract(reason_facts, '$.said') = 'no answer';

UPDATE broadcasts SET
    reason = 'too_late',
    reason_facts = json_object(
        'planned_at', replace(substr(reason, length('It was planned for ') + 1, 16), ' ', 'T') || '+00:00')
WHERE reason GLOB 'It was planned for [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9] UTC'
    || ' and could not begin within an hour of that.';

UPDATE recipients SET reason = CASE reason
    WHEN 'announcements off' THEN 'muted'
    WHEN 'two messages today' THEN 'capped'
    WHEN 'the broadcast was stopped' THEN 'stopped'
    WHEN 'the bot broke down' THEN 'broke_down'
    WHEN 'it has to wait' THEN 'has_to_wait'
END
WHERE reason IN (
    'announcements off', 'two messages today', 'the broadcast was stopped', 'the bot broke down', 'it has to wait');

UPDATE reminders SET reason = 'nothing_to_read' WHERE reason = 'nothing to read';
UPDATE reminders SET reason = 'has_to_wait' WHERE reason = 'it has to wait';

UPDATE audit SET did = 'drafted', detail = substr(did, length('drafted a ') + 1)
WHERE did IN ('drafted a recall', 'drafted a fix');

UPDATE audit SET did = 'chose_time' WHERE did = 'chose a time';
UPDATE audit SET did = 'chose_audience', detail = 'not_finished_today' WHERE did = 'chose not finished today';
UPDATE audit SET did = 'chose_audience', detail = 'at_day' WHERE did = 'chose at a day';
UPDATE audit SET did = 'chose_audience', detail = substr(did, length('chose ') + 1)
WHERE did IN ('chose everyone', 'chose active', 'chose language', 'chose listed');

UPDATE audit SET did = 'confirmed', detail = substr(did, length('confirmed to ') + 1)
WHERE did IN ('confirmed to launch', 'confirmed to stop', 'confirmed to resend');

UPDATE audit SET did = 'looked_at_learner' WHERE did = 'looked at a learner';

UPDATE audit SET did = 'reloaded_course', detail = '{}' WHERE did = 'reloaded the course' AND detail = 'titles';

-- "new: 1, 2; gone: 3" becomes {"new": [1, 2], "gone": [3]}.
UPDATE audit SET
    did = 'reloaded_course',
    detail = '{"' || replace(replace(detail, ': ', '": ['), '; ', '], "') || ']}'
WHERE did = 'reloaded the course'
    AND (detail GLOB 'new: [0-9]*' OR detail GLOB 'changed: [0-9]*' OR detail GLOB 'gone: [0-9]*')
    AND json_valid('{"' || replace(replace(detail, ': ', '": ['), '; ', '], "') || ']}');
