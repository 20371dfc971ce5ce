// Readings of flow cytometry from summary rows: proportions with their denominator, fluorescence, antigen
// density.
#include <trimer/assessment/engine.h>

#include <cmath>

namespace trimer::assessment::engine {
namespace {

using observation::Flow;

std::string_view word_of(observation::Qualitative finding) {
  switch (finding) {
    case observation::Qualitative::absent:
      return "absent";
    case observation::Qualitative::low:
      return "low";
    case observation::Qualitative::normal:
      return "normal";
    case observation::Qualitative::high:
      return "high";
    case observation::Qualitative::none:
      return "";
  }
  return "";
}

FlowReading start_reading(const Flow& row, const std::string& kind) {
  FlowReading reading;
  reading.paramcd = row.marker + "_" + row.population + "_" + kind;
  reading.sample_id = row.sample_id;
  reading.day = row.at.day;
  reading.n_events = row.n_events;
  reading.source = row.source;
  return reading;
}

/// Share of a population; counts win over a printed percentage.
FlowReading proportion(const Flow& row, int min_events) {
  FlowReading reading = start_reading(row, "PCT");
  reading.unit = "%";
  reading.denominator = row.denominator.empty() ? row.population : row.denominator;
  if (row.n_events && *row.n_events < min_events) {
    reading.flags.raise(Flag::too_few_events);
    return reading;
  }
  if (row.n_events && row.n_positive && *row.n_events > 0) {
    reading.value = 100.0 * static_cast<double>(*row.n_positive) / static_cast<double>(*row.n_events);
  } else {
    reading.value = row.pct;
  }
  if (reading.value) reading.status = Status::graded;
  return reading;
}

FlowReading fluorescence(const Flow& row, bool subtract_background, int min_events) {
  FlowReading reading = start_reading(row, "MFI");
  reading.unit = "1";
  reading.mfi_type = row.mfi_type;
  reading.denominator = row.population;
  const bool subtracted = subtract_background && row.background_mfi;
  reading.flags.raise_if(!subtracted, Flag::background_not_subtracted);
  if (row.n_events && *row.n_events < min_events) {
    reading.flags.raise(Flag::too_few_events);
    return reading;
  }
  const double value = *row.mfi - (subtracted ? *row.background_mfi : 0);
  if (value > 0) {
    reading.value = value;
    reading.status = Status::graded;
  }
  return reading;
}

}  // namespace

void read_flow(Context& context) {
  const observation::Options& options = context.settings.options;
  context.out.flow.clear();
  for (const Flow& row : context.record.flow) {
    if (same_word(row.population, "beads")) continue;
    const bool about_proportion = row.pct || row.n_positive;
    if (about_proportion) context.out.flow.push_back(proportion(row, options.min_events));
    if (row.mfi)
      context.out.flow.push_back(fluorescence(row, options.subtract_background, options.min_events));
    if (row.abc) {
      FlowReading reading = start_reading(row, "ABC");
      reading.unit = "molecules/cell";
      reading.value = row.abc;
      reading.abc = row.abc;
      reading.status = Status::graded;
      context.out.flow.push_back(std::move(reading));
    }
    if (row.qualitative != observation::Qualitative::none) {
      FlowReading reading = start_reading(row, "FINDING");
      reading.word = word_of(row.qualitative);
      reading.status = Status::graded;
      context.out.flow.push_back(std::move(reading));
    }
  }
}

}  // namespace trimer::assessment::engine
