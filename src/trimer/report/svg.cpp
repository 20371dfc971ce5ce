#include <trimer/report/svg.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include <fmt/core.h>

#include <trimer/report/text.h>

namespace trimer::report {

namespace {

std::string attributes(const Paint& paint) {
  std::string out = " fill=\"" + (paint.fill.empty() ? std::string("none") : paint.fill) + "\"";
  if (!paint.fill.empty() && paint.opacity < 1) out += " fill-opacity=\"" + coordinate(paint.opacity) + "\"";
  if (!paint.stroke.empty()) {
    out += " stroke=\"" + paint.stroke + "\"";
    if (paint.width != 1) out += " stroke-width=\"" + coordinate(paint.width) + "\"";
    if (!paint.dash.empty()) out += " stroke-dasharray=\"" + paint.dash + "\"";
    if (paint.stroke_opacity < 1) out += " stroke-opacity=\"" + coordinate(paint.stroke_opacity) + "\"";
  }
  return out;
}

bool known(const Point& p) {
  return std::isfinite(p.x) && std::isfinite(p.y);
}

std::string pair_text(const Point& p) {
  return coordinate(p.x) + "," + coordinate(p.y);
}

}  // namespace

std::string coordinate(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

Svg::Svg(double width, double height, std::string id, std::string title, std::string description)
    : width_(width),
      height_(height),
      id_(std::move(id)),
      title_(std::move(title)),
      description_(std::move(description)) {}

void Svg::rect(double x, double y, double width, double height, const Paint& paint, double corner) {
  if (!(width > 0) || !(height > 0)) return;
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}{}/>\n", coordinate(x),
                       coordinate(y), coordinate(width), coordinate(height),
                       corner > 0 ? " rx=\"" + coordinate(corner) + "\"" : std::string(), attributes(paint));
}

void Svg::line(double x1, double y1, double x2, double y2, const Paint& paint) {
  body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>\n", coordinate(x1), coordinate(y1),
                       coordinate(x2), coordinate(y2), attributes(paint));
}

void Svg::polyline(const std::vector<Point>& points, const Paint& paint) {
  std::string run;
  std::size_t length = 0;
  const auto flush = [&] {
    if (length > 1)
      body_ += fmt::format("<polyline points=\"{}\" stroke-linejoin=\"round\"{}/>\n", run, attributes(paint));
    run.clear();
    length = 0;
  };
  for (const Point& p : points) {
    if (!known(p)) {
      flush();
      continue;
    }
    if (length++) run += ' ';
    run += pair_text(p);
  }
  flush();
}

void Svg::polygon(const std::vector<Point>& points, const Paint& paint) {
  std::string run;
  for (const Point& p : points) {
    assert(known(p));
    if (!run.empty()) run += ' ';
    run += pair_text(p);
  }
  if (points.size() > 2) body_ += fmt::format("<polygon points=\"{}\"{}/>\n", run, attributes(paint));
}

void Svg::circle(double x, double y, double radius, const Paint& paint) {
  body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>\n", coordinate(x), coordinate(y),
                       coordinate(radius), attributes(paint));
}

void Svg::mark(Mark mark, double x, double y, double size, const std::string& colour, bool open) {
  const double r = size / 2;
  const Paint paint{open ? std::string(colour::paper) : colour, colour, open ? 1.5 : 1.0, {}, 1, 1};
  switch (mark) {
    case Mark::circle:
      return circle(x, y, r, paint);
    case Mark::square:
      return rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r, paint);
    case Mark::diamond:
      return polygon({{x, y - 1.2 * r}, {x + 1.2 * r, y}, {x, y + 1.2 * r}, {x - 1.2 * r, y}}, paint);
    case Mark::triangle_up:
      return polygon({{x, y - 1.15 * r}, {x + 1.1 * r, y + 0.85 * r}, {x - 1.1 * r, y + 0.85 * r}}, paint);
    case Mark::triangle_down:
      return polygon({{x, y + 1.15 * r}, {x + 1.1 * r, y - 0.85 * r}, {x - 1.1 * r, y - 0.85 * r}}, paint);
    case Mark::triangle_right:
      return polygon({{x + 1.15 * r, y}, {x - 0.85 * r, y + 1.1 * r}, {x - 0.85 * r, y - 1.1 * r}}, paint);
    case Mark::cross:
      line(x - r, y - r, x + r, y + r, stroked(colour, 2));
      return line(x - r, y + r, x + r, y - r, stroked(colour, 2));
    case Mark::plus:
      line(x - r, y, x + r, y, stroked(colour, 2));
      return line(x, y - r, x, y + r, stroked(colour, 2));
    case Mark::star: {
      std::vector<Point> points;
      for (int i = 0; i < 10; ++i) {
        const double angle = (i - 2.5) * 3.14159265358979 / 5, radius = i % 2 ? 0.5 * r : 1.25 * r;
        points.push_back({x + radius * std::cos(angle), y + radius * std::sin(angle)});
      }
      return polygon(points, paint);
    }
  }
}

void Svg::text(double x, double y, std::string_view text, const TextStyle& style) {
  std::string words(text);
  if (style.rotate == 0) {
    const double right = width_ - x;
    const double room = style.anchor == Anchor::start ? right
                        : style.anchor == Anchor::end ? x
                                                      : 2 * std::min(x, right);
    if (room <= 0) return;
    words = shortened(text, room, style.size, style.bold);
  }
  std::string extra;
  if (style.anchor == Anchor::middle) extra += " text-anchor=\"middle\"";
  if (style.anchor == Anchor::end) extra += " text-anchor=\"end\"";
  if (style.bold) extra += " font-weight=\"600\"";
  if (style.halo)
    extra += fmt::format(" stroke=\"{}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                         colour::paper);
  if (style.rotate != 0)
    extra += fmt::format(" transform=\"rotate({} {} {})\"", coordinate(style.rotate), coordinate(x),
                         coordinate(y));
  body_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{}>{}</text>\n", coordinate(x),
                       coordinate(y), coordinate(style.size), style.fill, extra, escaped(words));
}

void Svg::open(std::string_view label) {
  body_ += "<g>";
  if (!label.empty()) body_ += "<title>" + escaped(label) + "</title>";
  body_ += '\n';
  ++open_;
}

void Svg::open_clip(double x, double y, double width, double height) {
  const std::string id = fmt::format("{}-clip{}", id_, ++clips_);
  defs_ +=
      fmt::format("<clipPath id=\"{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
                  escaped(id), coordinate(x), coordinate(y), coordinate(width), coordinate(height));
  body_ += fmt::format("<g clip-path=\"url(#{})\">\n", escaped(id));
  ++open_;
}

void Svg::close() {
  assert(open_ > 0);
  --open_;
  body_ += "</g>\n";
}

std::string Svg::hatch(const std::string& colour) {
  for (const auto& [known_colour, url] : hatches_)
    if (known_colour == colour) return url;
  const std::string id = fmt::format("{}-hatch{}", id_, hatches_.size() + 1);
  defs_ += fmt::format(
      "<pattern id=\"{}\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\">"
      "<rect width=\"5\" height=\"5\" fill=\"{}\"/><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"5\" stroke=\"{}\" "
      "stroke-width=\"1.6\"/></pattern>\n",
      escaped(id), colour::paper, colour);
  hatches_.emplace_back(colour, "url(#" + id + ")");
  return hatches_.back().second;
}

std::string Svg::finish() const {
  assert(open_ == 0);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "role=\"img\" "
      "aria-labelledby=\"{2}-title {2}-desc\" font-family=\"Helvetica Neue,Helvetica,Arial,Liberation "
      "Sans,sans-serif\">\n"
      "<title id=\"{2}-title\">{3}</title>\n<desc id=\"{2}-desc\">{4}</desc>\n",
      coordinate(width_), coordinate(height_), escaped(id_), escaped(title_), escaped(description_));
  if (!defs_.empty()) out += "<defs>\n" + defs_ + "</defs>\n";
  out += fmt::format("<rect width=\"{}\" height=\"{}\" fill=\"{}\"/>\n", coordinate(width_),
                     coordinate(height_), colour::paper);
  return out + body_ + "</svg>\n";
}

}  // namespace trimer::report
