/// @file
/// The assays of the virtual clinic: a noiseless quantity in, record rows out, with noise, limits of
/// quantification and limits of normal. Error models and limits are data (data/observation).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <trimer/core/random.h>
#include <trimer/observation/noiseless.h>
#include <trimer/observation/record.h>

namespace trimer::observation {

/// Error and limits of one assay, in the unit of its quantity.
struct Assay {
  double error = 0;  ///< log SD, coefficient of variation, SD or cells acquired, by its error model
  std::optional<double> lower_limit, upper_limit;
};

/// Limits of normal of one laboratory test.
struct ReferenceRange {
  double lln = 0, uln = 0;
};

/// All assays by name. Loaded once and shared.
struct AssayTable {
  Assay drug, interleukin_6, interferon_gamma, interleukin_10, c_reactive_protein, immunoglobulin_g, neutrophils,
      platelets, haemoglobin, lymphocytes, white_cells, temperature, mean_arterial_pressure, oxygen_saturation,
      pulse_pressure, cd19_sites, flow_lymphocytes, flow_blasts, flow_cells, smear_cells, mrd_sensitivity,
      hypoplastic, csf_blasts, differential_cells;
  ReferenceRange NEUT, PLAT, LYM, HGB, WBC;
};

/// Reads data/observation/{assays,reference_ranges}.csv. @throws InputError with every fault
[[nodiscard]] AssayTable load_assays();

/// Identifies one visit: the random numbers of an assay depend on the seed, the patient, the assay and the hour,
/// so an added visit changes no other reading.
struct VisitKey {
  std::uint64_t seed = 0;
  std::uint64_t patient = 0;
  double day = 0;  ///< elapsed [d], >= -1
};

/// Signs as read at the bedside.
struct SignReading {
  double day = 0;
  double temperature = 0;             ///< [Cel], one decimal
  double mean_arterial_pressure = 0;  ///< [mm[Hg]], whole
  double systolic = 0, diastolic = 0; ///< [mm[Hg]], whole
  double oxygen_saturation = 0;       ///< [%], whole, at most 100
  int ice = 10;                       ///< [points]
};

/// Reads temperature, pressures, saturation and the ICE score.
[[nodiscard]] SignReading read_signs(const AssayTable&, const VisitKey&, const Noiseless&);
void record_signs(const SignReading&, SubjectRecord&);

/// Blood counts: neutrophils, platelets, haemoglobin, lymphocytes, white cells, blasts; with LLN and ULN.
struct CountReading {
  double day = 0;
  double neutrophils = 0, platelets = 0, haemoglobin = 0, lymphocytes = 0, white_cells = 0;
  double blood_blast_pct = 0;  ///< of white cells on the differential count [%]
};
[[nodiscard]] CountReading read_counts(const AssayTable&, const VisitKey&, const Noiseless&);
void record_counts(const AssayTable&, const CountReading&, SubjectRecord&);

/// Drug, IL-6, IFN-gamma, IL-10, CRP and IgG.
void record_chemistry(const AssayTable&, const VisitKey&, const Noiseless&, SubjectRecord&);

/// Lymphocyte subsets of blood: CD3+ and CD3+CD8+ per uL and as proportions, B cells, CAR-T.
void record_lymphocyte_subsets(const AssayTable&, const VisitKey&, const Noiseless&, SubjectRecord&);

/// A marrow: smear, cellularity, CD19 on blasts (percent and sites) and MRD.
struct MarrowReading {
  double day = 0;
  double blast_pct = 0;  ///< of nucleated cells on the smear [%]
  bool hypoplastic = false;
  bool mrd_detected = false;
  double mrd_level = 0;  ///< fraction; 0 when not detected
  std::optional<double> cd19_positive_pct;  ///< of blasts [%]; empty when too few blasts were acquired
};
[[nodiscard]] MarrowReading read_marrow(const AssayTable&, const VisitKey&, const Noiseless&);
void record_marrow(const AssayTable&, const VisitKey&, const Noiseless&, const MarrowReading&, SubjectRecord&);

/// Cerebrospinal fluid: blasts per uL.
void record_csf(const AssayTable&, const VisitKey&, const Noiseless&, SubjectRecord&);

}  // namespace trimer::observation
