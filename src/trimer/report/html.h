/// @file
/// One self-contained HTML page: no network, no scripts, readable on a phone and in print.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <trimer/report/figure.h>
#include <trimer/report/table.h>

namespace trimer::report {

enum class CalloutKind { note, caution };

/// A number that answers a question at a glance.
struct KeyFigure {
  std::string label;   ///< e.g. `CR, CRh or CRi`
  std::string value;   ///< e.g. `42%`
  std::string detail;  ///< e.g. `95 % prediction interval for a series of 5: 0–80%`
};

/// Builds the page from top to bottom. All text is plain text and is escaped; `doi:10.…` becomes a link.
class Report {
 public:
  Report(std::string title, std::string subtitle);

  /// Starts a section; sections make up the contents list.
  void section(std::string anchor, std::string heading);
  void paragraph(const std::string& text);
  void list(const std::vector<std::string>& items);
  void callout(CalloutKind kind, const std::string& heading, const std::string& text,
               const std::vector<std::string>& items = {});
  void key_figures(const std::vector<KeyFigure>& figures);
  void table(Table table);
  void figure(Figure figure);
  /// Last lines of the page: seed, versions, hashes.
  void provenance(std::vector<std::pair<std::string, std::string>> entries);

  [[nodiscard]] const std::vector<Figure>& figures() const { return figures_; }
  [[nodiscard]] const std::vector<Table>& tables() const { return tables_; }

  /// The whole page.
  [[nodiscard]] std::string html() const;
  /// Writes `report.html`, `figures/ID.svg`, `figures/ID.csv` and `tables/ID.csv` into a folder that exists.
  void write(const std::filesystem::path& folder) const;

 private:
  struct Section {
    std::string anchor, heading, body;
  };
  std::string& body();

  std::string title_, subtitle_;
  std::string before_sections_;
  std::vector<Section> sections_;
  std::vector<Figure> figures_;
  std::vector<Table> tables_;
  std::vector<std::pair<std::string, std::string>> provenance_;
};

}  // namespace trimer::report
