-- What analysts are promised (schema out). A column named as in its core table takes that column's comment;
-- every other column needs a COMMENT here. A build without a comment on every view and column is not published.

CREATE VIEW out.course AS
SELECT course_id, source, key, title, provider, url, language, description, topics, level, is_free, free_kind,
       price_amount, price_currency, licence, duration_weeks, weekly_effort_hours, total_effort_hours, pacing,
       starts_on, ends_on, enrol_until_on, first_seen_at, last_seen_at, is_active, canonical_course_id,
       free_evidence, duration_weeks_min, duration_weeks_max, kind, retired_at
FROM core.course;
COMMENT ON VIEW out.course IS 'Every course of every source, retired ones included (is_active is false)';

CREATE VIEW out.course_join AS
SELECT course_id, canonical_course_id, rule, because, similarity FROM core.course_join;
COMMENT ON VIEW out.course_join IS
    'Which listings are of the same course, and why; data/reference/same_courses.yaml takes a join back or adds one';

CREATE VIEW out.course_change AS
SELECT course_id, night_id, changed_at, field, before, after FROM core.course_change;
COMMENT ON VIEW out.course_change IS 'What sources changed about their courses, one row a field';

CREATE VIEW out.survey AS
SELECT survey_id, dialect, added_at, n_goals, n_respondents FROM core.survey;
COMMENT ON VIEW out.survey IS 'The surveys that demand was read from';

CREATE VIEW out.goal AS
SELECT g.goal_id, g.survey_id, g.wording, t.topic_id, g.n_respondents, g.is_suppressed, g.level, g.language,
       g.n_branches, g.n_roles, g.strength, g.strength_from, g.respondents_share, g.previous_survey_id,
       g.previous_respondents_share, g.trend, g.trend_because
FROM core.goal g LEFT JOIN core.topic_goal t USING (goal_id);
COMMENT ON VIEW out.goal IS 'What people want to learn; small groups are suppressed';
COMMENT ON COLUMN out.goal.topic_id IS 'the topic it belongs to; null where its wording may not be told';

CREATE VIEW out.goal_branch AS
SELECT goal_id, branch, n_respondents FROM core.goal_branch;
COMMENT ON VIEW out.goal_branch IS 'How many people of a branch share a goal; a branch that is not here is not told';

CREATE VIEW out.goal_strategy AS
SELECT goal_id, strategic_goal, because FROM core.goal_strategy;
COMMENT ON VIEW out.goal_strategy IS 'Which goals serve which goal of the strategic plan, and why';

CREATE VIEW out.match AS
SELECT goal_id, course_id, rank, score, explanation FROM core.match;
COMMENT ON VIEW out.match IS 'Courses found for goals, with the parts of every score';

CREATE VIEW out.abstention AS
SELECT goal_id, reason FROM core.abstention;
COMMENT ON VIEW out.abstention IS 'Goals for which nothing is offered, and why';

CREATE VIEW out.topic AS
SELECT topic_id, title, n_respondents, is_suppressed, n_branches, priority, status, decided_by, decided_at,
       n_roles, strength, strength_from, respondents_share, previous_survey_id, previous_respondents_share, trend,
       trend_because, certainty, is_certainty_measured
FROM core.topic;
COMMENT ON VIEW out.topic IS 'Proposed circle themes; best first by priority';

CREATE VIEW out.topic_branch AS
SELECT topic_id, branch, n_respondents FROM core.topic_branch;
COMMENT ON VIEW out.topic_branch IS 'How many people of a branch want a topic; a branch that is not here is not told';

CREATE VIEW out.topic_strategy AS
SELECT t.topic_id, s.strategic_goal, string_agg(DISTINCT s.because, '; ' ORDER BY s.because) AS because
FROM core.topic_goal t JOIN core.goal_strategy s USING (goal_id) GROUP BY ALL ORDER BY ALL;
COMMENT ON VIEW out.topic_strategy IS 'Which topics serve which goal of the strategic plan: those of which a goal does';
COMMENT ON COLUMN out.topic_strategy.topic_id IS 'the topic';
COMMENT ON COLUMN out.topic_strategy.strategic_goal IS 'the name given in schedule.yaml';
COMMENT ON COLUMN out.topic_strategy.because IS 'what links its goals, each reason once';

CREATE VIEW out.topic_goal AS
SELECT topic_id, goal_id FROM core.topic_goal;
COMMENT ON VIEW out.topic_goal IS 'Which goals make up a topic; those whose wording may not be told are left out';

CREATE VIEW out.topic_course AS
SELECT topic_id, course_id, rank, score, is_free, fit, because FROM core.topic_course;
COMMENT ON VIEW out.topic_course IS 'The shortlist of a topic, best first; paid courses stay out';

CREATE VIEW out.fit_signal AS
SELECT course_id, signal, value, source, evidence FROM core.fit_signal;
COMMENT ON VIEW out.fit_signal IS 'What makes a shortlisted course fit a circle, or not; unknown is not no';

CREATE VIEW out.link_check AS
SELECT course_id, url, checked_at, result, status, final_url, evidence, n_failures FROM core.link_check;
COMMENT ON VIEW out.link_check IS 'Whether the pages of shortlisted courses are still there; a few are looked at a night';

CREATE VIEW out.circle AS
SELECT circle_id, title, status, branch, season, topic_id, course_id, starts_on, ends_on, sessions, places,
       homework_hours, facilitator_hours, n_participants, engagements, n_completed, is_suppressed
FROM core.circle;
COMMENT ON VIEW out.circle IS 'Circles that are planned, run or ran; counts of few people are suppressed';

CREATE VIEW out.session AS
SELECT circle_id, session, starts_at, local_on, minutes, status, place, facilitator_hours FROM core.session;
COMMENT ON VIEW out.session IS 'Sessions of circles, without the people';

CREATE VIEW out.attendance AS
SELECT circle_id, session, n_present, is_suppressed FROM core.attendance;
COMMENT ON VIEW out.attendance IS
    'How many were at each held session; suppressed where few were there or few were missing, by itself or by subtraction';

CREATE VIEW out.outcome AS
SELECT scope, scope_id, measure, level, value, before, unit, n_answers, is_suppressed, evidence FROM core.outcome;
COMMENT ON VIEW out.outcome IS
    'What circles came to: reach, hours and Kirkpatrick levels 1 to 4, as a whole and by season, branch, topic, course, circle';

CREATE VIEW out.credential AS
SELECT credential, level, n_before, n_after, n_valid, n_expiring, is_suppressed FROM core.credential;
COMMENT ON VIEW out.credential IS 'How many people hold each credential, before and after circles';

CREATE VIEW out.grant_result AS
SELECT grant_id, circle_id, funder, asked, awarded, currency, status, asked_on, decided_on, evidence
FROM core.grant_result;
COMMENT ON VIEW out.grant_result IS 'Grants asked for and awarded';

CREATE VIEW out.decision AS
SELECT decision_id, topic_id, action, reason, note, decided_by, decided_at, undone_at, into_topic_id, course_id
FROM core.decision;
COMMENT ON VIEW out.decision IS 'What people decided about topics, undone decisions included';

CREATE VIEW out.topic_change AS
SELECT night_id, topic_id, place, changed_at, kind, into_topic_id, decided_by FROM core.topic_change;
COMMENT ON VIEW out.topic_change IS 'Which topics were merged, split or ended, and which goals went elsewhere, night by night';

CREATE VIEW out.run AS
SELECT run_id, night_id, source, started_at, finished_at, outcome, reason, pages, not_modified, retries, listings,
       new, changed, unchanged, missing, rejected, gone, returned, is_full, watermark
FROM core.run;
COMMENT ON VIEW out.run IS 'Every harvest of every source';

CREATE VIEW out.run_count AS
SELECT run_id, name, n FROM core.run_count;
COMMENT ON VIEW out.run_count IS 'Counters of a run by path-like name';

CREATE VIEW out.issue AS
SELECT run_id, source, level, kind, url, key, field, value, message FROM core.issue;
COMMENT ON VIEW out.issue IS 'What a person may have to look at';

CREATE VIEW out.night AS
SELECT night_id, started_at, finished_at, courses, goals, matches, topics FROM core.night;
COMMENT ON VIEW out.night IS 'Every night that was published';

CREATE VIEW out.since_last_night AS
SELECT place, part, kind, topic_id, topic_title, course_id, course_title, circle_id, source, before, after, sentence, weight,
       found_at
FROM core.since_last_night WHERE is_new;
COMMENT ON VIEW out.since_last_night IS
    'What the last night found to be other than the night before, first things first; empty after the first night';

CREATE VIEW out.decision_needed AS
SELECT place, kind, topic_id, topic_title, course_id, course_title, circle_id, sentence, is_new, found_at
FROM core.since_last_night WHERE part = 'decision';
COMMENT ON VIEW out.decision_needed IS
    'What waits for a decision of people, those included that earlier nights found; decisions count from the next night on';
COMMENT ON COLUMN out.decision_needed.place IS '1 is what a coordinator looks at first';
COMMENT ON COLUMN out.decision_needed.kind IS 'as in out.since_last_night';
COMMENT ON COLUMN out.decision_needed.topic_id IS 'the topic; null where none is concerned';
COMMENT ON COLUMN out.decision_needed.topic_title IS 'what the topic is called';
COMMENT ON COLUMN out.decision_needed.course_id IS 'the course; null where none is concerned';
COMMENT ON COLUMN out.decision_needed.course_title IS 'title of the course';
COMMENT ON COLUMN out.decision_needed.circle_id IS 'the recorded circle that works through the course; null where none does';
COMMENT ON COLUMN out.decision_needed.sentence IS 'what happened, and what follows';
COMMENT ON COLUMN out.decision_needed.is_new IS 'false where an earlier night found it and nobody has decided yet';
COMMENT ON COLUMN out.decision_needed.found_at IS 'UTC time of the night that found it';

CREATE VIEW out.season AS
SELECT season_id, topic_id, course_id, facilitator_ref, branch, weekday, starts_on, weeks, size, staff_hours,
       circle, room, part_of_day, session_minutes, because
FROM core.season;
COMMENT ON VIEW out.season IS 'The circles worth running together in the next season, as the last night proposes them';

CREATE VIEW out.season_left_out AS
SELECT season_id, topic_id, reason FROM core.season_left_out;
COMMENT ON VIEW out.season_left_out IS 'Topics without a circle in the season, each with the reason';

CREATE VIEW out.season_plan AS
SELECT season_id, status, message, starts_on, ends_on, circles, is_optimal, gap_pct FROM core.season_plan;
COMMENT ON VIEW out.season_plan IS 'The proposed season as a whole: planned, in a clash, or what is missing to plan it';

CREATE VIEW out.season_time AS
SELECT season_id, topic_id, weekday, part_of_day FROM core.season_time;
COMMENT ON VIEW out.season_time IS
    'When enough of those who want a topic are free for a circle; a time that is not here is not told';

CREATE VIEW out.season_lead AS
SELECT season_id, topic_id, way FROM core.season_lead;
COMMENT ON VIEW out.season_lead IS
    'In which ways at least demand.min_group people could lead a topic; a way that is not here is not told';
