#include <trimer/trial/run.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <unordered_map>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/evidence/library.h>
#include <trimer/evidence/study_reader.h>
#include <trimer/evidence/summary.h>
#include <trimer/observation/record_writer.h>
#include <trimer/population/ensemble_generator.h>
#include <trimer/trial/band_quantities.h>
#include <trimer/trial/exposure.h>
#include <trimer/trial/manifest.h>
#include <trimer/trial/ordered_output.h>
#include <trimer/trial/patient_row.h>
#include <trimer/trial/patient_stream.h>
#include <trimer/trial/trajectories.h>

namespace trimer::trial {
namespace {

constexpr std::size_t swimmer_patients = 24;

/// What a finished patient leaves for the tables.
struct Finished {
  cohort::PatientRow row;
  std::vector<std::vector<evidence::EndpointReading>> readings;  ///< (studies, endpoints)
  double steady_state = 0;                 ///< planned concentration [pg/mL]
  std::vector<std::vector<double>> bands;  ///< (days, quantities)
  std::optional<SamplePatient> sample;
  std::optional<observation::SubjectRecord> record;
  std::string trajectories, decisions;
  std::optional<population::VirtualPatient> patient;  ///< if somebody watches
  std::map<std::string, std::int64_t> acted;  ///< decisions by rule
};

std::map<std::string, std::int64_t> acted(const std::vector<protocol::Decision>& decisions) {
  using protocol::Effect;
  std::map<std::string, std::int64_t> by_rule;
  for (const protocol::Decision& decision : decisions)
    if (decision.effect != Effect::restart_same_cycle && decision.effect != Effect::restart_new_cycle &&
        decision.effect != Effect::next_cycle)
      ++by_rule[decision.rule];
  return by_rule;
}

/// The patients of a run, handed out one by one to any number of threads.
class Queue {
 public:
  Queue(std::uint64_t patients, const std::vector<std::uint64_t>& ids) : all_(patients), ids_(ids) {
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      if (ids_[i] < 1 || ids_[i] > patients)
        throw InputError("--patient", std::to_string(ids_[i]), "expected 1 to " + std::to_string(patients));
      if (!position_.emplace(ids_[i], i).second)
        throw InputError("--patient", std::to_string(ids_[i]), "expected each patient once");
    }
  }
  [[nodiscard]] std::uint64_t size() const { return ids_.empty() ? all_ : ids_.size(); }
  [[nodiscard]] std::optional<std::uint64_t> next() {
    const std::uint64_t position = next_++;
    if (position >= size()) return std::nullopt;
    return ids_.empty() ? position + 1 : ids_[position];
  }
  [[nodiscard]] std::uint64_t position(std::uint64_t id) const { return ids_.empty() ? id - 1 : position_.at(id); }

 private:
  std::uint64_t all_;
  std::vector<std::uint64_t> ids_;
  std::unordered_map<std::uint64_t, std::uint64_t> position_;
  std::atomic<std::uint64_t> next_{0};
};

simulation::CourseSettings course_settings(const scenario::Scenario& scenario, std::uint64_t seed) {
  simulation::CourseSettings settings;
  settings.seed = seed;
  settings.regimen = scenario.regimen;
  settings.rules = protocol::load_rules();
  settings.rules.protocol = scenario.protocol;
  settings.assays = observation::load_assays();
  settings.visits = scenario.visits;
  settings.follow_up_days = scenario.follow_up_days;
  settings.band_days = band_days();
  std::erase_if(settings.band_days, [&](double day) { return day > settings.follow_up_days; });
  return settings;
}

observation::StudySettings study_settings(const scenario::Scenario& scenario) {
  observation::StudySettings settings;
  settings.options.confirm_readings = 2;  // virtual signs carry measurement noise
  settings.profiles.clear();
  for (const std::string& name : scenario.assessment.response) {
    const auto profile = assessment::parse_profile(name);
    if (!profile) throw InputError("assessment.response", name, "expected a response profile");
    settings.profiles.push_back(*profile);
  }
  return settings;
}

}  // namespace

RunResult run(const scenario::Scenario& scenario, const scenario::RunOptions& options,
              const std::filesystem::path& folder, const Progress& progress, const Watch& watch) {
  const auto begin = std::chrono::steady_clock::now();
  RunResult result;
  result.seed = options.seed.value_or(scenario.seed);
  result.patients = options.patients.value_or(scenario.patients);
  Queue queue(result.patients, options.patient_ids);
  result.patients = queue.size();
  simulation::CourseSettings settings = course_settings(scenario, result.seed);
  protocol::DecisionLog replay;
  if (!options.replay.empty()) {
    replay = protocol::read_decisions(options.replay, scenario.protocol, static_cast<int>(scenario.regimen.cycles.size()));
    settings.replay = &replay;
  }
  const observation::StudySettings study = study_settings(scenario);
  // The studies of the scenario may ask for further response profiles; the scenario's own come first.
  observation::StudySettings assessment = study;
  std::vector<evidence::StudyReader> readers;
  for (const std::string& id : scenario.studies) {
    const evidence::Study& published = evidence::find_study(id);
    result.studies.push_back({&published, evidence::StudyTally(published)});
    for (const auto profile : readers.emplace_back(published).profiles())
      if (std::find(assessment.profiles.begin(), assessment.profiles.end(), profile) == assessment.profiles.end())
        assessment.profiles.push_back(profile);
  }
  const population::EnsembleGenerator generator(scenario.population, scenario.ensemble, result.seed,
                                                scenario.given_patients);
  result.members = cohort::MemberCounts(generator.members());
  cohort::BandAccumulator bands(band_quantities(), settings.band_days);

  OutputFile patients_csv(folder / "patients.csv");
  patients_csv.write(cohort::patients_csv_header());
  std::optional<OutputFile> trajectories;
  if (options.trajectories) {
    trajectories.emplace(folder / "trajectories.csv");
    trajectories->write(trajectory_header());
  }
  std::optional<OutputFile> decisions;
  if (options.decisions) {
    decisions.emplace(folder / "decisions.csv");
    decisions->write(protocol::decisions_csv_header());
  }
  std::optional<observation::RecordWriter> records;
  if (options.records) {
    std::filesystem::create_directory(folder / "records");
    records.emplace(folder / "records", study);
  }

  std::uint64_t done = 0;
  InOrder<Finished> in_order([&](Finished&& patient) {
    patients_csv.write(cohort::patients_csv_row(patient.row));
    result.tally.add(patient.row);
    result.members.add(generator.member(static_cast<std::uint64_t>(patient.row.patient)), patient.row);
    if (patient.row.treatment_exit != cohort::TreatmentExit::excluded) {
      for (std::size_t i = 0; i < patient.readings.size(); ++i)
        result.studies[i].tally.add({patient.row, 0, std::move(patient.readings[i])});
      result.exposure.add(patient.steady_state, patient.row);
    }
    if (patient.patient) watch(*patient.patient, patient.row);
    for (const auto& [rule, decisions_made] : patient.acted) {
      result.rules[rule].decisions += decisions_made;
      ++result.rules[rule].patients;
    }
    for (std::size_t day = 0; day < patient.bands.size(); ++day)
      for (std::size_t quantity = 0; quantity < patient.bands[day].size(); ++quantity)
        bands.add(quantity, day, patient.bands[day][quantity]);
    if (patient.sample && result.sample.size() < swimmer_patients)
      result.sample.push_back(std::move(*patient.sample));
    if (trajectories) trajectories->write(patient.trajectories);
    if (decisions) decisions->write(patient.decisions);
    if (records && patient.record) records->write(*patient.record);
    ++done;
    if (progress) progress(done, queue.size());
  });

  result.threads = thread_count(options.threads, queue.size());
  result.solver = stream_patients(
      {&settings,
       &assessment,
       {scenario.solver.relative_tolerance, scenario.solver.absolute_tolerance_scale, scenario.solver.precision},
       result.threads},
      [&]() -> std::optional<population::VirtualPatient> {
        const auto id = queue.next();
        if (!id) return std::nullopt;
        return generator.patient(*id);
      },
      [&](FinishedPatient&& patient) {
        Finished finished;
        const std::uint64_t position = queue.position(patient.result.patient.id);
        finished.row = patient_row(patient.result, patient.assessment, patient.summary);
        const evidence::ObservedPatient observed{finished.row, patient.result.record, patient.assessment, patient.summary};
        for (const evidence::StudyReader& reader : readers) finished.readings.push_back(reader.read(observed));
        finished.steady_state = planned_exposure(settings.regimen, patient.result.patient).steady_state;
        finished.acted = acted(patient.result.decisions);
        if (position < swimmer_patients && finished.row.cycles_started > 0)
          finished.sample = sample_patient(patient.result, patient.assessment, patient.summary);
        for (const auto& truth : patient.result.bands) finished.bands.push_back(band_values(truth));
        if (options.trajectories)
          finished.trajectories =
              trajectory_rows(patient.result.patient.id, settings.band_days, patient.result.bands);
        if (options.decisions)
          finished.decisions =
              protocol::decisions_csv_rows(patient.result.patient.id, patient.result.record.subject.subject_id,
                                           patient.result.decisions);
        if (options.records) finished.record = std::move(patient.result.record);
        if (watch) finished.patient = std::move(patient.result.patient);
        in_order.submit(position, std::move(finished));
      });

  patients_csv.commit();
  if (trajectories) trajectories->commit();
  if (decisions) decisions->commit();
  if (records) records->close();
  for (std::size_t i = 0; i < bands.quantities().size(); ++i) result.bands.push_back(bands.table(i));
  result.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  evidence::VerdictOptions options_beside = evidence::beside_a_run;
  options_beside.seed = result.seed;
  write_file(folder / "summary.json", evidence::summary_json(result.tally, result.members, result.studies, options_beside));
  write_file(folder / "manifest.json", manifest_json(scenario, options, result));
  return result;
}

}  // namespace trimer::trial
