-- The catalogue as far as it is kept in rows with a time, as the night at {at} published it. `kept` is a later catalogue;
-- {fields} are the columns of a course that changes are kept of, each put back to what it was.

CREATE SCHEMA out;

CREATE VIEW out.night AS FROM kept.out.night WHERE started_at <= {at};
CREATE VIEW out.run AS FROM kept.out.run WHERE night_id IN (SELECT night_id FROM out.night);
CREATE VIEW out.run_count AS FROM kept.out.run_count WHERE run_id IN (SELECT run_id FROM out.run);
CREATE VIEW out.issue AS FROM kept.out.issue WHERE run_id IN (SELECT run_id FROM out.run);
CREATE VIEW out.course_change AS FROM kept.out.course_change WHERE night_id IN (SELECT night_id FROM out.night);
CREATE VIEW out.topic_change AS FROM kept.out.topic_change WHERE night_id IN (SELECT night_id FROM out.night);
CREATE VIEW out.survey AS SELECT survey_id, dialect, added_at FROM kept.out.survey WHERE added_at <= {at};

CREATE VIEW out.decision AS
SELECT * REPLACE (CASE WHEN undone_at <= {at} THEN undone_at END AS undone_at)
FROM kept.out.decision WHERE decided_at <= {at};

CREATE VIEW out.course AS
WITH later AS (
    SELECT course_id, field, arg_min(struct_pack(text := before), changed_at).text AS before
    FROM kept.out.course_change WHERE changed_at > {at} AND field <> 'words' GROUP BY ALL
), back AS (
    SELECT course_id, map_from_entries(list(struct_pack(k := field, v := before))) AS was FROM later GROUP BY course_id
)
SELECT c.* EXCLUDE (last_seen_at, canonical_course_id, retired_at) REPLACE ({fields})
FROM kept.out.course c LEFT JOIN back b USING (course_id)
WHERE c.first_seen_at <= {at};
