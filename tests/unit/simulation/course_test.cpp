#include "course_fixture.h"

namespace trimer::simulation {
namespace {
using observation::EventKind;
using observation::SupportKind;

class Course : public testing::Test {
 protected:
  CourseSettings settings = label_settings();
  population::VirtualPatient patient = typical_patient();

  PatientCourse run(const Change& change) const { return run_course(settings, patient, change); }
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
    if (day > 20) clear_marrow(state);
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

TEST_F(Course, transplantation_is_recorded_and_may_clear_the_leukaemia) {
  transplant_probability(1);
  for (const double reduction : {0.0, 1.0}) {
    settings.rules.protocol.transplant->relapse_reduction = reduction;
    settings.rules.protocol.transplant->non_relapse_mortality.clear();
    double protected_blasts = -1;
    const PatientCourse course = run([&](double day, therapy::State<double>& state) {
      if (day > 20 && day < 56) {
        clear_marrow(state);
        state.marrow_blasts_protected = 1e6;
      }
      protected_blasts = state.marrow_blasts_protected;
    });
    ASSERT_TRUE(course.treatment().transplant_day);
    int rows = 0;
    for (const auto& event : course.record().events) rows += event.event == EventKind::hsct;
    EXPECT_EQ(rows, 1);
    EXPECT_EQ(protected_blasts, reduction == 1 ? 0 : 1e6);
    EXPECT_EQ(course.record().events.back().event, EventKind::last_alive);
  }
}

TEST_F(Course, death_after_transplantation_is_of_another_cause_and_on_the_day_drawn) {
  transplant_probability(1);
  settings.rules.protocol.transplant->non_relapse_mortality = {{50, 0.999999, "", ""}};
  const PatientCourse course = run([](double day, therapy::State<double>& state) {
    if (day > 20) clear_marrow(state);
  });
  const auto& death = course.record().events.back();
  ASSERT_EQ(death.event, EventKind::death);
  EXPECT_EQ(death.cause, observation::DeathCause::other);
  EXPECT_EQ(death.term, "after transplantation");
  EXPECT_GT(death.at.day, *course.treatment().transplant_day);
  EXPECT_LE(death.at.day, *course.treatment().transplant_day + 50);
}

TEST_F(Course, a_relapse_before_the_day_calls_transplantation_off) {
  transplant_probability(1);
  const PatientCourse course = run([](double day, therapy::State<double>& state) {
    if (day > 20) clear_marrow(state);
    if (day > 35) {
      state.marrow_blasts_cd19_null = 5e11;
      state.normal_marrow_cells = 3e11;
    }
  });
  EXPECT_EQ(course.treatment().end, TreatmentEnd::transplant) << "was planned";
  EXPECT_FALSE(course.treatment().transplant_day);
  ASSERT_TRUE(course.treatment().next_therapy_day);
  EXPECT_NEAR(*course.treatment().next_therapy_day, 28.5 + 21 + 14, 1e-6) << "marrow a week before the day";
}

TEST_F(Course, next_therapy_is_recorded_two_weeks_after_leaving) {
  const PatientCourse course = run(nothing);
  ASSERT_TRUE(course.treatment().next_therapy_day);
  int rows = 0;
  for (const auto& event : course.record().events)
    if (event.event == EventKind::next_therapy) {
      ++rows;
      EXPECT_EQ(event.at.day, *course.treatment().next_therapy_day);
    }
  EXPECT_EQ(rows, 1);
  EXPECT_NEAR(*course.treatment().next_therapy_day, *course.treatment().stopped_day + 14, 1e-9);
}

TEST_F(Course, nobody_is_lost_at_a_rate_of_0_and_the_lost_are_last_seen_then) {
  EXPECT_FALSE(run(nothing).treatment().lost_day);
  settings.rules.protocol.lost_per_year = 5;
  int lost = 0;
  for (int seed = 1; seed <= 20; ++seed) {
    settings.seed = static_cast<std::uint64_t>(seed);
    const PatientCourse course = run(nothing);
    if (!course.treatment().lost_day) continue;
    ++lost;
    EXPECT_EQ(course.record().events.back().event, EventKind::last_alive);
    EXPECT_EQ(course.record().events.back().at.day, *course.treatment().lost_day);
  }
  EXPECT_GE(lost, 19) << "the chance to stay for two years is exp(-10)";
}

TEST_F(Course, an_infection_holds_until_it_has_resolved) {
  PatientCourse course(settings, patient);
  therapy::State<double> state = course.initial_state();
  bool infected = false;
  while (!course.finished()) {
    const double day = std::min(course.next_look(), course.next_stop());
    if (day > 10 && !infected) {
      course.infection(10);
      infected = true;
    }
    if (course.next_look() <= course.next_stop())
      course.look(day, state);
    else
      course.at_stop(day, state);
  }
  const auto& made = course.decisions();
  ASSERT_FALSE(made.empty());
  EXPECT_EQ(made.front().rule, "other_grade_3");
  EXPECT_EQ(made.front().effect, protocol::Effect::hold);
  EXPECT_NEAR(made.front().day, 10.5, 0.6);
}

TEST_F(Course, a_patient_excluded_at_screening_is_never_treated) {
  protocol::Rule rule;
  rule.id = "too_old";
  rule.observed = protocol::Observed::age;
  rule.trigger.low = patient.covariates.age;
  rule.effect = protocol::Effect::exclude;
  rule.situations = protocol::screening;
  settings.rules.protocol.rules.push_back(rule);
  const PatientCourse excluded = run(nothing);
  EXPECT_EQ(excluded.treatment().end, TreatmentEnd::excluded);
  EXPECT_EQ(excluded.treatment().stop_reason, "too_old");
  EXPECT_TRUE(excluded.record().exposure.empty());
  EXPECT_TRUE(excluded.record().support.empty());
  EXPECT_FALSE(excluded.record().labs.empty()) << "the baseline visit stays in the record";
  EXPECT_EQ(excluded.record().events.back().at.day, settings.start_day);
  settings.rules.protocol.rules.back().trigger = {.low = patient.covariates.age, .low_out = true};
  EXPECT_GT(run(nothing).treatment().cycles_started, 0);
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
