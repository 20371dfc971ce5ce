#include <gtest/gtest.h>

#include <functional>

#include <trimer/simulation/patient_course.h>
#include <trimer/therapy/parameter_table.h>
#include <trimer/therapy/typical_patient.h>

namespace trimer::simulation {
namespace {
using observation::EventKind;
using observation::SupportKind;

/// Shows a course whatever state the test wants, without integrating anything.
class Course : public testing::Test {
 protected:
  CourseSettings settings = [] {
    CourseSettings s;
    s.seed = 1;
    s.regimen = regimen::preset("label_relapsed_refractory");
    s.rules = protocol::load_rules();
    s.assays = observation::load_assays();
    s.visits = observation::load_visit_schedule();
    return s;
  }();
  population::VirtualPatient patient = [] {
    population::VirtualPatient p;
    p.id = 1;
    p.parameters = therapy::typical_values();
    p.covariates = therapy::typical_covariates(p.parameters, 0.4);
    return p;
  }();

  PatientCourse run(const std::function<void(double, therapy::State<double>&)>& change) {
    PatientCourse course(settings, patient);
    therapy::State<double> state = course.initial_state();
    double last = -1;
    while (!course.finished()) {
      const double day = std::min(course.next_look(), course.next_stop());
      EXPECT_GE(day, last);
      last = day;
      change(day, state);
      if (course.next_look() <= course.next_stop())
        course.look(day, state);
      else
        course.at_stop(day, state);
    }
    return course;
  }
  void transplant_probability(double probability) {
    for (protocol::Rule& rule : settings.rules.protocol.rules)
      if (rule.effect == protocol::Effect::transplant) rule.probability = probability;
  }
  static int count(const PatientCourse& course, SupportKind kind) {
    int n = 0;
    for (const auto& row : course.record().support) n += row.kind == kind;
    return n;
  }
};

void nothing(double, therapy::State<double>&) {}

/// Leak that lowers the pressure to about 53 mmHg and fever: CRS grade 3.
void severe_release(therapy::State<double>& state, bool on) {
  state.temperature_rise = on ? 2.5 : 0;
  state.endothelial_leak = on ? 0.66 : 0;
}

TEST_F(Course, without_remission_two_cycles_of_the_label_are_given_and_treatment_ends) {
  const PatientCourse course = run(nothing);
  const auto& rows = course.record().exposure;
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].dose, 9);
  EXPECT_EQ(rows[0].when.start.day, 0);
  EXPECT_EQ(rows[0].when.end.day, 7);
  EXPECT_EQ(rows[1].dose, 28);
  EXPECT_EQ(rows[1].when.end.day, 28);
  EXPECT_EQ(rows[2].when.start.day, 42);
  EXPECT_EQ(rows[2].when.end.day, 70);
  EXPECT_EQ(rows[2].cycle, 2);
  EXPECT_EQ(course.treatment().cycles_started, 2);
  EXPECT_EQ(course.treatment().stop_reason, "no_remission");
  EXPECT_FALSE(course.treatment().stopped_for_toxicity);
  EXPECT_EQ(count(course, SupportKind::steroid), 3) << "before the start, the step and cycle 2";
  EXPECT_EQ(count(course, SupportKind::tocilizumab), 0);
}

TEST_F(Course, a_patient_in_remission_goes_on_at_most_to_the_last_cycle_of_the_regimen) {
  transplant_probability(0);
  const auto cleared = [](double day, therapy::State<double>& state) {
    if (day <= 20) return;
    state.marrow_blasts_cd19_high = state.marrow_blasts_cd19_low = state.marrow_blasts_cd19_null = 0;
    state.blood_blasts_cd19_high = state.blood_blasts_cd19_low = state.blood_blasts_cd19_null = 0;
    state.normal_marrow_cells = 9e11;
    state.neutrophils = 3;
    state.platelets = 200;
  };
  EXPECT_EQ(run(cleared).treatment().cycles_started, static_cast<int>(settings.regimen.cycles.size()));
  transplant_probability(1);
  const PatientCourse course = run(cleared);
  EXPECT_EQ(course.treatment().cycles_started, 1);
  EXPECT_EQ(course.treatment().end, TreatmentEnd::transplant);
  EXPECT_NEAR(*course.treatment().transplant_day, 28.5 + 28, 1e-9);
}

TEST_F(Course, a_severe_release_holds_the_infusion_and_it_starts_again_at_the_low_rate) {
  const PatientCourse course =
      run([](double day, therapy::State<double>& state) { severe_release(state, day > 2 && day < 5); });
  const auto& rows = course.record().exposure;
  ASSERT_GE(rows.size(), 3u);
  const double held = rows[0].when.end.day, restarted = rows[1].when.start.day;
  EXPECT_NEAR(held, 2.5, 0.3) << "two readings six hours apart";
  EXPECT_GE(restarted - held, 3.0);
  EXPECT_LE(restarted - held, 7.0);
  EXPECT_EQ(rows[1].dose, 9);
  EXPECT_EQ(rows[2].dose, 28);
  EXPECT_NEAR(rows[2].when.start.day - rows[1].when.start.day, 7, 1e-9);
  EXPECT_GE(count(course, SupportKind::tocilizumab), 1);
  EXPECT_GE(count(course, SupportKind::vasopressor), 1);
  double given = 0;
  for (const auto& row : rows)
    if (row.cycle == 1) given += row.when.end.day - row.when.start.day;
  EXPECT_NEAR(given, 28, 1e-6) << "a short gap continues the cycle to 28 infusion days";
}

TEST_F(Course, nothing_is_infused_while_held_and_never_more_than_planned) {
  for (int seed = 1; seed <= 20; ++seed) {
    settings.seed = static_cast<std::uint64_t>(seed);
    const double onset = 0.3 * seed, length = 0.7 * seed;
    const PatientCourse course = run([&](double day, therapy::State<double>& state) {
      severe_release(state, day > onset && day < onset + length);
    });
    double end = -1;
    for (const auto& row : course.record().exposure) {
      EXPECT_GE(row.when.start.day, end);
      EXPECT_LE(*row.dose, 28);
      end = row.when.end.day;
    }
    double held = -1;
    for (const auto& decision : course.decisions()) {
      if (decision.effect == protocol::Effect::hold) held = decision.day;
      if (decision.effect == protocol::Effect::restart_same_cycle ||
          decision.effect == protocol::Effect::restart_new_cycle) {
        for (const auto& row : course.record().exposure)
          EXPECT_FALSE(row.when.start.day < decision.day - 1e-9 && row.when.end.day > held + 1e-9)
              << "seed " << seed << " infused during the hold from day " << held;
      }
    }
  }
}

TEST_F(Course, a_record_is_closed_and_sorted) {
  const PatientCourse course = run(nothing);
  const auto& record = course.record();
  for (std::size_t i = 1; i < record.labs.size(); ++i)
    ASSERT_LE(record.labs[i - 1].at.day, record.labs[i].at.day);
  ASSERT_FALSE(record.events.empty());
  EXPECT_EQ(record.events.back().event, EventKind::last_alive);
  EXPECT_DOUBLE_EQ(record.events.back().at.day, settings.follow_up_days);
}

TEST_F(Course, intrathecal_therapy_kills_two_logs_in_the_csf) {
  settings.regimen.intrathecal.days = {3};
  settings.extinction = false;
  patient.covariates.csf_blasts = 1e8;
  therapy::State<double> at_the_end{};
  run([&](double, therapy::State<double>& state) { at_the_end = state; });
  EXPECT_NEAR(at_the_end.csf_blasts_cd19_positive + at_the_end.csf_blasts_cd19_null, 1e6, 1);
}

TEST_F(Course, small_clones_may_die_out_and_the_blood_is_left_alone) {
  therapy::State<double> at_the_end{};
  run([&](double day, therapy::State<double>& state) {
    if (day < 0) state.marrow_blasts_cd19_null = 1e-3;
    at_the_end = state;
  });
  EXPECT_EQ(at_the_end.marrow_blasts_cd19_null, 0);
  EXPECT_GT(at_the_end.blood_blasts_cd19_high, 0);
}

}  // namespace
}  // namespace trimer::simulation
