/// @file
/// The order of the rows of one subject: by time, unknown times last, rows of one time by their content, so
/// that the order of the file does not matter. Internal to the record reader.
#pragma once

#include <algorithm>
#include <tuple>
#include <vector>

#include <trimer/observation/record.h>

namespace trimer::observation {

inline const Moment& start_of(const Exposure& row) {
  return row.when.start;
}
inline const Moment& start_of(const Support& row) {
  return row.when.start;
}
template <class Row>
const Moment& start_of(const Row& row) {
  return row.at;
}

// What a row says, without where it stands and when.
inline auto content(const Exposure& r) {
  return std::tie(r.drug, r.dose, r.unit, r.route, r.cycle, r.when.end.calendar_day, r.when.end.date_only);
}
inline auto content(const Lab& r) {
  return std::tie(r.test, r.code, r.value, r.unit, r.below_limit, r.specimen, r.method, r.lln, r.uln, r.lod,
                  r.transfusion_indicated, r.life_threatening);
}
inline auto content(const Vital& r) {
  return std::tie(r.test, r.value, r.unit, r.judgement);
}
inline auto content(const Support& r) {
  return std::tie(r.kind, r.agent, r.device, r.dose, r.unit, r.flow_L_min, r.fio2_pct, r.for_hypoxia,
                  r.indication, r.response, r.reason, r.when.end.calendar_day, r.when.end.date_only);
}
inline auto content(const Neuro& r) {
  return std::tie(r.ice_total, r.ice_orientation, r.ice_naming, r.ice_command, r.ice_writing, r.ice_attention,
                  r.capd_total, r.capd_frequency[0], r.capd_frequency[1], r.capd_frequency[2],
                  r.capd_frequency[3], r.capd_frequency[4], r.capd_frequency[5], r.capd_frequency[6],
                  r.capd_frequency[7], r.not_done_reason, r.rass, r.awake_state, r.seizure,
                  r.seizure_duration_min, r.motor, r.edema, r.posturing, r.cn6_palsy, r.papilledema,
                  r.cushing_triad, r.ich, r.tremor_myoclonus, r.death_due_to_icans, r.loc_other_cause);
}
inline auto content(const Disease& r) {
  return std::tie(r.site, r.measure, r.method, r.value, r.word, r.unit, r.gating);
}
inline auto content(const Flow& r) {
  return std::tie(r.sample_id, r.population, r.marker, r.fcs_file, r.n_events, r.n_positive, r.pct,
                  r.denominator, r.mfi, r.mfi_type, r.background_mfi, r.abc, r.qualitative);
}
inline auto content(const Event& r) {
  return std::tie(r.event, r.term, r.domain, r.scale, r.grade, r.grade_high, r.life_threatening, r.cause,
                  r.cd19);
}

// A moment for ordering: unknown last; where a date and a time fall together the date comes first.
inline auto order_of(const Moment& moment) {
  return std::tuple(!moment.known(), moment.known() ? moment.day : 0.0, !moment.date_only);
}

template <class Row>
bool comes_before(const Row& a, const Row& b) {
  const Moment &at_a = start_of(a), &at_b = start_of(b);
  if (at_a.day < at_b.day) return true;  // false when either is unknown
  if (at_a.day > at_b.day) return false;
  const auto order_a = order_of(at_a), order_b = order_of(at_b);
  if (order_a != order_b) return order_a < order_b;
  if constexpr (requires { a.when; }) {
    const auto end_a = order_of(a.when.end), end_b = order_of(b.when.end);
    if (content(a) != content(b)) return content(a) < content(b);
    return end_a < end_b;
  } else {
    return content(a) < content(b);
  }
}

template <class Row>
void sort_rows(std::vector<Row>& rows) {
  if (!std::ranges::is_sorted(rows, comes_before<Row>)) std::ranges::stable_sort(rows, comes_before<Row>);
}

/// The same finding at the same known time.
template <class Row>
bool same_row(const Row& a, const Row& b) {
  return start_of(a).known() && order_of(start_of(a)) == order_of(start_of(b)) && content(a) == content(b);
}

}  // namespace trimer::observation
