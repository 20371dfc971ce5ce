#include <trimer/cytometry/virtual_tube.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/core/fault.h>
#include <trimer/core/maths.h>
#include <trimer/core/named_values.h>
#include <trimer/core/random.h>
#include <trimer/cytometry/fcs_writer.h>

namespace trimer::cytometry {
namespace {

constexpr const char* folder = "virtual_cytometry/";
constexpr const char* antigen = "CD19";

/// How bright one level of a channel is.
struct Level {
  double median = 0, log_sd = 0, noise = 0, low = 0, high = 0;
};

struct Channel {
  std::string name;      // marker, or the scatter itself
  std::string detector;  // empty: scatter
  std::map<std::string, Level> levels;
};

CsvReader open(const std::string& name) {
  return {data_file(folder + name), folder + name};
}
[[noreturn]] void refuse(const CsvReader& csv, const std::string& column, std::string_view value,
                         const std::string& expectation) {
  throw InputError(Fault{.file = csv.name(),
                         .line = csv.line(),
                         .path = column,
                         .value = std::string(value),
                         .expectation = expectation});
}
double number(const CsvReader& csv, const char* column) {
  double value = 0;
  const std::string_view text = csv.field(csv.column(column));
  if (!parse_number(text, value)) refuse(csv, column, text, "expected a number");
  return value;
}

class Instrument {
 public:
  double top_of_scale = 0, molecules_per_unit = 0, doublet_fraction = 0, dead_fraction = 0,
         height_over_area = 0, height_error = 0, events_per_second = 0;
  std::vector<Channel> channels;  // drawn; FSC-H and Time are made of others
  std::vector<std::string> kinds;
  std::map<std::string, std::vector<std::string>> levels_of;  // kind -> level of each channel
  Spillover spillover;

  Instrument() {
    read_named_values("virtual_cytometry/instrument.csv",
                      {{"top_of_scale", "1", &top_of_scale},
                       {"molecules_per_unit", "molecules/cell", &molecules_per_unit},
                       {"doublet_fraction", "1", &doublet_fraction},
                       {"dead_fraction", "1", &dead_fraction},
                       {"height_over_area", "1", &height_over_area},
                       {"height_error", "1", &height_error},
                       {"events_per_second", "1/s", &events_per_second}});
    read_levels();
    read_cells();
    read_matrix();
  }

  [[nodiscard]] const Level& level(std::size_t channel, const std::string& kind) const {
    return channels[channel].levels.at(levels_of.at(kind)[channel]);
  }

 private:
  void read_levels() {
    CsvReader csv = open("levels.csv");
    while (csv.next()) {
      const std::string name(csv.field(csv.column("channel")));
      if (channels.empty() || channels.back().name != name)
        channels.push_back({name, std::string(csv.field(csv.column("detector"))), {}});
      const Level level{number(csv, "median"), number(csv, "log_sd"), number(csv, "noise"),
                        number(csv, "low"), number(csv, "high")};
      if (!(level.low < level.median && level.median < level.high))
        refuse(csv, "median", csv.field(csv.column("median")), "expected between low and high");
      channels.back().levels[std::string(csv.field(csv.column("level")))] = level;
    }
  }

  void read_cells() {
    CsvReader csv = open("cells.csv");
    while (csv.next()) {
      kinds.emplace_back(csv.field(0));
      for (const Channel& channel : channels) {
        const std::string level(csv.field(csv.column(channel.name)));
        if (!channel.levels.contains(level))
          refuse(csv, channel.name, level, "expected a level of levels.csv");
        levels_of[kinds.back()].push_back(level);
      }
    }
  }

  void read_matrix() {
    CsvReader csv = open("spillover.csv");
    spillover.id = "virtual cytometer";
    for (std::size_t i = 1; i < csv.header().size(); ++i) {
      const std::string& name = spillover.detectors.emplace_back(csv.header()[i]);
      if (std::none_of(channels.begin(), channels.end(),
                       [&](const Channel& c) { return c.name == name && !c.detector.empty(); }))
        refuse(csv, name, "", "expected a marker of levels.csv with a detector");
    }
    while (csv.next())
      for (const std::string& detector : spillover.detectors)
        spillover.coefficients.push_back(number(csv, detector.c_str()));
    if (spillover.coefficients.size() != spillover.detectors.size() * spillover.detectors.size())
      throw InputError(csv.name(), "", "expected a square matrix");
  }
};

double draw(const Level& level, double median, RandomStream& random) {
  for (;;) {
    double value = median;
    if (level.log_sd > 0) value *= maths::exp(level.log_sd * random.normal());
    if (level.noise > 0) value += level.noise * random.normal();
    if (value > level.low && value < level.high) return value;
  }
}

/// Fills a file event by event: spilled over, with the height of forward scatter and the time.
class TubeWriter {
 public:
  TubeWriter(const std::filesystem::path& file, const Instrument& instrument,
             std::vector<std::pair<std::string, std::string>> keywords)
      : instrument_(instrument) {
    FcsContent content;
    const auto parameter = [&](const std::string& name, const std::string& stain) {
      content.parameters.push_back({.name = name, .stain = stain, .range = instrument.top_of_scale});
    };
    for (const Channel& channel : instrument.channels) {
      const bool scatter = channel.detector.empty();
      parameter(scatter ? channel.name : channel.detector, scatter ? "" : channel.name);
      if (channel.name == "FSC-A") parameter("FSC-H", "");
    }
    parameter("Time", "");
    Spillover named = instrument.spillover;
    for (std::string& name : named.detectors) {
      for (std::size_t i = 0; i < instrument.channels.size(); ++i)
        if (instrument.channels[i].name == name) detectors_.push_back(i);
      name = instrument.channels[detectors_.back()].detector;
    }
    content.keywords = std::move(keywords);
    content.keywords.emplace_back("$CYT", "virtual cytometer");
    content.keywords.emplace_back("$SPILLOVER", spillover_keyword(named));
    content.keywords.emplace_back("$TIMESTEP", "0.001");
    writer_.emplace(file, content);
    block_.parameters = content.parameters.size();
  }

  /// @param truth  one intensity per channel
  void add(std::vector<double> truth, double height) {
    std::vector<double> spilled(detectors_.size(), 0);
    for (std::size_t dye = 0; dye < detectors_.size(); ++dye)
      for (std::size_t k = 0; k < detectors_.size(); ++k)
        spilled[k] +=
            truth[detectors_[dye]] * instrument_.spillover.coefficients[dye * detectors_.size() + k];
    for (std::size_t k = 0; k < detectors_.size(); ++k) truth[detectors_[k]] = spilled[k];
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const bool scatter = instrument_.channels[i].detector.empty();
      row_.push_back(scatter ? std::min(truth[i], instrument_.top_of_scale) : truth[i]);
      if (instrument_.channels[i].name == "FSC-A") row_.push_back(std::min(height, instrument_.top_of_scale));
    }
    row_.push_back(static_cast<double>(events_++) / instrument_.events_per_second * 1000);
    if (row_.size() >= 4096 * block_.parameters) flush();
  }

  void close() {
    flush();
    writer_->close();
  }

 private:
  void flush() {
    block_.events = row_.size() / block_.parameters;
    block_.values.resize(row_.size());
    for (std::size_t i = 0; i < block_.events; ++i)
      for (std::size_t p = 0; p < block_.parameters; ++p)
        block_.column(p)[i] = row_[i * block_.parameters + p];
    writer_->write(block_);
    block_.first_event += block_.events;
    row_.clear();
  }

  const Instrument& instrument_;
  std::vector<std::size_t> detectors_;
  std::optional<FcsWriter> writer_;
  EventBlock block_;
  std::vector<double> row_;  // events one after the other
  std::uint64_t events_ = 0;
};

}  // namespace

std::vector<std::string> virtual_cell_kinds() {
  return Instrument().kinds;
}

std::vector<VirtualShare> virtual_background(std::string_view specimen) {
  std::vector<VirtualShare> shares;
  for (CsvReader csv = open("background.csv"); csv.next();)
    if (csv.field(csv.column("specimen")) == specimen)
      shares.push_back({std::string(csv.field(csv.column("kind"))), number(csv, "share")});
  if (shares.empty()) throw InputError("specimen", std::string(specimen), "expected PB or BM");
  return shares;
}

void write_virtual_fcs(const std::filesystem::path& file, const VirtualTube& tube) {
  const Instrument instrument;
  const RandomStream base(tube.seed, tube.patient, tube.purpose);
  RandomStream random = base;
  std::vector<const std::string*> kinds;
  std::uint64_t live = 0;
  for (const auto& [kind, events] : tube.cells) {
    const auto known = std::find(instrument.kinds.begin(), instrument.kinds.end(), kind);
    if (known == instrument.kinds.end())
      throw InputError("kind of cell", kind, "unknown" + suggestion(kind, instrument.kinds));
    kinds.insert(kinds.end(), events, &*known);
    live += events;
  }
  const auto share = [&](double fraction) {
    return static_cast<std::uint64_t>(static_cast<double>(live) * fraction / (1 - fraction));
  };
  static const std::string dead = "dead cell";
  kinds.insert(kinds.end(), share(instrument.dead_fraction), &dead);
  const std::uint64_t singles = kinds.size(), doublets = share(instrument.doublet_fraction);
  kinds.insert(kinds.end(), doublets, nullptr);
  for (std::size_t i = kinds.size(); i > 1; --i)
    std::swap(kinds[i - 1], kinds[static_cast<std::size_t>(random.uniform() * static_cast<double>(i))]);

  TubeWriter writer(file, instrument, tube.keywords);
  const auto cell = [&](const std::string& kind) {
    std::vector<double> truth;
    for (std::size_t i = 0; i < instrument.channels.size(); ++i) {
      const Level& level = instrument.level(i, kind);
      double median = level.median;
      if (tube.cd19_sites > 0 && kind == "CD19+ blast" && instrument.channels[i].name == antigen)
        median =
            std::clamp(tube.cd19_sites / instrument.molecules_per_unit, level.low * 1.05, level.high / 1.05);
      truth.push_back(draw(level, median, random));
    }
    return truth;
  };
  const double ratio = instrument.height_over_area;
  for (const std::string* kind : kinds) {
    if (kind) {
      std::vector<double> truth = cell(*kind);
      // Within five deviations: the reference gate is wider than that.
      const double height =
          truth[0] * ratio * (1 + instrument.height_error * std::clamp(random.normal(), -5.0, 5.0));
      writer.add(std::move(truth), height);
      continue;
    }
    // Two cells at once: areas add, the height hardly grows. Of any kind there is, by its share.
    const auto any = [&]() -> const std::string& {
      for (;;)
        if (const std::string* one =
                kinds[static_cast<std::size_t>(random.uniform() * static_cast<double>(kinds.size()))])
          return *one;
    };
    if (singles == 0) continue;
    std::vector<double> truth = cell(any());
    const std::vector<double> other = cell(any());
    for (std::size_t i = 0; i < truth.size(); ++i) truth[i] += other[i];
    const double height = truth[0] * ratio * (0.55 + 0.1 * random.uniform());
    writer.add(std::move(truth), height);
  }
  writer.close();
}

void write_virtual_beads(const std::filesystem::path& file, std::span<const double> molecules,
                         std::uint64_t events, std::uint64_t seed) {
  const Instrument instrument;
  RandomStream random(seed, 0, 0);
  TubeWriter writer(file, instrument, {});
  for (std::uint64_t i = 0; i < events * molecules.size(); ++i) {
    std::vector<double> truth;
    for (const Channel& channel : instrument.channels) {
      if (channel.name == antigen) {
        const double intensity = molecules[i % molecules.size()] / instrument.molecules_per_unit;
        truth.push_back(intensity * maths::exp(0.06 * random.normal()));
      } else {
        truth.push_back(channel.detector.empty() ? 30000 * maths::exp(0.05 * random.normal())
                                                 : 20 * random.normal());
      }
    }
    const double height = truth[0] * instrument.height_over_area;
    writer.add(std::move(truth), height);
  }
  writer.close();
}

std::string virtual_gates() {
  return data_file("virtual_cytometry/gates.toml");
}

}  // namespace trimer::cytometry
