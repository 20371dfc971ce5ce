#include <trimer/trial/study_cohort.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include <trimer/core/fault.h>
#include <trimer/evidence/study_reader.h>
#include <trimer/observation/assays.h>
#include <trimer/protocol/rules.h>
#include <trimer/trial/patient_row.h>
#include <trimer/trial/patient_stream.h>

namespace trimer::trial {
namespace {

using evidence::Study;
using evidence::StudyReader;
using evidence::StudyRow;

simulation::CourseSettings course_settings(const StudyPlan& plan, std::uint64_t seed) {
  simulation::CourseSettings settings;
  settings.seed = seed;
  settings.regimen = plan.regimen;
  settings.rules = protocol::load_rules();
  settings.assays = observation::load_assays();
  settings.visits = plan.visits;
  settings.follow_up_days = plan.follow_up_days;
  return settings;
}

bool same(const evidence::Segment& a, const evidence::Segment& b) {
  return a.cycle_from == b.cycle_from && a.cycle_to == b.cycle_to && a.start_day == b.start_day &&
         a.end_day == b.end_day && a.amount == b.amount && a.per_m2 == b.per_m2 && a.cap == b.cap;
}

bool same(const evidence::CovariateOverride& a, const evidence::CovariateOverride& b) {
  return a.variable == b.variable && a.kind == b.kind && a.values == b.values;
}

bool same(const evidence::Premedication& a, const evidence::Premedication& b) {
  return a.drug == b.drug && a.amount == b.amount && a.per_m2 == b.per_m2 && a.cap == b.cap &&
         a.hours_before == b.hours_before && a.before == b.before;
}

template <class Item>
bool same(const std::vector<Item>& a, const std::vector<Item>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Item& x, const Item& y) { return same(x, y); });
}

/// Provenance apart, the same patients are treated and watched in the same way.
bool same_run(const evidence::Simulate& a, const evidence::Simulate& b) {
  return a.population == b.population && same(a.covariate_overrides, b.covariate_overrides) &&
         same(a.segments, b.segments) && a.treatment_free_days == b.treatment_free_days &&
         a.maximum_cycles == b.maximum_cycles && a.premedication.has_value() == b.premedication.has_value() &&
         (!a.premedication || same(*a.premedication, *b.premedication)) &&
         a.assessment_days == b.assessment_days && a.follow_up_every_days == b.follow_up_every_days &&
         a.follow_up_months == b.follow_up_months;
}

/// Simulates the patients of studies that are run alike and reads each for every study.
void simulate_group(const StudyPlan& plan, std::span<const Study* const> studies,
                    std::span<const population::ParameterModel> members, const CohortRequest& request,
                    const std::function<void()>& one_done, std::span<std::vector<StudyRow>* const> rows) {
  std::vector<StudyReader> readers;
  for (const Study* study : studies) readers.emplace_back(*study);
  observation::StudySettings assessment = readers.front().settings();
  for (const StudyReader& reader : readers) {
    for (const auto profile : reader.profiles())
      if (std::find(assessment.profiles.begin(), assessment.profiles.end(), profile) ==
          assessment.profiles.end())
        assessment.profiles.push_back(profile);
  }
  for (std::vector<StudyRow>* list : rows) list->resize(request.patients);

  std::vector<population::PatientGenerator> generators;
  for (const population::ParameterModel& member : members)
    generators.emplace_back(plan.population, member, request.seed);
  const auto member_of = [&](std::uint64_t position) {
    return static_cast<std::size_t>(position * generators.size() / request.patients);
  };
  const simulation::CourseSettings course = course_settings(plan, request.seed);
  std::atomic<std::uint64_t> next{0};
  stream_patients(
      {&course, &assessment, {}, thread_count(request.threads, request.patients)},
      [&]() -> std::optional<population::VirtualPatient> {
        const std::uint64_t position = next++;
        if (position >= request.patients) return std::nullopt;
        return generators[member_of(position)].patient(request.first_patient + position);
      },
      [&](FinishedPatient&& patient) {
        const std::uint64_t position = patient.result.patient.id - request.first_patient;
        const cohort::PatientRow row = patient_row(patient.result, patient.assessment, patient.summary);
        const evidence::ObservedPatient observed{row, patient.result.record, patient.assessment,
                                                 patient.summary};
        // Every position is written once, by one thread.
        for (std::size_t i = 0; i < readers.size(); ++i)
          (*rows[i])[position] = {row, member_of(position), readers[i].read(observed)};
        if (one_done) one_done();
      });
}

}  // namespace

std::vector<std::vector<std::size_t>> run_alike(std::span<const Study* const> studies) {
  std::vector<std::vector<std::size_t>> groups;
  std::vector<assessment::Profile> profile;  // decides times to event, so it must agree as well
  for (std::size_t i = 0; i < studies.size(); ++i) {
    profile.push_back(StudyReader(*studies[i]).profiles().front());
    const auto alike = [&](const std::vector<std::size_t>& group) {
      const std::size_t first = group.front();
      return profile[first] == profile[i] && same_run(*studies[first]->simulate, *studies[i]->simulate);
    };
    const auto found = std::find_if(groups.begin(), groups.end(), alike);
    if (found == groups.end())
      groups.push_back({i});
    else
      found->push_back(i);
  }
  return groups;
}

std::vector<std::vector<StudyRow>> simulate_studies(std::span<const Study* const> studies,
                                                    std::span<const population::ParameterModel> members,
                                                    const CohortRequest& request,
                                                    const std::function<void(std::uint64_t)>& done) {
  for (const Study* study : studies)
    if (!study->simulate)
      throw InputError("study", study->id, "expected a study that can be run (" + study->why_not + ")");
  std::vector<std::vector<StudyRow>> rows(studies.size());
  std::mutex mutex;
  std::uint64_t finished = 0;
  std::function<void()> one_done;
  if (done)
    one_done = [&] {
      const std::lock_guard lock(mutex);
      done(++finished);
    };
  // Every plan before the first patient: a fault in the last study is not found after an hour.
  const std::vector<std::vector<std::size_t>> groups = run_alike(studies);
  std::vector<StudyPlan> plans;
  FaultList faults;
  for (const std::vector<std::size_t>& group : groups) {
    try {
      plans.push_back(study_plan(*studies[group.front()], members.front()));
    } catch (const InputError& error) {
      for (const Fault& fault : error.faults()) faults.add(fault);
    }
  }
  faults.throw_if_any();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const std::vector<std::size_t>& group = groups[g];
    std::vector<const Study*> alike;
    std::vector<std::vector<StudyRow>*> targets;
    for (const std::size_t i : group) {
      alike.push_back(studies[i]);
      targets.push_back(&rows[i]);
    }
    simulate_group(plans[g], alike, members, request, one_done, targets);
  }
  return rows;
}

std::vector<StudyRow> simulate_study(const Study& study, const population::ParameterModel& model,
                                     const CohortRequest& request) {
  const Study* const one[] = {&study};
  return std::move(simulate_studies(one, {&model, 1}, request).front());
}

}  // namespace trimer::trial
