"""Keys of edX records that say nothing a coordinator decides by; a key in neither place is an issue."""

OF_COURSES = (
    "additional_information additional_metadata canonical_course_run_key card_image_url collaborators "
    "course_run_statuses course_type editors enrollment_count enterprise_subscription_inclusion entitlements "
    "expected_learning_items extra_description faq geolocation image in_year_value key_for_reruns "
    "learner_testimonials location_restriction organization_logo_override_url "
    "organization_short_code_override original_image outcome prerequisites prerequisites_raw "
    "recent_enrollment_count skill_names skills sponsors syllabus_raw topics type url_redirects url_slug "
    "url_slug_history uuid video"
)
OF_RUNS = (
    "announcement availability content_language_search_facet_name course course_uuid eligible_for_financial_aid "
    "enrollment_count enrollment_start enterprise_subscription_inclusion estimated_hours expected_program_name "
    "expected_program_type external_key first_enrollable_paid_seat_price full_description go_live_date "
    "has_ofac_restrictions hidden image instructors is_marketable key level_type mobile_available modified "
    "ofac_comment outcome recent_enrollment_count reporting_type run_type short_description staff title "
    "transcript_languages type uuid video"
)
OF_OWNERS_AND_SUBJECTS = (
    "auto_generate_course_run_keys banner_image_url card_image_url certificate_logo_image_url description "
    "description_es enterprise_subscription_inclusion homepage_url key logo_image_url marketing_url slug subtitle tags "
    "uuid"
)
