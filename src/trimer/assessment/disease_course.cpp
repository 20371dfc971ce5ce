// Response, MRD, CNS status and relapse over time. A visit is a marrow; counts, blood, extramedullary disease
// and CNS findings are paired to it.
#include <trimer/assessment/decimal.h>
#include <trimer/assessment/engine.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace trimer::assessment::engine {
namespace {

using observation::CnsStatus;
using observation::Disease;
using observation::Event;
using observation::EventKind;
using observation::Lab;
using observation::LabTest;
using observation::Measure;
using observation::Moment;
using observation::Site;
using observation::Source;
using observation::Support;
using observation::SupportKind;
using observation::YesNo;

std::optional<bool> yes_no(const std::string& word) {
  if (word == "yes") return true;
  if (word == "no") return false;
  return std::nullopt;
}

Cellularity cellularity_of(const std::string& word) {
  if (word == "normal") return Cellularity::normal;
  if (word == "hypercellular") return Cellularity::hypercellular;
  if (word == "hypoplastic") return Cellularity::hypoplastic;
  if (word == "aplastic") return Cellularity::aplastic;
  if (word == "dry_tap") return Cellularity::dry_tap;
  return Cellularity::missing;
}

/// One MRD test of a sample: by method, since a sample may be read by flow and by PCR.
struct MrdTest {
  std::string method, gating;
  std::optional<bool> detected, quantifiable;
  std::optional<double> level, sensitivity;
  Source source;
  [[nodiscard]] bool any() const { return detected || level || quantifiable; }
};

/// Rows of one site and time.
struct Sample {
  Moment at;
  std::optional<double> blast_pct;
  std::string blast_method;
  bool blast_row = false;  ///< a blast_pct row stands here, with or without a usable value
  Cellularity cellularity = Cellularity::missing;
  std::optional<bool> trilineage;
  std::vector<MrdTest> mrd;
  Source source;  ///< of the blasts, else of the first row

  [[nodiscard]] bool is_marrow_visit() const { return blast_row || cellularity != Cellularity::missing; }
};

MrdTest& test_of(Sample& sample, const Disease& row) {
  for (MrdTest& test : sample.mrd) {
    if (test.method == row.method) return test;
  }
  sample.mrd.push_back({row.method, row.gating, {}, {}, {}, {}, row.source});
  return sample.mrd.back();
}

/// Blasts of morphology win over those of another method; a marrow is not read twice otherwise.
void take_blasts(Sample& sample, const Disease& row) {
  sample.blast_row = true;
  const bool usable = row.value && row.unit == "%";
  const bool better =
      !sample.blast_pct || (row.method == "morphology" && sample.blast_method != "morphology");
  if (!usable || !better) {
    if (sample.source.line == 0) sample.source = row.source;
    return;
  }
  sample.blast_pct = row.value;
  sample.blast_method = row.method;
  sample.source = row.source;
}

void take(Sample& sample, const Disease& row) {
  switch (row.measure) {
    case Measure::blast_pct:
      take_blasts(sample, row);
      break;
    case Measure::cellularity:
      sample.cellularity = cellularity_of(row.word);
      break;
    case Measure::trilineage:
      sample.trilineage = yes_no(row.word);
      break;
    case Measure::mrd_level: {
      MrdTest& test = test_of(sample, row);
      test.level = row.unit == "%" && row.value ? std::optional(*row.value / 100)
                   : row.unit == "1"            ? row.value
                                                : std::nullopt;
      test.source = row.source;
      break;
    }
    case Measure::mrd_detected:
      test_of(sample, row).detected = yes_no(row.word);
      break;
    case Measure::mrd_quantifiable:
      test_of(sample, row).quantifiable = yes_no(row.word);
      break;
    case Measure::mrd_sensitivity:
      test_of(sample, row).sensitivity = row.unit == "%" && row.value ? std::optional(*row.value / 100)
                                         : row.unit == "1"            ? row.value
                                                                      : std::nullopt;
      break;
    default:
      break;
  }
  if (!row.gating.empty() && (row.measure == Measure::mrd_level || row.measure == Measure::mrd_detected)) {
    test_of(sample, row).gating = row.gating;
  }
}

std::vector<Sample> samples_of(const observation::SubjectRecord& record, Site site) {
  std::vector<Sample> samples;
  for (const Disease& row : record.disease) {
    if (row.site != site || !row.at.known()) continue;
    if (samples.empty() || samples.back().at.day != row.at.day) {
      samples.emplace_back();
      samples.back().at = row.at;
      samples.back().source = row.source;
    }
    take(samples.back(), row);
  }
  return samples;
}

/// The value nearest to a day inside a window, the later of two equally near.
template <class T>
struct Nearest {
  double day = 0, before = 0, after = 0;
  std::optional<T> value;
  double value_day = 0;
  Source source;
  void offer(double at, const T& candidate, Source from) {
    const double delta = at - day;
    if (delta < before || delta > after) return;
    const double distance = std::abs(delta);
    const double known = std::abs(value_day - day);
    if (value && (distance > known || (distance == known && at <= value_day))) return;
    value = candidate;
    value_day = at;
    source = from;
  }
};

/// A count in 10*9/L; a value reported as below a limit stays below it.
std::optional<double> count_of(const Lab& row) {
  const std::optional<double> factor = to_giga_per_litre(row.unit);
  if (!row.value || !factor) return std::nullopt;
  return *row.value * *factor * (row.below_limit ? 0.999 : 1.0);
}

bool is_cd19_directed(std::string_view drug) {
  return same_word(drug, "blinatumomab") || drug.find("CAR") != std::string_view::npos ||
         drug.find("leucel") != std::string_view::npos || same_word(drug, "tafasitamab") ||
         same_word(drug, "loncastuximab tesirine");
}

std::optional<bool> prior_cd19(const Context& context, double day) {
  const observation::Subject& subject = context.record.subject;
  if (subject.prior_cd19_therapy == YesNo::yes) return true;
  if (subject.car_t_day && *subject.car_t_day <= day) return true;
  for (const observation::Exposure& row : context.record.exposure) {
    if (row.when.start.known() && row.when.start.day <= day && is_cd19_directed(row.drug)) return true;
  }
  if (subject.prior_cd19_therapy == YesNo::no) return false;
  return std::nullopt;
}

/// Extramedullary disease as last recorded up to a visit.
struct EmdState {
  std::optional<bool> present;
  bool is_new = false;
  std::optional<double> size;
};

/// All of one subject's disease, read once.
struct DiseaseRecord {
  std::vector<Sample> marrow, blood;
  std::optional<Sample> baseline;
  std::optional<bool> emd_baseline;
  std::optional<double> emd_size_baseline;
  std::vector<std::pair<double, CnsStatus>> cns;  ///< after the first dose
};

EmdState emd_at(const Context& context, double from, double to) {
  EmdState state;
  for (const Disease& row : context.record.disease) {
    if (!row.at.known() || row.at.day <= from || row.at.day > to) continue;
    if (row.measure == Measure::emd_status && !row.word.empty()) {
      state.present = row.word != "none";
      state.is_new = row.word == "new";
    } else if (row.measure == Measure::emd_size && row.value && row.unit == "mm") {
      state.size = row.value;
    }
  }
  return state;
}

CnsInputs cns_inputs(const Context& context, const std::vector<const Disease*>& rows, double day) {
  CnsInputs in;
  for (const Disease* row : rows) {
    switch (row->measure) {
      case Measure::csf_wbc:
        if (row->unit == "/uL") in.csf_wbc_per_uL = row->value;
        in.source = row->source;
        break;
      case Measure::csf_rbc:
        if (row->unit == "/uL") in.csf_rbc_per_uL = row->value;
        break;
      case Measure::csf_blasts:
        in.csf_blasts = yes_no(row->word);
        in.source = row->source;
        break;
      case Measure::clinical_cns_signs:
        in.clinical_cns_signs = yes_no(row->word);
        break;
      default:
        break;
    }
  }
  Nearest<double> white{day, -1, 1, {}, 0, {}};
  Nearest<double> red{day, -1, 1, {}, 0, {}};
  for (const Lab& row : context.record.labs) {
    if (!row.value || !row.at.known() || row.specimen != observation::Specimen::BLOOD) continue;
    std::optional<double> factor = to_giga_per_litre(row.unit);
    if (!factor && row.unit == "10*12/L") factor = 1000.0;
    if (!factor) continue;
    const double per_uL = *row.value * *factor * 1000;
    if (row.test == LabTest::WBC) white.offer(row.at.day, per_uL, row.source);
    if (row.test == LabTest::RBC) red.offer(row.at.day, per_uL, row.source);
  }
  in.blood_wbc_per_uL = white.value;
  in.blood_rbc_per_uL = red.value;
  return in;
}

/// CNS status at each time that says something about it: derived where the measures allow, else as reported.
void find_cns(Context& context) {
  static const Rule& reported_rule = criteria().rule("cns.reported");
  std::map<double, std::vector<const Disease*>> by_time;
  for (const Disease& row : context.record.disease) {
    const bool about_cns = row.measure == Measure::csf_wbc || row.measure == Measure::csf_rbc ||
                           row.measure == Measure::csf_blasts || row.measure == Measure::clinical_cns_signs ||
                           row.measure == Measure::cns_status;
    if (about_cns && row.at.known()) by_time[row.at.day].push_back(&row);
  }
  for (const auto& [day, rows] : by_time) {
    CnsVisit visit;
    visit.day = day;
    visit.calendar_day = rows.front()->at.calendar_day;
    visit.result = cns_status(cns_inputs(context, rows, day));
    if (visit.result.source.line == 0) visit.result.source = rows.front()->source;
    for (const Disease* row : rows) {
      if (row->measure == Measure::cns_status)
        visit.reported = parse_cns(row->word).value_or(CnsStatus::unknown);
    }
    if (visit.reported != CnsStatus::unknown) {
      if (visit.result.cns == CnsStatus::unknown) {
        visit.result.cns = visit.reported;
        visit.result.rule = &reported_rule;
      } else {
        visit.result.flags.raise_if(!same_cns(visit.result.cns, visit.reported), Flag::cns_differs);
      }
    }
    context.out.cns.push_back(visit);
  }
}

DiseaseRecord read_disease(const Context& context) {
  DiseaseRecord disease;
  disease.marrow = samples_of(context.record, Site::BM);
  disease.blood = samples_of(context.record, Site::PB);
  const std::optional<double> start = context.out.course.start;
  if (start) {
    for (const Sample& sample : disease.marrow) {
      if (sample.at.day <= *start && sample.blast_pct) disease.baseline = sample;
    }
    const EmdState before = emd_at(context, -forever, *start);
    disease.emd_baseline = before.present;
    disease.emd_size_baseline = before.size;
  }
  const YesNo stated = context.record.subject.baseline_emd;
  if (stated != YesNo::unknown) disease.emd_baseline = stated == YesNo::yes;
  return disease;
}

bool find_baseline_remission(const Context& context, const DiseaseRecord& disease) {
  static const double limit = criteria().threshold("record.baseline_remission_blasts");
  const YesNo stated = context.record.subject.baseline_remission;
  if (stated != YesNo::unknown) return stated == YesNo::yes;
  return disease.baseline && at_most(*disease.baseline->blast_pct, limit) &&
         !disease.emd_baseline.value_or(false);
}

/// The findings of one visit, without the profile.
ResponseInputs visit_inputs(const Context& context, const DiseaseRecord& disease, const Sample& sample) {
  static const double transfusion_window = criteria().threshold("record.transfusion_window");
  const observation::Options& options = context.settings.options;
  const double day = sample.at.day;
  const double before = options.count_window_d.before;
  const double after = options.count_window_d.after;
  ResponseInputs in;
  in.source = sample.source;
  in.bm_blast_pct = sample.blast_pct;
  in.bm_cellularity = sample.cellularity;
  in.trilineage = sample.trilineage;
  if (disease.baseline) in.bm_blast_pct_baseline = disease.baseline->blast_pct;

  Nearest<double> anc{day, before, after, {}, 0, {}};
  Nearest<double> plt{day, before, after, {}, 0, {}};
  Nearest<double> blood_by_lab{day, before, after, {}, 0, {}};
  for (const Lab& row : context.record.labs) {
    if (!row.at.known() || !row.value || row.specimen != observation::Specimen::BLOOD) continue;
    if (row.test == LabTest::NEUT || row.test == LabTest::PLAT) {
      const std::optional<double> count = count_of(row);
      if (count) (row.test == LabTest::NEUT ? anc : plt).offer(row.at.day, *count, row.source);
    } else if (row.test == LabTest::BLAST_PB && (row.unit == "%" || to_giga_per_litre(row.unit))) {
      // Below the limit of detection is not seen.
      blood_by_lab.offer(row.at.day, row.below_limit ? 0 : *row.value, row.source);
    }
  }
  in.anc = anc.value;
  in.plt = plt.value;
  Nearest<double> blood{day, before, after, {}, 0, {}};
  for (const Sample& film : disease.blood) {
    if (film.blast_pct) blood.offer(film.at.day, *film.blast_pct, film.source);
  }
  in.pb_blast_pct = blood.value ? blood.value : blood_by_lab.value;

  const double start = context.out.course.start.value_or(-forever);
  const EmdState emd = emd_at(context, start, day + after);
  in.emd = emd.present;
  in.emd_new = emd.is_new;
  in.emd_size = emd.size;
  in.emd_baseline = disease.emd_baseline;
  in.emd_size_baseline = disease.emd_size_baseline;
  for (const CnsVisit& visit : context.out.cns) {
    if (visit.day > start && visit.day <= day + after && visit.result.cns != CnsStatus::unknown) {
      in.cns = visit.result.cns;
    }
  }
  for (const MrdTest& test : sample.mrd) {
    if (test.level) in.mrd_level = std::max(in.mrd_level.value_or(0), *test.level);
  }
  const double counted = plt.value ? plt.value_day : day;
  for (const Support& row : context.record.support) {
    if (!row.when.start.known()) continue;
    const double given = row.when.start.day;
    const bool near = given <= counted && counted - given <= transfusion_window;
    if (!near) continue;
    in.plt_transfusion_7d |= row.kind == SupportKind::transfusion && row.agent == "PLT";
    in.rbc_transfusion_7d |= row.kind == SupportKind::transfusion && row.agent == "RBC";
    in.gcsf_7d |= row.kind == SupportKind::gcsf;
  }
  in.baseline_remission = context.out.baseline_remission;
  in.transfusion_rule = options.transfusion_rule == observation::TransfusionRule::on;
  in.below_crh_is_cri = options.amgen_below_crh == observation::AmgenBelowCrh::cri;
  in.pd_increase_is_relative = options.bmt_pd_increase == observation::BmtPdIncrease::relative;
  return in;
}

/// The visit that ends induction (nccn): the last inside the window, or the last of cycle 2 if earlier.
double end_of_induction(const Context& context, const std::vector<Sample>& visits, double window_end) {
  double end = window_end;
  for (const TreatmentCycle& cycle : context.out.course.cycles) {
    if (cycle.number >= 3) end = std::min(end, cycle.start);
  }
  double last = forever;
  for (const Sample& sample : visits) {
    if (sample.at.day <= end) last = sample.at.day;
  }
  return last;
}

bool asks_for_confirmation(Profile profile) {
  return profile == Profile::bmt2010 || profile == Profile::nccn;
}

/// Remission held for 4 weeks: a later assessment at least 4 weeks on, and no recurrence before it.
bool is_confirmed(const Context& context, const ProfileAssessment& profile, double day) {
  static const double weeks = criteria().threshold("response_bmt2010.confirmation");
  const double until = day + weeks * 7;
  if (profile.relapse.day && *profile.relapse.day < until) return false;
  if (context.out.course.death && *context.out.course.death < until) return false;
  const bool later_visit = std::any_of(
      profile.visits.begin(), profile.visits.end(),
      [&](const VisitResponse& v) { return v.day >= until && v.result.response != Response::NE; });
  const bool later_contact =
      std::any_of(context.record.events.begin(), context.record.events.end(), [&](const Event& event) {
        return event.event == EventKind::last_assessment && event.at.known() && event.at.day >= until;
      });
  return later_visit || later_contact;
}

void find_best(const Context& context, ProfileAssessment& profile, double window_end) {
  for (const VisitResponse& visit : profile.visits) {
    if (is_remission(visit.result.response) && !profile.first_remission_day)
      profile.first_remission_day = visit.day;
    if (visit.day > window_end) continue;
    if (visit.result.response < profile.best) {
      profile.best = visit.result.response;
      profile.best_day = visit.day;
      profile.best_rule = visit.result.rule;
      profile.best_flags = visit.result.flags;
      profile.best_source = visit.result.source;
    }
  }
  if (context.out.baseline_remission || profile.profile == Profile::buchmann2022) {
    profile.best = Response::NOT_APPLICABLE;
    profile.best_day.reset();
  }
}

int mrd_rank(Mrd mrd) {
  switch (mrd) {
    case Mrd::MRD_CR:
      return 0;
    case Mrd::MRD_RESPONSE:
      return 1;
    case Mrd::MRD_INTERMEDIATE:
      return 2;
    case Mrd::MRD_INDETERMINATE:
      return 3;
    case Mrd::MRD_FAILURE:
      return 4;
    case Mrd::NE:
      return 5;
    case Mrd::NOT_APPLICABLE:
      return 6;
  }
  return 6;
}

/// Whether the subject was in haematological remission when a sample was taken.
std::optional<bool> in_remission(const Context& context, const ProfileAssessment& profile, double day) {
  if (context.out.baseline_remission) {
    return !(profile.relapse.day && *profile.relapse.day <= day);
  }
  const VisitResponse* last = nullptr;
  for (const VisitResponse& visit : profile.visits) {
    if (visit.day <= day && (visit.result.response != Response::NE || visit.day == day)) last = &visit;
  }
  if (!last) return false;
  if (last->result.response == Response::NE) return std::nullopt;
  return is_remission(last->result.response);
}

void find_mrd(const Context& context, const DiseaseRecord& disease, ProfileAssessment& profile,
              double window_end) {
  const double start = context.out.course.start.value_or(-forever);
  profile.best_mrd = Mrd::NOT_APPLICABLE;
  bool any = false;
  for (const std::vector<Sample>* samples : {&disease.marrow, &disease.blood}) {
    for (const Sample& sample : *samples) {
      if (sample.at.day <= start) continue;
      for (const MrdTest& test : sample.mrd) {
        if (!test.any()) continue;
        MrdInputs in;
        in.profile = profile.profile;
        in.in_hematologic_cr = in_remission(context, profile, sample.at.day);
        in.detected = test.detected;
        in.level = test.level;
        in.quantifiable = test.quantifiable;
        in.sensitivity = test.sensitivity;
        in.method = test.method;
        in.gating = test.gating;
        in.prior_cd19_therapy = prior_cd19(context, sample.at.day);
        in.source = test.source;
        MrdVisit visit{sample.at.day, sample.at.calendar_day, mrd_response(in)};
        if (samples == &disease.marrow && sample.at.day <= window_end &&
            visit.result.mrd != Mrd::NOT_APPLICABLE &&
            (!any || mrd_rank(visit.result.mrd) < mrd_rank(profile.best_mrd))) {
          profile.best_mrd = visit.result.mrd;
          profile.best_mrd_day = sample.at.day;
          any = true;
        }
        profile.mrd.push_back(std::move(visit));
      }
    }
  }
  // In remission but never tested is not the same as never in remission.
  const bool remission = context.out.baseline_remission || profile.first_remission_day;
  if (!any && remission) profile.best_mrd = Mrd::NE;
}

/// Tests of buchmann2022 in one sample: every method and kind of reading once, as % of cells.
std::vector<double> tests_pct(const Sample& sample) {
  std::vector<double> tests;
  if (sample.blast_pct) tests.push_back(*sample.blast_pct);
  for (const MrdTest& test : sample.mrd) {
    if (test.level) tests.push_back(*test.level * 100);
  }
  return tests;
}

RelapseInputs buchmann_inputs(const DiseaseRecord& disease, std::size_t marrow) {
  static const double one_percent = criteria().threshold("relapse_buchmann2022.two_others");
  const Sample& first = disease.marrow[marrow];
  RelapseInputs in;
  in.profile = Profile::buchmann2022;
  std::vector<double> tests = tests_pct(first);
  const auto highest = std::max_element(tests.begin(), tests.end());
  if (highest == tests.end()) return in;
  in.bm1_mrd_pct = *highest;
  tests.erase(highest);
  for (const Sample& film : disease.blood) {
    if (film.at.day != first.at.day) continue;
    const std::vector<double> more = tests_pct(film);
    tests.insert(tests.end(), more.begin(), more.end());
  }
  const auto met = [](double pct) { return at_least_value(pct, one_percent); };
  in.other_tests_ge1pct = static_cast<int>(std::count_if(tests.begin(), tests.end(), met));
  if (marrow + 1 < disease.marrow.size()) {
    const std::vector<double> second = tests_pct(disease.marrow[marrow + 1]);
    in.bm2_tests_ge1pct = static_cast<int>(std::count_if(second.begin(), second.end(), met));
  }
  in.source = first.source;
  return in;
}

void find_phenotype(const Context& context, RelapseFinding& relapse) {
  static const Rule& cutoff = criteria().rule("relapse.cd19_percent");
  static const double window = criteria().threshold("relapse.cd19_window");
  for (const Event& event : context.record.events) {
    if (event.event == EventKind::relapse && event.cd19 != observation::Cd19::unknown) {
      relapse.cd19 = event.cd19;
      return;
    }
  }
  if (!relapse.day) return;
  Nearest<double> nearest{*relapse.day, -window, window, {}, 0, {}};
  for (const observation::Flow& row : context.record.flow) {
    if (!row.at.known() || !same_word(row.population, "blasts") || !same_word(row.marker, "CD19")) continue;
    const bool counted = row.n_events && row.n_positive && *row.n_events > 0;
    if (row.n_events && *row.n_events < context.settings.options.min_events) continue;
    const std::optional<double> pct =
        counted
            ? std::optional(100.0 * static_cast<double>(*row.n_positive) / static_cast<double>(*row.n_events))
            : row.pct;
    if (pct) nearest.offer(row.at.day, *pct, row.source);
  }
  if (!nearest.value) return;
  relapse.cd19_pct = nearest.value;
  relapse.cd19_cutoff = cutoff.threshold;
  relapse.cd19 =
      below(*nearest.value, *cutoff.threshold) ? observation::Cd19::negative : observation::Cd19::positive;
}

/// The first derived relapse by the profile, and the reported one; the earlier counts.
void find_relapse(const Context& context, const DiseaseRecord& disease, ProfileAssessment& profile) {
  static const Rule& reported_rule = criteria().rule("relapse.reported");
  RelapseFinding& relapse_found = profile.relapse;
  const double start = context.out.course.start.value_or(-forever);
  Response prior = context.out.baseline_remission ? Response::CR : Response::NE;
  std::size_t visit = 0;
  for (std::size_t i = 0; i < disease.marrow.size() && !relapse_found.derived_day; ++i) {
    const Sample& sample = disease.marrow[i];
    if (sample.at.day <= start) continue;
    RelapseInputs in;
    if (profile.profile == Profile::buchmann2022) {
      in = buchmann_inputs(disease, i);
    } else {
      in.profile = profile.profile;
      in.source = sample.source;
      in.bm_blast_pct = sample.blast_pct;
      for (const VisitResponse& v : profile.visits) {
        if (v.day != sample.at.day) continue;
        in.emd = v.inputs.emd;
        in.pb_blast_pct = v.inputs.pb_blast_pct;
      }
    }
    in.prior = prior;
    const bool after_remission = is_remission(prior) || prior == Response::PR;
    if (after_remission) {
      const RelapseResult result = relapse(in);
      if (result.relapse == true) {
        relapse_found.derived_day = sample.at.day;
        relapse_found.calendar_day = sample.at.calendar_day;
        relapse_found.rule = result.rule;
        relapse_found.source = result.source;
      }
    }
    if (profile.profile == Profile::buchmann2022) {
      // The groups behind this profile count from a marrow below 5 %.
      static const double remission = criteria().threshold("relapse_buchmann2022.one_other");
      const std::vector<double> tests = tests_pct(sample);
      const bool low = !tests.empty() && below(*std::max_element(tests.begin(), tests.end()), remission);
      if (low) {
        prior = Response::CR;
        if (!profile.first_remission_day) profile.first_remission_day = sample.at.day;
      }
    }
    for (; visit < profile.visits.size() && profile.visits[visit].day <= sample.at.day; ++visit) {
      prior = std::min(prior, profile.visits[visit].result.response);
    }
  }
  const bool had_remission = context.out.baseline_remission || profile.first_remission_day;
  for (const Event& event : context.record.events) {
    if (event.event != EventKind::relapse || !event.at.known()) continue;
    // Without an earlier remission it is progression or no response.
    const bool after = context.out.baseline_remission ||
                       (profile.first_remission_day && *profile.first_remission_day <= event.at.day);
    if (!had_remission || !after) continue;
    if (relapse_found.reported_day && *relapse_found.reported_day <= event.at.day) continue;
    relapse_found.reported_day = event.at.day;
    if (!relapse_found.derived_day || event.at.day <= *relapse_found.derived_day) {
      relapse_found.calendar_day = event.at.calendar_day;
      relapse_found.reported = true;
      relapse_found.rule = &reported_rule;
      relapse_found.source = event.source;
    }
  }
  relapse_found.day = relapse_found.derived_day;
  if (relapse_found.reported_day) {
    relapse_found.day = std::min(relapse_found.day.value_or(forever), *relapse_found.reported_day);
    relapse_found.flags.raise_if(
        relapse_found.derived_day && *relapse_found.derived_day != *relapse_found.reported_day,
        Flag::event_dates_differ);
  }
  if (relapse_found.day) find_phenotype(context, relapse_found);
}

}  // namespace

std::optional<double> cd19_of_blasts(const observation::Flow& row, int min_events) {
  if (!same_word(row.population, "blasts") || !same_word(row.marker, "CD19")) return std::nullopt;
  if (row.n_events && *row.n_events < min_events) return std::nullopt;
  const bool counted = row.n_events && row.n_positive && *row.n_events > 0;
  if (!counted) return row.pct;
  return 100.0 * static_cast<double>(*row.n_positive) / static_cast<double>(*row.n_events);
}

bool same_cns(CnsStatus a, CnsStatus b) {
  const auto family = [](CnsStatus status) {
    return status == CnsStatus::CNS1 ? 1 : status <= CnsStatus::CNS2c ? 2 : 3;
  };
  const bool lettered =
      a != CnsStatus::CNS2 && a != CnsStatus::CNS3 && b != CnsStatus::CNS2 && b != CnsStatus::CNS3;
  return lettered ? a == b : family(a) == family(b);
}

void assess_disease(Context& context) {
  context.out.cns.clear();
  find_cns(context);
  const DiseaseRecord disease = read_disease(context);
  context.out.baseline_remission = find_baseline_remission(context, disease);
  const std::optional<double> start = context.out.course.start;
  context.out.baseline_blast_pct = disease.baseline ? disease.baseline->blast_pct : std::nullopt;
  context.out.baseline_cd19_pct.reset();
  for (const observation::Flow& row : context.record.flow) {
    const std::optional<double> pct = cd19_of_blasts(row, context.settings.options.min_events);
    if (pct && start && row.at.known() && row.at.day <= *start) context.out.baseline_cd19_pct = pct;
  }
  const double window_end = start ? *start + context.settings.options.response_window_weeks * 7 : forever;
  std::vector<Sample> visits;
  for (const Sample& sample : disease.marrow) {
    if (sample.is_marrow_visit() && start && sample.at.day > *start) visits.push_back(sample);
  }
  const double induction_ends = end_of_induction(context, visits, window_end);
  context.out.profiles.clear();
  for (const Profile name : context.settings.profiles) {
    ProfileAssessment& profile = context.out.profiles.emplace_back();
    profile.profile = name;
    for (const Sample& sample : visits) {
      VisitResponse& visit = profile.visits.emplace_back();
      visit.day = sample.at.day;
      visit.calendar_day = sample.at.calendar_day;
      visit.inputs = visit_inputs(context, disease, sample);
      visit.inputs.profile = name;
      visit.inputs.end_of_induction = sample.at.day >= induction_ends;
      visit.result = response(visit.inputs);
      visit.result.flags.raise_if(sample.at.day > window_end, Flag::outside_window);
      visit.result.flags.raise_if(sample.at.imputed, Flag::date_imputed);
    }
    find_best(context, profile, window_end);
    find_relapse(context, disease, profile);
    find_mrd(context, disease, profile, window_end);
    profile.best_confirmed = profile.best;
    if (!is_remission(profile.best)) continue;
    profile.confirmed = is_confirmed(context, profile, *profile.best_day);
    if (asks_for_confirmation(name) && !profile.confirmed) {
      profile.best_flags.raise(Flag::unconfirmed);
      profile.best_confirmed = Response::NE;
      for (const VisitResponse& visit : profile.visits) {
        const bool counts = visit.day <= window_end && (!is_remission(visit.result.response) ||
                                                        is_confirmed(context, profile, visit.day));
        if (counts) profile.best_confirmed = std::min(profile.best_confirmed, visit.result.response);
      }
    }
  }
}

}  // namespace trimer::assessment::engine
