// Tubes of virtual patients as FCS files, filled from the rows of their record tables.
#include "patient_tubes.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include <trimer/core/csv.h>
#include <trimer/core/output_file.h>
#include <trimer/cytometry/virtual_tube.h>
#include <trimer/observation/assays.h>
#include <trimer/observation/record_reader.h>

#include "interrupt.h"

namespace trimer::cli {
namespace {

using observation::SubjectRecord;

constexpr double bead_lot[] = {500, 5000, 25000, 60000};  // molecules/bead
constexpr std::uint64_t beads_of_a_level = 3000;

struct Tube {
  const char* specimen;  // PB or BM
  double day = 0;
  cytometry::VirtualTube content;
};

std::uint64_t count(const std::optional<long>& events) {
  return static_cast<std::uint64_t>(std::max(0L, events.value_or(0)));
}

/// The last of `rows` up to a day that is wanted.
template <class Row, class Wanted>
const Row* last(const std::vector<Row>& rows, double day, Wanted wanted) {
  const Row* found = nullptr;
  for (const Row& row : rows)
    if (row.at.known() && row.at.day <= day && wanted(row) && (!found || row.at.day >= found->at.day))
      found = &row;
  return found;
}

std::optional<double> laboratory(const SubjectRecord& record, observation::LabTest test, double day) {
  for (const observation::Lab& row : record.labs)
    if (row.test == test && row.at.known() && row.at.day == day) return row.value;
  return std::nullopt;
}

/// Fills up with the cells that no row counts.
void add_others(cytometry::VirtualTube& tube, std::string_view specimen, double counted) {
  for (const cytometry::VirtualShare& share : cytometry::virtual_background(specimen))
    tube.cells.emplace_back(share.kind, static_cast<std::uint64_t>(std::llround(share.share * counted)));
}

std::optional<Tube> blood_of(const SubjectRecord& record, double day) {
  const observation::Flow* cd3 = last(record.flow, day, [](const observation::Flow& row) {
    return row.population == "lymphocytes" && row.marker == "CD3" && row.n_events && row.n_positive;
  });
  if (!cd3) return std::nullopt;
  const observation::Flow* cd8 = last(record.flow, cd3->at.day, [&](const observation::Flow& row) {
    return row.sample_id == cd3->sample_id && row.population == "lymphocytes" && row.marker == "CD3+CD8+";
  });
  const std::uint64_t lymphocytes = count(cd3->n_events),
                      t_cells = std::min(count(cd3->n_positive), lymphocytes);
  const std::uint64_t killers = cd8 ? std::min(count(cd8->n_positive), t_cells) : 0;
  // B cells are reported per microlitre; T cells of the same tube give the factor.
  const auto b_per_ul = laboratory(record, observation::LabTest::BCELL, cd3->at.day),
             t_per_ul = laboratory(record, observation::LabTest::CD3, cd3->at.day);
  std::uint64_t b_cells = 0;
  if (b_per_ul && t_per_ul && *t_per_ul > 0)
    b_cells = std::min(
        static_cast<std::uint64_t>(std::llround(*b_per_ul / *t_per_ul * static_cast<double>(t_cells))),
        lymphocytes - t_cells);
  Tube tube{.specimen = "PB", .day = cd3->at.day, .content = {}};
  tube.content.cells = {{"CD4 T cell", t_cells - killers},
                        {"CD8 T cell", killers},
                        {"B cell", b_cells},
                        {"other lymphocyte", lymphocytes - t_cells - b_cells}};
  add_others(tube.content, "PB", static_cast<double>(lymphocytes));
  return tube;
}

std::optional<Tube> marrow_of(const SubjectRecord& record, double day, double acquired) {
  using observation::Measure;
  const auto measured = [&](Measure measure, double until) {
    return last(record.disease, until, [&](const observation::Disease& row) {
      return row.measure == measure && row.site == observation::Site::BM && row.method == "flow";
    });
  };
  const observation::Disease* detected = measured(Measure::mrd_detected, day);
  if (!detected) return std::nullopt;
  const double when = detected->at.day;
  const observation::Disease* level = measured(Measure::mrd_level, when);
  const double share =
      detected->word == "yes" && level && level->at.day == when ? level->value.value_or(0) : 0;
  const observation::Flow* cd19 = last(record.flow, when, [&](const observation::Flow& row) {
    return row.population == "blasts" && row.marker == "CD19" && row.at.day == when && row.n_events;
  });
  // Too few blasts for a reading of CD19 are written as positive: nothing is reported of them.
  std::uint64_t blasts = static_cast<std::uint64_t>(std::llround(share * acquired)), positive = blasts;
  Tube tube{.specimen = "BM", .day = when, .content = {}};
  if (cd19 && share > 0) {
    blasts = count(cd19->n_events);
    positive = std::min(count(cd19->n_positive), blasts);
    tube.content.cd19_sites = cd19->abc.value_or(0);
  }
  const double cells = share > 0 ? static_cast<double>(blasts) / share : acquired;
  tube.content.cells = {{"CD19+ blast", positive}, {"CD19- blast", blasts - positive}};
  add_others(tube.content, "BM", std::max(0.0, cells - static_cast<double>(blasts)));
  return tube;
}

std::string file_name(const std::string& subject, const Tube& tube) {
  std::string name = subject;
  for (char& c : name)
    if (c == '/' || c == '\\' || static_cast<unsigned char>(c) <= ' ') c = '_';
  return fmt::format("{}_{}_day{:g}.fcs", name, tube.specimen, tube.day);
}

}  // namespace

void write_patient_tubes(const std::filesystem::path& run_folder, double day, std::uint64_t seed) {
  const std::filesystem::path folder = run_folder / "fcs";
  std::filesystem::create_directory(folder);
  const double acquired = observation::load_assays().flow_cells.error;
  const std::string header = "file,subject_id,day,specimen\n";
  std::string blood = header, marrow = header;
  observation::RecordReader reader(run_folder / "records", observation::ReadOptions{});
  SubjectRecord record;
  for (std::uint64_t patient = 1; reader.next(record); ++patient) {
    const std::string& subject = record.subject.subject_id;
    for (std::optional<Tube> tube : {blood_of(record, day), marrow_of(record, day, acquired)}) {
      if (!tube) continue;
      throw_if_interrupted();
      const bool is_blood = tube->specimen == std::string_view("PB");
      const std::string name = file_name(subject, *tube);
      tube->content.seed = seed;
      tube->content.patient = patient;
      tube->content.purpose = 0x40000000U + (is_blood ? 0U : 1U);
      tube->content.keywords = {{"$SMNO", subject}, {"$SRC", tube->specimen}};
      cytometry::write_virtual_fcs(folder / name, tube->content);
      (is_blood ? blood : marrow) += csv_field(name) + "," + csv_field(subject) + "," +
                                     number_text(tube->day) + "," + tube->specimen + "\n";
    }
  }
  write_file(folder / "blood.csv", blood);
  write_file(folder / "marrow.csv", marrow);
  write_file(folder / "gates.toml", cytometry::virtual_gates());
  cytometry::write_virtual_beads(folder / "beads_500_5000_25000_60000.fcs", bead_lot, beads_of_a_level, seed);
}

}  // namespace trimer::cli
