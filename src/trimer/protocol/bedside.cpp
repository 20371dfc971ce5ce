#include <trimer/protocol/bedside.h>

#include <algorithm>

#include <trimer/core/days.h>

namespace trimer::protocol {
using observation::Indication;
using observation::Moment;
using observation::OxygenDevice;
using observation::SignReading;
using observation::SubjectRecord;
using observation::Support;
using observation::SupportKind;
using observation::SupportResponse;
using observation::YesNo;

namespace {

PressureSupport needed_pressure(const SupportRules& rules, const SignReading& reading) {
  const double map = reading.mean_arterial_pressure;
  if (map < rules.two_vasopressors_map) return PressureSupport::two_vasopressors;
  if (map < rules.one_vasopressor_map) return PressureSupport::one_vasopressor;
  if (map < rules.hypotension_map) return PressureSupport::fluids;
  return PressureSupport::none;
}

OxygenSupport needed_oxygen(const SupportRules& rules, const SignReading& reading) {
  const double saturation = reading.oxygen_saturation;
  if (saturation < rules.positive_pressure_spo2) return OxygenSupport::positive_pressure;
  if (saturation < rules.facemask_spo2) return OxygenSupport::facemask;
  if (saturation < rules.nasal_cannula_spo2) return OxygenSupport::nasal_cannula;
  return OxygenSupport::none;
}

Support support(SupportKind kind, std::string_view agent, double day) {
  Support row;
  row.kind = kind;
  row.agent = agent;
  row.indication = Indication::crs;
  row.when.start = Moment::at(day);
  return row;
}

Support drug(SupportKind kind, std::string_view agent, double dose, std::string_view unit, double day) {
  Support row = support(kind, agent, day);
  row.dose = dose;
  row.unit = unit;
  return row;
}

/// Masking holds a day after the last dose (option masking_free_h of the criteria, 24 h).
constexpr double masking_free_days = 1.0;

}  // namespace

BedsideState Bedside::observe(const SignReading& reading, SubjectRecord& record) {
  const SignReading& before = previous_ ? *previous_ : reading;
  // The first reading of all has nothing to agree with, so it cannot call for support.
  const PressureSupport pressure =
      previous_ ? std::min(needed_pressure(*rules_, reading), needed_pressure(*rules_, before))
                : PressureSupport::none;
  const OxygenSupport oxygen = previous_
                                   ? std::min(needed_oxygen(*rules_, reading), needed_oxygen(*rules_, before))
                                   : OxygenSupport::none;
  if (pressure != pressure_) change_pressure(pressure, reading.day, record);
  if (oxygen != oxygen_) change_oxygen(oxygen, reading.day, record);

  BedsideState state;
  state.day = reading.day;
  state.temperature = std::min(reading.temperature, before.temperature);
  state.fever = previous_ && std::min(reading.temperature, before.temperature) >= rules_->fever;
  state.masked = reading.day - last_masking_day_ <= masking_free_days;
  state.pressure = pressure_;
  state.oxygen = oxygen_;
  state.ice = std::max(reading.ice, before.ice);

  if (reading.temperature >= rules_->antipyretic_temperature &&
      (reading.day - last_antipyretic_day_) * hours_per_day >= rules_->antipyretic_interval - 1e-6) {
    record.support.push_back(
        drug(SupportKind::antipyretic, "paracetamol", rules_->antipyretic_dose, "mg", reading.day));
    last_antipyretic_day_ = last_masking_day_ = reading.day;
  }
  previous_ = reading;
  return state;
}

void Bedside::observe(const observation::CountReading& counts, SubjectRecord& record) const {
  const auto transfuse = [&](std::string_view product, double units) {
    Support row = drug(SupportKind::transfusion, product, units, "1", counts.day);
    row.indication = Indication::other;
    record.support.push_back(std::move(row));
  };
  if (counts.haemoglobin < rules_->red_cells_below) transfuse("RBC", 2);
  if (counts.platelets < rules_->platelets_below) transfuse("PLT", 1);
}

void Bedside::change_pressure(PressureSupport to, double day, SubjectRecord& record) {
  for (std::size_t row : vasopressor_rows_) record.support[row].when.end = Moment::at(day);
  vasopressor_rows_.clear();
  const auto run = [&](std::string_view agent, double dose) {
    vasopressor_rows_.push_back(record.support.size());
    record.support.push_back(drug(SupportKind::vasopressor, agent, dose, "ug/min", day));
  };
  if (to > pressure_) {
    Support fluids = support(SupportKind::fluids, "crystalloid", day);
    fluids.response =
        to == PressureSupport::fluids ? SupportResponse::responsive : SupportResponse::refractory;
    record.support.push_back(std::move(fluids));
  }
  if (to >= PressureSupport::one_vasopressor)
    run("norepinephrine", to == PressureSupport::two_vasopressors ? rules_->norepinephrine_high_dose
                                                                  : rules_->norepinephrine_dose);
  if (to == PressureSupport::two_vasopressors) run("epinephrine", rules_->epinephrine_dose);
  pressure_ = to;
}

void Bedside::change_oxygen(OxygenSupport to, double day, SubjectRecord& record) {
  for (std::size_t row : oxygen_rows_) record.support[row].when.end = Moment::at(day);
  oxygen_rows_.clear();
  oxygen_ = to;
  if (to == OxygenSupport::none) return;
  Support row = support(SupportKind::oxygen, "", day);
  row.for_hypoxia = YesNo::yes;
  switch (to) {
    case OxygenSupport::nasal_cannula:
      row.device = OxygenDevice::nasal_cannula;
      row.flow_L_min = rules_->nasal_cannula_flow;
      break;
    case OxygenSupport::facemask:
      row.device = OxygenDevice::facemask;
      row.flow_L_min = rules_->facemask_flow;
      row.fio2_pct = rules_->facemask_fio2;
      break;
    default:
      row.device = OxygenDevice::cpap;
      row.fio2_pct = rules_->positive_pressure_fio2;
  }
  oxygen_rows_.push_back(record.support.size());
  record.support.push_back(std::move(row));
}

void Bedside::finish(double day, SubjectRecord& record) {
  for (std::size_t row : vasopressor_rows_) record.support[row].when.end = Moment::at(day);
  for (std::size_t row : oxygen_rows_) record.support[row].when.end = Moment::at(day);
  vasopressor_rows_.clear();
  oxygen_rows_.clear();
}

}  // namespace trimer::protocol
