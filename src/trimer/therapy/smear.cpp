#include <trimer/therapy/smear.h>

#include <trimer/core/csv.h>

namespace trimer::therapy {
namespace {

struct Marrow {
  double counted;  ///< q: blasts counted per blast of the covariate
  double normal;   ///< a
  double space;    ///< m
};

Marrow marrow_of(const Parameters<double>& p, Covariates<double> patient) {
  const Constants<double> constants;
  patient.marrow_blast_fraction = 0.5;  // the CD19 shares do not depend on it
  const Baseline<double> b = baseline(p, patient);
  return {1 + p.niche_fraction_initial * (b.fraction_high + b.fraction_low),
          p.marrow_cells_max / constants.marrow_reference_cells,
          p.marrow_space / constants.marrow_reference_cells};
}

double smear_of(double x, const Marrow& marrow) {
  const double normal = marrow.normal * niche_left_by(x, marrow.space);
  return marrow.counted * x / (marrow.counted * x + normal);
}

}  // namespace

double smear_at_baseline(const Parameters<double>& p, const Covariates<double>& patient) {
  return smear_of(patient.marrow_blast_fraction, marrow_of(p, patient));
}

double highest_smear(const Parameters<double>& p, const Covariates<double>& patient) {
  return smear_of(1.0, marrow_of(p, patient));
}

double marrow_blast_fraction_from_smear(double smear, const Parameters<double>& p,
                                        const Covariates<double>& patient) {
  const Marrow marrow = marrow_of(p, patient);
  const double limit = smear_of(1.0, marrow);
  if (!(smear > 0 && smear < limit))
    throw InputError("marrow_blast_fraction", number_text(smear),
                     "expected a smear above 0 and below " + number_text(limit) +
                         ", the share that 1e12 blasts make of the marrow");
  const double floor = Constants<double>().niche_floor;
  const double odds = smear / (1 - smear) * marrow.normal / marrow.counted;
  const double x = odds / (1 + odds / marrow.space);
  return 1 - x / marrow.space < floor ? odds * floor : x;
}

}  // namespace trimer::therapy
