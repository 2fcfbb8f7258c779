"""What the exports of Khan Academy hold besides courses, and columns that say nothing of a course."""

KINDS = (
    "Domain", "Course", "Unit", "Lesson", "Exercise", "Video", "Article", "Interactive", "TopicQuiz", "TopicUnitTest",
    "Challenge", "Project", "Talkthrough",
)  # fmt: skip
OF_COURSES = (
    "approved_count approved_count_revised assessment_item_ids children_ids curriculum_key download_urls dub_subbed "
    "dubbed duration license listed_anywhere prerequisites related_content source_lang standards subbed "
    "suggested_completion_criteria thumbnail_url time_estimate translated_count translated_count_revised "
    "translated_youtube_id word_count word_count_revised youtube_id"
)
