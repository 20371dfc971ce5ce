// Properties that hold for every record: seeded random records, each changed in a way that must not matter,
// or in a way whose direction is known.
#include "record_builder.h"

#include <trimer/assessment/crs.h>
#include <trimer/assessment/icans.h>
#include <trimer/core/random.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace trimer::assessment::test {
namespace {

const StudySettings settings;
constexpr int records = 60;

/// Draws for one random record.
class Draw {
 public:
  explicit Draw(int number) : stream_(20240517, static_cast<std::uint64_t>(number), 1) {}
  double between(double low, double high) { return low + (high - low) * stream_.uniform(); }
  int below(int n) { return std::min(n - 1, static_cast<int>(stream_.uniform() * n)); }
  bool chance(double p) { return stream_.uniform() < p; }

 private:
  RandomStream stream_;
};

double round_to(double value, double step) {
  return std::round(value / step) * step;
}

RecordBuilder random_record(int number) {
  Draw draw(number);
  RecordBuilder b;
  b.record.subject.car_t_day = -45;
  b.first_dose(0, 7, 9, 1).first_dose(7, 28, 28, 1);
  for (double day = -1; day < 12; day += 0.25) {
    if (draw.chance(0.1)) continue;
    b.temp(round_to(draw.between(36.2, 40.2), 0.1), day);
    if (draw.chance(0.9))
      b.pressure(std::round(draw.between(75, 140)), std::round(draw.between(55, 100)), day);
  }
  const char* agents[] = {"norepinephrine", "epinephrine", "vasopressin"};
  for (int i = draw.below(4); i > 0; --i) {
    const double start = draw.between(0, 10);
    Support& row = b.vasopressor(agents[draw.below(3)], start, start + draw.between(0.1, 2));
    row.dose = round_to(draw.between(1, 40), 0.5);
    row.unit = "ug/min";
  }
  const OxygenDevice devices[] = {OxygenDevice::nasal_cannula, OxygenDevice::facemask, OxygenDevice::cpap};
  for (int i = draw.below(4); i > 0; --i) {
    const double start = draw.between(0, 10);
    const auto flow = draw.chance(0.5) ? std::optional(round_to(draw.between(1, 9), 0.5)) : std::nullopt;
    b.oxygen(devices[draw.below(3)], start, start + draw.between(0.1, 2), flow);
  }
  if (draw.chance(0.5)) b.support(SupportKind::tocilizumab, draw.between(0, 8));
  for (double day = 0; day < 12; day += 0.5) {
    if (draw.chance(0.3)) continue;
    Neuro& row = b.ice(draw.below(11), day);
    if (draw.chance(0.1)) row.seizure = Seizure::clinical_resolves_rapidly;
    if (draw.chance(0.1)) row.awake_state = AwakeState::awakens_to_voice;
  }
  for (double day = -46; day < 40; day += 1 + draw.below(4)) {
    b.lab(LabTest::NEUT, round_to(draw.between(0, 3), 0.01), day, "10*9/L", 2.0);
    b.lab(LabTest::PLAT, round_to(draw.between(5, 250), 1), day, "10*9/L", 150);
    b.lab(LabTest::HGB, round_to(draw.between(65, 130), 1), day, "g/L", 120);
    b.lab(LabTest::LYM, round_to(draw.between(0, 2), 0.01), day, "10*9/L", 1.1);
  }
  b.marrow(round_to(draw.between(10, 95), 1), -4);
  b.marrow(round_to(draw.between(0, 30), 1), 28);
  if (draw.chance(0.6)) b.marrow(round_to(draw.between(0, 60), 1), 36);
  b.event(EventKind::last_alive, 300);
  b.event(EventKind::last_assessment, 290);
  const auto by_time = [](const auto& x, const auto& y) { return x.at.day < y.at.day; };
  std::stable_sort(b.record.labs.begin(), b.record.labs.end(), by_time);
  std::stable_sort(b.record.support.begin(), b.record.support.end(),
                   [](const Support& x, const Support& y) { return x.when.start.day < y.when.start.day; });
  return b;
}

/// Everything that is graded, as text, times counted from `zero`.
std::string grades_text(const SubjectAssessment& assessment, const SubjectRecord& record, double zero = 0) {
  std::string text;
  const auto day_text = [zero](double day) { return std::to_string(std::lround((day - zero) * 1e6)); };
  for (const GradePoint& point : assessment.points) {
    text += std::string(paramcd(point.grading)) + " " + day_text(point.day) + " " + grade_text(point.result) +
            " " + std::string(to_text(point.result.status)) + " " + std::string(point.result.rule_id()) +
            "\n";
  }
  for (const Episode& episode : assessment.episodes) {
    text += episode.term + " " + day_text(episode.onset) + " " +
            std::to_string(episode.max_grade.value_or(-1)) + "\n";
  }
  for (const LabGrade& row : assessment.labs) {
    text += std::string(ctcae_term(row.term, CtcaeVersion::v5)) + " " +
            day_text(record.labs[row.row].at.day) + " " + grade_text(row.result) +
            (row.worsened ? " worsened" : "") + "\n";
  }
  for (const ProfileAssessment& profile : assessment.profiles) {
    for (const VisitResponse& visit : profile.visits) {
      text += day_text(visit.day) + " " + std::string(to_text(visit.result.response)) + "\n";
    }
  }
  for (const TimeToEvent& time : assessment.endpoints) {
    text += std::string(to_text(time.endpoint)) + " " + std::to_string(std::lround(time.days * 1e6)) + " " +
            std::to_string(time.event) + "\n";
  }
  return text;
}

template <class Rows, class Shift>
void shift_rows(Rows& rows, const Shift& shift) {
  for (auto& row : rows) shift(row.at);
}

TEST(Properties, ChangingUnitsNeverChangesAGrade) {
  for (int i = 0; i < records; ++i) {
    const RecordBuilder original = random_record(i);
    RecordBuilder changed = original;
    for (Lab& row : changed.record.labs) {
      if (row.test == LabTest::HGB) continue;  // three printed scales that are not the same
      row.unit = "/uL";
      row.value = *row.value * 1000;
      row.lln = *row.lln * 1000;
    }
    for (Vital& row : changed.record.vitals) {
      if (row.test != VitalTest::TEMP) continue;
      row.unit = "[degF]";
      row.value = *row.value * 9 / 5 + 32;
    }
    EXPECT_EQ(grades_text(assess(original.record, settings), original.record),
              grades_text(assess(changed.record, settings), changed.record))
        << i;
  }
}

TEST(Properties, ShiftingByWholeDaysNeverChangesAGrade) {
  for (int i = 0; i < records; ++i) {
    const RecordBuilder original = random_record(i);
    RecordBuilder changed = original;
    const int days = 7;
    const auto shift = [days](Moment& at) {
      at.day += days;
      at.calendar_day += days;
    };
    SubjectRecord& record = changed.record;
    *record.subject.car_t_day += days;
    shift_rows(record.labs, shift);
    shift_rows(record.vitals, shift);
    shift_rows(record.neuro, shift);
    shift_rows(record.disease, shift);
    shift_rows(record.events, shift);
    for (Support& row : record.support) {
      shift(row.when.start);
      shift(row.when.end);
    }
    for (Exposure& row : record.exposure) {
      shift(row.when.start);
      shift(row.when.end);
    }
    EXPECT_EQ(grades_text(assess(original.record, settings), original.record),
              grades_text(assess(changed.record, settings), changed.record, days))
        << i;
  }
}

TEST(Properties, AnUnrelatedLaboratoryTestNeverChangesAGrade) {
  for (int i = 0; i < records; ++i) {
    const RecordBuilder original = random_record(i);
    RecordBuilder changed = original;
    for (double day = 0.1; day < 30; day += 3) {
      Lab& row = changed.lab(LabTest::other, 5, day, "mg/L");
      row.code = "ZINC";
    }
    changed.lab(LabTest::CRP, 200, 1, "mg/L");
    std::stable_sort(changed.record.labs.begin(), changed.record.labs.end(),
                     [](const Lab& x, const Lab& y) { return x.at.day < y.at.day; });
    EXPECT_EQ(grades_text(assess(original.record, settings), original.record),
              grades_text(assess(changed.record, settings), changed.record))
        << i;
  }
}

TEST(Properties, TheOrderOfRowsOfOneTimeNeverChangesAGrade) {
  for (int i = 0; i < records; ++i) {
    const RecordBuilder original = random_record(i);
    RecordBuilder changed = original;
    const auto by_time = [](const auto& x, const auto& y) { return x.at.day < y.at.day; };
    std::reverse(changed.record.vitals.begin(), changed.record.vitals.end());
    std::stable_sort(changed.record.vitals.begin(), changed.record.vitals.end(), by_time);
    std::reverse(changed.record.disease.begin(), changed.record.disease.end());
    std::stable_sort(changed.record.disease.begin(), changed.record.disease.end(), by_time);
    EXPECT_EQ(grades_text(assess(original.record, settings), original.record),
              grades_text(assess(changed.record, settings), changed.record))
        << i;
  }
}

TEST(Properties, AnUngradableValueNeverPrintsZero) {
  for (int i = 0; i < records; ++i) {
    RecordBuilder b = random_record(i);
    for (Lab& row : b.record.labs) row.unit.clear();
    for (Neuro& row : b.record.neuro) row.ice_total.reset();
    std::erase_if(b.record.vitals, [](const Vital& row) { return row.test == VitalTest::TEMP; });
    const SubjectAssessment result = assess(b.record, settings);
    for (const LabGrade& row : result.labs) EXPECT_EQ(grade_text(row.result), "");
    for (const GradePoint& point : result.points) {
      if (point.grading == Grading::CRSASTCT || point.grading == Grading::HAEMCOMP ||
          point.grading == Grading::ICANSICE) {
        EXPECT_NE(grade_text(point.result), "0") << paramcd(point.grading) << " day " << point.day;
      }
    }
  }
}

CrsInputs random_crs(Draw& draw) {
  CrsInputs in;
  if (draw.chance(0.9)) in.temp_C = round_to(draw.between(36.5, 40), 0.1);
  in.prior_crs_fever = draw.chance(0.5);
  in.antipyretic_or_anticytokine = draw.chance(0.4);
  in.fever_other_cause = draw.chance(0.2);
  if (draw.chance(0.8)) in.hypotension = draw.chance(0.5);
  if (draw.chance(0.8)) {
    in.vasopressors.emplace();
    for (const char* agent : {"norepinephrine", "epinephrine", "vasopressin"}) {
      if (draw.chance(0.25)) in.vasopressors->add(agent);
    }
  }
  const OxygenDevice devices[] = {OxygenDevice::room_air, OxygenDevice::nasal_cannula, OxygenDevice::facemask,
                                  OxygenDevice::bipap};
  if (draw.chance(0.8)) in.o2_device = devices[draw.below(4)];
  if (draw.chance(0.5)) in.o2_flow_L_min = round_to(draw.between(1, 10), 0.5);
  if (draw.chance(0.5)) in.hypoxia = draw.chance(0.5);
  return in;
}

/// Status from most to least certain.
int uncertainty(const GradeResult& result) {
  return static_cast<int>(result.status);
}

TEST(Properties, WorseningOneSignNeverLowersAnAstctGrade) {
  for (int i = 0; i < 4000; ++i) {
    Draw draw(1000 + i);
    const CrsInputs in = random_crs(draw);
    const GradeResult before = crs_astct2019(in);
    if (!before.grade) continue;
    std::vector<CrsInputs> worse(5, in);
    if (in.temp_C) worse[0].temp_C = *in.temp_C + 1.5;
    worse[1].hypotension = true;
    if (in.vasopressors) worse[2].vasopressors->add("phenylephrine");
    if (in.hypoxia.value_or(true) && in.o2_device) {
      worse[3].o2_device = OxygenDevice::bipap;
      worse[3].hypoxia = true;
    }
    worse[4].death_due_to_crs = true;
    for (const CrsInputs& change : worse) {
      const GradeResult after = crs_astct2019(change);
      ASSERT_TRUE(after.grade) << i;
      EXPECT_GE(*after.grade, *before.grade) << i;
    }
  }
}

TEST(Properties, RemovingAnInputNeverRaisesTheCertaintyOfAnAstctGrade) {
  for (int i = 0; i < 4000; ++i) {
    Draw draw(9000 + i);
    const CrsInputs in = random_crs(draw);
    const GradeResult before = crs_astct2019(in);
    std::vector<CrsInputs> less(4, in);
    less[0].temp_C.reset();
    less[1].hypotension.reset();
    less[2].vasopressors.reset();
    less[3].o2_flow_L_min.reset();
    for (const CrsInputs& change : less) {
      const GradeResult after = crs_astct2019(change);
      // A removed vasopressor also removes the highest grade, which alone was certain without the other
      // domain.
      if (before.grade == 4 || after.grade == 4) continue;
      EXPECT_GE(uncertainty(after), uncertainty(before)) << i;
    }
  }
}

IcansInputs random_icans(Draw& draw) {
  IcansInputs in;
  if (draw.chance(0.8)) in.score = draw.below(11);
  in.awake_state = static_cast<AwakeState>(draw.below(6));
  if (draw.chance(0.3)) in.seizure = static_cast<Seizure>(1 + draw.below(5));
  if (draw.chance(0.2)) in.edema = static_cast<Edema>(1 + draw.below(3));
  in.ich = draw.chance(0.1);
  in.loc_other_cause = draw.chance(0.1);
  return in;
}

TEST(Properties, WorseningOneSignNeverLowersIcans) {
  for (int i = 0; i < 4000; ++i) {
    Draw draw(20000 + i);
    const IcansInputs in = random_icans(draw);
    const GradeResult before = icans_by_ice(in);
    if (!before.grade) continue;
    std::vector<IcansInputs> worse(6, in);
    if (in.score && *in.score > 0) worse[0].score = *in.score - 1;
    if (in.awake_state != AwakeState::unknown && in.awake_state != AwakeState::unarousable) {
      worse[1].awake_state = static_cast<AwakeState>(static_cast<int>(in.awake_state) + 1);
    }
    worse[2].seizure = Seizure::prolonged;
    worse[3].motor = Motor::deep_focal_weakness;
    worse[4].raised_icp_signs.papilledema = true;
    worse[5].death_due_to_icans = true;
    for (const IcansInputs& change : worse) {
      const GradeResult after = icans_by_ice(change);
      ASSERT_TRUE(after.grade) << i;
      EXPECT_GE(*after.grade, *before.grade) << i;
    }
  }
}

TEST(Properties, RemovingTheScoreNeverRaisesTheCertaintyOfIcans) {
  for (int i = 0; i < 4000; ++i) {
    Draw draw(30000 + i);
    const IcansInputs in = random_icans(draw);
    IcansInputs less = in;
    less.score.reset();
    const GradeResult after = icans_by_ice(less);
    if (after.grade == 4) continue;
    EXPECT_GE(uncertainty(after), uncertainty(icans_by_ice(in))) << i;
  }
}

}  // namespace
}  // namespace trimer::assessment::test
