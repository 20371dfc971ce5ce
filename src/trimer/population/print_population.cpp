#include <trimer/core/csv.h>
#include <trimer/population/read_population.h>

namespace trimer::population {
namespace {

/// Prints one distribution as the keys of an inline table.
class DistributionPrinter {
 public:
  explicit DistributionPrinter(const CovariateInfo& info) : unit_(info.unit) {}

  [[nodiscard]] std::string print(const Distribution& distribution) const {
    std::string text = std::visit([this](const auto& shape) { return keys(shape); }, distribution.shape);
    if (distribution.truncate) text += ", truncate = " + bounds(*distribution.truncate);
    if (distribution.clip) text += ", clip = " + bounds(*distribution.clip);
    if (distribution.loading != 0) text += ", loading = " + number_text(distribution.loading);
    if (distribution.scale)
      text += ", scale_with_marrow = { reference = " + number_text(distribution.scale->reference) +
              ", exponent = " + number_text(distribution.scale->exponent) + " }";
    return text;
  }

 private:
  [[nodiscard]] std::string value(double number) const {
    return unit_ == "1" ? number_text(number) : "\"" + number_text(number) + " " + unit_ + "\"";
  }
  [[nodiscard]] std::string bounds(const Interval& interval) const {
    std::string text;
    if (interval.low) text += ", min = " + value(*interval.low);
    if (interval.high) text += ", max = " + value(*interval.high);
    return "{ " + (text.empty() ? text : text.substr(2)) + " }";
  }
  template <class Print>
  [[nodiscard]] static std::string list(const std::vector<double>& numbers, Print print) {
    std::string text;
    for (const double number : numbers) text += (text.empty() ? "" : ", ") + print(number);
    return "[" + text + "]";
  }
  [[nodiscard]] std::string values(const std::vector<double>& numbers) const {
    return list(numbers, [this](double number) { return value(number); });
  }
  [[nodiscard]] static std::string plain(const std::vector<double>& numbers) {
    return list(numbers, [](double number) { return number_text(number); });
  }

  [[nodiscard]] std::string keys(const Constant& d) const {
    return named("constant") + ", value = " + value(d.value);
  }
  [[nodiscard]] std::string keys(const Bernoulli& d) const {
    return named("bernoulli") + ", probability = " + number_text(d.probability);
  }
  [[nodiscard]] std::string keys(const Uniform& d) const {
    return named("uniform") + ", low = " + value(d.low) + ", high = " + value(d.high);
  }
  [[nodiscard]] std::string keys(const LogUniform& d) const {
    return named("log_uniform") + ", low = " + value(d.low) + ", high = " + value(d.high);
  }
  [[nodiscard]] std::string keys(const Normal& d) const {
    return named("normal") + ", mean = " + value(d.mean) + ", sd = " + value(d.sd);
  }
  [[nodiscard]] std::string keys(const LogNormal& d) const {
    return named("lognormal") +
           (d.median_parameter.empty() ? ", median = " + value(d.median)
                                       : ", median_parameter = \"" + d.median_parameter + "\"") +
           (d.sd_log_parameter.empty() ? ", sd_log = " + number_text(d.sd_log)
                                       : ", sd_log_parameter = \"" + d.sd_log_parameter + "\"");
  }
  [[nodiscard]] std::string keys(const Categories& d) const {
    return named("categories") + ", bounds = " + values(d.bounds) + ", shares = " + plain(d.shares);
  }
  [[nodiscard]] std::string keys(const Quantiles& d) const {
    return named("quantiles") + ", p = " + plain(d.p) + ", values = " + values(d.values);
  }
  [[nodiscard]] std::string keys(const Mixture& d) const {
    std::string text = named("mixture") + ", parts = [";
    for (std::size_t i = 0; i < d.parts.size(); ++i)
      text +=
          (i ? ", { share = " : "{ share = ") + number_text(d.shares[i]) + ", " + print(d.parts[i]) + " }";
    return text + "]";
  }
  [[nodiscard]] std::string keys(const BySex& d) const {
    return named("by_sex") + ", male = { " + print(d.male.front()) + " }, female = { " +
           print(d.female.front()) + " }";
  }
  [[nodiscard]] std::string keys(const ByAge& d) const {
    return named("by_age") +
           ", age = " + list(d.age, [](double age) { return "\"" + number_text(age) + " year\""; }) +
           ", median_male = " + values(d.median_male) + ", median_female = " + values(d.median_female) +
           ", sd_log = " + number_text(d.sd_log);
  }
  [[nodiscard]] std::string keys(const MarrowReserve& d) const {
    return named("marrow_reserve") + ", median = " + number_text(d.median) +
           ", sd_log = " + number_text(d.sd_log);
  }
  [[nodiscard]] std::string keys(const Derived&) const { return named("derived"); }
  [[nodiscard]] std::string keys(const NotApplicable&) const { return named("not_applicable"); }
  [[nodiscard]] static std::string named(const std::string& shape) {
    return "distribution = \"" + shape + "\"";
  }

  std::string unit_;
};

}  // namespace

std::string to_toml(const Population& population, const std::string& prefix) {
  std::string text;
  for (const CovariateInfo& info : covariates) {
    text += prefix + std::string(info.name) + " = { " +
            DistributionPrinter(info).print(population.distributions[info.covariate]);
    const Provenance& provenance = population.provenance[info.covariate];
    if (!provenance.source.empty()) text += ", source = " + units::toml_quoted(provenance.source);
    if (!provenance.evidence.empty()) text += ", evidence = " + units::toml_quoted(provenance.evidence);
    text += " }\n";
  }
  return text;
}

}  // namespace trimer::population
