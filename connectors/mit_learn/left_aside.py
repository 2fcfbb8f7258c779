"""Keys of MIT Learn records that say nothing a coordinator decides by; a key in neither place is an issue."""

OF_COURSES = (
    "availability best_run_id certification certification_type children completeness continuing_ed_credits course "
    "course_feature delivery departments format image learning_path_parents location max_weekly_hours "
    "min_weekly_hours next_start_date ocw_topics position professional readable_id require_summaries "
    "resource_category resource_type resource_type_group user_list_parents views"
)
OF_RUNS = (
    "availability checksum delivery description duration enrollment_start format full_description id image "
    "instructors last_modified location max_weekly_hours max_weeks min_weekly_hours min_weeks prices published "
    "resource_prices run_id semester slug time_commitment title year"
)
