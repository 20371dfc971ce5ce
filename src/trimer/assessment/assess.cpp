#include <trimer/assessment/assess.h>

#include <trimer/assessment/engine.h>

#include <algorithm>

namespace trimer::assessment {

const ProfileAssessment* SubjectAssessment::profile(Profile wanted) const {
  for (const ProfileAssessment& candidate : profiles) {
    if (candidate.profile == wanted) return &candidate;
  }
  return nullptr;
}

const WorstGrade& SubjectSummary::icans() const {
  const WorstGrade& by_capd = worst_of(Grading::ICANSCAP);
  const bool used = by_capd.grade || by_capd.lower_bound || by_capd.rule;
  return used ? by_capd : worst_of(Grading::ICANSICE);
}

const ProfileSummary* SubjectSummary::response(Profile profile) const {
  for (const ProfileSummary& candidate : responses) {
    if (candidate.profile == profile) return &candidate;
  }
  return nullptr;
}

namespace engine {

void run(Context& context) {
  SubjectAssessment& out = context.out;
  out.subject_id = context.record.subject.subject_id;
  out.points.clear();
  out.icans_scale.reset();
  find_course(context);
  grade_crs(context);
  grade_icans(context);
  grade_labs(context);
  grade_fever(context);
  grade_icaht(context);
  find_episodes(context);
  assess_disease(context);
  assess_endpoints(context);
  read_flow(context);
  find_disagreements(context);
}

}  // namespace engine

struct Assessor::State {
  observation::StudySettings settings;
  SubjectAssessment assessment;
  engine::Workspace work;
};

Assessor::Assessor(observation::StudySettings settings) : state_(std::make_unique<State>()) {
  state_->settings = std::move(settings);
}
Assessor::~Assessor() = default;
Assessor::Assessor(Assessor&&) noexcept = default;
Assessor& Assessor::operator=(Assessor&&) noexcept = default;

const observation::StudySettings& Assessor::settings() const {
  return state_->settings;
}

const SubjectAssessment& Assessor::assess(const observation::SubjectRecord& record) {
  engine::Context context{record,       state_->settings,         state_->assessment,
                          state_->work, engine::Calendar(record), nullptr};
  engine::run(context);
  return state_->assessment;
}

SubjectAssessment assess(const observation::SubjectRecord& record,
                         const observation::StudySettings& settings) {
  return Assessor(settings).assess(record);
}

}  // namespace trimer::assessment
