-- What analysts are promised of time: how things were told on earlier nights, what surveys say one after another, and
-- how far a wish came. Every view here is made of what other promised views tell, so that it can tell nothing more.

CREATE VIEW out.topic_history AS
SELECT topic_id, from_night_id, from_at, until_at, title, n_respondents, is_suppressed, n_branches, respondents_share,
       priority, status
FROM core.topic_history;
COMMENT ON VIEW out.topic_history IS 'How topics were told on earlier nights: one row a state; until_at is null for today''s';

CREATE VIEW out.goal_history AS
SELECT goal_id, from_night_id, from_at, until_at, survey_id, wording, topic_id, n_respondents, is_suppressed,
       respondents_share
FROM core.goal_history;
COMMENT ON VIEW out.goal_history IS 'How goals were told on earlier nights: one row a state; until_at is null for today''s';

CREATE VIEW out.topic_course_history AS
SELECT topic_id, course_id, from_night_id, from_at, until_at, rank, is_free, fit FROM core.topic_course_history;
COMMENT ON VIEW out.topic_course_history IS
    'Which courses stood where on shortlists on earlier nights: one row a state; until_at is null for today''s';

CREATE VIEW out.demand_trend AS
WITH told AS (
    SELECT 'goal' AS scope, g.goal_id AS scope_id, g.wording AS title, g.survey_id, g.topic_id, g.respondents_share,
           g.previous_survey_id, g.previous_respondents_share, g.trend, g.trend_because
    FROM out.goal g WHERE NOT g.is_suppressed AND g.wording IS NOT NULL
    UNION ALL
    SELECT 'topic', t.topic_id, t.title, (
               SELECT max_by(s.survey_id, (s.added_at, s.survey_id))
               FROM out.topic_goal m JOIN out.goal g USING (goal_id) JOIN out.survey s USING (survey_id)
               WHERE m.topic_id = t.topic_id AND NOT g.is_suppressed
           ), t.topic_id, t.respondents_share, t.previous_survey_id, t.previous_respondents_share, t.trend,
           t.trend_because
    FROM out.topic t WHERE NOT t.is_suppressed
)
SELECT t.scope, t.scope_id, t.title, t.topic_id, t.survey_id, s.added_at AS surveyed_at, t.respondents_share,
       t.previous_survey_id, p.added_at AS previous_surveyed_at, t.previous_respondents_share,
       round(100 * (t.respondents_share - t.previous_respondents_share), 1) AS change_points,
       t.trend, t.trend_because
FROM told t LEFT JOIN out.survey s ON s.survey_id = t.survey_id
LEFT JOIN out.survey p ON p.survey_id = t.previous_survey_id;
COMMENT ON VIEW out.demand_trend IS
    'What the latest survey says of each goal and topic that may be told, beside the latest earlier survey that compares';
COMMENT ON COLUMN out.demand_trend.scope IS 'goal or topic';
COMMENT ON COLUMN out.demand_trend.scope_id IS 'the goal_id or topic_id';
COMMENT ON COLUMN out.demand_trend.title IS 'the wording of the goal, or the title of the topic';
COMMENT ON COLUMN out.demand_trend.topic_id IS 'the topic, or the topic that the goal belongs to';
COMMENT ON COLUMN out.demand_trend.survey_id IS 'the survey; of a topic the latest that a told goal of it is from';
COMMENT ON COLUMN out.demand_trend.surveyed_at IS 'UTC time that survey was added';
COMMENT ON COLUMN out.demand_trend.respondents_share IS
    'share of that survey''s respondents who want it, 0 to 1, to two digits; null where suppressed';
COMMENT ON COLUMN out.demand_trend.previous_survey_id IS
    'the latest earlier survey that asked for it in the same way; null where there is none';
COMMENT ON COLUMN out.demand_trend.previous_surveyed_at IS 'UTC time that one was added';
COMMENT ON COLUMN out.demand_trend.previous_respondents_share IS
    'the share in that survey; null where suppressed or there is none';
COMMENT ON COLUMN out.demand_trend.change_points IS
    'by how many percentage points the share grew; null where either is not told';
COMMENT ON COLUMN out.demand_trend.trend IS
    '`comparable`, `suppressed` (an earlier survey compares, a share may not be told), `not_comparable` or `no_earlier_survey`';
COMMENT ON COLUMN out.demand_trend.trend_because IS 'why they compare or do not, in a sentence';

CREATE VIEW out.topic_funnel AS
WITH goals AS (
    SELECT topic_id, count(*) AS told FROM out.topic_goal GROUP BY ALL
), lists AS (
    SELECT topic_id, count(*) AS listed, count(*) FILTER (fit = 'yes') AS fitting FROM out.topic_course GROUP BY ALL
), chosen AS (
    SELECT topic_id, min(decided_at) AS at FROM out.decision
    WHERE action = 'shortlist' AND undone_at IS NULL GROUP BY ALL
), circles AS (
    SELECT topic_id, count(*) FILTER (status <> 'cancelled') AS held, count(*) FILTER (status = 'completed') AS ended,
           min(starts_on) FILTER (status <> 'cancelled') AS first_on
    FROM out.circle WHERE topic_id IS NOT NULL GROUP BY ALL
), results AS (
    SELECT scope_id AS topic_id, max(value) FILTER (measure = 'participants') AS people,
           max(value) FILTER (measure = 'completions') AS ended, count(*) FILTER (level >= 2) AS learnt
    FROM out.outcome WHERE scope = 'topic' AND NOT is_suppressed GROUP BY ALL
)
SELECT topic_id, t.title, t.n_respondents, coalesce(t.is_suppressed, true) AS is_suppressed, t.status,
       coalesce(g.told, 0) AS goals, coalesce(l.listed, 0) AS courses, coalesce(l.fitting, 0) AS fitting_courses,
       s.at AS shortlisted_at, c.first_on AS circle_starts_on, coalesce(c.held, 0) AS circles,
       coalesce(c.ended, 0) AS circles_completed, r.people::BIGINT AS n_participants, r.ended::BIGINT AS n_completed,
       coalesce(r.learnt, 0) AS outcomes,
       CASE WHEN coalesce(r.learnt, 0) > 0 THEN 'outcome' WHEN coalesce(c.ended, 0) > 0 THEN 'completed'
            WHEN coalesce(c.held, 0) > 0 THEN 'circle' WHEN t.status = 'shortlisted' THEN 'shortlisted'
            WHEN coalesce(l.listed, 0) > 0 THEN 'course' ELSE 'topic' END AS reached
FROM out.topic t FULL JOIN circles c USING (topic_id) LEFT JOIN goals g USING (topic_id)
LEFT JOIN lists l USING (topic_id) LEFT JOIN chosen s USING (topic_id) LEFT JOIN results r USING (topic_id);
COMMENT ON VIEW out.topic_funnel IS
    'How far each topic came, from a wish to what its circles came to; with topics that are proposed no more but had a circle';
COMMENT ON COLUMN out.topic_funnel.topic_id IS 'the topic';
COMMENT ON COLUMN out.topic_funnel.title IS 'what it is about; null where that is not told, or it is proposed no more';
COMMENT ON COLUMN out.topic_funnel.n_respondents IS 'distinct respondents who want it; null where suppressed';
COMMENT ON COLUMN out.topic_funnel.is_suppressed IS 'true where n_respondents is hidden, or it is proposed no more';
COMMENT ON COLUMN out.topic_funnel.status IS 'proposed, shortlisted, rejected or later; null where it is proposed no more';
COMMENT ON COLUMN out.topic_funnel.goals IS 'its goals whose wording may be told';
COMMENT ON COLUMN out.topic_funnel.courses IS 'courses on its shortlist';
COMMENT ON COLUMN out.topic_funnel.fitting_courses IS 'those of them of which every needed sign says that they fit a circle';
COMMENT ON COLUMN out.topic_funnel.shortlisted_at IS
    'UTC time at which somebody first shortlisted it, of decisions that hold; null where nobody did';
COMMENT ON COLUMN out.topic_funnel.circle_starts_on IS 'local day of the first session of its first circle';
COMMENT ON COLUMN out.topic_funnel.circles IS 'its circles that are planned, run or ran; cancelled ones left out';
COMMENT ON COLUMN out.topic_funnel.circles_completed IS 'those of them that are completed';
COMMENT ON COLUMN out.topic_funnel.n_participants IS
    'people who were at a session of its circles, each once; null where suppressed or there was none';
COMMENT ON COLUMN out.topic_funnel.n_completed IS
    'how often somebody got to the end of one of its circles; null where suppressed or none is completed';
COMMENT ON COLUMN out.topic_funnel.outcomes IS
    'figures of what its circles taught and changed (Kirkpatrick levels 2 to 4) that may be told';
COMMENT ON COLUMN out.topic_funnel.reached IS
    'the furthest stage: topic, course, shortlisted, circle, completed or outcome';

CREATE VIEW out.funnel AS
WITH topics AS (
    SELECT count(*) FILTER (status IS NOT NULL) AS topics, count(*) FILTER (status IS NOT NULL AND NOT is_suppressed) AS told,
           count(*) FILTER (status IS NOT NULL AND NOT is_suppressed AND courses > 0) AS course,
           count(*) FILTER (status = 'shortlisted') AS shortlisted
    FROM out.topic_funnel
), circles AS (
    SELECT count(*) FILTER (status <> 'cancelled') AS circles, count(*) FILTER (status = 'completed') AS ended
    FROM out.circle
), results AS (
    SELECT count(DISTINCT scope_id) AS learnt FROM out.outcome WHERE scope = 'circle' AND level >= 2 AND NOT is_suppressed
)
SELECT unnest([
    {'place': 1, 'stage': 'wish', 'counted': 'goals', 'n': (SELECT count(*) FROM out.goal)},
    {'place': 2, 'stage': 'topic', 'counted': 'topics', 'n': topics.topics},
    {'place': 3, 'stage': 'told', 'counted': 'topics', 'n': topics.told},
    {'place': 4, 'stage': 'course', 'counted': 'topics', 'n': topics.course},
    {'place': 5, 'stage': 'shortlisted', 'counted': 'topics', 'n': topics.shortlisted},
    {'place': 6, 'stage': 'circle', 'counted': 'circles', 'n': circles.circles},
    {'place': 7, 'stage': 'completed', 'counted': 'circles', 'n': circles.ended},
    {'place': 8, 'stage': 'outcome', 'counted': 'circles', 'n': results.learnt}
], max_depth := 2)
FROM topics, circles, results;
COMMENT ON VIEW out.funnel IS
    'From wishes to what circles came to, as a whole: how many things are at each stage or beyond; no number of people is in it';
COMMENT ON COLUMN out.funnel.place IS '1 for the first stage';
COMMENT ON COLUMN out.funnel.stage IS
    'wish (a goal of a survey), topic, told (enough people want it), course (something was found), shortlisted, circle, completed, outcome (what they taught may be told)';
COMMENT ON COLUMN out.funnel.counted IS 'what is counted at this stage: goals, topics or circles';
COMMENT ON COLUMN out.funnel.n IS 'how many of them';
