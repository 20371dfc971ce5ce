// One patient through the first cycle: draw a patient, follow the label, look at what the clinic recorded.
#include <optional>
#include <utility>

#include <fmt/core.h>

#include <trimer/population/patient_generator.h>
#include <trimer/simulation/course_driver.h>
#include <trimer/simulation/therapy_ensemble.h>

using namespace trimer;

int main() {
  // What is planned, decided and measured: all of it data, none of it in code.
  simulation::CourseSettings settings;
  settings.seed = 20230888;
  settings.regimen = regimen::preset("label_relapsed_refractory");
  settings.rules = protocol::load_rules();
  settings.assays = observation::load_assays();
  settings.visits = observation::load_visit_schedule();
  settings.follow_up_days = 41;

  // Patient 17 of a population after CAR-T failure: the same patient whoever asks, in any order.
  const population::PatientGenerator generator(population::named_population("after_car_t"),
                                               population::parameter_model(), settings.seed);
  std::optional<population::VirtualPatient> patient = generator.patient(17);

  simulation::CourseDriver driver(
      settings, simulation::lanes_of(best_level()), [&] { return std::exchange(patient, std::nullopt); },
      [](simulation::PatientResult&& result) {
        const observation::SubjectRecord& record = result.record;
        fmt::print("{}: {} years, {:.0f} kg\n", record.subject.subject_id, *record.subject.age_y,
                   *record.subject.weight_kg);
        for (const auto& row : record.exposure)
          fmt::print("  day {:g} to {:g}: blinatumomab {:g} {}\n", row.when.start.day, row.when.end.day, *row.dose,
                     row.unit);
        for (const auto& row : record.disease)
          if (row.measure == observation::Measure::blast_pct)
            fmt::print("  day {:g}: {:.1f} % marrow blasts\n", row.at.day, *row.value);
        fmt::print("  the integration {} at day {:g}\n", solver::name(result.ending.outcome), result.ending.time);
      });
  (void)simulation::integrate_therapy(driver, {});
}
