-- What each succeeded source brought against the previous catalogue; one row a source. A course that returns counts as
-- returned, whether or not its words are as they were.
WITH pair AS (
    SELECT
        coalesce(a.source, b.source) AS source,
        a.course_id IS NOT NULL AS is_here,
        b.course_id IS NOT NULL AS was_known,
        was_known AND b.is_active AND b.missing_since_at IS NULL AS was_here,
        a.content_hash = b.content_hash AS is_same,
        b.is_active AND NOT c.is_active AS is_retired,
        d.course_id IS NOT NULL AS is_buried
    FROM temp.arrival a
    FULL JOIN temp.known b USING (course_id)
    LEFT JOIN core.course c USING (course_id)
    LEFT JOIN temp.buried d USING (course_id)
)
SELECT
    g.source,
    count(*) FILTER (p.is_here AND NOT p.was_known) AS new,
    count(*) FILTER (p.is_here AND p.was_here AND NOT p.is_same) AS changed,
    count(*) FILTER (p.is_here AND p.was_here AND p.is_same) AS unchanged,
    count(*) FILTER (NOT p.is_here AND p.was_here AND (g.is_full OR p.is_buried)) AS missing,
    count(*) FILTER (p.is_retired) AS gone,
    count(*) FILTER (p.is_here AND p.was_known AND NOT p.was_here) AS returned
FROM temp.good_source g
LEFT JOIN pair p USING (source)
GROUP BY g.source
ORDER BY g.source
