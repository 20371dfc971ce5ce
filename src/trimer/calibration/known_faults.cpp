#include <trimer/calibration/known_faults.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/calibration/probe.h>
#include <trimer/core/csv.h>
#include <trimer/evidence/endpoint_statistic.h>
#include <trimer/evidence/library.h>
#include <trimer/population/hyper_parameter.h>

namespace trimer::calibration {
namespace {

using evidence::Study;
using population::Covariate;
using population::ParameterModel;
using Patients = std::vector<ProbePatient>;
using Members = std::span<const ParameterModel>;

constexpr const char* remission = "CR_CRh_CRi_within_12_weeks";

const Study& tower() { return evidence::find_study("tower_kantarjian_2017"); }

std::optional<double> statistic(const Study& study, std::string_view name, const Patients& patients) {
  for (std::size_t i = 0; i < study.endpoints.size(); ++i) {
    if (study.endpoints[i].name != name) continue;
    evidence::EndpointTally tally(study.endpoints[i].kind);
    for (const ProbePatient& patient : patients) tally.add(patient.readings[i]);
    return evidence::endpoint_statistic(study.endpoints[i], tally).value;
  }
  return std::nullopt;
}

bool responded(const Study& study, const ProbePatient& patient) {
  for (std::size_t i = 0; i < study.endpoints.size(); ++i)
    if (study.endpoints[i].name == remission) return patient.readings[i].counts == cohort::Reading::yes;
  return false;
}

double quantile(std::vector<double> values, double p) {
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1))];
}

template <class Test>
double percent(const Patients& patients, Test test) {
  return 100.0 * static_cast<double>(std::count_if(patients.begin(), patients.end(), test)) /
         std::max<double>(1, static_cast<double>(patients.size()));
}

class Probes {
 public:
  Probes(Members members, const KnownFaultOptions& options) : members_(members), options_(options) {}

  void run() {
    const trial::StudyPlan plan = trial::study_plan(tower(), members_.front());
    slope();
    const Patients base = simulate("TOWER", tower(), plan, members_, options_.patients);
    severity(base);
    without_dexamethasone(base, plan);
    flips(base, plan);
    one_clone(plan);
    time_courses(base);
  }
  std::vector<KnownFault> faults;

 private:
  Patients simulate(const std::string& what, const Study& study, const trial::StudyPlan& plan, Members members,
                    std::uint64_t patients) const {
    if (options_.progress) options_.progress(what);
    return probe(study, plan, members, {.seed = options_.seed, .patients = patients, .threads = options_.threads});
  }
  void add(std::string what, std::string published, std::string simulated, std::optional<bool> holds, std::string note) {
    faults.push_back({std::move(what), std::move(published), std::move(simulated), holds, std::move(note)});
  }

  void slope() {
    const Study& pool = evidence::find_study("bmblast_pooled_2023");
    const Patients patients = simulate("slope of response with burden", pool, trial::study_plan(pool, members_.front()),
                                       members_, options_.slope_patients);
    const auto middle = statistic(pool, "OR_CR_blasts25-<50_vs_ge50", patients);
    const auto low = statistic(pool, "OR_CR_blasts5-<25_vs_ge50", patients);
    if (!middle || !low) return;
    const std::string note = fmt::format("{} patients", patients.size());
    add("odds ratio of CR, blasts 25 to <50 % against >= 50 %", "3.50 (2.23 to 5.48)", fmt::format("{:.2f}", *middle),
        *middle >= 2.23 && *middle <= 5.48, note);
    add("odds ratio of CR, blasts 5 to <25 % against >= 50 %", "3.93 (2.50 to 6.18)", fmt::format("{:.2f}", *low),
        *low >= 2.50 && *low <= 6.18, note);
    const double ratio = *low / *middle;
    add("ratio of the two: a slope below 50 %", "1.1 (taken as 0.7 to 1.8)", fmt::format("{:.2f}", ratio),
        ratio >= 0.7 && ratio <= 1.8, note);
  }

  void severity(const Patients& base) {
    const auto grade = [&](int g) {
      return percent(base, [&](const ProbePatient& p) { return p.row.crs.cycle_1 == g; });
    };
    add("CRS of cycle 1 by ASTCT grade 1, 2, 3, 4 and 5",
        "reported before ASTCT: any 14 %, grade 3 and more 3 %",
        fmt::format("{:.1f}, {:.1f}, {:.1f}, {:.1f} and {:.1f} %", grade(1), grade(2), grade(3), grade(4), grade(5)),
        grade(2) > grade(3) && grade(4) > 0, "holds when grade 2 is more frequent than grade 3 and grade 4 occurs");
  }

  void without_dexamethasone(const Patients& base, trial::StudyPlan plan) {
    plan.regimen.premedication.clear();
    const Patients bare = simulate("without dexamethasone", tower(), plan, members_, options_.patients);
    const auto severe = [](const ProbePatient& p) { return p.row.crs.cycle_1.value_or(0) >= 3; };
    add("CRS of grade 3 and more without dexamethasone, same patients and doses", "not read",
        fmt::format("{:.1f} % against {:.1f} % with it", percent(bare, severe), percent(base, severe)), std::nullopt,
        "depends on an assumed dexamethasone effect");
  }

  void flips(const Patients& base, const trial::StudyPlan& plan) {
    std::vector<ParameterModel> stronger;
    for (const ParameterModel& member : members_) {
      const population::HyperValue more{"serial_killing_factor", 1.05 * member.typical.serial_killing_factor};
      stronger.push_back(population::with_values(member, {&more, 1}));
    }
    const Patients other = simulate("five per cent more killing", tower(), plan, stronger, options_.patients);
    double flipped = 0, all = 0;
    for (std::size_t i = 0, j = 0; i < base.size() && j < other.size();) {
      if (base[i].row.patient != other[j].row.patient) {
        base[i].row.patient < other[j].row.patient ? ++i : ++j;
        continue;
      }
      ++all;
      flipped += responded(tower(), base[i]) != responded(tower(), other[j]) ? 1 : 0;
      ++i, ++j;
    }
    add("patients whose response changes with 5 % more serial killing", "no such number",
        fmt::format("{:.1f} %", 100 * flipped / std::max(1.0, all)), std::nullopt,
        "bistable near the edge: populations are calibrated, never single courses");
  }

  void one_clone(trial::StudyPlan plan) {
    const auto set = [&](Covariate covariate, double value) {
      population::Distribution& distribution = plan.population.distributions[covariate];
      distribution = population::Distribution();
      distribution.shape = population::Constant{value};
      plan.population.overridden.push_back(covariate);
    };
    set(Covariate::cd19_positive_fraction, 1);
    set(Covariate::cd19_low_fraction, 0);
    set(Covariate::cd19_null_fraction, 0);
    set(Covariate::sites_high, 25000);
    const auto dense = share(tower(), remission, simulate("one clone of 25,000 sites", tower(), plan, members_, options_.clone_patients));
    set(Covariate::sites_high, 3000);
    const auto sparse = share(tower(), remission, simulate("one clone of 3,000 sites", tower(), plan, members_, options_.clone_patients));
    if (dense && sparse && *dense > 0)
      add("chance of CR, CRh or CRi with 3,000 CD19 sites per blast over that with 25,000, one clone",
          "taken as a third to nine tenths", fmt::format("{:.2f} ({:.1f} against {:.1f} %)", *sparse / *dense, 100 * *sparse, 100 * *dense),
          *sparse / *dense >= 1.0 / 3 && *sparse / *dense <= 0.9, fmt::format("{} common draws", options_.clone_patients));
    set(Covariate::cd19_null_fraction, 1);
    const auto none = share(tower(), remission, simulate("CD19-null blasts alone", tower(), plan, members_, options_.patients / 4 + 1));
    if (none)
      add("remissions with CD19-null blasts alone", "0", fmt::format("{:.1f} %", 100 * *none), *none == 0, "the drug clears none");
  }

  void time_courses(const Patients& refractory) {
    const Study& blast = evidence::find_study("blast_goekbuget_2018");
    const Patients mrd = simulate("MRD population", blast, trial::study_plan(blast, members_.front()), members_, options_.patients);
    double sum = 0, n = 0;
    for (const ProbePatient& p : mrd)
      if (p.t_cells_day_17) sum += *p.t_cells_day_17, ++n;
    add("mean T-cell expansion by day 17, MRD population", "above 2-fold by 2 to 3 weeks",
        fmt::format("{:.2f}-fold", sum / std::max(1.0, n)), n > 0 && sum / n > 2, "10.1182/blood-2012-01-400515");
    const auto b_cells = [&](const char* what, const Patients& patients, double limit) {
      std::vector<double> days;
      for (const ProbePatient& p : patients) days.push_back(p.b_cells_low_day.value_or(43));
      add(fmt::format("B cells below 1/uL, {}: median and 95th centile", what), "2 days on average, none late reported",
          fmt::format("{:.1f} and {:.1f} d", quantile(days, 0.5), quantile(days, 0.95)), quantile(days, 0.95) <= limit,
          fmt::format("holds when the 95th centile is within {:g} d", limit));
    };
    b_cells("MRD population", mrd, 3);
    b_cells("relapsed or refractory", refractory, 3);
    std::vector<double> peaks;
    for (const ProbePatient& p : refractory) peaks.push_back(p.interleukin_6_peak);
    const double peak = quantile(peaks, 0.5);
    add("IL-6 peak of the first day: median (quartiles) [pg/mL]", "100 (lymphoma, digitised; range 11 to 2,003)",
        fmt::format("{:.0f} ({:.0f} to {:.0f})", peak, quantile(peaks, 0.25), quantile(peaks, 0.75)),
        peak >= 50 && peak <= 200, "not fitted; holds within a factor of two; 10.1038/s41540-020-00145-7");
  }

  Members members_;
  const KnownFaultOptions& options_;
};

}  // namespace

std::vector<KnownFault> known_faults(std::span<const ParameterModel> members, const KnownFaultOptions& options) {
  Probes probes(members, options);
  probes.run();
  return std::move(probes.faults);
}

std::string known_faults_csv(const std::vector<KnownFault>& faults) {
  std::string text = "fault,published,simulated,holds,note\n";
  for (const KnownFault& fault : faults)
    text += csv_field(fault.what) + "," + csv_field(fault.published) + "," + csv_field(fault.simulated) + "," +
            (!fault.holds ? "" : *fault.holds ? "yes" : "no") + "," + csv_field(fault.note) + "\n";
  return text;
}

}  // namespace trimer::calibration
