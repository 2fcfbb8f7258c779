-- Topics, goals and shortlists as the night at {at} told them; `kept` is a later catalogue.

CREATE VIEW out.topic AS
SELECT * EXCLUDE (from_night_id, from_at, until_at) FROM kept.out.topic_history
WHERE from_at <= {at} AND (until_at > {at} OR until_at IS NULL);

CREATE VIEW out.goal AS
SELECT * EXCLUDE (from_night_id, from_at, until_at) FROM kept.out.goal_history
WHERE from_at <= {at} AND (until_at > {at} OR until_at IS NULL);

CREATE VIEW out.topic_goal AS SELECT topic_id, goal_id FROM out.goal WHERE topic_id IS NOT NULL;

CREATE VIEW out.topic_course AS
SELECT * EXCLUDE (from_night_id, from_at, until_at) FROM kept.out.topic_course_history
WHERE from_at <= {at} AND (until_at > {at} OR until_at IS NULL);
