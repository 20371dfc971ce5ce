#include <trimer/report/html.h>

#include <algorithm>

#include <fmt/core.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/report/page_style.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

constexpr std::size_t most_rows_in_page = 60;

constexpr const char* research_use =
    "Research use only. Nothing on this page is advice for treating a patient.";

// Escaped text in which `doi:10.…` is a link.
std::string rich(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = text.find("doi:10.", at);
    if (start == std::string_view::npos) return out + escaped(text.substr(at));
    std::size_t end = std::min(text.find_first_of(" \t\n;,\"'<>", start), text.size());
    while (end > start && std::string_view(".)]").find(text[end - 1]) != std::string_view::npos &&
           !(text[end - 1] == ')' && text.substr(start, end - start).find('(') != std::string_view::npos))
      --end;
    const std::string doi = escaped(text.substr(start + 4, end - start - 4));
    out += escaped(text.substr(at, start - at));
    out += fmt::format("<a href=\"https://doi.org/{0}\">doi:{0}</a>", doi);
    at = end;
  }
  return out;
}

std::string rows_html(const Table& table) {
  std::string out = "<thead><tr>";
  for (const TableColumn& column : table.columns)
    out += fmt::format("<th scope=\"col\"{}>{}{}</th>", column.numeric ? " class=\"number\"" : "",
                       escaped(column.name),
                       column.unit.empty() ? "" : "<small>" + escaped(unit_text(column.unit)) + "</small>");
  out += "</tr></thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : table.rows) {
    if (row.size() == 1 && table.columns.size() > 1) {
      out += fmt::format("<tr><th class=\"group\" scope=\"colgroup\" colspan=\"{}\">{}</th></tr>\n",
                         table.columns.size(), rich(row.front()));
      continue;
    }
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool numeric = i < table.columns.size() && table.columns[i].numeric;
      const char* element = i == 0 ? "th" : "td";
      const std::string label = table.stacked_on_phone && i > 0 && i < table.columns.size()
                                    ? " data-label=\"" + escaped(table.columns[i].name) + "\""
                                    : std::string();
      out += fmt::format("<{0}{1}{2}{3}>{4}</{0}>", element, i == 0 ? " scope=\"row\"" : "",
                         numeric ? " class=\"number\"" : "", label, rich(row[i]));
    }
    out += "</tr>\n";
  }
  return out + "</tbody>";
}

std::string table_html(const Table& table, std::size_t number) {
  std::string out = fmt::format(
      "<div class=\"scroll\" id=\"table-{0}\" role=\"region\" tabindex=\"0\" aria-label=\"{1}\"><table{5}>"
      "<caption><b>Table {2}.</b> {3} <a class=\"csv\" "
      "href=\"tables/{0}.csv\">CSV</a></caption>\n{4}</table></div>\n",
      escaped(table.id), escaped(table.caption), number, rich(table.caption), rows_html(table),
      table.stacked_on_phone ? " class=\"stacked\"" : "");
  if (!table.footnotes.empty()) {
    out += "<ul class=\"notes\">";
    for (const std::string& note : table.footnotes) out += "<li>" + rich(note) + "</li>";
    out += "</ul>\n";
  }
  return out;
}

// The head of the CSV as a table inside the page: the file itself may not travel with it.
std::string numbers_html(const Figure& figure) {
  if (figure.csv.empty()) return {};
  CsvReader csv(figure.csv, figure.id + ".csv");
  Table table;
  for (const std::string& name : csv.header()) table.columns.push_back({name, {}, false});
  std::size_t rows = 0;
  for (; csv.next(); ++rows) {
    if (rows >= most_rows_in_page) continue;
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      cells.emplace_back(csv.field(static_cast<int>(i)));
      double ignored;
      if (parse_number(cells.back(), ignored)) table.columns[i].numeric = true;
    }
    table.rows.push_back(std::move(cells));
  }
  const std::string more = rows > most_rows_in_page
                               ? fmt::format(", first {} of {} rows", most_rows_in_page, rows)
                               : std::string();
  return fmt::format(
      "<details><summary>Numbers as a table{}</summary><div class=\"scroll\" role=\"region\" tabindex=\"0\" "
      "aria-label=\"Numbers of {}\"><table>{}</table></div></details>\n",
      more, escaped(figure.title), rows_html(table));
}

std::string figure_html(const Figure& figure, std::size_t number) {
  return fmt::format(
             "<figure id=\"figure-{0}\">\n<div class=\"drawing wide\">\n{1}</div>\n<div class=\"drawing "
             "narrow\">\n{2}</div>\n<figcaption><b>Figure {3}. {4}.</b> {5} <a class=\"csv\" "
             "href=\"figures/{0}.csv\">Numbers (CSV)</a></figcaption>\n",
             escaped(figure.id), figure.svg, figure.svg_narrow, number, escaped(figure.title),
             rich(figure.caption)) +
         numbers_html(figure) + "</figure>\n";
}

std::string list_html(const std::vector<std::string>& items) {
  if (items.empty()) return {};
  std::string out = "<ul>";
  for (const std::string& item : items) out += "<li>" + rich(item) + "</li>\n";
  return out + "</ul>\n";
}

void check_name(const std::string& id, const char* what) {
  const bool good = !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (!good) throw InputError(what, id, "expected a name of letters, digits, `_` and `-`");
}

}  // namespace

Report::Report(std::string title, std::string subtitle)
    : title_(std::move(title)), subtitle_(std::move(subtitle)) {}

std::string& Report::body() {
  return sections_.empty() ? before_sections_ : sections_.back().body;
}

void Report::section(std::string anchor, std::string heading) {
  check_name(anchor, "section");
  sections_.push_back({std::move(anchor), std::move(heading), {}});
}

void Report::paragraph(const std::string& text) {
  body() += "<p>" + rich(text) + "</p>\n";
}

void Report::list(const std::vector<std::string>& items) {
  body() += list_html(items);
}

void Report::callout(CalloutKind kind, const std::string& heading, const std::string& text,
                     const std::vector<std::string>& items) {
  body() += fmt::format("<div class=\"callout{}\" role=\"note\"><p><b>{}</b></p>",
                        kind == CalloutKind::caution ? " caution" : "", escaped(heading));
  if (!text.empty()) body() += "<p>" + rich(text) + "</p>";
  body() += list_html(items) + "</div>\n";
}

void Report::key_figures(const std::vector<KeyFigure>& figures) {
  if (figures.empty()) return;
  body() += "<div class=\"cards\">\n";
  for (const KeyFigure& f : figures)
    body() += fmt::format("<div class=\"card\"><span>{}</span><b>{}</b><small>{}</small></div>\n",
                          escaped(f.label), escaped(f.value), rich(f.detail));
  body() += "</div>\n";
}

void Report::table(Table table) {
  check_name(table.id, "table");
  for (const Table& other : tables_)
    if (other.id == table.id) throw InputError("table", table.id, "expected a name used once");
  for (const auto& row : table.rows)
    if (row.size() != table.columns.size() && row.size() != 1)
      throw InputError(
          "table " + table.id, std::to_string(row.size()),
          "expected " + std::to_string(table.columns.size()) + " cells in a row, or one heading");
  body() += table_html(table, tables_.size() + 1);
  tables_.push_back(std::move(table));
}

void Report::figure(Figure figure) {
  check_name(figure.id, "figure");
  for (const Figure& other : figures_)
    if (other.id == figure.id) throw InputError("figure", figure.id, "expected a name used once");
  body() += figure_html(figure, figures_.size() + 1);
  figures_.push_back(std::move(figure));
}

void Report::provenance(std::vector<std::pair<std::string, std::string>> entries) {
  provenance_ = std::move(entries);
}

std::string Report::html() const {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>{}</title>\n"
      "<link rel=\"icon\" href=\"data:,\"/>\n<style>{}</style>\n</head>\n<body>\n"
      "<div class=\"banner\" role=\"note\">{}</div>\n<header>\n<h1>{}</h1>\n",
      escaped(title_), page_style, research_use, escaped(title_));
  if (!subtitle_.empty()) out += "<p class=\"subtitle\">" + rich(subtitle_) + "</p>\n";
  out += "</header>\n<main>\n" + before_sections_;
  if (sections_.size() > 1) {
    out += "<nav aria-label=\"Contents\"><ol>\n";
    for (const Section& s : sections_)
      out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", escaped(s.anchor), escaped(s.heading));
    out += "</ol></nav>\n";
  }
  for (const Section& s : sections_)
    out += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", escaped(s.anchor),
                       escaped(s.heading), s.body);
  out += "</main>\n<footer>\n<p>" + std::string(research_use) + "</p>\n";
  if (!provenance_.empty()) {
    out += "<dl>\n";
    for (const auto& [name, value] : provenance_)
      out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escaped(name), rich(value));
    out += "</dl>\n";
  }
  return out + "</footer>\n</body>\n</html>\n";
}

void Report::write(const std::filesystem::path& folder) const {
  if (!figures_.empty()) std::filesystem::create_directories(folder / "figures");
  if (!tables_.empty()) std::filesystem::create_directories(folder / "tables");
  for (const Figure& f : figures_) {
    write_file(folder / "figures" / (f.id + ".svg"), f.svg);
    write_file(folder / "figures" / (f.id + ".csv"), f.csv);
  }
  for (const Table& t : tables_) write_file(folder / "tables" / (t.id + ".csv"), table_csv(t));
  write_file(folder / "report.html", html());
}

}  // namespace trimer::report
