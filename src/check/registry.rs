//! The list of checks: errors first, then warnings, then hints.

use super::definition::Check;
use crate::text::nearest_name;

pub const ALL: &[&Check] = &[
    &super::front_matter_invalid::CHECK,
    &super::missing_method::CHECK,
    &super::bad_value::CHECK,
    &super::bad_enum::CHECK,
    &super::duplicate_id::CHECK,
    &super::output_collision::CHECK,
    &super::config_invalid::CHECK,
    &super::template_invalid::CHECK,
    &super::unsafe_name::CHECK,
    &super::symlink::CHECK,
    &super::unknown_reference::CHECK,
    &super::wrong_kind::CHECK,
    &super::cycle::CHECK,
    &super::bad_sum::CHECK,
    &super::broken_link::CHECK,
    &super::broken_anchor::CHECK,
    &super::missing_image::CHECK,
    &super::lost_address::CHECK,
    &super::unknown_field::CHECK,
    &super::cut_value::CHECK,
    &super::alias_clash::CHECK,
    &super::redirect_ignored::CHECK,
    &super::solution_without_demand::CHECK,
    &super::waiver_expired::CHECK,
    &super::status_ahead_of_evidence::CHECK,
    &super::status_against_evidence::CHECK,
    &super::contested::CHECK,
    &super::say_only::CHECK,
    &super::stale_evidence::CHECK,
    &super::no_persona::CHECK,
    &super::as_a_user::CHECK,
    &super::no_verdict::CHECK,
    &super::no_link::CHECK,
    &super::verdict_before_done::CHECK,
    &super::test_overdue::CHECK,
    &super::basis_claimed::CHECK,
    &super::proto_in_build::CHECK,
    &super::insight_without_study::CHECK,
    &super::decision_without_evidence::CHECK,
    &super::decision_against_evidence::CHECK,
    &super::decline_without_reason::CHECK,
    &super::revisit_due::CHECK,
    &super::feedback_overdue::CHECK,
    &super::stale_persona::CHECK,
    &super::stale_metric::CHECK,
    &super::consent_missing::CHECK,
    &super::raw_data_due::CHECK,
    &super::personal_data::CHECK,
    &super::hidden_reference::CHECK,
    &super::template_text::CHECK,
    &super::broken_footnote::CHECK,
    &super::unclosed_comment::CHECK,
    &super::case_mismatch::CHECK,
    &super::case_clash::CHECK,
    &super::future_date::CHECK,
    &super::outside_link::CHECK,
    &super::two_introductions::CHECK,
    &super::unsafe_asset::CHECK,
    &super::skipped_file::CHECK,
    &super::reads_like_a_solution::CHECK,
    &super::untested::CHECK,
    &super::no_criterion::CHECK,
    &super::no_sample::CHECK,
    &super::no_date::CHECK,
    &super::small_sample::CHECK,
    &super::alias_used::CHECK,
    &super::unused_persona::CHECK,
    &super::feedback_unlinked::CHECK,
    &super::missing_recommended_field::CHECK,
    &super::external_image::CHECK,
    &super::odd_field::CHECK,
    &super::ignore_unused::CHECK,
];

/// The check of a code.
pub fn by_code(code: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|c| c.code == code)
}

/// The code that was probably meant.
pub(super) fn nearest_code(wrong: &str) -> Option<&'static str> {
    nearest_name(wrong, ALL.iter().map(|c| c.code))
}
