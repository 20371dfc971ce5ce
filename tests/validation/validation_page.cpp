// Writes the validation page: validation_page OUT.md PATIENTS
//
// Each row is a published number, ours, and whether it holds. A row that does not hold stays.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <trimer/core/output_file.h>

#include "observed_cohort.h"

namespace {
using trimer::observation::Noiseless;
using trimer::validation::Cohort;
using trimer::validation::Observed;

/// Quantile by linear interpolation; NaN of nothing.
double quantile(std::vector<double> values, double probability) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  const double position = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
}

std::vector<double> each(const Cohort& cohort, const std::function<double(const Observed&)>& read) {
  std::vector<double> values;
  for (const Observed& patient : cohort.patients) values.push_back(read(patient));
  return values;
}

double at(const Cohort& cohort, const Observed& patient, double day, double Noiseless::*what) {
  const std::size_t i = cohort.index(day);
  return i < patient.at.size() ? patient.at[i].*what : std::nan("");
}

/// Extreme of a quantity over [from, to] and its day.
struct Extreme {
  double value = std::nan(""), day = std::nan("");
};
Extreme extreme(const Cohort& cohort, const Observed& patient, double from, double to, double Noiseless::*what,
                bool highest) {
  Extreme found;
  for (std::size_t i = cohort.index(from); i < patient.at.size() && cohort.days[i] <= to; ++i)
    if (std::isnan(found.value) || (highest ? patient.at[i].*what > found.value : patient.at[i].*what < found.value))
      found = {patient.at[i].*what, cohort.days[i]};
  return found;
}

/// First day on which a quantity is below a limit.
double first_below(const Cohort& cohort, const Observed& patient, double Noiseless::*what, double limit) {
  if (patient.baseline.*what < limit) return std::nan("");
  for (std::size_t i = cohort.index(0); i < patient.at.size(); ++i)
    if (patient.at[i].*what < limit) return cohort.days[i];
  return 99;
}

struct Row {
  std::string check, published, source, ours, verdict, role;
};

Row row(std::string check, std::string published, std::string source, std::string ours, bool holds, std::string role) {
  return {std::move(check), std::move(published), std::move(source), std::move(ours), holds ? "holds" : "**does not hold**",
          std::move(role)};
}

std::string triple(const std::vector<double>& values, int digits) {
  return fmt::format("{:.{}f} ({:.{}f} to {:.{}f})", quantile(values, 0.5), digits, quantile(values, 0.05), digits,
                     quantile(values, 0.95), digits);
}

std::vector<Row> rows(const Cohort& rr, const Cohort& mrd) {
  std::vector<Row> out;
  const auto drug9 = each(rr, [&](const Observed& p) { return at(rr, p, 5, &Noiseless::drug); });
  const auto drug28 = each(rr, [&](const Observed& p) { return at(rr, p, 16, &Noiseless::drug); });
  out.push_back(row("steady state at 9 ug/day [pg/mL]", "169 (typical), 228 (SD 356, label)",
                    "10.1007/s40262-019-00823-8; label", triple(drug9, 0), std::fabs(quantile(drug9, 0.5) / 169 - 1) < 0.1,
                    "median within 10 % of the typical value; identity of clearance"));
  out.push_back(row("steady state at 28 ug/day [pg/mL]", "526 (typical), 616 (SD 537, label)",
                    "10.1007/s40262-019-00823-8; label", triple(drug28, 0),
                    std::fabs(quantile(drug28, 0.5) / 526 - 1) < 0.1, "median within 10 % of the typical value; identity of clearance"));
  const auto half_life = each(rr, [](const Observed& p) { return p.half_life_h; });
  out.push_back(row("half-life [h]", "2.2 (SD 1.34, label); 1.87 from CL and V", "label; 10.1007/s40262-019-00823-8",
                    triple(half_life, 2), quantile(half_life, 0.5) > 1.3 && quantile(half_life, 0.5) < 2.9,
                    "median within the spread of the label"));
  const auto b_mrd = each(mrd, [&](const Observed& p) { return first_below(mrd, p, &Noiseless::b_cells_per_ul, 1.0); });
  out.push_back(row("B cells below 1/uL, minimal residual disease [d]", "within 2 on average",
                    "10.1182/blood-2012-01-400515", triple(b_mrd, 1), quantile(b_mrd, 0.5) <= 2, "median; looked at when chosen"));
  out.push_back(row("B cells below 1/uL, 95th centile [d]", "within 2 on average, none late reported",
                    "10.1182/blood-2012-01-400515", fmt::format("{:.1f}", quantile(b_mrd, 0.95)),
                    quantile(b_mrd, 0.95) <= 3, "within 3; looked at when chosen"));
  const auto b_rr = each(rr, [&](const Observed& p) { return first_below(rr, p, &Noiseless::b_cells_per_ul, 1.0); });
  out.push_back(row("B cells below 1/uL, relapsed or refractory [d]", "within 48 h at >= 5 ug/m2/day (lymphoma)",
                    "10.2174/1574884713666180518102514", triple(b_rr, 1), quantile(b_rr, 0.5) <= 2, "median; another disease"));
  const auto nadir = each(mrd, [&](const Observed& p) {
    return extreme(mrd, p, 0, 3, &Noiseless::t_cells_per_ul, false).day;
  });
  out.push_back(row("T-cell nadir [d]", "below 1", "10.1182/blood-2012-01-400515", triple(nadir, 2),
                    quantile(nadir, 0.5) < 1, "median; shape fitted"));
  const auto recovery = each(mrd, [&](const Observed& p) {
    for (std::size_t i = mrd.index(1); i < p.at.size(); ++i)
      if (p.at[i].t_cells_per_ul >= p.baseline.t_cells_per_ul) return mrd.days[i];
    return 99.0;
  });
  out.push_back(row("T cells back at baseline [d]", "a few days", "10.1182/blood-2012-01-400515", triple(recovery, 1),
                    quantile(recovery, 0.5) <= 7, "median at most 7, our reading of a few days"));
  double expansion = 0, expanding = 0;
  for (const Observed& p : mrd.patients) {
    const double ratio = at(mrd, p, 17, &Noiseless::t_cells_per_ul) / p.baseline.t_cells_per_ul;
    if (std::isnan(ratio)) continue;  // died before
    expansion += ratio;
    ++expanding;
  }
  expansion /= expanding;
  out.push_back(row("mean T-cell expansion at 2 to 3 weeks (day 17) [fold]", "above 2", "10.1182/blood-2012-01-400515",
                    fmt::format("{:.2f}", expansion), expansion > 2, "mean; not fitted"));
  const auto il6 = each(rr, [&](const Observed& p) {
    return extreme(rr, p, 0.1, 0.6, &Noiseless::interleukin_6, true).value;
  });
  out.push_back(row("IL-6 peak, first day, step dose with dexamethasone [pg/mL]", "100 (11 to 2003; range)",
                    "10.1038/s41540-020-00145-7, Figure 4, digitised; lymphoma", triple(il6, 0),
                    quantile(il6, 0.5) > 50 && quantile(il6, 0.5) < 200, "median within a factor of two; fitted to it"));
  const auto il6_step = each(rr, [&](const Observed& p) {
    return extreme(rr, p, 7.0, 7.5, &Noiseless::interleukin_6, true).value;
  });
  out.push_back(row("IL-6 peak at the step [pg/mL]", "51 (10 to 387; range)",
                    "10.1038/s41540-020-00145-7, Figure 4, digitised; lymphoma", triple(il6_step, 0),
                    quantile(il6_step, 0.5) > 25 && quantile(il6_step, 0.5) < 102, "median within a factor of two; not fitted"));
  out.push_back(row("step peak below first peak", "yes", "10.1038/s41540-020-00145-7, Figure 4",
                    fmt::format("{:.0f} against {:.0f}", quantile(il6_step, 0.5), quantile(il6, 0.5)),
                    quantile(il6_step, 0.5) < quantile(il6, 0.5), "medians; not fitted"));
  double cleared = 0, alive = 0;
  for (const Observed& p : mrd.patients) {
    const double ratio = at(mrd, p, 28, &Noiseless::marrow_blast_fraction);
    if (std::isnan(ratio)) continue;
    ++alive;
    cleared += std::exp(-5e5 * ratio);  // chance that none of 500,000 cells is a blast
  }
  out.push_back(row("no blast in 500,000 marrow cells after cycle 1, minimal residual disease [%]", "78 (69 to 85)",
                    "10.1182/blood-2017-08-798322", fmt::format("{:.0f}", 100 * cleared / alive),
                    cleared / alive > 0.691 && cleared / alive < 0.851, "inside the exact interval; not fitted"));
  double below5 = 0, counted = 0;
  for (const Observed& p : rr.patients) {
    const double ratio = at(rr, p, 42, &Noiseless::marrow_blast_fraction);
    if (std::isnan(ratio)) continue;
    ++counted;
    below5 += ratio < 0.05;
  }
  out.push_back(row("marrow blasts below 5 % at the end of cycle 1, relapsed or refractory [%]",
                    "44 (38 to 50) in two cycles", "10.1056/NEJMoa1609783",
                    fmt::format("{:.0f}", 100 * below5 / counted), below5 / counted > 0.25 && below5 / counted < 0.50,
                    "25 to 50: one cycle reaches at most what two do; response was fitted"));
  return out;
}

std::string page(const std::vector<Row>& rows, int patients, const Cohort& rr, const Cohort& mrd) {
  std::string text =
      "# Validation: the model beside what has been published\n\n"
      "Generated by `tools/validate`; do not edit. Noiseless quantities of simulated patients: median (5th to 95th\n"
      "centile). A number cannot validate what it was fitted to: the last column says what was. What does not hold\n"
      "stays on this page.\n\n";
  text += fmt::format("Populations: `relapsed_refractory` under `label_relapsed_refractory` and `mrd` under `label_mrd`, "
                      "{} patients each, of the members of the default ensemble, seed 20230888; {} and {} failed to integrate.\n\n",
                      patients, rr.failed, mrd.failed);
  text += "| check | published | source | ours | verdict | holds when; role |\n|---|---|---|---|---|---|\n";
  for (const Row& r : rows)
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", r.check, r.published, r.source, r.ours, r.verdict, r.role);
  return text;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::fputs("usage: validation_page OUT.md PATIENTS\n", stderr);
    return 2;
  }
  const int patients = std::atoi(argv[2]);
  const Cohort rr = trimer::validation::simulate("relapsed_refractory", "label_relapsed_refractory", patients, 20230888);
  const Cohort mrd = trimer::validation::simulate("mrd", "label_mrd", patients, 20230888);
  const std::vector<Row> all = rows(rr, mrd);
  trimer::write_file(argv[1], page(all, patients, rr, mrd));
  int hold = 0;
  for (const Row& r : all) hold += r.verdict == "holds";
  std::printf("%d of %zu checks hold; see %s\n", hold, all.size(), argv[1]);
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "validation_page: %s\n", problem.what());
  return 1;
}
