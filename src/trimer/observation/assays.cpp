#include <trimer/observation/assays.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/days.h>
#include <trimer/core/maths.h>

namespace trimer::observation {
namespace {

/// Purposes of random numbers at a visit; part of the stream's key, so the order is for ever.
enum class Reading : std::uint32_t {
  signs = 64, counts, chemistry, subsets, smear, mrd, cd19, sites, csf
};

/// The stream of one assay at one visit, keyed by the quarter hour.
RandomStream stream_of(const VisitKey& key, Reading reading) {
  const auto quarter_hours = static_cast<std::uint32_t>(std::lround((key.day + 1.0) * hours_per_day * 4));
  return {key.seed, key.patient, static_cast<std::uint32_t>(reading) << 24 | (quarter_hours & 0xFFFFFF)};
}

double rounded(double value, double step) { return std::round(value / step) * step; }

double proportional(RandomStream& stream, double value, const Assay& assay) {
  return std::max(0.0, value * (1 + assay.error * stream.normal()));
}

/// Three significant digits, as a laboratory prints.
double printed(double value) {
  if (value <= 0) return 0;
  const double scale = maths::pow(10.0, 2 - std::floor(maths::log(value) / 2.302585092994046));
  return std::round(value * scale) / scale;
}

Lab lab(LabTest test, double value, std::string_view unit, double day) {
  Lab row;
  row.test = test;
  row.value = printed(value);
  row.unit = unit;
  row.at = Moment::at(day);
  return row;
}

void limit(Lab& row, const Assay& assay) {
  if (assay.lower_limit) {
    row.lod = assay.lower_limit;
    if (*row.value < *assay.lower_limit) {
      row.value = assay.lower_limit;
      row.below_limit = true;
    }
  }
  if (assay.upper_limit) row.value = std::min(*row.value, *assay.upper_limit);
}

void range(Lab& row, const ReferenceRange& normal) {
  row.lln = normal.lln;
  row.uln = normal.uln;
}

Vital vital(VitalTest test, double value, std::string_view unit, double day) {
  Vital row;
  row.test = test;
  row.value = value;
  row.unit = unit;
  row.at = Moment::at(day);
  return row;
}

Disease disease(Site site, Measure measure, double day) {
  Disease row;
  row.site = site;
  row.measure = measure;
  row.at = Moment::at(day);
  return row;
}

Flow flow(std::string population, std::string marker, std::int64_t events, std::int64_t positive,
          std::string denominator, double day, std::string_view sample) {
  Flow row;
  row.sample_id = std::string(sample) + "-" + std::to_string(std::lround(day * 100));
  row.population = std::move(population);
  row.marker = std::move(marker);
  row.n_events = events;
  row.n_positive = positive;
  row.denominator = std::move(denominator);
  row.at = Moment::at(day);
  return row;
}

}  // namespace

SignReading read_signs(const AssayTable& assays, const VisitKey& key, const Noiseless& truth) {
  RandomStream stream = stream_of(key, Reading::signs);
  SignReading reading;
  reading.day = key.day;
  reading.temperature = rounded(truth.temperature + assays.temperature.error * stream.normal(), 0.1);
  const double pressure =
      std::max(0.0, truth.mean_arterial_pressure + assays.mean_arterial_pressure.error * stream.normal());
  const double pulse = assays.pulse_pressure.error * pressure;
  reading.mean_arterial_pressure = std::round(pressure);
  reading.diastolic = std::round(pressure - pulse / 3);
  reading.systolic = std::round(pressure - pulse / 3 + pulse);
  reading.oxygen_saturation = std::clamp(
      std::round(truth.oxygen_saturation + assays.oxygen_saturation.error * stream.normal()), 0.0, 100.0);
  reading.ice = static_cast<int>(std::clamp(std::round(truth.ice_score), 0.0, 10.0));
  return reading;
}

void record_signs(const SignReading& reading, SubjectRecord& record) {
  record.vitals.push_back(vital(VitalTest::TEMP, reading.temperature, "Cel", reading.day));
  record.vitals.push_back(vital(VitalTest::SYSBP, reading.systolic, "mm[Hg]", reading.day));
  record.vitals.push_back(vital(VitalTest::DIABP, reading.diastolic, "mm[Hg]", reading.day));
  record.vitals.push_back(vital(VitalTest::MAP, reading.mean_arterial_pressure, "mm[Hg]", reading.day));
  record.vitals.push_back(vital(VitalTest::SPO2, reading.oxygen_saturation, "%", reading.day));
  Neuro neuro;
  neuro.ice_total = reading.ice;
  neuro.awake_state = AwakeState::awakens_spontaneously;
  neuro.seizure = Seizure::none;
  neuro.motor = Motor::none;
  neuro.at = Moment::at(reading.day);
  record.neuro.push_back(neuro);
}

CountReading read_counts(const AssayTable& assays, const VisitKey& key, const Noiseless& truth) {
  RandomStream stream = stream_of(key, Reading::counts);
  CountReading reading;
  reading.day = key.day;
  reading.neutrophils = printed(proportional(stream, truth.neutrophils, assays.neutrophils));
  reading.platelets = printed(proportional(stream, truth.platelets, assays.platelets));
  reading.haemoglobin = rounded(proportional(stream, truth.haemoglobin, assays.haemoglobin), 0.1);
  const double lymphocytes =
      (truth.t_cells_per_ul + truth.b_cells_per_ul + truth.car_t_per_ul + truth.natural_killer_per_ul) / 1000;
  reading.lymphocytes = printed(proportional(stream, lymphocytes, assays.lymphocytes));
  reading.white_cells = printed(proportional(stream, truth.white_cells, assays.white_cells));
  const auto counted = static_cast<std::int64_t>(assays.differential_cells.error);
  const double share = truth.white_cells > 0 ? truth.blood_blasts_per_ul / 1000 / truth.white_cells : 0;
  reading.blood_blast_pct = 100.0 * static_cast<double>(stream.binomial(counted, std::clamp(share, 0.0, 1.0))) /
                            static_cast<double>(counted);
  return reading;
}

void record_counts(const AssayTable& assays, const CountReading& reading, SubjectRecord& record) {
  const auto add = [&](LabTest test, double value, std::string_view unit, const ReferenceRange& normal) {
    Lab row = lab(test, value, unit, reading.day);
    range(row, normal);
    record.labs.push_back(std::move(row));
  };
  add(LabTest::NEUT, reading.neutrophils, "10*9/L", assays.NEUT);
  add(LabTest::PLAT, reading.platelets, "10*9/L", assays.PLAT);
  add(LabTest::HGB, reading.haemoglobin, "g/dL", assays.HGB);
  add(LabTest::LYM, reading.lymphocytes, "10*9/L", assays.LYM);
  add(LabTest::WBC, reading.white_cells, "10*9/L", assays.WBC);
  Lab blasts = lab(LabTest::BLAST_PB, reading.blood_blast_pct, "%", reading.day);
  record.labs.push_back(std::move(blasts));
}

void record_chemistry(const AssayTable& assays, const VisitKey& key, const Noiseless& truth,
                      SubjectRecord& record) {
  RandomStream stream = stream_of(key, Reading::chemistry);
  const auto add = [&](LabTest test, double value, std::string_view unit, const Assay& assay) {
    Lab row = lab(test, value, unit, key.day);
    limit(row, assay);
    record.labs.push_back(std::move(row));
  };
  add(LabTest::BLINA, truth.drug * maths::exp(assays.drug.error * stream.normal()), "pg/mL", assays.drug);
  add(LabTest::IL6, proportional(stream, truth.interleukin_6, assays.interleukin_6), "pg/mL", assays.interleukin_6);
  add(LabTest::IFNG, proportional(stream, truth.interferon_gamma, assays.interferon_gamma), "pg/mL",
      assays.interferon_gamma);
  add(LabTest::IL10, proportional(stream, truth.interleukin_10, assays.interleukin_10), "pg/mL",
      assays.interleukin_10);
  add(LabTest::CRP, proportional(stream, truth.c_reactive_protein, assays.c_reactive_protein), "mg/L",
      assays.c_reactive_protein);
  add(LabTest::IGG, proportional(stream, truth.immunoglobulin_g, assays.immunoglobulin_g), "g/L",
      assays.immunoglobulin_g);
}

void record_lymphocyte_subsets(const AssayTable& assays, const VisitKey& key, const Noiseless& truth,
                               SubjectRecord& record) {
  RandomStream stream = stream_of(key, Reading::subsets);
  const double all =
      truth.t_cells_per_ul + truth.b_cells_per_ul + truth.car_t_per_ul + truth.natural_killer_per_ul;
  const auto acquired = static_cast<std::int64_t>(assays.flow_lymphocytes.error);
  const auto share = [&](double cells) { return all > 0 ? std::clamp(cells / all, 0.0, 1.0) : 0.0; };
  const std::int64_t cd3 = stream.binomial(acquired, share(truth.t_cells_per_ul));
  const std::int64_t cd8 =
      stream.binomial(cd3, truth.t_cells_per_ul > 0 ? truth.cd8_per_ul / truth.t_cells_per_ul : 0);
  const std::int64_t b = stream.binomial(acquired - cd3, std::min(1.0, truth.b_cells_per_ul /
                                                                  std::max(1e-300, all - truth.t_cells_per_ul)));
  const std::int64_t car = stream.binomial(
      acquired - cd3 - b,
      std::min(1.0, truth.car_t_per_ul / std::max(1e-300, all - truth.t_cells_per_ul - truth.b_cells_per_ul)));
  const double per_event = all / static_cast<double>(acquired);
  const auto count = [&](LabTest test, std::int64_t events) {
    record.labs.push_back(lab(test, static_cast<double>(events) * per_event, "/uL", key.day));
  };
  count(LabTest::CD3, cd3);
  count(LabTest::CD8, cd8);
  count(LabTest::BCELL, b);
  count(LabTest::CART, car);
  record.flow.push_back(flow("lymphocytes", "CD3", acquired, cd3, "lymphocytes", key.day, "PB"));
  record.flow.push_back(flow("lymphocytes", "CD3+CD8+", acquired, cd8, "lymphocytes", key.day, "PB"));
  record.flow.push_back(flow("CD3+", "CD8", cd3, cd8, "CD3+", key.day, "PB"));
}

MarrowReading read_marrow(const AssayTable& assays, const VisitKey& key, const Noiseless& truth) {
  MarrowReading reading;
  reading.day = key.day;
  const double fraction = std::clamp(truth.marrow_blast_fraction, 0.0, 1.0);
  RandomStream smear = stream_of(key, Reading::smear);
  const auto counted = static_cast<std::int64_t>(assays.smear_cells.error);
  reading.blast_pct =
      100.0 * static_cast<double>(smear.binomial(counted, fraction)) / static_cast<double>(counted);
  reading.hypoplastic = truth.cellularity < assays.hypoplastic.error;
  RandomStream mrd = stream_of(key, Reading::mrd);
  const auto cells = static_cast<std::int64_t>(assays.flow_cells.error);
  const std::int64_t positive = mrd.binomial(cells, fraction);
  reading.mrd_detected = positive > 0;
  reading.mrd_level = static_cast<double>(positive) / static_cast<double>(cells);
  const std::int64_t blasts = std::min(positive, static_cast<std::int64_t>(assays.flow_blasts.error));
  if (blasts >= 20) {
    RandomStream cd19 = stream_of(key, Reading::cd19);
    reading.cd19_positive_pct =
        100.0 *
        static_cast<double>(cd19.binomial(blasts, std::clamp(truth.cd19_positive_fraction, 0.0, 1.0))) /
        static_cast<double>(blasts);
  }
  return reading;
}

void record_marrow(const AssayTable& assays, const VisitKey& key, const Noiseless& truth,
                   const MarrowReading& reading, SubjectRecord& record) {
  const auto number = [&](Measure measure, double value, std::string_view unit, std::string_view method) {
    Disease row = disease(Site::BM, measure, reading.day);
    row.value = value;
    row.unit = unit;
    row.method = method;
    record.disease.push_back(std::move(row));
  };
  const auto word = [&](Measure measure, std::string_view text, std::string_view method) {
    Disease row = disease(Site::BM, measure, reading.day);
    row.word = text;
    row.method = method;
    record.disease.push_back(std::move(row));
  };
  number(Measure::blast_pct, reading.blast_pct, "%", "morphology");
  word(Measure::cellularity, reading.hypoplastic ? "hypoplastic" : "normal", "morphology");
  word(Measure::mrd_detected, reading.mrd_detected ? "yes" : "no", "flow");
  if (reading.mrd_detected) number(Measure::mrd_level, reading.mrd_level, "1", "flow");
  number(Measure::mrd_sensitivity, assays.mrd_sensitivity.error, "1", "flow");
  for (auto row = record.disease.end() - (reading.mrd_detected ? 3 : 2); row != record.disease.end(); ++row)
    row->gating = "CD45 CD34 CD10 CD22";  // blasts are found without CD19, so that CD19-negative ones count

  const auto cells = static_cast<std::int64_t>(assays.flow_cells.error);
  const auto positive = static_cast<std::int64_t>(std::llround(reading.mrd_level * static_cast<double>(cells)));
  const std::int64_t blasts = std::min(positive, static_cast<std::int64_t>(assays.flow_blasts.error));
  const std::int64_t cd19 = reading.cd19_positive_pct
                                ? std::llround(*reading.cd19_positive_pct / 100 * static_cast<double>(blasts))
                                : 0;
  if (!reading.cd19_positive_pct) return;
  Flow row = flow("blasts", "CD19", blasts, cd19, "blasts", reading.day, "BM");
  if (truth.cd19_sites > 0 && cd19 >= 20) {
    RandomStream sites = stream_of(key, Reading::sites);
    row.abc = std::round(proportional(sites, truth.cd19_sites, assays.cd19_sites));
  }
  record.flow.push_back(std::move(row));
}

void record_csf(const AssayTable& assays, const VisitKey& key, const Noiseless& truth, SubjectRecord& record) {
  RandomStream stream = stream_of(key, Reading::csf);
  const double limit_per_ul = assays.csf_blasts.lower_limit.value_or(1);
  const double mean = truth.csf_blasts_per_ul;
  const double seen = mean <= 500 ? static_cast<double>(stream.poisson(mean))
                                  : std::round(mean + std::sqrt(mean) * stream.normal());
  Lab row = lab(LabTest::other, seen, "/uL", key.day);
  row.code = "CSF_BLAST";
  row.specimen = Specimen::CSF;
  row.lod = limit_per_ul;
  record.labs.push_back(std::move(row));
  Disease cytospin = disease(Site::CSF, Measure::csf_blasts, key.day);
  cytospin.word = seen >= limit_per_ul ? "yes" : "no";
  cytospin.method = "morphology";
  record.disease.push_back(std::move(cytospin));
  // A clean puncture; no other white cells than blasts are simulated there.
  for (const auto& [measure, count] : {std::pair(Measure::csf_wbc, seen), std::pair(Measure::csf_rbc, 0.0)}) {
    Disease cells = disease(Site::CSF, measure, key.day);
    cells.value = count;
    cells.unit = "/uL";
    record.disease.push_back(std::move(cells));
  }
}

}  // namespace trimer::observation
