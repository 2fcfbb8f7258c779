-- previous catalogue + tonight's arrivals -> core.course and raw.listing.
-- Variable night_at: UTC time of the night. Temp tables: arrival, good_source, buried, known, known_words.

INSERT INTO core.course BY NAME
SELECT
    {listing_columns},
    a.course_id AS canonical_course_id,
    a.content_hash,
    coalesce(k.first_seen_at, getvariable('night_at')) AS first_seen_at,
    -- Moved forward at most once a day, so that a second night of the same day changes no row.
    CASE
        WHEN k.missing_since_at IS NULL AND k.last_seen_at::DATE >= getvariable('night_at')::DATE THEN k.last_seen_at
        ELSE getvariable('night_at')
    END AS last_seen_at,
    CASE WHEN k.content_hash = a.content_hash THEN k.changed_at ELSE getvariable('night_at') END AS changed_at,
    NULL::TIMESTAMP AS missing_since_at,
    0 AS n_misses,
    NULL::TIMESTAMP AS last_missed_at,
    true AS is_active,
    NULL::TIMESTAMP AS retired_at
FROM temp.arrival a LEFT JOIN temp.known k USING (course_id);

-- A course not seen tonight. A run that asked for changes only says nothing about it. A miss counts once a day, so that
-- a night run again says nothing new; it does not count where the source proves no absence, or where the records that
-- could not be read may be all that is missing. A course that its source says is deleted is retired at once.
CREATE TEMP TABLE absent AS
SELECT
    k.*,
    b.course_id IS NOT NULL AS is_buried,
    coalesce(g.is_full, false) OR b.course_id IS NOT NULL AS is_known_absent,
    g.retire_after,
    coalesce(
        g.proves_absence
        AND k.is_active
        AND g.unreadable < count(*) FILTER (k.is_active) OVER (PARTITION BY k.source)
        AND (k.last_missed_at IS NULL OR k.last_missed_at::DATE < getvariable('night_at')::DATE),
        false
    ) AS is_missed
FROM temp.known k
LEFT JOIN temp.good_source g USING (source)
LEFT JOIN temp.buried b USING (course_id)
WHERE k.course_id NOT IN (SELECT course_id FROM temp.arrival);

INSERT INTO core.course BY NAME
SELECT
    s.* EXCLUDE (is_buried, is_known_absent, retire_after, is_missed, stays) REPLACE (
        s.course_id AS canonical_course_id,
        CASE WHEN s.is_known_absent THEN coalesce(s.missing_since_at, getvariable('night_at')) ELSE s.missing_since_at END
            AS missing_since_at,
        s.n_misses + s.is_missed::INT AS n_misses,
        CASE WHEN s.is_missed THEN getvariable('night_at') ELSE s.last_missed_at END AS last_missed_at,
        s.is_active AND s.stays AS is_active,
        CASE WHEN s.is_active AND NOT s.stays THEN getvariable('night_at') ELSE s.retired_at END AS retired_at
    )
FROM (
    SELECT *, NOT is_buried AND NOT (is_missed AND n_misses + 1 >= retire_after) AS stays FROM temp.absent
) s;

INSERT INTO raw.listing BY NAME
SELECT course_id, source, key, content_hash, words, page_sha256 FROM temp.arrival;

INSERT INTO raw.listing BY NAME
SELECT * FROM temp.known_words WHERE course_id NOT IN (SELECT course_id FROM temp.arrival);
