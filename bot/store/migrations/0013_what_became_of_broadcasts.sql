-- A panel stays when its broadcast goes no further, and follows it again once it is changed.

ALTER TABLE panels ADD COLUMN rests BOOLEAN NOT NULL DEFAULT false;

-- A copy that was deleted is none any more, and says so; so does one that was reworded.

UPDATE recipients SET reason = 'reworded'
WHERE state = 'sent' AND EXISTS (
    SELECT 1 FROM broadcasts
    JOIN recipients AS changed ON changed.broadcast_id = broadcasts.id
    WHERE broadcasts."of" = recipients.broadcast_id AND broadcasts.kind = 'fix'
        AND changed.learner_id = recipients.learner_id AND changed.state = 'sent');

UPDATE recipients SET reason = 'recalled', message_id = NULL
WHERE state = 'sent' AND EXISTS (
    SELECT 1 FROM broadcasts
    JOIN recipients AS changed ON changed.broadcast_id = broadcasts.id
    WHERE broadcasts."of" = recipients.broadcast_id AND broadcasts.kind = 'recall'
        AND changed.learner_id = recipients.learner_id AND changed.state = 'sent');

-- What a broadcast says is kept with it: the words, and the file that Telegram keeps. So it can be listed, copied, and
-- sent although the message that was to be copied is gone.

ALTER TABLE broadcasts ADD COLUMN file_kind VARCHAR;
ALTER TABLE broadcasts ADD COLUMN file_id VARCHAR;

-- Whoever is or was an admin: where their menu is to go again, and who wants the weekly letter.

CREATE TABLE admins (
    id BIGINT NOT NULL,
    letters BOOLEAN NOT NULL DEFAULT true,
    lettered_on DATE,
    PRIMARY KEY (id)
);

-- A broadcast that goes by everybody's own clock may go by their calendar too.

ALTER TABLE broadcasts ADD COLUMN local_on DATE;
